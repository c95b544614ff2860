/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_ID_H
#define SOURCE_GIT_ID_H

#include "base/span.h"

#include <stdint.h>

/* Names of git's objects: SHA-1 of their contents. */

#define GIT_ID_LEN     20
#define GIT_ID_HEX_LEN 40

struct git_id {
    unsigned char bytes[GIT_ID_LEN];
};

/* 40 lower-case digits and a NUL. */
struct git_hex {
    char text[GIT_ID_HEX_LEN + 1];
};

struct git_hex git_id_hex(const struct git_id *id);

/* Exactly 40 digits, either case. */
MUST_CHECK bool git_id_parse(struct git_id *out, struct span hex);

bool git_id_is_zero(const struct git_id *id);

static inline int git_id_compare(const struct git_id *a, const struct git_id *b)
{
    return memcmp(a->bytes, b->bytes, GIT_ID_LEN);
}

static inline bool git_id_equal(const struct git_id *a, const struct git_id *b)
{
    return memcmp(a->bytes, b->bytes, GIT_ID_LEN) == 0;
}

/* A set of ids with a number each, by open addressing: ids are hashes. */
struct git_id_map {
    struct git_id_slot *slots; /* owned */
    size_t room;               /* a power of two, or 0 */
    size_t count;
};

struct git_id_slot {
    struct git_id id;
    uint32_t value; /* the caller's; slots in use have `used` set */
    uint32_t used;
};

void git_id_map_init(struct git_id_map *map);
void git_id_map_release(struct git_id_map *map);

/* The value of an id, or NULL. Good until the next add. */
uint32_t *git_id_map_find(const struct git_id_map *map,
                          const struct git_id *id);

/* Adds an id with `value` unless it is there; returns its value, and whether
 * it is new in `*added` (may be NULL). */
uint32_t *git_id_map_add(struct git_id_map *map, const struct git_id *id,
                         uint32_t value, bool *added);

#endif
