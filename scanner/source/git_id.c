/* SPDX-License-Identifier: Apache-2.0
 *
 * Ids and a set of them. The first bytes of an id are its hash: somebody who
 * wants to make them collide pays for each collision with the search for an
 * object, and gets a slower probe for it. */
#include "source/git_id.h"

#include "base/codec.h"
#include "base/mem.h"

#include <stdlib.h>

struct git_hex git_id_hex(const struct git_id *id)
{
    struct git_hex hex;
    codec_hex_encode(span_of(id->bytes, GIT_ID_LEN), (unsigned char *)hex.text);
    hex.text[GIT_ID_HEX_LEN] = '\0';
    return hex;
}

bool git_id_parse(struct git_id *out, struct span hex)
{
    size_t len;
    return hex.len == GIT_ID_HEX_LEN &&
           codec_hex(hex, out->bytes, GIT_ID_LEN, &len) && len == GIT_ID_LEN;
}

bool git_id_is_zero(const struct git_id *id)
{
    static const struct git_id zero;
    return git_id_equal(id, &zero);
}

void git_id_map_init(struct git_id_map *map)
{
    *map = (struct git_id_map){0};
}

void git_id_map_release(struct git_id_map *map)
{
    free(map->slots);
    *map = (struct git_id_map){0};
}

/* The slot of an id, or the free one where it belongs. */
static struct git_id_slot *probe(const struct git_id_map *map,
                                 const struct git_id *id)
{
    uint64_t hash;
    memcpy(&hash, id->bytes, sizeof(hash));
    size_t at = hash & (map->room - 1);
    while (map->slots[at].used && !git_id_equal(&map->slots[at].id, id)) {
        at = (at + 1) & (map->room - 1);
    }
    return &map->slots[at];
}

uint32_t *git_id_map_find(const struct git_id_map *map, const struct git_id *id)
{
    if (map->room == 0) {
        return NULL;
    }
    struct git_id_slot *slot = probe(map, id);
    return slot->used ? &slot->value : NULL;
}

static void grow(struct git_id_map *map)
{
    struct git_id_map larger = {.room = map->room ? map->room * 2 : 64,
                                .count = map->count};
    larger.slots = mem_calloc(larger.room, sizeof(*larger.slots));
    for (size_t i = 0; i < map->room; i++) {
        if (map->slots[i].used) {
            *probe(&larger, &map->slots[i].id) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
}

uint32_t *git_id_map_add(struct git_id_map *map, const struct git_id *id,
                         uint32_t value, bool *added)
{
    if (map->count + 1 > map->room / 4 * 3) {
        grow(map);
    }
    struct git_id_slot *slot = probe(map, id);
    if (added) {
        *added = !slot->used;
    }
    if (!slot->used) {
        *slot = (struct git_id_slot){.id = *id, .value = value, .used = 1};
        map->count++;
    }
    return &slot->value;
}
