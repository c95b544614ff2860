/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_FORMAT_JSON_H
#define RULE_FORMAT_JSON_H

#include "rule/pattern_text.h"
#include "rule/rule.h"

/* Reads the "formats" of a rule (an array, or absent) into its shapes. The
 * short form becomes segments, so nobody else knows that there are two. */
MUST_CHECK int format_json_read(struct rule *out, struct json formats,
                                struct pattern_ctx *ctx);

#endif
