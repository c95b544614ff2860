/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_HANDLE_H
#define SOURCE_GIT_HANDLE_H

#include "source/git_api.h"
#include "source/git_repo.h"

/* libgit2's side of a repository, for the files that call it. */
git_repository *git_repo_handle(const struct git_repo *repo);

/* A database handle of its own; the caller frees it. */
MUST_CHECK int git_repo_open_odb(git_odb **out, const struct git_repo *repo,
                                 struct err *err);

#endif
