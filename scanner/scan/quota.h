/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_QUOTA_H
#define SCAN_QUOTA_H

#include <stdatomic.h>
#include <stddef.h>

/* Which findings of a run stay when there are too many: all of a file or
 * none, chosen by a hash of its name, so that threads decide nothing.
 *
 * A file is on some level: half of all on 0, a quarter on 1, and so on. What
 * is below the floor goes, and the floor is the lowest level from which on
 * there are at most `limit` findings. More findings only ever raise it. */
#define QUOTA_LEVELS 64

struct quota {
    size_t limit;
    atomic_size_t from[QUOTA_LEVELS]; /* findings on this level or above */
};

void quota_init(struct quota *quota, size_t limit);

/* The level of a file, 0 to 63; `commit` may be NULL. */
unsigned quota_level(const char *path, const char *commit);

/* Counts `n` findings of a file, whether they stay or not. */
void quota_add(struct quota *quota, unsigned level, size_t n);

/* The floor as of now, 0 to 64. */
unsigned quota_floor(const struct quota *quota);

#endif
