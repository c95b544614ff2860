/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_HISTORY_H
#define SOURCE_SOURCE_HISTORY_H

#include "source/source.h"

/* Every object that a git repository holds, each once: blobs, the messages
 * and authors of commits and tags, the names in trees. Packs and loose
 * objects are read, not the commit graph, so that stashes, notes, what only
 * the reflog knows and what nothing leads to is among them.
 *
 * A blob that is stored as a delta to another has as fresh only what the other
 * has not, and copies of what was seen there (unit_marks.h).
 *
 * A unit is named "blob:<id>", "commit:<id>", "tag:<id>" or "tree:<id>" and
 * has its id in unit->object; which commit and path that is, git_attribute.h
 * finds out for those with a finding. Objects that are named but absent,
 * damaged packs and the border of a shallow clone are notices. */

struct source_history_options {
    const char *path; /* the repository, as for git_repo_open */
    bool reachable;   /* only what refs and HEAD lead to */
    bool whole_blobs; /* search copies again: the oracle of tests */
};

MUST_CHECK int source_history_new(struct source **out,
                                  const struct source_history_options *options,
                                  struct err *err);

/* How many objects there are to read, for a progress bar. */
uint64_t source_history_count(const struct source *source);

#endif
