/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_WALK_H
#define SOURCE_GIT_WALK_H

#include "source/git_store.h"

/* Lists commits the way `git rev-list TIP ... ^HIDDEN ...` does. */

enum git_walk_flag {
    GIT_WALK_WANTED = 0,
    GIT_WALK_HIDDEN = 1, /* it and its ancestors are left out */
    GIT_WALK_LEFT = 2,   /* of "A...B": wanted, but what both sides lead to */
    GIT_WALK_RIGHT = 4,  /* is left out */
    GIT_WALK_BORDER = 8  /* of a shallow clone: its parents are not here */
};

struct git_commit_node {
    struct git_id id;
    int64_t time;          /* of the committer */
    unsigned flags;        /* enum git_walk_flag and private ones */
    uint32_t first_parent; /* in walk->parents */
    uint32_t n_parents;    /* 0 until it is read */
};

struct git_walk {
    struct git_store *store;          /* borrowed */
    const struct git_id_map *shallow; /* borrowed */
    struct git_id_map map;            /* id -> index of its node */
    struct git_commit_node *nodes;
    size_t count;
    size_t room;
    uint32_t *parents; /* indexes of nodes */
    size_t n_parents;
    size_t parents_room;
    uint32_t *queue; /* a heap, the latest first */
    size_t n_queue;
    size_t queue_room;
    size_t n_wanted; /* in the queue, not hidden */
    uint32_t *list;  /* the result: indexes of nodes, the latest first */
    size_t n_list;
    size_t list_room;
};

void git_walk_init(struct git_walk *walk, struct git_store *store,
                   const struct git_repo *repo);
void git_walk_release(struct git_walk *walk);

/* Adds a commit to begin at: WANTED, HIDDEN, LEFT or RIGHT. A hidden one that
 * is not there, or is no commit, is an error too. */
MUST_CHECK int git_walk_add(struct git_walk *walk, const struct git_id *id,
                            enum git_walk_flag flag, struct err *err);

/* Fills walk->list. ERR_MISSING when a commit that is not hidden has a parent
 * that is not there, other than at the border of a shallow clone. */
MUST_CHECK int git_walk_run(struct git_walk *walk, struct err *err);

#endif
