/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for AVX-512 BW: 64 bytes a step, and every test gives its mask
 * in one instruction. */
#if defined(__x86_64__)

#include "match/kernel_nibble.h"
#include "match/kernel_pass.h"

/* A test brings its own, emulated, instructions. */
#if !defined(KERNEL_EMULATED)
#include <immintrin.h>
#endif

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m, size_t slot)
{
    const __m512i low =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)nibble_low));
    const __m512i high =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)nibble_high));
    const __m512i fifteen = _mm512_set1_epi8(15);
    const __m512i dash = _mm512_set1_epi8('-');
    const __m512i word = _mm512_set1_epi8(NIBBLE_WORD);
    const __m512i quote = _mm512_set1_epi8(NIBBLE_QUOTE);
    const __m512i alnum = _mm512_set1_epi8(NIBBLE_ALNUM);
    for (size_t i = 0; i < words; i++, slot += LANES) {
        __m512i v = _mm512_loadu_si512((const void *)(text + i * 64));
        __m512i row = _mm512_and_si512(_mm512_srli_epi16(v, 4), fifteen);
        __m512i c = _mm512_and_si512(_mm512_shuffle_epi8(low, v),
                                     _mm512_shuffle_epi8(high, row));
        uint64_t sign = _mm512_movepi8_mask(c);
        m->word[slot] = _mm512_test_epi8_mask(c, word) & ~sign;
        m->alnum[slot] = _mm512_test_epi8_mask(c, alnum) & ~sign;
        m->bit5[slot] = _mm512_movepi8_mask(_mm512_slli_epi16(v, 2));
        m->bit6[slot] = _mm512_movepi8_mask(_mm512_slli_epi16(v, 1));
        m->dash[slot] = _mm512_cmpeq_epi8_mask(v, dash);
        m->sign[slot] = sign;
        m->quote[slot] = _mm512_test_epi8_mask(c, quote);
    }
}

void kernel_avx512(struct span text, struct range region,
                   const struct kernel_tables *tables,
                   struct kernel_space *space, struct match_scratch *scratch)
{
    kernel_run(text, region, classify, tables, space, scratch);
}

#else
typedef int kernel_avx512_is_for_x86; /* a C file may not be empty */
#endif
