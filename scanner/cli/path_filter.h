/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PATH_FILTER_H
#define CLI_PATH_FILTER_H

#include "base/arena.h"
#include "base/err.h"
#include "verify/finding.h"

/* --exclude for a history: its objects have their paths only once something
 * was found in them. Leaves out the findings all of whose places are in what
 * the globs (lines as in .gitignore at the top) say, and says how many they
 * were. `out` borrows of `outcome` and `arena`. */
MUST_CHECK int path_filter_apply(struct outcome *out,
                                 const struct outcome *outcome,
                                 const char *const *globs, size_t n,
                                 struct arena *arena, struct err *err);

#endif
