/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_ASSIGNMENT_H
#define MATCH_ASSIGNMENT_H

#include "base/span.h"

/* `name = "value"`, `name: value`, `"name": "value"`, `NAME=value`,
 * `name => 'value'`, `["name"] = ...`, in whatever language. */
struct assignment {
    struct range name;
    struct range value; /* without quotes */
    bool quoted;
};

/* The name that the value behind `sign` is given; empty when there is none. The
 * sign is '=' or ':', the '>' of a tag, or the quote that a value begins with
 * behind a name, a comma or a bracket. Looks at most a few hundred bytes
 * back. */
struct range assignment_name(struct span text, size_t sign);

/* The value behind the sign of `assignment->name`, which is not empty. False
 * when there is none. Looks at most some 1,100 bytes ahead. */
bool assignment_value(struct span text, size_t sign,
                      struct assignment *assignment);

/* The name that the value at `value` is assigned to; an empty range when it
 * is not the value of an assignment. */
struct range assignment_name_of(struct span text, size_t value);

#endif
