/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_JSON_H
#define REPORT_REPORT_JSON_H

#include "report/report.h"

/* The formats "json" and "jsonl"; report.h says what is in them. */
MUST_CHECK int report_json(FILE *stream, const struct outcome *outcome,
                           const struct report_options *options,
                           struct err *err);
MUST_CHECK int report_jsonl(FILE *stream, const struct outcome *outcome,
                            const struct report_options *options,
                            struct err *err);

#endif
