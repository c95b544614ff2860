/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_DIFF_H
#define SOURCE_GIT_DIFF_H

#include "base/err.h"

/* Which lines of a text were not in an older one: the fresh ranges of what is
 * staged or committed. Every text counts as text; no attribute, filter or
 * program of the repository has a say. */

struct range_list {
    struct range *items; /* owned; sorted, apart */
    size_t count;
    size_t room;
};

void range_list_init(struct range_list *list);
void range_list_release(struct range_list *list);

/* Forgets the ranges, keeps the room. */
void range_list_clear(struct range_list *list);

/* Appends a range behind all others; one that touches the last one is joined
 * with it. */
void range_list_add(struct range_list *list, struct range range);

/* Leaves what is in both. */
void range_list_intersect(struct range_list *list,
                          const struct range_list *other);

/* Appends the added lines of `text` to the empty list `out`. Past
 * LIMIT_GIT_DIFF all of the text is new. */
void git_diff_lines(struct range_list *out, struct span old, struct span text);

/* What a text is like, for finding renames; NULL when it cannot be told (too
 * small, or all one line). */
struct git_likeness;

struct git_likeness *git_likeness_new(struct span text);
void git_likeness_free(struct git_likeness *likeness);

/* How much the two have in common, 0 to 100. */
unsigned git_likeness_compare(const struct git_likeness *a,
                              const struct git_likeness *b);

#endif
