/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_UNIT_MARKS_H
#define SOURCE_UNIT_MARKS_H

#include "base/span.h"

/* What the scanner says back of a text: the parts in which it saw a token, or
 * something that other surroundings could make one. A source that knows that
 * a later text is a copy of this one except for some parts has to hand out
 * only those and copies of what is marked; whatever else was copied has been
 * judged, and the judgement would be the same. */
struct unit_marks {
    struct range *items; /* owned; offsets in the whole file or object */
    size_t count;
    size_t room;
    bool all; /* as if every byte were marked */
};

/* No marks. */
void unit_marks_init(struct unit_marks *marks);
void unit_marks_release(struct unit_marks *marks);

/* Marks bytes; more than a hundred thousand ranges become `all`. */
void unit_marks_add(struct unit_marks *marks, struct range range);

void unit_marks_add_all(struct unit_marks *marks);

/* Sorts and joins them, so that they can be walked. */
void unit_marks_settle(struct unit_marks *marks);

/* Of settled marks: the first that ends behind `at`. */
size_t unit_marks_find(const struct unit_marks *marks, size_t at);

#endif
