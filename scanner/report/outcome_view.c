/* SPDX-License-Identifier: Apache-2.0
 *
 * What all formats ask of an outcome, so that they cannot answer
 * differently. */
#include "report/outcome_view.h"

#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

bool view_is_live(const struct finding *finding)
{
    return finding->verdict.keep && !finding->suppressed;
}

struct view_counts view_count(const struct outcome *outcome)
{
    struct view_counts counts = {0};
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        if (!finding->verdict.keep) {
            counts.refused++;
        } else if (finding->suppressed) {
            counts.suppressed++;
            counts.allowed += finding->policy != NULL;
        } else {
            counts.severity[finding->verdict.severity]++;
            counts.live++;
        }
    }
    return counts;
}

const char *view_policy(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->n_findings; i++) {
        if (outcome->findings[i]->policy) {
            return outcome->findings[i]->policy;
        }
    }
    return NULL;
}

/* What is meant to be public, and half of a pair that opens nothing alone, is
 * worth a line in the report but stops nobody. */
static bool is_leak(const struct finding *finding)
{
    return view_is_live(finding) && finding->rule->class == RULE_SECRET &&
           finding->verdict.severity > SEVERITY_NOTE;
}

static bool has_leak(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->n_findings; i++) {
        if (is_leak(outcome->findings[i])) {
            return true;
        }
    }
    return false;
}

int report_exit_code(const struct outcome *outcome)
{
    if (outcome->coverage.interrupted) {
        return 130;
    }
    if (!outcome_is_complete(outcome)) {
        return 2;
    }
    return has_leak(outcome) ? 1 : 0;
}

int report_exit_code_asked(const struct outcome *outcome,
                           const struct report_options *options)
{
    int code = report_exit_code(outcome);
    return code == 1 && options->exit_zero ? 0 : code;
}

enum severity view_rule_severity(const struct rule *rule)
{
    if (rule->class != RULE_SECRET) {
        return SEVERITY_NOTE;
    }
    if (rule->environment == ENVIRONMENT_TEST &&
        rule->severity > SEVERITY_NOTE) {
        return rule->severity - 1;
    }
    return rule->severity;
}

bool view_fact_is_first(const struct verdict *verdict, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(verdict->facts[i].name, verdict->facts[index].name) == 0) {
            return false;
        }
    }
    return true;
}

bool view_rule_is_private_key(const struct rule *rule)
{
    static const char *const checks[] = {"der-private-key", "pem-base64",
                                         "pem-private-key", "putty-private-key",
                                         "wireguard-key"};
    for (size_t i = 0; i < rule->n_checks; i++) {
        for (size_t k = 0; k < sizeof checks / sizeof *checks; k++) {
            if (strcmp(rule->checks[i].name, checks[k]) == 0) {
                return true;
            }
        }
    }
    /* Many a provider calls a password a private key; these mean it. */
    return strcmp(rule->provider, "Private key") == 0 ||
           strcmp(rule->provider, "age") == 0;
}

struct view_text view_number(uint64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, number);
    struct view_text out = {""};
    size_t n = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            out.text[n++] = ',';
        }
        out.text[n++] = digits[i];
    }
    out.text[n] = '\0';
    return out;
}

struct view_text view_bytes(uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    struct view_text out;
    if (bytes < 1000) {
        snprintf(out.text, sizeof out.text, "%" PRIu64 " byte%s", bytes,
                 bytes == 1 ? "" : "s");
        return out;
    }
    double size = (double)bytes / 1000;
    size_t unit = 0;
    /* 999.95 would be printed as 1000.0. */
    while (size >= 999.95 && unit + 1 < sizeof units / sizeof *units) {
        size /= 1000;
        unit++;
    }
    snprintf(out.text, sizeof out.text, "%.1f %s", size, units[unit]);
    return out;
}

struct view_text view_time(int64_t seconds)
{
    struct view_text out = {""};
    struct tm parts;
    time_t when = (time_t)seconds;
    if (seconds <= 0 || gmtime_r(&when, &parts) == NULL ||
        parts.tm_year > 9999 - 1900) {
        return out;
    }
    if (strftime(out.text, sizeof out.text, "%Y-%m-%dT%H:%M:%SZ", &parts) ==
        0) {
        out.text[0] = '\0';
    }
    return out;
}
