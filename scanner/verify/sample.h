/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_SAMPLE_H
#define VERIFY_SAMPLE_H

#include "base/buf.h"
#include "base/err.h"
#include "rule/rule.h"

#include <stdint.h>

/* Tokens for tests, made from a rule's own data: random letters of its
 * alphabets, then what its checks need (sums, dates, JSON, keys). The seed
 * decides all of it. They open nothing anywhere.
 *
 * Of an assignment the token is the value: put it in quotes behind a name
 * with one of the keywords. Rules with keywords want one of them near. */

/* Appends a token that verify_candidate keeps and no check of the rule
 * refuses. `shape` is an index below n_shapes, or 0 for a rule of a regular
 * expression, whose sample begins with its anchor. ERR_MISSING when there is
 * no way to make one: tests list these rules by name. */
MUST_CHECK int sample_make(struct buf *out, const struct rule *rule,
                           size_t shape, uint64_t seed, struct err *err);

enum sample_damage {
    SAMPLE_SHORT,  /* one letter too few in the longest run */
    SAMPLE_LETTER, /* a byte that is not of the alphabet, near the front */
    SAMPLE_SUM,    /* another letter, where a check refuses it */
    SAMPLE_DAMAGES
};

/* Appends a damaged token, which must not be found or must be dropped.
 * ERR_MISSING when the rule would rightly take it all the same. */
MUST_CHECK int sample_damage(struct buf *out, const struct rule *rule,
                             size_t shape, uint64_t seed,
                             enum sample_damage damage, struct err *err);

#endif
