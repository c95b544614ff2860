/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_SHAPE_H
#define MATCH_SHAPE_H

#include "rule/rule.h"

#include <stdint.h>

/* Does a token of this shape begin at `start`? On success the token and the
 * secret inside it. What stands before it is not judged here. Bounded work
 * on any text (LIMIT_SHAPE_STEPS). */
bool shape_match(const struct shape *shape, struct span text, size_t start,
                 struct range *token, struct range *secret);

/* Do two shapes match the same tokens, because they are written alike? Many
 * rules look for 32 hexadecimal digits. Equal ones have the same hash. */
bool shape_same(const struct shape *a, const struct shape *b);
uint32_t shape_hash(const struct shape *shape);

#endif
