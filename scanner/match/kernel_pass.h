/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_PASS_H
#define MATCH_KERNEL_PASS_H

/* The second half of the kernel: bit arithmetic on the masks. Included by
 * each kernel_<isa>.c, which defines only how bytes become masks, so that the
 * compiler can use that instruction set's vectors here too.
 *
 * Everything is a question about runs. "At least 16 bytes of class t from
 * here" is answered for all positions at once by doubling:
 *
 *     t           class mask, bit i = byte i
 *     t & t >> 1  two from i on
 *     ... >> 2    four, >> 4 eight, >> 8 sixteen
 *
 * where >> draws in the bits of the next word. Each step is a pass over a
 * row of words, some words at a time; the places found are then written down
 * and judged in loops of their own. So no branch depends on a byte except
 * where something was found. */

#include "match/kernel.h"

/* Bytes before a sign in which its name is looked for. */
#define KERNEL_NAME_REACH 40

#define KERNEL_INLINE static inline __attribute__((always_inline))

/* A few words at once; the widest that every call convention allows. */
#if defined(__AVX2__)
#define LANES 4
#else
#define LANES 2
#endif
typedef uint64_t lanes __attribute__((vector_size(LANES * 8)));

KERNEL_INLINE lanes lanes_load(const uint64_t *words)
{
    lanes value;
    memcpy(&value, words, sizeof(value));
    return value;
}

KERNEL_INLINE void lanes_store(uint64_t *words, lanes value)
{
    memcpy(words, &value, sizeof(value));
}

/* Each bit becomes the one `shift` places further on in the text. */
KERNEL_INLINE lanes later(const uint64_t *words, int shift)
{
    return lanes_load(words) >> shift | lanes_load(words + 1) << (64 - shift);
}

/* Each bit becomes the one before it in the text. */
KERNEL_INLINE lanes earlier(const uint64_t *words)
{
    return lanes_load(words) << 1 | lanes_load(words - 1) >> 63;
}

/* out = in & (in, `shift` later): twice the run length. May be in place. */
KERNEL_INLINE void row_double(uint64_t *out, const uint64_t *in, size_t words,
                              int shift)
{
    for (size_t i = KERNEL_FIRST; i < KERNEL_FIRST + words; i += LANES) {
        lanes_store(out + i, lanes_load(in + i) & later(in + i, shift));
    }
}

/* The class masks that follow from others. A change is a letter or digit of
 * another kind (digit, capital, other) than the letter or digit before it. */
KERNEL_INLINE void derive_classes(struct kernel_space *s, size_t words)
{
    const struct kernel_masks *m = &s->masks;
    s->urlsafe[KERNEL_FIRST - 1] =
        m->word[KERNEL_FIRST - 1] | m->dash[KERNEL_FIRST - 1];
    for (size_t i = KERNEL_FIRST; i < KERNEL_FIRST + words; i += LANES) {
        lanes word = lanes_load(m->word + i);
        lanes alnum = lanes_load(m->alnum + i);
        lanes plain =
            word & alnum & earlier(m->word + i) & earlier(m->alnum + i);
        lanes digits = lanes_load(m->digit + i) ^ earlier(m->digit + i);
        lanes uppers = lanes_load(m->upper + i) ^ earlier(m->upper + i);
        lanes_store(s->urlsafe + i, word | lanes_load(m->dash + i));
        lanes_store(s->slash + i, alnum & ~word);
        lanes_store(s->changes + i, (digits | uppers) & plain);
    }
}

/* Where runs of 16 and words in front of 16 begin. */
KERNEL_INLINE void find_runs(struct kernel_space *s, size_t words)
{
    const struct kernel_masks *m = &s->masks;
    uint64_t *four = s->spare[0];
    uint64_t *run = s->spare[1];
    row_double(run, m->alnum, words + 1, 1);
    row_double(run, run, words + 1, 2);
    row_double(run, run, words + 1, 4);
    for (size_t i = KERNEL_FIRST; i < KERNEL_FIRST + words; i += LANES) {
        lanes sixteen = lanes_load(run + i) & later(run + i, 8);
        lanes_store(s->base64_runs + i, sixteen & ~earlier(m->alnum + i));
    }
    row_double(four, s->urlsafe, words + 1, 1);
    row_double(four, four, words + 1, 2);
    row_double(run, four, words + 1, 4);
    for (size_t i = KERNEL_FIRST; i < KERNEL_FIRST + words; i += LANES) {
        lanes sixteen = lanes_load(run + i) & later(run + i, 8);
        lanes runs = sixteen & ~earlier(s->urlsafe + i);
        lanes heads = sixteen & lanes_load(m->word + i) & ~earlier(m->word + i);
        lanes_store(s->base64url_runs + i, runs);
        lanes_store(s->starts + i, runs | heads);
    }
}

/* Signs with a value behind them: two plain bytes, over at most seven other
 * ones (a blank, a quote, how a password begins; one random printable text in
 * 70 has no such two); "://" and ":\/\/"; four dashes. */
KERNEL_INLINE void find_signs(struct kernel_space *s, size_t words)
{
    const struct kernel_masks *m = &s->masks;
    uint64_t *two = s->spare[0];
    uint64_t *dashes = s->spare[1];
    row_double(two, s->urlsafe, words + 1, 1);
    row_double(dashes, m->dash, words + 1, 1);
    for (size_t i = KERNEL_FIRST; i < KERNEL_FIRST + words; i += LANES) {
        lanes sign = lanes_load(m->sign + i);
        lanes value = later(two + i, 1) | later(two + i, 2) |
                      later(two + i, 3) | later(two + i, 4) |
                      later(two + i, 5) | later(two + i, 6) |
                      later(two + i, 7) | later(two + i, 8);
        lanes slashes = later(s->slash + i, 2) &
                        (later(s->slash + i, 1) | later(s->slash + i, 4));
        lanes ruler = lanes_load(dashes + i) & later(dashes + i, 2);
        lanes_store(s->signs + i, sign & value);
        lanes_store(s->urls + i, sign & slashes);
        lanes_store(s->dashes + i, ruler & ~earlier(m->dash + i));
    }
}

/* Nothing begins behind the region: `bits` of the last word count. */
KERNEL_INLINE void cut_found(struct kernel_space *s, size_t last, unsigned bits)
{
    uint64_t keep = (UINT64_C(1) << bits) - 1;
    s->starts[last] &= keep;
    s->base64_runs[last] &= keep;
    s->signs[last] &= keep;
    s->urls[last] &= keep;
    s->dashes[last] &= keep;
}

/* Writes down the places of the bits. A loop over the bits of each word would
 * be left at an unforeseeable point 16,000 times in a mebibyte, so one is
 * always written: most words have no more. */
KERNEL_INLINE size_t write_places(uint16_t *places, const uint64_t *row,
                                  size_t words)
{
    const uint64_t never_zero = UINT64_C(1) << 63;
    size_t n = 0;
    for (size_t i = 0; i < words; i++) {
        uint64_t bits = row[KERNEL_FIRST + i];
        uint64_t rest = bits & (bits - 1);
        uint16_t *out = places + n;
        n += (size_t)__builtin_popcountll(bits);
        *out++ =
            (uint16_t)(i * 64 + (unsigned)__builtin_ctzll(bits | never_zero));
        while (__builtin_expect(rest != 0, 0)) {
            *out++ = (uint16_t)(i * 64 + (unsigned)__builtin_ctzll(rest));
            rest &= rest - 1;
        }
    }
    return n;
}

/* 64 bits from `place` of the chunk on. */
KERNEL_INLINE uint64_t bits_from(const uint64_t *row, unsigned place)
{
    const uint64_t *word = row + KERNEL_FIRST + place / 64;
    unsigned shift = place % 64;
    return word[0] >> shift | (word[1] << 1) << (63 - shift);
}

/* Does a run look random? Judged on its first 64 bytes, by how often the kind
 * of character (digit, capital, other) changes from one letter or digit to
 * the next. Random text of 36 letters and digits changes at 40 % of its
 * places, hexadecimal at 47 %, base62 at 62 %; words and identifiers at under
 * 15 %, even with a version number. A ninth, and three at least, loses 1 in
 * 1,000 of 32 such characters (simulated), fewer of the others.
 *
 * Without two digits (2.5 % of 32 random base62 characters) mixed case must
 * show it: camelCase changes as often as random text does, but it has no two
 * capitals side by side, and random text has them at 18 % of its places. */
KERNEL_INLINE bool looks_random(const struct kernel_space *s, unsigned place,
                                uint64_t keep, unsigned len)
{
    const struct kernel_masks *m = &s->masks;
    uint64_t digits = bits_from(m->digit, place) & keep;
    uint64_t uppers = bits_from(m->upper, place) & keep;
    uint64_t plain =
        bits_from(m->word, place) & bits_from(m->alnum, place) & keep;
    uint64_t changes = bits_from(s->changes, place) & keep;
    unsigned n_digits = (unsigned)__builtin_popcountll(digits);
    unsigned n_changes = (unsigned)__builtin_popcountll(changes);
    unsigned n_separators = len - (unsigned)__builtin_popcountll(plain);
    /* Names have one in five bytes or six. A random text that has three in 20
     * changes far more often than a name that has. */
    bool joined = (n_separators * 8 <= len) |
                  ((n_separators * 8 <= len + 4) & (n_changes * 4 >= len));
    if (n_digits >= 2) {
        return (n_changes * 9 >= len) & (n_changes >= 3) & joined;
    }
    unsigned n_capitals = (unsigned)__builtin_popcountll(uppers & uppers << 1);
    return (n_changes * 3 >= len) & joined & (n_capitals >= 1 + len / 32);
}

/* The least that looks_random asks for, which most words do not have.
 * `run` are the bits of the run from its first byte on. */
KERNEL_INLINE bool may_be_random(const struct kernel_space *s, unsigned place,
                                 uint64_t run)
{
    /* The ones that `run` begins with, and the bit behind, no change. */
    uint64_t keep = run ^ (run + 1);
    return __builtin_popcountll(bits_from(s->changes, place) & keep) >= 3;
}

KERNEL_INLINE void judge_runs(const struct kernel_space *s, const uint64_t *row,
                              const uint16_t *places, size_t n, size_t chunk,
                              enum kernel_run kind,
                              struct match_scratch *scratch)
{
    for (size_t i = 0; i < n; i++) {
        unsigned place = places[i];
        uint64_t ends = ~bits_from(row, place);
        unsigned len = ends ? (unsigned)__builtin_ctzll(ends) : 64;
        uint64_t keep = ends ? (ends & -ends) - 1 : ~UINT64_C(0);
        if (__builtin_expect(looks_random(s, place, keep, len), 0)) {
            engine_on_run(scratch, chunk + place, len, kind);
        }
    }
}

/* Letters and digits alone are both kinds of run; they are reported as the
 * other one, unless they are longer than can be seen. */
KERNEL_INLINE bool is_plain(const struct kernel_space *s, unsigned place,
                            uint64_t base64, uint64_t base64url)
{
    return (bits_from(s->base64url_runs, place) & 1) &
           ((base64 ^ (base64 + 1)) == (base64url ^ (base64url + 1))) &
           (base64 != ~UINT64_C(0));
}

/* Loops without branches pick the few places that are worth one: what is
 * written and not counted is overwritten by the next. */
KERNEL_INLINE void judge_base64(struct kernel_space *s, size_t n, size_t chunk,
                                struct match_scratch *scratch)
{
    size_t n_runs = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned place = s->places[i];
        uint64_t run = bits_from(s->masks.alnum, place);
        bool plain = is_plain(s, place, run, bits_from(s->urlsafe, place));
        s->run_places[n_runs] = (uint16_t)place;
        n_runs += may_be_random(s, place, run) & !plain;
    }
    judge_runs(s, s->masks.alnum, s->run_places, n_runs, chunk,
               KERNEL_RUN_BASE64, scratch);
}

/* Do the bytes before a word make it worth a look? The first two of a text
 * have too few before them. */
KERNEL_INLINE bool has_before(const unsigned char *p, size_t pos,
                              const struct kernel_tables *tables)
{
    if (__builtin_expect(pos < 2, 0)) {
        return pos == 1;
    }
    uint8_t flags = tables->before[p[-1]];
    uint32_t two = (uint32_t)p[-2] | (uint32_t)p[-1] << 8;
    bool left = bitmap_has(tables->left, two);
    return ((flags & KERNEL_BEFORE_GLUE) != 0) |
           (((flags & KERNEL_BEFORE_LEFT) != 0) & left);
}

/* The same of a place that was picked, where it may take longer. */
KERNEL_INLINE bool is_before(const unsigned char *p, size_t pos,
                             const struct kernel_tables *tables)
{
    if (!has_before(p, pos, tables) || pos < 4 ||
        (tables->before[p[-1]] & KERNEL_BEFORE_GLUE)) {
        return has_before(p, pos, tables);
    }
    uint32_t two = (uint32_t)p[-2] | (uint32_t)p[-1] << 8;
    return bitmap_has(tables->left_two, two) ||
           bitmap_has(tables->left_four, kernel_hash(load_four(p - 4)));
}

KERNEL_INLINE bool has_head(const unsigned char *p,
                            const struct kernel_tables *tables)
{
    return bitmap_has(tables->head, kernel_hash(load_four(p)));
}

KERNEL_INLINE void judge_words(const struct kernel_space *s, size_t n,
                               struct span text, size_t chunk,
                               const struct kernel_tables *tables,
                               struct match_scratch *scratch)
{
    for (size_t i = 0; i < n; i++) {
        size_t pos = chunk + s->word_places[i];
        if (has_head(text.ptr + pos, tables)) {
            engine_on_head(scratch, pos);
        }
        if (is_before(text.ptr + pos, pos, tables)) {
            engine_on_word(scratch, pos);
        }
    }
}

KERNEL_INLINE void judge_starts(struct kernel_space *s, size_t n,
                                struct span text, size_t chunk,
                                const struct kernel_tables *tables,
                                struct match_scratch *scratch)
{
    size_t n_words = 0;
    size_t n_runs = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned place = s->places[i];
        size_t pos = chunk + place;
        const unsigned char *p = text.ptr + pos;
        uint64_t run = bits_from(s->urlsafe, place);
        s->word_places[n_words] = (uint16_t)place;
        n_words += (unsigned)has_head(p, tables) |
                   (unsigned)has_before(p, pos, tables);
        s->run_places[n_runs] = (uint16_t)place;
        n_runs +=
            bits_from(s->base64url_runs, place) & may_be_random(s, place, run);
    }
    judge_words(s, n_words, text, chunk, tables, scratch);
    judge_runs(s, s->urlsafe, s->run_places, n_runs, chunk,
               KERNEL_RUN_BASE64URL, scratch);
}

/* The four bytes of the name left of a sign, over blanks and one quote. */
KERNEL_INLINE bool sign_has_name(const unsigned char *sign,
                                 const struct kernel_tables *tables)
{
    const unsigned char *p = sign - 1;
    p -= *p == ' ';
    if (__builtin_expect(*p == ' ', 0)) {
        while (*p == ' ' && p > sign - KERNEL_NAME_REACH / 2) {
            p--;
        }
    }
    bool quoted = *p == '"' || *p == '\'' || *p == ']';
    p -= quoted;
    p -= quoted && (*p == '"' || *p == '\'' || *p == '\\');
    uint32_t name = load_four(p - 3) | 0x20202020u;
    return bitmap_has(tables->sign, kernel_hash(name));
}

KERNEL_INLINE void judge_signs(const struct kernel_space *s, size_t n,
                               struct span text, size_t chunk,
                               const struct kernel_tables *tables,
                               struct match_scratch *scratch)
{
    for (size_t i = 0; i < n; i++) {
        size_t pos = chunk + s->places[i];
        /* Too near the beginning to read names: the engine looks. */
        if (__builtin_expect(pos < KERNEL_NAME_REACH ||
                                 sign_has_name(text.ptr + pos, tables),
                             0)) {
            engine_on_sign(scratch, pos);
        }
    }
}

/* Rare enough for a loop that is entered by a branch. */
KERNEL_INLINE void report_rare(const struct kernel_space *s, size_t words,
                               size_t chunk, struct match_scratch *scratch)
{
    for (size_t i = 0; i < words; i++) {
        uint64_t urls = s->urls[KERNEL_FIRST + i];
        uint64_t dashes = s->dashes[KERNEL_FIRST + i];
        if (__builtin_expect((urls | dashes) == 0, 1)) {
            continue;
        }
        for (; urls; urls &= urls - 1) {
            engine_on_url(scratch,
                          chunk + i * 64 + (unsigned)__builtin_ctzll(urls));
        }
        for (; dashes; dashes &= dashes - 1) {
            engine_on_dashes(scratch, chunk + i * 64 +
                                          (unsigned)__builtin_ctzll(dashes));
        }
    }
}

/* Bits of the bytes at and behind `len` of the chunk count as "nothing". */
KERNEL_INLINE void masks_cut(struct kernel_masks *m, size_t len, size_t words)
{
    for (size_t i = len / 64; i < words; i++) {
        uint64_t keep = i == len / 64 ? (UINT64_C(1) << (len & 63)) - 1 : 0;
        size_t at = KERNEL_FIRST + i;
        m->word[at] &= keep;
        m->alnum[at] &= keep;
        m->digit[at] &= keep;
        m->upper[at] &= keep;
        m->dash[at] &= keep;
        m->sign[at] &= keep;
    }
}

/* The byte before the region decides whether a run begins at its first one:
 * it is bit 63 of the word before. */
KERNEL_INLINE void carry_in(struct kernel_masks *m, struct span text,
                            size_t pos)
{
    unsigned char c = pos == 0 ? ' ' : text.ptr[pos - 1];
    bool digit = c >= '0' && c <= '9';
    bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    bool word = digit || letter || c == '_';
    bool alnum = digit || letter || c == '+' || c == '/';
    m->word[KERNEL_FIRST - 1] = (uint64_t)word << 63;
    m->alnum[KERNEL_FIRST - 1] = (uint64_t)alnum << 63;
    m->dash[KERNEL_FIRST - 1] = (uint64_t)(c == '-') << 63;
    m->digit[KERNEL_FIRST - 1] = (uint64_t)digit << 63;
    m->upper[KERNEL_FIRST - 1] = (uint64_t)(c >= 'A' && c <= 'Z') << 63;
}

/* Fills the masks of `words` times 64 bytes, from KERNEL_FIRST on. */
typedef void (*classify_fn)(const unsigned char *text, size_t words,
                            struct kernel_masks *masks);

/* One chunk: classify, find the places, judge them. */
KERNEL_INLINE void kernel_chunk(struct span text, size_t pos, size_t end,
                                classify_fn classify,
                                const struct kernel_tables *tables,
                                struct kernel_space *s,
                                struct match_scratch *scratch)
{
    size_t len = end - pos;
    size_t words = (len + 63) / 64;
    classify(text.ptr + pos, words + KERNEL_AHEAD, &s->masks);
    if (text.len - pos < (words + KERNEL_AHEAD) * 64) {
        masks_cut(&s->masks, text.len - pos, words + KERNEL_AHEAD);
    }
    carry_in(&s->masks, text, pos);
    derive_classes(s, words + KERNEL_AHEAD);
    find_runs(s, words);
    find_signs(s, words);
    if (len % 64) {
        cut_found(s, KERNEL_FIRST + words - 1, len % 64);
    }
    size_t n = write_places(s->places, s->starts, words);
    judge_starts(s, n, text, pos, tables, scratch);
    n = write_places(s->places, s->base64_runs, words);
    judge_base64(s, n, pos, scratch);
    n = write_places(s->places, s->signs, words);
    judge_signs(s, n, text, pos, tables, scratch);
    report_rare(s, words, pos, scratch);
}

KERNEL_INLINE void kernel_run(struct span text, struct range region,
                              classify_fn classify,
                              const struct kernel_tables *tables,
                              struct kernel_space *space,
                              struct match_scratch *scratch)
{
    const size_t chunk = KERNEL_WORDS * 64;
    for (size_t pos = region.start; pos < region.end; pos += chunk) {
        size_t left = region.end - pos;
        size_t end = left < chunk ? region.end : pos + chunk;
        kernel_chunk(text, pos, end, classify, tables, space, scratch);
    }
}

#endif
