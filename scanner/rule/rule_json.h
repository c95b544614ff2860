/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_JSON_H
#define RULE_RULE_JSON_H

#include "rule/pattern_text.h"
#include "rule/rule.h"

/* Reads and checks a pattern file: patterns/README.md, "A file". Everything
 * goes into the arena; the document may go afterwards. */
struct rule_list {
    struct rule **rules; /* in the order of the file */
    size_t n;
};

MUST_CHECK int rule_json_read(struct rule_list *out, struct json file,
                              struct pattern_ctx *ctx);

#endif
