/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_HANDLE_H
#define SOURCE_GIT_HANDLE_H

#include "source/git_api.h"
#include "source/git_repo.h"

/* libgit2's side of a repository, for the files that call it: opened when it
 * is first asked for. For any thread. */
MUST_CHECK int git_repo_handle(git_repository **out,
                               const struct git_repo *repo, struct err *err);

/* A database handle of its own; the caller frees it. */
MUST_CHECK int git_repo_open_odb(git_odb **out, const struct git_repo *repo,
                                 struct err *err);

#endif
