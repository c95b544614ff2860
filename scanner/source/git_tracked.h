/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_TRACKED_H
#define SOURCE_GIT_TRACKED_H

#include "base/err.h"

/* The paths that the index of a work tree lists. Any number of threads may
 * ask. */
struct git_tracked;

/* `top` is the folder that holds the .git. NULL and 0 when that is a folder
 * without an index; an error when there is one that cannot be read. */
MUST_CHECK int git_tracked_open(struct git_tracked **out, const char *top,
                                struct err *err);
void git_tracked_free(struct git_tracked *tracked);

/* `path` from the top, no '/' at its ends: true when it is tracked, or
 * something below it is. */
bool git_tracked_has(const struct git_tracked *tracked, struct span path);

#endif
