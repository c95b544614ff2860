/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "source/source.h"

/* A line on the terminal that says how far a long scan is:
 *
 *     [=======             ]  36% 141,020 of 391,204 objects, 301 MB, 120 MB/s,
 *     4 s left
 *
 * It comes after half a second, is drawn over itself, and goes at the end. */
struct progress;

/* Watches `source`, of whose objects there are `total`, from a thread of its
 * own: source->ops->totals must allow that. NULL when standard error is no
 * terminal that can do it. */
struct progress *progress_start(const struct source *source, uint64_t total);

/* Wipes the line away. NULL is allowed. */
void progress_stop(struct progress *progress);

/* One such line without colours or line feed, at most `width` bytes of it;
 * public for its test. */
void progress_line(char *out, size_t room, const struct source_totals *done,
                   uint64_t total, double seconds, unsigned width);

#endif
