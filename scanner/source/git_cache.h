/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_CACHE_H
#define SOURCE_GIT_CACHE_H

#include "source/git_data.h"

#include <stdint.h>

/* Objects of packs that were read not long ago, by their place. At most
 * LIMIT_GIT_CACHE bytes. For one thread. */
struct git_cache {
    struct git_cached *slots; /* owned */
    size_t bytes;
    size_t hand; /* the slot that is emptied next when there is no room */
};

struct git_cached {
    uint64_t offset;
    uint32_t pack;
    enum git_kind kind;
    struct git_bytes *object; /* held; NULL: free */
};

void git_cache_init(struct git_cache *cache);
void git_cache_release(struct git_cache *cache);

/* Borrowed until the next git_cache_put; NULL when it is not there. */
struct git_bytes *git_cache_get(const struct git_cache *cache, uint32_t pack,
                                uint64_t offset, enum git_kind *kind);

/* Keeps it too, in place of another if it must; not when it is large. */
void git_cache_put(struct git_cache *cache, uint32_t pack, uint64_t offset,
                   enum git_kind kind, struct git_bytes *object);

#endif
