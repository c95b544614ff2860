/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_RANGE_H
#define SOURCE_GIT_RANGE_H

#include "source/git_walk.h"

/* Ranges of commits as gitrevisions(7) writes them, resolved to a list. */

/* What else is left out, for a branch that the other side did not have. */
enum git_hide {
    GIT_HIDE_NOTHING,
    GIT_HIDE_REFS /* what any ref has: in pre-receive, before they move */
};

/* One thing to look at. */
struct git_range_item {
    enum git_kind kind;
    struct git_id id;
    bool is_border; /* a commit whose parents were not fetched */
};

struct git_range {
    struct git_range_item *items; /* owned; tags first, then commits, the
                                     oldest first */
    size_t count;
    size_t room;
    size_t n_commits;
};

/* `ranges` are "A..B" (what B has and A has not; an empty side is HEAD),
 * "A...B" (what only one of them has), "A^!" (one commit), "A" (A and all
 * its ancestors), "^A" (not those of A); together they mean what they mean to
 * `git rev-list`: all that some ask for and none leaves out ("A...B" only
 * once). Annotated tags that are named are in it.
 *
 * ERR_MISSING when a name stands for nothing, or when a shallow clone ends
 * before the range does; the message says what to fetch. */
MUST_CHECK int git_range_new(struct git_range **out, struct git_repo *repo,
                             struct git_store *store, const char *const *ranges,
                             size_t n, enum git_hide hide, struct err *err);
void git_range_free(struct git_range *range);

#endif
