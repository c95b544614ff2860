/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_JUDGE_H
#define MATCH_KERNEL_JUDGE_H

/* The places found are written down, picked and judged in loops of their own,
 * so that no branch depends on a byte except where something was found. */

#include "base/byte.h"
#include "match/kernel_rows.h"

/* The bytes before a sign that are read for its name at most. */
#define KERNEL_NAME_REACH 64

/* Fills the masks of `words` times 64 bytes, every LANES-th from `slot` on. */
typedef void (*classify_fn)(const unsigned char *text, size_t words,
                            struct kernel_masks *masks, size_t slot);

/* What one call of the kernel works on. */
struct kernel_job {
    struct span text;
    const struct kernel_tables *tables;
    struct kernel_space *space;
    struct match_scratch *scratch;
    classify_fn classify;
};

/* The lowest bit that is set; of none, anything. */
KERNEL_INLINE unsigned lowest(uint64_t bits)
{
#if defined(__BMI__)
    return (unsigned)__builtin_ia32_tzcnt_u64(bits);
#else
    return (unsigned)__builtin_ctzll(bits | UINT64_C(1) << 63);
#endif
}

/* Writes down the places, in the order of the text. A loop over the bits of
 * each word would be left at an unforeseeable point 10,000 times in a
 * mebibyte, so two are always written: few words have more. */
KERNEL_INLINE size_t write_places(uint16_t *places,
                                  const struct kernel_found *found,
                                  size_t depth)
{
    size_t n = 0;
    for (size_t k = 0; k < LANES; k++) {
        for (uint64_t busy = found->busy[k]; busy; busy &= busy - 1) {
            size_t i = lowest(busy);
            size_t base = (k * depth + i) * 64;
            uint64_t bits = found->row[slot_of(k, i)];
            uint64_t rest = bits & (bits - 1);
            uint16_t *out = places + n;
            n += (size_t)__builtin_popcountll(bits);
            out[0] = (uint16_t)(base + lowest(bits));
            out[1] = (uint16_t)(base + lowest(rest));
            rest &= rest - 1;
            for (out += 2; __builtin_expect(rest != 0, 0); rest &= rest - 1) {
                *out++ = (uint16_t)(base + lowest(rest));
            }
        }
    }
    return n;
}

/* How much of a run is judged: what one load of bits has, wherever it is. */
#define RUN_JUDGED_LEN 57
#define RUN_JUDGED     ((UINT64_C(1) << RUN_JUDGED_LEN) - 1)

/* How many of the RUN_JUDGED_LEN bits follow the last one that is set. */
KERNEL_INLINE unsigned highest_gap(uint64_t bits)
{
    return (unsigned)__builtin_clzll(bits | 1) - (64 - RUN_JUDGED_LEN);
}

/* 57 bits at least from `place` on; the others are 0. */
KERNEL_INLINE uint64_t bits_from(const uint64_t *row, unsigned place)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t bits;
    memcpy(&bits, (const unsigned char *)row + place / 8, sizeof(bits));
    return bits >> (place % 8);
#else
    return row[place / 64] >> (place % 64) | (row[place / 64 + 1] << 1)
                                                 << (63 - place % 64);
#endif
}

/* A run, from its first byte on. */
struct kernel_run_bits {
    unsigned len;   /* up to 64 */
    uint64_t keep;  /* its bytes that are judged; the others are of these */
    uint64_t plain; /* letters and digits */
    uint64_t underscores;
    uint64_t digits;
    uint64_t capitals;
    uint64_t changes;
};

/* Does a run look random? Judged by how often the kind of character (digit,
 * capital, small) changes from one letter or digit to the next. Random text of
 * 36 letters and digits changes at 40 % of its places, hexadecimal at 47 %,
 * base62 at 62 %; words and identifiers at under 15 %, even with a version
 * number. A ninth, and three at least, loses 1 in 1,000 of 32 such characters
 * (simulated), fewer of the others.
 *
 * With an underscore it is an identifier, or text of 64 characters, which
 * changes at 58 % of its places: a fifth loses 1 in 1,000 of 20.
 *
 * Without two digits (2.5 % of 32 random base62 characters) mixed case must
 * show it: camelCase changes as often as random text does, but it has no two
 * capitals side by side, and random text has them at 18 % of its places. */
KERNEL_INLINE bool looks_random(const struct kernel_run_bits *run)
{
    unsigned len = (unsigned)__builtin_popcountll(run->keep);
    unsigned n_changes = (unsigned)__builtin_popcountll(run->changes);
    unsigned n_separators = len - (unsigned)__builtin_popcountll(run->plain);
    /* Names have one in five bytes or six. A random text that has three in 20
     * changes far more often than a name that has. */
    bool joined = n_separators * 8 <= len ||
                  (n_separators * 8 <= len + 4 && n_changes * 4 >= len);
    unsigned share = run->underscores ? 5 : 9;
    if (!joined || n_changes < 3 || n_changes * share < len) {
        return false;
    }
    if (__builtin_popcountll(run->digits) >= 2) {
        return true;
    }
    uint64_t pairs = run->capitals & run->capitals << 1;
    unsigned n_pairs = (unsigned)__builtin_popcountll(pairs);
    return n_changes * 3 >= len && n_pairs >= 1 + len / 32;
}

/* The least that looks_random asks for, which most words do not have. */
KERNEL_INLINE bool may_be_random(const struct kernel_space *s, unsigned place)
{
    uint64_t run = bits_from(s->urlsafe, place) & RUN_JUDGED;
    uint64_t keep = run & ~(run + 1);
    uint64_t changes = bits_from(s->changes, place) & keep;
    unsigned len = (unsigned)__builtin_popcountll(keep);
    unsigned n_changes = (unsigned)__builtin_popcountll(changes);
    return (n_changes >= 3) & (n_changes * 9 >= len);
}

/* The bytes of a run are the ones that `bits` begin with. */
KERNEL_INLINE struct kernel_run_bits run_bits(const struct kernel_masks *m,
                                              uint64_t bits)
{
    const size_t at = KERNEL_FIRST;
    uint64_t ends = ~bits;
    struct kernel_run_bits run = {
        .len = ends ? (unsigned)__builtin_ctzll(ends) : 64,
        .keep = bits & ~(bits + 1) & RUN_JUDGED,
    };
    uint64_t plain = m->word[at] & m->alnum[at];
    run.plain = plain & run.keep;
    run.underscores = m->word[at] & ~m->alnum[at] & run.keep;
    run.digits = run.plain & ~m->bit6[at];
    run.capitals = run.plain & ~m->bit5[at];
    uint64_t others =
        (m->bit5[at] ^ m->bit5[at] >> 1) | (m->bit6[at] ^ m->bit6[at] >> 1);
    run.changes = others & run.plain & plain >> 1;
    return run;
}

/* Bytes at and behind `left` of the word at `slot` count as "nothing". */
KERNEL_INLINE void masks_cut(struct kernel_masks *m, size_t slot, size_t left)
{
    uint64_t keep = left < 64 ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
    m->word[slot] &= keep;
    m->alnum[slot] &= keep;
    m->dash[slot] &= keep;
    m->sign[slot] &= keep;
    m->quote[slot] &= keep;
}

/* Letters and digits alone are both kinds of run. They are reported as the
 * other one, unless they are longer than can be seen. */
KERNEL_INLINE bool is_reported(bool inner, uint64_t base64, uint64_t urlsafe)
{
    return !inner && (base64 ^ (base64 + 1)) == (urlsafe ^ (urlsafe + 1)) &&
           base64 != ~UINT64_C(0);
}

/* Not inlined, as it is for the few places that were picked. */
static __attribute__((noinline)) void judge_run(const struct kernel_job *job,
                                                size_t pos,
                                                enum kernel_run kind)
{
    struct kernel_masks *m = &job->space->run;
    const size_t at = KERNEL_FIRST;
    int before = span_at(job->text, pos - 1);
    bool inner = byte_is_word(before) || before == '-';
    if (inner && kind == KERNEL_RUN_BASE64URL) {
        return;
    }
    job->classify(job->text.ptr + pos, 1, m, at);
    masks_cut(m, at, job->text.len - pos);
    uint64_t urlsafe = m->word[at] | m->dash[at];
    uint64_t base64 = m->alnum[at];
    if (kind == KERNEL_RUN_BASE64 && is_reported(inner, base64, urlsafe)) {
        return;
    }
    struct kernel_run_bits run =
        run_bits(m, kind == KERNEL_RUN_BASE64 ? base64 : urlsafe);
    if (looks_random(&run)) {
        engine_on_run(job->scratch, pos, run.len, kind);
    }
}

KERNEL_INLINE uint32_t load_two(const unsigned char *p)
{
    uint16_t value;
    memcpy(&value, p, sizeof(value));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return value;
#else
    return __builtin_bswap16(value);
#endif
}

/* Do the bytes before a word make it worth a look? Asked of few places. The
 * first words of a text have too few before them to say no. */
KERNEL_INLINE bool is_before(const unsigned char *p, size_t pos,
                             const struct kernel_tables *tables)
{
    if (pos < 4) {
        return pos > 0;
    }
    return (tables->before[p[-1]] & KERNEL_BEFORE_GLUE) ||
           bitmap_has(tables->left_two, load_two(p - 2)) ||
           bitmap_has(tables->left_four, kernel_hash(load_four(p - 4)));
}

KERNEL_INLINE bool has_head(const unsigned char *p,
                            const struct kernel_tables *tables)
{
    return bitmap_has(tables->head, kernel_hash(load_four(p)));
}

KERNEL_INLINE void judge_words(const struct kernel_job *job, size_t n,
                               size_t chunk)
{
    for (size_t i = 0; i < n; i++) {
        size_t pos = chunk + job->space->word_places[i];
        const unsigned char *p = job->text.ptr + pos;
        if (has_head(p, job->tables)) {
            engine_on_head(job->scratch, pos);
        }
        if (is_before(p, pos, job->tables)) {
            engine_on_word(job->scratch, pos);
        }
    }
}

/* Loops without branches pick the few places that are worth one: what is
 * written and not counted is overwritten by the next. This one picks words
 * whose first bytes, or the ones before, are some rule's; the first `sure` ones
 * unseen. */
KERNEL_INLINE size_t pick_words(struct kernel_space *s, size_t sure, size_t n,
                                const unsigned char *chunk,
                                const struct kernel_tables *tables)
{
    size_t picked = sure;
    memcpy(s->word_places, s->places, sure * sizeof(*s->places));
    for (size_t i = sure; i < n; i++) {
        const unsigned char *p = chunk + s->places[i];
        s->word_places[picked] = s->places[i];
        picked += (unsigned)has_head(p, tables) |
                  (unsigned)bitmap_has(tables->two, load_two(p - 2));
    }
    return picked;
}

KERNEL_INLINE size_t pick_runs(struct kernel_space *s, size_t n)
{
    size_t picked = 0;
    for (size_t i = 0; i < n; i++) {
        s->run_places[picked] = s->places[i];
        picked += may_be_random(s, s->places[i]);
    }
    return picked;
}

KERNEL_INLINE void judge_starts(const struct kernel_job *job, size_t n,
                                size_t chunk)
{
    struct kernel_space *s = job->space;
    /* Before the first four bytes of a text there are too few to read. */
    uint64_t few = chunk < 4 ? (UINT64_C(1) << (4 - chunk)) - 1 : 0;
    uint64_t first = s->starts.row[slot_of(0, 0)] & few;
    size_t sure = (size_t)__builtin_popcountll(first);
    size_t n_words = pick_words(s, sure, n, job->text.ptr + chunk, job->tables);
    size_t n_runs = pick_runs(s, n);
    judge_words(job, n_words, chunk);
    for (size_t i = 0; i < n_runs; i++) {
        judge_run(job, chunk + s->run_places[i], KERNEL_RUN_BASE64URL);
    }
}

/* Does a name that ends here end as some keyword does? */
KERNEL_INLINE bool ends_name(const unsigned char *last,
                             const struct kernel_tables *tables)
{
    uint32_t four = load_four(last - 3) | 0x20202020u;
    return bitmap_has(tables->sign, kernel_hash(four));
}

/* The same as pick_signs from the bytes: of a sign whose name may be before the
 * chunk, or for which the text has too few of them. */
KERNEL_INLINE bool has_name_before(const struct kernel_job *job, size_t pos)
{
    const unsigned char *sign = job->text.ptr + pos;
    if (pos < KERNEL_NAME_REACH) {
        return true; /* too near the beginning to tell */
    }
    for (unsigned gap = 0; gap < KERNEL_NAME_GAP; gap++) {
        const unsigned char *last = sign - 1 - gap;
        if (byte_is_word(*last) || *last == '-') {
            return ends_name(last, job->tables);
        }
    }
    return false;
}

/* Signs with a name before, over whatever stands between: blanks, quotes,
 * brackets, a comma. */
KERNEL_INLINE size_t pick_signs(const struct kernel_job *job, size_t n,
                                size_t chunk)
{
    struct kernel_space *s = job->space;
    size_t picked = 0;
    size_t i = 0;
    for (; i < n && (s->places[i] < RUN_JUDGED_LEN ||
                     chunk + s->places[i] < KERNEL_NAME_REACH);
         i++) {
        s->run_places[picked] = s->places[i];
        picked += has_name_before(job, chunk + s->places[i]);
    }
    for (; i < n; i++) {
        unsigned place = s->places[i];
        uint64_t before =
            bits_from(s->urlsafe, place - RUN_JUDGED_LEN) & RUN_JUDGED;
        unsigned gap = highest_gap(before);
        const unsigned char *last = job->text.ptr + chunk + place - 1 - gap;
        s->run_places[picked] = (uint16_t)place;
        picked += (gap < KERNEL_NAME_GAP) & ends_name(last, job->tables);
    }
    return picked;
}

KERNEL_INLINE void judge_signs(const struct kernel_job *job, size_t n,
                               size_t chunk)
{
    size_t picked = pick_signs(job, n, chunk);
    for (size_t i = 0; i < picked; i++) {
        engine_on_sign(job->scratch, chunk + job->space->run_places[i]);
    }
}

/* Among 64 bytes. */
KERNEL_INLINE int count_changes(const struct kernel_space *s, size_t place)
{
    const uint64_t *word = s->changes + place / 64;
    unsigned shift = place % 64;
    return __builtin_popcountll(word[0] >> shift | (word[1] << 1)
                                                       << (63 - shift));
}

KERNEL_INLINE void judge_rare_one(const struct kernel_job *job, size_t chunk,
                                  size_t place)
{
    size_t pos = chunk + place;
    unsigned char c = job->text.ptr[pos];
    if (c == ':' || c == '=') {
        engine_on_url(job->scratch, pos);
    } else if (c == '-') {
        engine_on_dashes(job->scratch, pos);
    } else if (c != '>' && count_changes(job->space, place) >= 3) {
        judge_run(job, pos, KERNEL_RUN_BASE64);
    }
}

/* Rare enough for loops that are entered by a branch. */
KERNEL_INLINE void judge_rare(const struct kernel_job *job, size_t depth,
                              size_t chunk)
{
    const struct kernel_found *rare = &job->space->rare;
    for (size_t k = 0; k < LANES; k++) {
        for (uint64_t busy = rare->busy[k]; busy; busy &= busy - 1) {
            size_t i = lowest(busy);
            uint64_t bits = rare->row[slot_of(k, i)];
            for (; bits; bits &= bits - 1) {
                size_t place = (k * depth + i) * 64 + lowest(bits);
                judge_rare_one(job, chunk, place);
            }
        }
    }
}

#endif
