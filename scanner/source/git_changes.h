/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_CHANGES_H
#define SOURCE_GIT_CHANGES_H

#include "base/arena.h"
#include "source/git_treediff.h"

/* What one commit (or the index) adds to all of its parents. Usage:
 *
 *     git_changes_init(&changes, n_parents);
 *     for each parent (without any: once, with NULL):
 *         tree_diff(store, "", parent, tree, git_changes_add, &changes, err)
 *         git_changes_next_parent(&changes);
 *     git_changes_finish(&changes, store);
 */

/* The file that a path had in one parent. */
struct git_old {
    uint32_t mode; /* 0: none */
    struct git_id id;
};

struct git_change {
    const char *path;
    const char *from; /* the path in the first parent if renamed, or NULL */
    uint32_t mode;    /* never 0 once finished */
    struct git_id id;
    struct git_old *old; /* one for each parent */
    size_t n_seen;       /* private: parents that differ */
};

/* A path that the first parent had and the commit has not. */
struct git_gone {
    const char *path;
    struct git_old old;
    bool taken; /* moved: no candidate any more */
};

struct git_changes {
    struct arena *arena; /* owned */
    struct git_change *items;
    size_t count;
    size_t room;
    size_t n_parents;      /* at least 1: an empty one if there is none */
    size_t parent;         /* the one at hand */
    struct git_gone *gone; /* owned; paths that the first parent had */
    size_t n_gone;
    size_t gone_room;
};

void git_changes_init(struct git_changes *changes, size_t n_parents);
void git_changes_release(struct git_changes *changes);

/* Takes up a difference to the parent at hand; a tree_change_fn. */
int git_changes_add(void *changes, const struct tree_change *change,
                    struct err *err);

void git_changes_next_parent(struct git_changes *changes);

/* Drops what is in some parent as it is, and finds renames against the first:
 * a new file much like one that went away is that one, moved. */
void git_changes_finish(struct git_changes *changes, struct git_store *store);

#endif
