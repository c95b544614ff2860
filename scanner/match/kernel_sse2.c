/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for every x86-64: SSE2 has no byte shuffle, so classes are found
 * by comparing ranges. */
#if defined(__x86_64__)

#include "match/kernel_pass.h"

#include <emmintrin.h>

/* Bytes low..high, as 0xff. Signed compare is right: bytes of 0x80 and more
 * are negative and below every class. */
static inline __m128i between(__m128i v, char low, char high)
{
    return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(low - 1))),
                         _mm_cmplt_epi8(v, _mm_set1_epi8((char)(high + 1))));
}

static inline __m128i one_of(__m128i v, char a, char b)
{
    return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(a)),
                        _mm_cmpeq_epi8(v, _mm_set1_epi8(b)));
}

static inline uint64_t bits(__m128i v, unsigned quarter)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(v) << (16 * quarter);
}

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m, size_t slot)
{
    for (size_t i = 0; i < words; i++, slot += LANES) {
        uint64_t word = 0, alnum = 0, bit5 = 0;
        uint64_t bit6 = 0, dash = 0, sign = 0;
        uint64_t quote = 0;
        for (unsigned q = 0; q < 4; q++) {
            __m128i v = _mm_loadu_si128((const void *)(text + i * 64 + q * 16));
            __m128i d = between(v, '0', '9');
            __m128i u = between(v, 'A', 'Z');
            __m128i l = between(v, 'a', 'z');
            __m128i an = _mm_or_si128(d, _mm_or_si128(u, l));
            __m128i under = _mm_cmpeq_epi8(v, _mm_set1_epi8('_'));
            word |= bits(_mm_or_si128(an, under), q);
            alnum |= bits(_mm_or_si128(an, one_of(v, '+', '/')), q);
            bit5 |= bits(_mm_slli_epi16(v, 2), q);
            bit6 |= bits(_mm_slli_epi16(v, 1), q);
            dash |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')), q);
            sign |= bits(_mm_or_si128(one_of(v, '=', ':'),
                                      _mm_cmpeq_epi8(v, _mm_set1_epi8('>'))),
                         q);
            quote |= bits(one_of(v, '"', '\''), q);
        }
        m->word[slot] = word;
        m->alnum[slot] = alnum;
        m->bit5[slot] = bit5;
        m->bit6[slot] = bit6;
        m->dash[slot] = dash;
        m->sign[slot] = sign;
        m->quote[slot] = quote;
    }
}

void kernel_sse2(struct span text, struct range region,
                 const struct kernel_tables *tables, struct kernel_space *space,
                 struct match_scratch *scratch)
{
    kernel_run(text, region, classify, tables, space, scratch);
}

#else
typedef int kernel_sse2_is_for_x86; /* a C file may not be empty */
#endif
