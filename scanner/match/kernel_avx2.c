/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for AVX2 with the bit-counting instructions of the same age
 * (Haswell, Zen and later). */
#if defined(__x86_64__)

#include "match/kernel_nibble.h"
#include "match/kernel_pass.h"

#include <immintrin.h>

/* Masks leave as 32-bit halves: joining them here would put a dependency
 * behind every movemask, and the bit pass reads them much later. */
static inline void store_half(uint64_t *mask, size_t half, int bits)
{
    memcpy((unsigned char *)mask + half * 4, &bits, 4);
}

static inline int any_of(__m256i classes, char wanted)
{
    __m256i hit = _mm256_and_si256(classes, _mm256_set1_epi8(wanted));
    __m256i none = _mm256_cmpeq_epi8(hit, _mm256_setzero_si256());
    return ~_mm256_movemask_epi8(none);
}

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m)
{
    const __m256i low =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)nibble_low));
    const __m256i high =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)nibble_high));
    const __m256i fifteen = _mm256_set1_epi8(15);
    const __m256i dash = _mm256_set1_epi8('-');
    for (size_t i = 0; i < words * 2; i++) {
        __m256i v = _mm256_loadu_si256((const void *)(text + i * 32));
        __m256i row = _mm256_and_si256(_mm256_srli_epi16(v, 4), fifteen);
        __m256i c = _mm256_and_si256(_mm256_shuffle_epi8(low, v),
                                     _mm256_shuffle_epi8(high, row));
        store_half(m->word + KERNEL_FIRST, i, any_of(c, NIBBLE_WORD));
        store_half(m->alnum + KERNEL_FIRST, i, any_of(c, NIBBLE_ALNUM));
        store_half(m->upper + KERNEL_FIRST, i, any_of(c, NIBBLE_UPPER));
        store_half(m->dash + KERNEL_FIRST, i,
                   _mm256_movemask_epi8(_mm256_cmpeq_epi8(v, dash)));
        /* NIBBLE_DIGIT is the lowest bit, NIBBLE_SIGN the top one. */
        store_half(m->digit + KERNEL_FIRST, i,
                   _mm256_movemask_epi8(_mm256_slli_epi16(c, 7)));
        store_half(m->sign + KERNEL_FIRST, i, _mm256_movemask_epi8(c));
    }
}

void kernel_avx2(struct span text, struct range region,
                 const struct kernel_tables *tables, struct kernel_space *space,
                 struct match_scratch *scratch)
{
    kernel_run(text, region, classify, tables, space, scratch);
}

#else
typedef int kernel_avx2_is_for_x86; /* a C file may not be empty */
#endif
