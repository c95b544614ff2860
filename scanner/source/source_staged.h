/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_STAGED_H
#define SOURCE_SOURCE_STAGED_H

#include "source/source.h"

/* What the next commit adds: the staged contents of the index, of which the
 * lines that HEAD does not have are fresh (during a merge: that neither side
 * has). Paths that are new are units of their own (UNIT_NAME).
 *
 * All of the repository is looked at, wherever in it the program runs. */

struct source_staged_options {
    const char *repository;   /* as for git_repo_open; NULL: as a hook */
    const char *const *paths; /* only these; as typed in this folder */
    size_t n_paths;
    const char *const *excludes; /* globs, see git_pathspec_exclude */
    size_t n_excludes;
    bool whole_files; /* all of each changed file, not its added lines */
    bool libgit2;     /* see git_repo_options */
};

/* ERR_FORMAT for a damaged index, ERR_MISSING without a repository. */
MUST_CHECK int source_staged_new(struct source **out,
                                 const struct source_staged_options *options,
                                 struct err *err);

#endif
