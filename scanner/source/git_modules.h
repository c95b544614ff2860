/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_MODULES_H
#define SOURCE_GIT_MODULES_H

#include "source/git_repo.h"

/* Adds the object folders of the submodules that lie below the repository's
 * own folder (.git/modules): git holds them there, so they are its history
 * too. */
MUST_CHECK int git_modules_add(struct git_repo *repo, struct err *err);

/* Calls for each of these repositories with its folder, for git_repo_open, and
 * with its name, which mostly is its path in the work tree. Returning negative
 * ends it with that code. */
typedef int (*git_module_fn)(void *ctx, const char *folder, const char *name);

MUST_CHECK int git_modules_visit(const struct git_repo *repo,
                                 git_module_fn each, void *ctx,
                                 struct err *err);

#endif
