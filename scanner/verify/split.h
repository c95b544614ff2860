/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_SPLIT_H
#define VERIFY_SPLIT_H

#include "base/limits.h"
#include "rule/rule.h"

/* How a token divides into the parts of its shape. */
struct split {
    const struct shape *shape; /* NULL when none of the rule's fits */
    size_t n;
    struct {
        const struct segment *segment;
        struct range range; /* in the token; empty when it is missing */
    } parts[LIMIT_SEGMENTS];
};

/* Tries the rule's shapes in order; runs are as long as they can be, and give
 * back letters when the parts behind them need some. False when no shape
 * covers the token from end to end (a rule with a regular expression, or more
 * than LIMIT_SHAPE_STEPS tries). */
bool split_token(struct split *split, const struct rule *rule,
                 struct span token);

/* The letters of the longest run inside `within` and the size of its
 * alphabet: what should look random. False when there is no run. */
bool split_run(const struct split *split, struct span token,
               struct range within, struct span *letters, unsigned *alphabet);

#endif
