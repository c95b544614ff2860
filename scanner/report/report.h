/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/err.h"
#include "rule/rule_set.h"
#include "verify/finding.h"

#include <stdio.h>

/* Findings -> bytes. Streams to a FILE; nothing of a secret is written unless
 * the finding carries it in clear (--show-secrets). */

enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_JSONL,
    REPORT_SARIF
};

struct report_options {
    enum report_format format;
    bool color;           /* text: ANSI colours and terminal hyperlinks */
    unsigned width;       /* text: columns of the terminal; 0: unknown */
    const char *version;  /* of jackdaw */
    const char *command;  /* the command line, without secrets */
    const char *root;     /* absolute path that relative paths start from */
    const char *category; /* SARIF automationDetails.id: "jackdaw/tree/" */
    int64_t started;      /* Unix seconds */
    int64_t ended;
    const struct rule_set *rules; /* all that were searched for */
};

/* ERR_SYSTEM when the stream fails (a full disk, a closed pipe). */
MUST_CHECK int report_write(FILE *stream, const struct outcome *outcome,
                            const struct report_options *options,
                            struct err *err);

/* "sarif" -> REPORT_SARIF; false for an unknown name. */
bool report_format_parse(enum report_format *out, const char *name);

/* The last line on standard error: what was covered, what was not. */
void report_coverage(FILE *stream, const struct outcome *outcome);

/* Everything known about one rule: what it is, what it opens, how it is
 * revoked (`jackdaw explain`, `jackdaw patterns show`). */
MUST_CHECK int report_rule(FILE *stream, const struct rule *rule, bool color,
                           unsigned width, struct err *err);

#endif
