/* SPDX-License-Identifier: Apache-2.0
 *
 * Eight bytes of each text are its key, and every eight bytes of what is
 * searched are looked up. They are from the middle: tokens begin alike, keys
 * of many lines end alike. Texts that are shorter are few, and searched for
 * one by one. */
#include "source/git_needles.h"

#include "base/mem.h"

#include <stdlib.h>

#define KEY_LEN 8
#define BITS    16
#define NONE    UINT32_MAX

struct needle {
    uint64_t key;
    struct span text;
    size_t at; /* of the key in the text */
    uint32_t set;
    uint32_t next; /* of the same bucket, or NONE */
};

struct git_needles {
    struct needle *items; /* owned */
    size_t count;
    uint32_t short_ones; /* a chain of those that have no key */
    uint32_t buckets[1u << BITS];
};

static uint64_t key_at(struct span text, size_t at)
{
    uint64_t key;
    memcpy(&key, text.ptr + at, sizeof(key));
    return key;
}

static size_t bucket_of(uint64_t key)
{
    return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - BITS));
}

static void add(struct git_needles *needles, struct span text, uint32_t set)
{
    struct needle *needle = &needles->items[needles->count];
    uint32_t *bucket = &needles->short_ones;
    *needle = (struct needle){.text = text, .set = set};
    if (text.len >= KEY_LEN) {
        needle->at = (text.len - KEY_LEN) / 2;
        needle->key = key_at(text, needle->at);
        bucket = &needles->buckets[bucket_of(needle->key)];
    }
    needle->next = *bucket;
    *bucket = (uint32_t)needles->count++;
}

struct git_needles *git_needles_new(const struct git_texts *sets, size_t n)
{
    struct git_needles *needles = mem_calloc(1, sizeof(*needles));
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += sets[i].count;
    }
    needles->items = mem_calloc(count, sizeof(*needles->items));
    needles->short_ones = NONE;
    memset(needles->buckets, 0xff, sizeof(needles->buckets));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sets[i].count; k++) {
            if (sets[i].texts[k].len > 0) {
                add(needles, sets[i].texts[k], (uint32_t)i);
            }
        }
    }
    return needles;
}

void git_needles_free(struct git_needles *needles)
{
    if (needles) {
        free(needles->items);
        free(needles);
    }
}

static bool stands_at(const struct needle *needle, struct span bytes, size_t at)
{
    size_t start = at - needle->at;
    return at >= needle->at && bytes.len - start >= needle->text.len &&
           memcmp(bytes.ptr + start, needle->text.ptr, needle->text.len) == 0;
}

void git_needles_find(const struct git_needles *needles, struct span bytes,
                      uint32_t *found, uint32_t mark)
{
    for (size_t at = 0; at + KEY_LEN <= bytes.len; at++) {
        uint64_t key = key_at(bytes, at);
        uint32_t next = needles->buckets[bucket_of(key)];
        while (next != NONE) {
            const struct needle *needle = &needles->items[next];
            if (needle->key == key && found[needle->set] != mark &&
                stands_at(needle, bytes, at)) {
                found[needle->set] = mark;
            }
            next = needle->next;
        }
    }
    for (uint32_t i = needles->short_ones; i != NONE;
         i = needles->items[i].next) {
        const struct needle *needle = &needles->items[i];
        if (found[needle->set] != mark &&
            span_find(bytes, needle->text) < bytes.len) {
            found[needle->set] = mark;
        }
    }
}
