/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_UNIT_H
#define SOURCE_GIT_UNIT_H

#include "source/git_diff.h"
#include "source/source.h"

/* Hands out a text that is in memory as windows with room behind them, as
 * units want them. What is up to one window goes out in one piece. */
struct git_cutter {
    unsigned char *bytes; /* owned: the window, and LIMIT_PADDING */
    size_t room;
    size_t used; /* what must be wiped at the end */
    struct span text;
    bool padded;             /* LIMIT_PADDING zeros follow the text */
    struct range_list fresh; /* of the whole text; the caller fills it */
    size_t fresh_at;         /* first range that is not yet handed out */
    size_t done;             /* bytes before this one were in a window */
    bool busy;
    struct range_list window; /* fresh ranges of the window at hand */
};

void git_cutter_init(struct git_cutter *cutter);

/* Wipes. */
void git_cutter_release(struct git_cutter *cutter);

/* Begins a text with cutter->fresh as its fresh ranges. It is borrowed until
 * git_cutter_next has returned false. */
void git_cutter_begin(struct git_cutter *cutter, struct span text);

/* The same for a text that LIMIT_PADDING zeros follow: if it is one window,
 * it is not copied. */
void git_cutter_begin_padded(struct git_cutter *cutter, struct span text);

/* The same with all of it fresh. */
void git_cutter_begin_whole(struct git_cutter *cutter, struct span text);

/* The next window: sets text, offset, first, last and the fresh ranges of
 * `unit`. False when there is none. Windows without anything fresh come too,
 * so that lines can be counted; not those behind the last fresh byte. */
bool git_cutter_next(struct git_cutter *cutter, struct unit *unit);

#endif
