/* SPDX-License-Identifier: Apache-2.0
 *
 * A bitmap with ranges, a word at a time. Chosen over sorted lists of ranges
 * because hostile input can nest and repeat tokens at will: here each costs
 * at most its length over 64. */
#include "scan/bits.h"

#include "base/mem.h"

void bits_init(struct bits *bits)
{
    *bits = (struct bits){0};
}

void bits_release(struct bits *bits)
{
    mem_wipe_free(bits->words, 0);
    bits_init(bits);
}

void bits_reset(struct bits *bits, size_t count)
{
    size_t words = count / 64 + 1;
    if (words > bits->room) {
        mem_wipe_free(bits->words, 0);
        bits->words = mem_alloc(words * sizeof(*bits->words));
        bits->room = words;
    }
    bits->count = count;
    memset(bits->words, 0, words * sizeof(*bits->words));
}

/* The bits of `range` that lie in word `index`, which it touches. */
static uint64_t mask_in(struct range range, size_t index)
{
    uint64_t mask = ~(uint64_t)0;
    if (index == range.start / 64) {
        mask <<= range.start % 64;
    }
    if (index == (range.end - 1) / 64) {
        mask &= ~(uint64_t)0 >> (63 - (range.end - 1) % 64);
    }
    return mask;
}

static struct range cut(const struct bits *bits, struct range range)
{
    if (range.end > bits->count) {
        range.end = bits->count;
    }
    if (range.start > range.end) {
        range.start = range.end;
    }
    return range;
}

void bits_set(struct bits *bits, struct range range)
{
    range = cut(bits, range);
    if (range.start == range.end) {
        return;
    }
    for (size_t i = range.start / 64; i <= (range.end - 1) / 64; i++) {
        bits->words[i] |= mask_in(range, i);
    }
}

void bits_clear(struct bits *bits, struct range range)
{
    range = cut(bits, range);
    if (range.start == range.end) {
        return;
    }
    for (size_t i = range.start / 64; i <= (range.end - 1) / 64; i++) {
        bits->words[i] &= ~mask_in(range, i);
    }
}

bool bits_any(const struct bits *bits, struct range range)
{
    range = cut(bits, range);
    if (range.start == range.end) {
        return false;
    }
    for (size_t i = range.start / 64; i <= (range.end - 1) / 64; i++) {
        if (bits->words[i] & mask_in(range, i)) {
            return true;
        }
    }
    return false;
}

size_t bits_count(const struct bits *bits, struct range range)
{
    size_t count = 0;
    range = cut(bits, range);
    if (range.start == range.end) {
        return 0;
    }
    for (size_t i = range.start / 64; i <= (range.end - 1) / 64; i++) {
        count +=
            (size_t)__builtin_popcountll(bits->words[i] & mask_in(range, i));
    }
    return count;
}

bool bits_at(const struct bits *bits, size_t at)
{
    return at < bits->count && (bits->words[at / 64] >> (at % 64) & 1);
}

size_t bits_next_off(const struct bits *bits, size_t at)
{
    while (at < bits->count) {
        uint64_t off = ~bits->words[at / 64] >> (at % 64);
        if (off) {
            at += (size_t)__builtin_ctzll(off);
            return at < bits->count ? at : bits->count;
        }
        at += 64 - at % 64;
    }
    return bits->count;
}
