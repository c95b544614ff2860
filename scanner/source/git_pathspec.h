/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PATHSPEC_H
#define SOURCE_GIT_PATHSPEC_H

#include "source/git_repo.h"

/* Which paths of a repository are meant: files, folders and globs (`*` stays
 * inside a name, `**` does not), as people type them where they stand. */
struct git_pathspec {
    char **items; /* owned; from the root of the repository */
    size_t count;
};

/* No paths: everything. ERR_USAGE for a path outside the working tree. */
MUST_CHECK int git_pathspec_new(struct git_pathspec **out,
                                const struct git_repo *repo,
                                const char *const *paths, size_t n,
                                struct err *err);
void git_pathspec_free(struct git_pathspec *spec);

bool git_pathspec_match(const struct git_pathspec *spec, const char *path);

#endif
