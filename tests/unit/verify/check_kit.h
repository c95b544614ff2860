/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_CHECK_KIT_H
#define VERIFY_CHECK_KIT_H

#include "verify/check.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What the last check wrote. */
static struct check_notes notes;

/* Runs one check on a token without a rule. `body` is how many bytes of the
 * token are its prefix. */
static inline enum check_result check_span(const char *name, struct span token,
                                           size_t body, int64_t now)
{
    const struct check *check = check_find(name);
    assert_non_null(check);
    struct check_input in = {
        .token = token,
        .secret = token,
        .body = span_slice(token, (struct range){body, token.len}),
        .text = token,
        .where = {0, token.len},
        .now = now};
    memset(&notes, 0, sizeof(notes));
    return check->run(check, &in, &notes);
}

static inline enum check_result check_run(const char *name, const char *token)
{
    return check_span(name, span_str(token), 0, 0);
}

/* The fact of the last check, "" without. */
static inline const char *fact_of(const char *name)
{
    for (size_t i = 0; i < notes.n_facts; i++) {
        if (strcmp(notes.facts[i].name, name) == 0) {
            return notes.facts[i].value;
        }
    }
    return "";
}

#endif
