/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_OBJECTS_H
#define SOURCE_GIT_OBJECTS_H

#include "source/git_repo.h"
#include "source/source.h"

/* Every object that a repository holds, whether something leads to it or not:
 * packs, loose files, and the same of its alternates. Immutable once made. */
struct git_objects {
    struct git_id *ids; /* owned; sorted, each once */
    uint32_t *order;    /* owned; indexes of ids as they lie in the packs */
    size_t count;
    uint32_t fan[65537]; /* of the first two bytes: where ids of it begin */
};

/* Where ids of no object are. */
#define GIT_OBJECTS_NONE UINT32_MAX

/* A pack whose index is damaged or missing is said through `say`. */
MUST_CHECK int git_objects_new(struct git_objects **out,
                               const struct git_repo *repo,
                               const struct source *say, struct err *err);
void git_objects_free(struct git_objects *objects);

/* The index of an id, or GIT_OBJECTS_NONE. */
uint32_t git_objects_find(const struct git_objects *objects,
                          const struct git_id *id);

#endif
