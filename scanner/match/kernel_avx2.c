/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for AVX2 with the bit-counting instructions of the same age
 * (Haswell, Zen and later). */
#if defined(__x86_64__)

#include "match/kernel_nibble.h"
#include "match/kernel_pass.h"

#include <immintrin.h>

/* The top bit for a class of NIBBLE_WORD and of NIBBLE_ALNUM; a sign's class
 * has its own top bit, which makes the shuffle give 0. */
static const uint8_t top_word[16] = {
    [NIBBLE_A] = 0x80, [NIBBLE_P] = 0x80, [NIBBLE_UNDER] = 0x80};
static const uint8_t top_alnum[16] = {
    [NIBBLE_A] = 0x80, [NIBBLE_P] = 0x80, [NIBBLE_PLUS] = 0x80};

static inline __m256i load_table(const uint8_t table[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)table));
}

/* The top bits leave as a 32-bit half of the mask: joining two halves here
 * would put a dependency behind every movemask, and the bit pass reads them
 * much later. */
static inline void store_half(uint64_t *mask, size_t half, __m256i top)
{
    int bits = _mm256_movemask_epi8(top);
    memcpy((unsigned char *)mask + half * 4, &bits, 4);
}

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m, size_t slot)
{
    const __m256i low = load_table(nibble_low);
    const __m256i high = load_table(nibble_high);
    const __m256i word = load_table(top_word);
    const __m256i alnum = load_table(top_alnum);
    const __m256i fifteen = _mm256_set1_epi8(15);
    const __m256i dash = _mm256_set1_epi8('-');
    const unsigned char *end = text + words * 64;
    for (; text < end; text += 64, slot += LANES) {
#pragma GCC unroll 2
        for (size_t half = 0; half < 2; half++) {
            __m256i v = _mm256_loadu_si256((const void *)(text + half * 32));
            __m256i row = _mm256_and_si256(_mm256_srli_epi16(v, 4), fifteen);
            __m256i c = _mm256_and_si256(_mm256_shuffle_epi8(low, v),
                                         _mm256_shuffle_epi8(high, row));
            store_half(m->word + slot, half, _mm256_shuffle_epi8(word, c));
            store_half(m->alnum + slot, half, _mm256_shuffle_epi8(alnum, c));
            store_half(m->bit5 + slot, half, _mm256_slli_epi16(v, 2));
            store_half(m->bit6 + slot, half, _mm256_slli_epi16(v, 1));
            store_half(m->dash + slot, half, _mm256_cmpeq_epi8(v, dash));
            store_half(m->sign + slot, half, c);
            store_half(m->quote + slot, half, _mm256_slli_epi16(c, 1));
        }
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
