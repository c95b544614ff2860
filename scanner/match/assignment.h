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

/* The assignment whose sign ('=' or ':') stands at `sign`; false when there
 * is no name or no value. Looks at most a few hundred bytes each way. */
bool assignment_parse(struct span text, size_t sign,
                      struct assignment *assignment);

/* The name that the value at `value` is assigned to; an empty range when it
 * is not the value of an assignment. */
struct range assignment_name_of(struct span text, size_t value);

#endif
