/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PATHSPEC_H
#define SOURCE_GIT_PATHSPEC_H

#include "source/git_repo.h"
#include "source/source.h"

/* Which paths of a repository are meant: files, folders and globs (`*` stays
 * inside a name, `**` does not), as people type them where they stand. */
struct git_pathspec {
    char **items; /* owned; from the root of the repository */
    size_t count;
    struct ignore_list *excludes; /* owned; or NULL */
};

/* No paths: everything. ERR_USAGE for a path outside the working tree. */
MUST_CHECK int git_pathspec_new(struct git_pathspec **out,
                                const struct git_repo *repo,
                                const char *const *paths, size_t n,
                                struct err *err);
void git_pathspec_free(struct git_pathspec *spec);

bool git_pathspec_match(const struct git_pathspec *spec, const char *path);

/* True when not all paths are meant. */
bool git_pathspec_is_limited(const struct git_pathspec *spec);

/* Adds globs, each a line as in .gitignore at the top of the repository. */
MUST_CHECK int git_pathspec_exclude(struct git_pathspec *spec,
                                    const char *const *globs, size_t n,
                                    struct err *err);

/* True for what they leave out; `source` says so (NOTICE_IGNORED). */
bool git_pathspec_excluded(const struct git_pathspec *spec,
                           const struct source *source, const char *path);

#endif
