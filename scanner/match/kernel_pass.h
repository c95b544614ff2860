/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_PASS_H
#define MATCH_KERNEL_PASS_H

/* The second half of the kernel: bit arithmetic on the masks. Included by
 * each kernel_<isa>.c, which defines only how bytes become masks, so that the
 * compiler can use that instruction set's counting instructions here too. It
 * has no branch that depends on a byte except where something was found.
 *
 * Everything is a question about runs. "At least 16 bytes of class t from
 * here" is answered for 64 positions at once by doubling:
 *
 *     t           class mask, bit i = byte i
 *     t & t >> 1  two from i on
 *     ... >> 2    four, >> 4 eight, >> 8 sixteen
 *
 * where >> draws in the bits of the next word (funnel). */

#include "match/kernel.h"

#define KERNEL_INLINE static inline __attribute__((always_inline))

KERNEL_INLINE uint64_t funnel(uint64_t low, uint64_t high, unsigned shift)
{
    return low >> shift | high << (64 - shift);
}

/* 64 bits from bit `shift` on, for any shift from 0 to 63. */
KERNEL_INLINE uint64_t bits_from(const uint64_t *mask, unsigned shift)
{
    return mask[0] >> shift | (mask[1] << 1) << (63 - shift);
}

KERNEL_INLINE uint64_t run_of_four(uint64_t t, uint64_t next)
{
    uint64_t two = t & funnel(t, next, 1);
    uint64_t two_next = next & next >> 1;
    return two & funnel(two, two_next, 2);
}

KERNEL_INLINE uint64_t run_of_sixteen(uint64_t t, uint64_t next)
{
    uint64_t two = t & funnel(t, next, 1);
    uint64_t two_next = next & next >> 1;
    uint64_t four = two & funnel(two, two_next, 2);
    uint64_t four_next = two_next & two_next >> 2;
    uint64_t eight = four & funnel(four, four_next, 4);
    uint64_t eight_next = four_next & four_next >> 4;
    return eight & funnel(eight, eight_next, 8);
}

/* Does a run look random? Judged on its first 64 bytes, by how often the kind
 * of character (digit, capital, other) changes. Random text of 36 letters
 * and digits changes at 40 % of its places, hexadecimal at 47 %, base62 at
 * 62 %; words and identifiers at under 15 %, even with a version number. A
 * seventh is 3 standard deviations below the 40 % at 24 bytes. Without two
 * digits (2.5 % of 32 random base62 characters) mixed case must show it. */
KERNEL_INLINE bool looks_random(const struct kernel_masks *m, unsigned i,
                                unsigned k, uint64_t keep, unsigned len)
{
    uint64_t digits = bits_from(m->digit + i, k) & keep;
    uint64_t uppers = bits_from(m->upper + i, k) & keep;
    uint64_t plain = bits_from(m->word + i, k) & bits_from(m->alnum + i, k);
    uint64_t changes = (digits ^ digits << 1) | (uppers ^ uppers << 1);
    unsigned n_digits = (unsigned)__builtin_popcountll(digits);
    unsigned n_changes =
        (unsigned)__builtin_popcountll(changes & keep & ~UINT64_C(1));
    unsigned n_separators = (unsigned)__builtin_popcountll(keep & ~plain);
    if (n_separators * 8 > len) {
        return false;
    }
    if (n_digits >= 2) {
        return n_changes * 7 >= len;
    }
    return n_changes * 2 >= len;
}

KERNEL_INLINE void pass_heads(uint64_t starts, const unsigned char *block,
                              size_t offset, const struct kernel_tables *tables,
                              struct match_scratch *scratch)
{
    while (starts) {
        unsigned k = (unsigned)__builtin_ctzll(starts);
        starts &= starts - 1;
        const unsigned char *p = block + k;
        if (__builtin_expect(
                bitmap_has(tables->head, kernel_hash(load_four(p))), 0)) {
            engine_on_head(scratch, offset + k);
        }
        /* The first byte of a text has nothing before it to look at. */
        if (offset + k > 0 && __builtin_expect(tables->before[p[-1]], 0)) {
            engine_on_word(scratch, offset + k);
        }
    }
}

KERNEL_INLINE void pass_run(const struct kernel_masks *m, const uint64_t *mask,
                            unsigned i, unsigned k, size_t offset,
                            enum kernel_run kind, struct match_scratch *scratch)
{
    uint64_t run = bits_from(mask + i, k);
    unsigned len = ~run ? (unsigned)__builtin_ctzll(~run) : 64;
    uint64_t keep = len < 64 ? (UINT64_C(1) << len) - 1 : ~UINT64_C(0);
    if (looks_random(m, i, k, keep, len)) {
        engine_on_run(scratch, offset + k, len, kind);
    }
}

/* The four bytes of the name left of a sign, over blanks and one quote. */
KERNEL_INLINE bool sign_has_name(const unsigned char *sign, size_t offset,
                                 const struct kernel_tables *tables)
{
    enum {
        REACH = 40
    };
    if (offset < REACH) {
        return true; /* too near the beginning: the engine looks */
    }
    const unsigned char *p = sign - 1;
    while (*p == ' ' && p > sign - REACH / 2) {
        p--;
    }
    if (*p == '"' || *p == '\'' || *p == ']') {
        p--;
        if (*p == '"' || *p == '\'' || *p == '\\') {
            p--;
        }
    }
    uint32_t name = load_four(p - 3) | 0x20202020u;
    return bitmap_has(tables->sign, kernel_hash(name));
}

KERNEL_INLINE void pass_signs(uint64_t signs, const unsigned char *block,
                              size_t offset, const struct kernel_tables *tables,
                              struct match_scratch *scratch)
{
    while (signs) {
        unsigned k = (unsigned)__builtin_ctzll(signs);
        signs &= signs - 1;
        if (__builtin_expect(sign_has_name(block + k, offset + k, tables), 0)) {
            engine_on_sign(scratch, offset + k);
        }
    }
}

/* What a run or a word needs to know of the word before: bit 63 of it. */
struct kernel_carry {
    uint64_t word;
    uint64_t alnum;
    uint64_t url;
    uint64_t dash;
};

KERNEL_INLINE void pass_word(const struct kernel_masks *m, unsigned i,
                             uint64_t live, const unsigned char *block,
                             size_t offset, struct kernel_carry *carry,
                             const uint64_t *urlsafe,
                             const struct kernel_tables *tables,
                             struct match_scratch *scratch)
{
    uint64_t w = m->word[i];
    uint64_t a = m->alnum[i];
    uint64_t u = urlsafe[i];
    uint64_t d = m->dash[i];
    uint64_t u16 = run_of_sixteen(u, urlsafe[i + 1]);
    uint64_t a16 = run_of_sixteen(a, m->alnum[i + 1]);

    uint64_t heads = w & ~(w << 1 | carry->word) & u16 & live;
    pass_heads(heads, block, offset, tables, scratch);

    uint64_t a_runs = a16 & ~(a << 1 | carry->alnum) & live;
    for (uint64_t left = a_runs; left; left &= left - 1) {
        pass_run(m, m->alnum, i, (unsigned)__builtin_ctzll(left), offset,
                 KERNEL_RUN_BASE64, scratch);
    }
    uint64_t u_runs = u16 & ~(u << 1 | carry->url) & live;
    for (uint64_t left = u_runs; left; left &= left - 1) {
        pass_run(m, urlsafe, i, (unsigned)__builtin_ctzll(left), offset,
                 KERNEL_RUN_BASE64URL, scratch);
    }

    uint64_t slash = a & ~w;
    uint64_t slash_next = m->alnum[i + 1] & ~m->word[i + 1];
    uint64_t sign = m->sign[i] & live;
    if (sign) {
        uint64_t one = funnel(slash, slash_next, 1);
        uint64_t two = funnel(slash, slash_next, 2);
        uint64_t four = funnel(slash, slash_next, 4);
        uint64_t urls = sign & ((one & two) | (two & four & ~one));
        for (uint64_t left = urls; left; left &= left - 1) {
            engine_on_url(scratch, offset + (unsigned)__builtin_ctzll(left));
        }
        /* A value of four plain bytes, over at most three other ones. */
        uint64_t v = run_of_four(u, urlsafe[i + 1]);
        uint64_t v_next = run_of_four(urlsafe[i + 1], urlsafe[i + 2]);
        uint64_t value = funnel(v, v_next, 1) | funnel(v, v_next, 2) |
                         funnel(v, v_next, 3) | funnel(v, v_next, 4);
        pass_signs(sign & value, block, offset, tables, scratch);
    }

    uint64_t dashes = d & ~(d << 1 | carry->dash) & live;
    if (dashes) {
        dashes &= run_of_four(d, m->dash[i + 1]);
        for (; dashes; dashes &= dashes - 1) {
            engine_on_dashes(scratch,
                             offset + (unsigned)__builtin_ctzll(dashes));
        }
    }
    *carry = (struct kernel_carry){w >> 63, a >> 63, u >> 63, d >> 63};
}

/* Bits of the bytes at and behind `len` count as "nothing". */
KERNEL_INLINE void masks_cut(struct kernel_masks *m, size_t len, size_t words)
{
    for (size_t i = len / 64; i < words; i++) {
        uint64_t keep = i == len / 64 ? (UINT64_C(1) << (len & 63)) - 1 : 0;
        m->word[i] &= keep;
        m->alnum[i] &= keep;
        m->digit[i] &= keep;
        m->upper[i] &= keep;
        m->dash[i] &= keep;
        m->sign[i] &= keep;
    }
}

/* The byte before the region decides whether a run begins at its first one. */
KERNEL_INLINE struct kernel_carry carry_before(struct span text, size_t pos)
{
    struct kernel_carry carry = {0, 0, 0, 0};
    if (pos == 0) {
        return carry;
    }
    unsigned char c = text.ptr[pos - 1];
    bool digit = c >= '0' && c <= '9';
    bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    carry.word = digit || letter || c == '_';
    carry.alnum = digit || letter || c == '+' || c == '/';
    carry.url = carry.word || c == '-';
    carry.dash = c == '-';
    return carry;
}

typedef void (*classify_fn)(const unsigned char *text, size_t words,
                            struct kernel_masks *masks);

KERNEL_INLINE void kernel_run(struct span text, struct range region,
                              classify_fn classify,
                              const struct kernel_tables *tables,
                              struct kernel_masks *masks,
                              struct match_scratch *scratch)
{
    uint64_t urlsafe[KERNEL_WORDS + KERNEL_AHEAD + 1];
    struct kernel_carry carry = carry_before(text, region.start);
    for (size_t pos = region.start; pos < region.end;) {
        size_t words = (region.end - pos + 63) / 64;
        words = words < KERNEL_WORDS ? words : KERNEL_WORDS;
        classify(text.ptr + pos, words + KERNEL_AHEAD, masks);
        if (text.len - pos < (words + KERNEL_AHEAD) * 64) {
            masks_cut(masks, text.len - pos, words + KERNEL_AHEAD);
        }
        for (size_t i = 0; i < words + KERNEL_AHEAD; i++) {
            urlsafe[i] = masks->word[i] | masks->dash[i];
        }
        for (size_t i = 0; i < words; i++) {
            size_t at = pos + i * 64;
            size_t left = region.end - at;
            uint64_t live =
                left < 64 ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
            pass_word(masks, (unsigned)i, live, text.ptr + at, at, &carry,
                      urlsafe, tables, scratch);
        }
        pos += words * 64;
    }
}

#endif
