/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_LINEDIFF_H
#define SOURCE_GIT_LINEDIFF_H

#include "source/git_diff.h"

/* Appends to `out` the lines of `text` that are not in `old` at the place
 * where they belong: what a diff shows with "+". Lines end with "\n", which
 * is part of them. Not the shortest answer for every text, but never one that
 * leaves out a line that is new. */
void git_linediff(struct range_list *out, struct span old, struct span text);

#endif
