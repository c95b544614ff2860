/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_ROOTS_H
#define SOURCE_GIT_ROOTS_H

#include "source/git_repo.h"

/* Where walks over a repository begin. */

enum git_root_kind {
    GIT_ROOT_HEAD,   /* of this tree, or of a linked one */
    GIT_ROOT_BRANCH, /* refs/heads/ */
    GIT_ROOT_REMOTE, /* refs/remotes/ */
    GIT_ROOT_TAG,
    GIT_ROOT_STASH,
    GIT_ROOT_NOTES,
    GIT_ROOT_OTHER, /* replace, pull, bisect ... */
    GIT_ROOT_LOG,   /* where a ref once stood */
    GIT_ROOT_KINDS
};

/* Returning negative ends it with that code. */
typedef int (*git_root_fn)(void *ctx, enum git_root_kind kind, const char *name,
                           const struct git_id *id);

/* HEAD (of each linked tree too) and all refs; with `logs` the old and new id
 * of each line of their logs, those of deleted branches among them. Ids are
 * said as they stand there: the objects may be gone. */
MUST_CHECK int git_roots_visit(struct git_repo *repo, bool logs,
                               git_root_fn each, void *ctx, struct err *err);

#endif
