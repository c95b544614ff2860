/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SARIF_MESSAGE_H
#define REPORT_SARIF_MESSAGE_H

#include "base/json_out.h"
#include "verify/finding.h"

/* The text of a result. Its first sentence is the title of an alert; the rest
 * says what is known about this one secret. Links "[src/a.c:3](2)" point to
 * related locations: the pair's other half has id 1 (if there is one), the
 * other places follow. Writes one JSON string. */
void sarif_message(struct json_out *out, const struct finding *finding);

/* How many ids come before the first of the other places. */
size_t sarif_message_first_place(const struct finding *finding);

/* Any text as the string of a message, escaped the same way. */
void sarif_message_escaped(struct json_out *out, const char *text);

#endif
