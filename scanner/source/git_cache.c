/* SPDX-License-Identifier: Apache-2.0
 *
 * One slot for each hash, so that looking and keeping are a step each. When
 * all slots together hold too much, they are emptied one after the other. */
#include "source/git_cache.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

#define SLOTS 8192u

void git_cache_init(struct git_cache *cache)
{
    *cache = (struct git_cache){
        .slots = mem_calloc(SLOTS, sizeof(struct git_cached))};
}

static void empty(struct git_cache *cache, struct git_cached *slot)
{
    if (slot->object) {
        cache->bytes -= slot->object->len;
        git_bytes_drop(slot->object);
        slot->object = NULL;
    }
}

void git_cache_release(struct git_cache *cache)
{
    for (size_t i = 0; cache->slots && i < SLOTS; i++) {
        empty(cache, &cache->slots[i]);
    }
    free(cache->slots);
    *cache = (struct git_cache){0};
}

static struct git_cached *slot_of(const struct git_cache *cache, uint32_t pack,
                                  uint64_t offset)
{
    /* Multiplicative hashing by 2^64 / golden ratio, as in kernel_hash. */
    uint64_t hash = (offset + ((uint64_t)pack << 40)) * 0x9e3779b97f4a7c15u;
    return &cache->slots[hash >> 51];
}

struct git_bytes *git_cache_get(const struct git_cache *cache, uint32_t pack,
                                uint64_t offset, enum git_kind *kind)
{
    const struct git_cached *slot = slot_of(cache, pack, offset);
    if (!slot->object || slot->pack != pack || slot->offset != offset) {
        return NULL;
    }
    *kind = slot->kind;
    return slot->object;
}

void git_cache_put(struct git_cache *cache, uint32_t pack, uint64_t offset,
                   enum git_kind kind, struct git_bytes *object)
{
    struct git_cached *slot = slot_of(cache, pack, offset);
    if (object->len > LIMIT_GIT_CACHE / 8 || slot->object == object) {
        return;
    }
    empty(cache, slot);
    while (cache->bytes + object->len > LIMIT_GIT_CACHE) {
        empty(cache, &cache->slots[cache->hand++ % SLOTS]);
    }
    *slot = (struct git_cached){offset, pack, kind, git_bytes_hold(object)};
    cache->bytes += object->len;
}
