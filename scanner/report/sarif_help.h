/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SARIF_HELP_H
#define REPORT_SARIF_HELP_H

#include "base/json_out.h"
#include "rule/rule.h"

/* How to revoke what a rule finds, for help.text and help.markdown. Each
 * writes one JSON string. */
void sarif_help_text(struct json_out *out, const struct rule *rule);
void sarif_help_markdown(struct json_out *out, const struct rule *rule);

#endif
