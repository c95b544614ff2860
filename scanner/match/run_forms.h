/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_RUN_FORMS_H
#define MATCH_RUN_FORMS_H

#include "base/span.h"
#include "rule/rule.h"

#include <stdint.h>

/* What tokens without a text of their own look like: how long, in which
 * alphabet. A random-looking run is compared with all of these forms in one
 * pass over it, however many rules there are, and only if one fits are
 * keywords looked for. Few runs of source code have the length of any token. */

#define RUN_FORMS_MAX  32  /* alphabets; a bit each */
#define RUN_FORMS_LONG 256 /* lengths from here on are not told apart */

struct run_form {
    uint64_t bits[4];                    /* the alphabet */
    uint64_t exact[RUN_FORMS_LONG / 64]; /* a bit for each length */
    uint32_t least; /* longer ones may be the beginning of a token */
};

struct run_forms {
    uint32_t in[256]; /* which forms' alphabets have a byte */
    struct run_form forms[RUN_FORMS_MAX];
    size_t count;
    bool open; /* a shape could not be described: everything fits */
};

/* Zeroed before. NULL: a regular expression. */
void run_forms_add(struct run_forms *forms, const struct shape *shape);

/* Could a token begin at `pos`? Never false for a shape that was added and
 * matches there (match/shape.h). */
bool run_forms_fit(const struct run_forms *forms, struct span text, size_t pos);

#endif
