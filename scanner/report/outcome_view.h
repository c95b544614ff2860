/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_OUTCOME_VIEW_H
#define REPORT_OUTCOME_VIEW_H

#include "verify/finding.h"

/* Questions that every format asks of an outcome, and how numbers are
 * written for people. */

#define VIEW_SEVERITIES (SEVERITY_CRITICAL + 1)

struct view_counts {
    size_t severity[VIEW_SEVERITIES]; /* of the live ones */
    size_t live;                      /* their sum */
    size_t suppressed;                /* by comments and policy files */
    size_t allowed;                   /* of them by policy files */
    size_t refused; /* by verification; there with --all only */
};

/* True for what counts as a finding: neither refused nor suppressed. */
bool view_is_live(const struct finding *finding);

/* The policy file that allows something, or NULL. */
const char *view_policy(const struct outcome *outcome);

struct view_counts view_count(const struct outcome *outcome);

/* How severe findings of a rule are before anything is decoded: a
 * publishable value and half of a pair are notes, a test key is one step lower
 * than written. */
enum severity view_rule_severity(const struct rule *rule);

/* True for the first fact of its name: later ones are not written where
 * names are keys. */
bool view_fact_is_first(const struct verdict *verdict, size_t index);

/* True for keys that sign or decrypt (CWE-321). */
bool view_rule_is_private_key(const struct rule *rule);

struct view_text {
    char text[40];
};

/* "4,844" */
struct view_text view_number(uint64_t number);

/* "48.1 MB", powers of ten */
struct view_text view_bytes(uint64_t bytes);

/* "2026-01-31T12:00:00Z"; empty when out of range */
struct view_text view_time(int64_t seconds);

#endif
