/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_VALIDATE_H
#define RULE_RULE_VALIDATE_H

#include "base/json_in.h"
#include "rule/rule.h"

/* Judges a rule that has been read from `object`: what no single field shows
 * (a token that nothing but luck would tell from other text, guidance with
 * one step). What is legal but slow is a line in the log. */
MUST_CHECK int rule_validate(const struct rule *rule, struct json object,
                             struct err *err);

/* [a-z0-9-], 3 to 64 characters, letters or digits at both ends. */
bool rule_id_is_valid(const char *id);

#endif
