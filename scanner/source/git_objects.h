/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_OBJECTS_H
#define SOURCE_GIT_OBJECTS_H

#include "source/git_packs.h"
#include "source/git_repo.h"

/* What a pack has at an offset. */
struct git_spot {
    uint64_t offset;
    uint32_t index : 31;  /* of the id */
    uint32_t is_copy : 1; /* it is in `order` for another spot */
};

/* Every object that a repository holds, whether something leads to it or not:
 * packs, loose files, and the same of its alternates. Immutable once made. */
struct git_objects {
    struct git_id *ids; /* owned; sorted, each once */
    uint32_t *order;    /* owned; indexes of ids: as they lie in the packs, */
    size_t count;       /* then loose ones */
    size_t n_packed;
    struct git_packs *packs; /* held */
    struct git_spot *spots;  /* owned; of each pack, by offset */
    size_t n_spots;          /* n_packed, and doubles */
    uint32_t *pack_first;    /* owned; where the spots of a pack begin */
    uint32_t fan[65537];     /* of the first two bytes: where ids of it begin */
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
