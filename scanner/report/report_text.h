/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_TEXT_H
#define REPORT_REPORT_TEXT_H

#include "report/report.h"
#include "report/text_out.h"

/* The format "text": for people on a terminal. */
MUST_CHECK int report_text(FILE *stream, const struct outcome *outcome,
                           const struct report_options *options,
                           struct err *err);

/* " CRITICAL " in its colour. */
void text_badge(struct text_out *out, enum severity severity);

#endif
