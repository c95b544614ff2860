/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_ROWS_H
#define MATCH_KERNEL_ROWS_H

/* Bit arithmetic on the masks of a chunk, in one pass. Included by each
 * kernel_<isa>.c, which defines only how bytes become masks, so that the
 * compiler can use that instruction set's vectors here too.
 *
 * Everything is a question about runs. "At least 16 bytes of class t from
 * here" is answered for all positions at once by doubling:
 *
 *     t           class mask, bit i = byte i
 *     t & t >> 1  two from i on
 *     ... >> 2    four, >> 4 eight, >> 8 sixteen
 *
 * where >> draws in the bits of the next word. So that this needs no shuffle,
 * a chunk is cut into as many stripes as a vector has lanes: lane k works on
 * stripe k, the next word of every stripe is the next vector, and the pass,
 * from the last vector to the first, has it at hand. Behind its own `depth`
 * words each stripe has a copy of the first one of the next stripe, and before
 * them a copy of the last one of the stripe before. */

#include "match/kernel.h"

#define KERNEL_INLINE static inline __attribute__((always_inline))

/* A few words at once; the widest that every call convention allows. */
#if defined(__AVX2__)
#define LANES 4
#else
#define LANES 2
#endif
typedef uint64_t lanes __attribute__((vector_size(LANES * 8)));

/* Where word `i` of a stripe stands in a row. */
KERNEL_INLINE size_t slot_of(size_t stripe, size_t i)
{
    return KERNEL_FIRST + i * LANES + stripe;
}

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

/* Each bit becomes the one before it in the text. */
KERNEL_INLINE lanes earlier(const uint64_t *words)
{
    return lanes_load(words) << 1 | lanes_load(words - LANES) >> 63;
}

/* Each bit becomes the one `shift` places further on in the text; `next` are
 * the words that follow, and become these ones. */
KERNEL_INLINE lanes later(lanes here, lanes *next, int shift)
{
    lanes drawn = here >> shift | *next << (64 - shift);
    *next = here;
    return drawn;
}

/* Twice the run length. */
KERNEL_INLINE lanes both(lanes here, lanes *next, int shift)
{
    return here & later(here, next, shift);
}

/* Twice the distance in which one is enough. */
KERNEL_INLINE lanes either(lanes here, lanes *next, int shift)
{
    return here | later(here, next, shift);
}

/* Bits of what was found, and of the words that have any. */
KERNEL_INLINE void found_store(struct kernel_found *found, size_t slot,
                               lanes bits, lanes *idle)
{
    lanes_store(found->row + slot, bits);
    *idle = (*idle << 1) - (lanes)(bits == 0);
}

/* A change is a letter or digit before one of another kind (digit, capital,
 * small). */
KERNEL_INLINE void find_changes(struct kernel_space *s, size_t depth)
{
    const struct kernel_masks *m = &s->masks;
    lanes next_bit5 = {0};
    lanes next_bit6 = {0};
    lanes next_plain = {0};
    for (size_t slot = slot_of(0, depth + 1); slot > KERNEL_FIRST;) {
        slot -= LANES;
        lanes bit5 = lanes_load(m->bit5 + slot);
        lanes bit6 = lanes_load(m->bit6 + slot);
        lanes plain = lanes_load(m->word + slot) & lanes_load(m->alnum + slot);
        lanes others = bit5 ^ later(bit5, &next_bit5, 1);
        others |= bit6 ^ later(bit6, &next_bit6, 1);
        lanes_store(s->striped_changes + slot,
                    others & both(plain, &next_plain, 1));
    }
}

/* Base64 runs of 16; "://" and ":\/\/"; four dashes. */
KERNEL_INLINE void find_rare(struct kernel_space *s, size_t depth)
{
    const struct kernel_masks *m = &s->masks;
    lanes next_run[4] = {{0}};
    lanes next_dash[2] = {{0}};
    lanes next_slash = {0};
    lanes idle = {0};
    for (size_t slot = slot_of(0, depth + 1); slot > KERNEL_FIRST;) {
        slot -= LANES;
        lanes alnum = lanes_load(m->alnum + slot);
        lanes slash = alnum & ~lanes_load(m->word + slot);
        lanes four = slash >> 4 | next_slash << 60;
        lanes two = slash >> 2 | next_slash << 62;
        lanes url = two & (four | later(slash, &next_slash, 1));
        lanes ruler = both(lanes_load(m->dash + slot), &next_dash[0], 1);
        ruler = both(ruler, &next_dash[1], 2);
        lanes run = both(alnum, &next_run[0], 1);
        run = both(run, &next_run[1], 2);
        run = both(run, &next_run[2], 4);
        run = both(run, &next_run[3], 8);
        lanes rare = (run & ~earlier(m->alnum + slot)) |
                     (ruler & ~earlier(m->dash + slot)) |
                     (url & lanes_load(m->sign + slot));
        found_store(&s->rare, slot, rare, &idle);
    }
    lanes_store(s->rare.busy, ~idle);
}

/* Words and runs in front of 16 bytes; signs (but no "->") and quotes that end
 * no word, with a value behind: two plain bytes, over at most seven other ones
 * (a blank, a quote, how a password begins; one random printable text in 70 has
 * no such two). */
KERNEL_INLINE void find_places(struct kernel_space *s, size_t depth)
{
    const struct kernel_masks *m = &s->masks;
    lanes next_run[4] = {{0}};
    lanes next_value[3] = {{0}};
    lanes idle = {0};
    lanes idle_signs = {0};
    for (size_t slot = slot_of(0, depth + 1); slot > KERNEL_FIRST;) {
        slot -= LANES;
        lanes dash = lanes_load(m->dash + slot);
        lanes urlsafe = lanes_load(m->word + slot) | dash;
        lanes_store(s->striped_urlsafe + slot, urlsafe);
        lanes two = both(urlsafe, &next_run[0], 1);
        lanes value = two | two >> 1 | next_run[1] << 63;
        value = either(value, &next_value[0], 2);
        value = either(value, &next_value[1], 4);
        value = later(value, &next_value[2], 1);
        lanes after_word = earlier(m->word + slot);
        lanes after_dash = earlier(m->dash + slot);
        lanes sign = (lanes_load(m->sign + slot) & ~after_dash) |
                     (lanes_load(m->quote + slot) & ~after_word);
        found_store(&s->signs, slot, sign & value, &idle_signs);
        lanes run = both(two, &next_run[1], 2);
        run = both(run, &next_run[2], 4);
        run = both(run, &next_run[3], 8);
        run &= ~after_word & ~(dash & after_dash);
        found_store(&s->starts, slot, run, &idle);
    }
    lanes_store(s->signs.busy, ~idle_signs);
    lanes_store(s->starts.busy, ~idle);
}

/* As many words of each stripe as there are stripes: lines become columns. */
#if LANES == 4
KERNEL_INLINE void unstripe_some(uint64_t *row, const uint64_t *from,
                                 size_t depth)
{
    lanes a = lanes_load(from);
    lanes b = lanes_load(from + LANES);
    lanes c = lanes_load(from + LANES * 2);
    lanes d = lanes_load(from + LANES * 3);
    lanes ab0 = __builtin_shufflevector(a, b, 0, 4, 2, 6);
    lanes ab1 = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    lanes cd0 = __builtin_shufflevector(c, d, 0, 4, 2, 6);
    lanes cd1 = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    lanes_store(row, __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5));
    lanes_store(row + depth, __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5));
    lanes_store(row + depth * 2, __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7));
    lanes_store(row + depth * 3, __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7));
}
#else
KERNEL_INLINE void unstripe_some(uint64_t *row, const uint64_t *from,
                                 size_t depth)
{
    lanes a = lanes_load(from);
    lanes b = lanes_load(from + LANES);
    lanes_store(row, __builtin_shufflevector(a, b, 0, 2));
    lanes_store(row + depth, __builtin_shufflevector(a, b, 1, 3));
}
#endif

/* Words of all stripes to where they belong in the text. */
KERNEL_INLINE void unstripe(uint64_t *row, const uint64_t *striped,
                            size_t depth)
{
    size_t i = 0;
    for (; i + LANES <= depth; i += LANES) {
        unstripe_some(row + i, striped + slot_of(0, i), depth);
    }
    for (; i < depth; i++) {
        for (size_t k = 0; k < LANES; k++) {
            row[k * depth + i] = striped[slot_of(k, i)];
        }
    }
    row[LANES * depth] = striped[slot_of(LANES - 1, depth)];
}

/* Fills all rows of a chunk of `depth` words in each stripe. */
KERNEL_INLINE void rows_find(struct kernel_space *s, size_t depth)
{
    find_changes(s, depth);
    find_rare(s, depth);
    find_places(s, depth);
    unstripe(s->changes, s->striped_changes, depth);
    unstripe(s->urlsafe, s->striped_urlsafe, depth);
}

#endif
