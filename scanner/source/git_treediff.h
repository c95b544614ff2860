/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_TREEDIFF_H
#define SOURCE_GIT_TREEDIFF_H

#include "source/git_store.h"
#include "source/git_tree.h"

/* What differs between two trees. Folders with the same id are never opened. */

/* A path with other contents, or another mode, on the two sides. A side with
 * mode 0 does not have it. A folder only if those were asked for: they are
 * opened. */
struct tree_change {
    const char *path; /* from the root, valid during the call */
    size_t path_len;
    uint32_t old_mode;
    uint32_t new_mode;
    struct git_id old_id;
    struct git_id new_id;
};

/* Returning negative ends the walk with that code. */
typedef int (*tree_change_fn)(void *ctx, const struct tree_change *change,
                              struct err *err);

/* `root` is the path that stands before all others, "" or with a '/' at its
 * end. A NULL side is an empty tree. Each file of a tree against NULL is a
 * change, so that this also lists one. */
MUST_CHECK int tree_diff(struct git_store *store, const char *root,
                         const struct git_id *old_tree,
                         const struct git_id *new_tree, tree_change_fn each,
                         void *ctx, struct err *err);

/* The same with folders too, each before what it holds. */
MUST_CHECK int tree_diff_folders(struct git_store *store,
                                 const struct git_id *old_tree,
                                 const struct git_id *new_tree,
                                 tree_change_fn each, void *ctx,
                                 struct err *err);

/* The tree of a commit. */
MUST_CHECK int git_commit_tree(struct git_id *out, struct git_store *store,
                               const struct git_id *commit, struct err *err);

/* The entry at a path of a tree: 1, 0 when there is none, negative. */
MUST_CHECK int tree_lookup(struct tree_entry *out, struct git_store *store,
                           const struct git_id *tree, const char *path,
                           struct err *err);

#endif
