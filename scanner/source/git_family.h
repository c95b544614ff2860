/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_FAMILY_H
#define SOURCE_GIT_FAMILY_H

#include "source/git_delta.h"
#include "source/git_forest.h"
#include "source/git_store.h"

/* Reads every wanted object of a repository once, families of deltas
 * together: a base is unpacked, then each delta to it while it is at hand,
 * then the deltas to those. Bases of at most LIMIT_GIT_BASES bytes wait in a
 * thread at any time.
 *
 * Threads take whole families; one that has nothing left is given a part of
 * somebody else's. */
struct git_families;
struct git_walker; /* one a thread */

/* The repository, objects and reach (NULL: all objects) must live longer.
 * `whole_blobs`: do not say what is new in a delta, for tests. */
MUST_CHECK struct git_families *git_families_new(
    const struct git_repo *repo, const struct git_objects *objects,
    const struct git_reach *reach, bool whole_blobs);
void git_families_free(struct git_families *families);

MUST_CHECK int git_walker_open(struct git_walker **out,
                               struct git_families *families, struct err *err);

/* One that stops early takes what it has with it; the others do not wait. */
void git_walker_free(struct git_walker *walker);

struct git_relative {
    uint32_t index;       /* in the objects */
    int rc;               /* negative: it cannot be read */
    struct git_data data; /* the walker's, until the next call; its handle may
                             be held longer */
    /* For a blob: set before the next call to what is seen in it. As it
     * stands it says that everything has to be searched in copies too. */
    struct unit_marks *marks;
    /* For a tree that is a delta to one that was handed out and is not marked
     * as a whole: what it consists of, until the next call. NULL: unknown. */
    const struct git_pieces *pieces;
};

/* The next object: 1, or 0 when there is none left for this thread. `fresh`
 * gets the parts of a blob that are no copies of what was handed out before.
 * Waits for other threads: they must go on, or be freed. */
MUST_CHECK int git_walker_next(struct git_walker *walker,
                               struct git_relative *out,
                               struct range_list *fresh, struct err *err);

#endif
