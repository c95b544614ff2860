/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_SARIF_H
#define REPORT_REPORT_SARIF_H

#include "base/buf.h"
#include "base/json_out.h"
#include "report/report.h"

/* SARIF 2.1.0 (OASIS, 2020) as GitHub code scanning reads it:
 * https://docs.github.com/en/code-security/code-scanning/ "SARIF support".
 *
 * One result for each secret, at its first place; the other places and the
 * other half of a pair are related locations. No secret in clear, ever. */
MUST_CHECK int report_sarif(FILE *stream, const struct outcome *outcome,
                            const struct report_options *options,
                            struct err *err);

/* GitHub refuses a file with more. */
#define SARIF_RESULTS   25000
#define SARIF_LOCATIONS 1000
/* Text it takes in descriptions and names, in characters. */
#define SARIF_DESCRIPTION 1024
#define SARIF_NAME        255

/* Readers keep integers in 32 bits; one that is larger would make them refuse
 * the file. */
#define SARIF_INTEGER 0x7fffffffu

/* Notices that come without a path, and findings that do not fit, have ids of
 * their own beside the kinds of notices. */
#define SARIF_NOTE_LIMIT   NOTICE_KINDS
#define SARIF_DESCRIPTORS  (NOTICE_KINDS + 1)
#define SARIF_BASE_ID      "%SRCROOT%"
#define SARIF_SECRET_KEY   "jackdawSecret/v1"
#define SARIF_LINE_KEY     "primaryLocationLineHash"
#define SARIF_TAXON_SECRET "798"
#define SARIF_TAXON_KEY    "321"

/* What the parts of the writer share. */
struct sarif {
    struct json_out out;
    const struct outcome *outcome;
    const struct report_options *options;
    const struct finding **results; /* owned; what is reported and fits */
    size_t n_results;
    size_t n_cut;              /* findings that do not fit */
    const struct rule **rules; /* owned; those that hit, by id, each once */
    size_t n_rules;
    bool any_suppressed;
    struct buf uri; /* scratch */
};

/* Locations: "physicalLocation" and its region. */
MUST_CHECK int sarif_location(struct sarif *sarif, const struct place *place,
                              struct err *err);
MUST_CHECK int sarif_artifact(struct sarif *sarif, const char *path,
                              struct err *err);

/* The array that the key before it announced. */
MUST_CHECK int sarif_rules(struct sarif *sarif, struct err *err);
MUST_CHECK int sarif_results(struct sarif *sarif, struct err *err);
MUST_CHECK int sarif_invocations(struct sarif *sarif, struct err *err);
void sarif_notification_descriptors(struct sarif *sarif);

/* Which entry of the rules array. */
size_t sarif_rule_index(const struct sarif *sarif, const struct rule *rule);

/* "error", "warning" or "note". */
const char *sarif_level(enum severity severity);

/* {"id": "798", "index": 0, "toolComponent": {...}} */
void sarif_taxon(struct sarif *sarif, const struct rule *rule);

#endif
