/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_FEED_H
#define SOURCE_GIT_FEED_H

#include "source/git_changes.h"
#include "source/git_unit.h"

/* Turns changes into units: the path if it is new, then the contents with the
 * added lines as fresh ranges. For one thread. */
struct git_feed {
    const struct source *source; /* whose notices are said */
    struct git_store *store;     /* owned */
    struct git_cutter cutter;
    struct range_list lines;
    struct git_data data; /* of the contents that are handed out */
    const struct git_change *change;
    size_t n_parents;
    bool whole; /* all of a file, not only its added lines */
    bool content_due;
    enum unit_part part;
    uint64_t number;
    struct git_hex hex;
    uint64_t files;
    uint64_t bytes;
};

MUST_CHECK int git_feed_init(struct git_feed *feed, const struct source *source,
                             const struct git_repo *repo, uint64_t number,
                             struct err *err);
void git_feed_release(struct git_feed *feed);

/* Begins a change; it must stay until git_feed_next has returned false. */
void git_feed_begin(struct git_feed *feed, const struct git_change *change,
                    size_t n_parents);

/* The next unit of the change, without unit->commit. */
bool git_feed_next(struct git_feed *feed, struct unit *unit);

#endif
