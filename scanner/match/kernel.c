/* SPDX-License-Identifier: Apache-2.0
 *
 * Which kernel this processor gets: asked once, when a matcher is made. Plain
 * function pointers, because ifunc breaks sanitizers and musl. */
#include "match/kernel.h"

struct kernel_entry {
    enum match_isa isa;
    const char *name;
    bool (*available)(void);
    kernel_fn run;
};

static bool always(void)
{
    return true;
}

#if defined(__x86_64__)

static bool has_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw");
}

/* Best first. */
static const struct kernel_entry kernels[] = {
    {MATCH_ISA_AVX512, "avx512", has_avx512, kernel_avx512},
    {MATCH_ISA_AVX2, "avx2", has_avx2, kernel_avx2},
    {MATCH_ISA_SSE2, "sse2", always, kernel_sse2},
    {MATCH_ISA_SCALAR, "scalar", always, kernel_scalar},
};

#elif defined(__aarch64__)

static const struct kernel_entry kernels[] = {
    {MATCH_ISA_NEON, "neon", always, kernel_neon},
    {MATCH_ISA_SCALAR, "scalar", always, kernel_scalar},
};

#else

static const struct kernel_entry kernels[] = {
    {MATCH_ISA_SCALAR, "scalar", always, kernel_scalar},
};

#endif

kernel_fn kernel_choose(enum match_isa isa, const char **name)
{
    for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
        bool wanted = isa == MATCH_ISA_BEST || isa == kernels[i].isa;
        if (wanted && kernels[i].available()) {
            if (name) {
                *name = kernels[i].name;
            }
            return kernels[i].run;
        }
    }
    return NULL;
}
