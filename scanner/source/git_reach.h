/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_REACH_H
#define SOURCE_GIT_REACH_H

#include "source/git_objects.h"
#include "source/git_store.h"

/* Which objects refs and HEAD lead to, one bit for each of git_objects. */
struct git_reach {
    uint64_t *bits; /* owned */
    size_t count;   /* how many are set */
};

/* Something that is named but not there; `owner` names it, and is all zero
 * for a ref. `kind` is what it should be. */
typedef void (*git_absent_fn)(void *ctx, enum git_kind kind,
                              const struct git_id *id,
                              const struct git_id *owner);

/* Walks from all refs and HEADs over commits, trees and tags. Absent and
 * damaged objects are said to `absent` (may be NULL) and do not stop it;
 * parents of a shallow clone's border are not absent. */
MUST_CHECK int git_reach_new(struct git_reach **out, struct git_repo *repo,
                             const struct git_objects *objects,
                             git_absent_fn absent, void *ctx, struct err *err);
void git_reach_free(struct git_reach *reach);

static inline bool git_reach_has(const struct git_reach *reach, uint32_t index)
{
    return reach->bits[index / 64] >> (index % 64) & 1;
}

#endif
