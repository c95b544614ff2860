/* SPDX-License-Identifier: Apache-2.0
 *
 * Which kernel this processor gets: asked once, when a matcher is made. Plain
 * function pointers, because ifunc breaks sanitizers and musl. */
#include "match/kernel.h"

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

static bool has_sse2(void)
{
    return true; /* part of x86-64 */
}

#define KERNEL_SSE2   kernel_sse2
#define KERNEL_AVX2   kernel_avx2
#define KERNEL_AVX512 kernel_avx512

#else

static bool has_sse2(void)
{
    return false;
}

static bool has_avx2(void)
{
    return false;
}

static bool has_avx512(void)
{
    return false;
}

#define KERNEL_SSE2   NULL
#define KERNEL_AVX2   NULL
#define KERNEL_AVX512 NULL

#endif

static bool has_scalar(void)
{
    return true;
}

/* Best first. */
static const struct {
    enum match_isa isa;
    const char *name;
    bool (*available)(void);
    kernel_fn run;
} kernels[] = {
    {MATCH_ISA_AVX512, "avx512", has_avx512, KERNEL_AVX512},
    {MATCH_ISA_AVX2, "avx2", has_avx2, KERNEL_AVX2},
    {MATCH_ISA_SSE2, "sse2", has_sse2, KERNEL_SSE2},
    {MATCH_ISA_SCALAR, "scalar", has_scalar, kernel_scalar},
};

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
