/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_RANGE_H
#define SOURCE_SOURCE_RANGE_H

#include "source/git_range.h"
#include "source/source.h"

/* What the commits of a range add, each commit on its own: a secret that one
 * adds and the next removes is leaked all the same. Fresh are the lines that
 * no parent has; and the message and author of each commit. Units have the
 * id of their commit. */

struct source_range_options {
    const char *repository;    /* as for git_repo_open; NULL: as a hook */
    const char *const *ranges; /* see git_range_new */
    size_t n_ranges;
    enum git_hide hide;
    const char *const *paths; /* only these, and no messages; as typed in this
                                 folder */
    size_t n_paths;
    const char *const *excludes; /* globs, see git_pathspec_exclude */
    size_t n_excludes;
};

/* ERR_MISSING when the range cannot be resolved, or a shallow clone ends
 * before it does. A range without commits is no error: see the count. */
MUST_CHECK int source_range_new(struct source **out,
                                const struct source_range_options *options,
                                struct err *err);

/* How many commits the range has. */
uint64_t source_range_count(const struct source *source);

#endif
