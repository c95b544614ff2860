/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings for people: what it is, where it stands, why it is believed, and
 * the first thing to do about it. One block for each secret; what more there
 * is to know is one command away (`jackdaw explain`). Then what could not be
 * read, then the sum. */
#include "report/report_text.h"

#include "report/outcome_view.h"
#include "report/text_git.h"
#include "report/text_place.h"

/* Notices that are listed word by word. */
#define NOTICES_SHOWN 20
#define ID_SHOWN      12
/* Columns of a masked secret: a private key is long, its stars say nothing. */
#define MASKED_SHOWN 76

static enum text_style severity_style(enum severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
        return STYLE_RED;
    case SEVERITY_HIGH:
        return STYLE_MAGENTA;
    case SEVERITY_MEDIUM:
        return STYLE_YELLOW;
    case SEVERITY_LOW:
        return STYLE_CYAN;
    case SEVERITY_NOTE:
        break;
    }
    return STYLE_BOLD;
}

void text_badge(struct text_out *out, enum severity severity)
{
    char upper[16];
    const char *name = severity_name(severity);
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof upper; n++) {
        bool is_lower = name[n] >= 'a' && name[n] <= 'z';
        upper[n] = (char)(is_lower ? name[n] - 'a' + 'A' : name[n]);
    }
    upper[n] = '\0';
    text_out_style(out, severity_style(severity));
    text_out_put(out, upper);
    text_out_style(out, STYLE_PLAIN);
}

static void put_heading(struct text_out *out, const struct finding *finding)
{
    const struct rule *rule = finding->rule;
    if (finding->verdict.keep) {
        text_badge(out, finding->verdict.severity);
    } else {
        text_out_style(out, STYLE_DIM);
        text_out_put(out, "REFUSED");
        text_out_style(out, STYLE_PLAIN);
    }
    text_out_indent(out, 10);
    text_out_style(out, STYLE_BOLD);
    text_out_words(out, rule->name);
    text_out_style(out, STYLE_PLAIN);
    text_out_style(out, STYLE_DIM);
    text_out_words(out, " (");
    text_out_words(out, rule->provider);
    text_out_words(out, ", ");
    text_out_words(out, rule->id);
    text_out_words(out, ")");
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
    text_out_indent(out, 2);
    if (finding->secret) {
        text_out_put(out, finding->secret);
    } else {
        text_out_span(
            out, text_out_part(span_str(finding->masked), 0, MASKED_SHOWN));
    }
    text_out_line(out);
}

static void put_belief(struct text_out *out, const struct verdict *verdict)
{
    text_out_label(out, verdict->keep ? "why" : "why not");
    if (verdict->keep) {
        text_out_words(out, evidence_name(verdict->evidence));
        text_out_words(out, ", ");
        text_out_words(out, confidence_name(verdict->confidence));
        text_out_words(out, " confidence");
    }
    for (size_t i = 0; i < verdict->n_reasons; i++) {
        text_out_words(out, i > 0 ? "; " : verdict->keep ? ": " : "");
        text_out_words(out, verdict->reasons[i]);
    }
    text_out_line(out);
}

static void put_facts(struct text_out *out, const struct verdict *verdict)
{
    if (verdict->n_facts == 0) {
        return;
    }
    text_out_label(out, "decoded");
    for (size_t i = 0; i < verdict->n_facts; i++) {
        text_out_words(out, i == 0 ? "" : ", ");
        text_out_words(out, verdict->facts[i].name);
        text_out_words(out, " ");
        text_out_style(out, STYLE_BOLD);
        text_out_words(out, verdict->facts[i].value);
        text_out_style(out, STYLE_PLAIN);
    }
    text_out_line(out);
}

static int put_pair(struct text_out *out, const struct finding *finding,
                    const char *root, struct err *err)
{
    const struct finding *pair = finding->pair;
    int rc = 0;
    if (!pair) {
        return 0;
    }
    text_out_label(out, "pair");
    text_out_words(out, pair->rule->name);
    text_out_words(out, " ");
    text_out_words(out, pair->secret ? pair->secret : pair->masked);
    if (finding->pair_place) {
        text_out_words(out, " at ");
        rc = text_place(out, finding->pair_place, root, err);
    }
    text_out_line(out);
    return rc;
}

static void put_advice(struct text_out *out, const struct rule *rule)
{
    const struct rule_guidance *guidance = &rule->guidance;
    text_out_label(out,
                   rule->class == RULE_PUBLISHABLE ? "if unsure" : "revoke");
    if (guidance->n_steps > 0) {
        text_out_words(out, guidance->steps[0]);
        text_out_line(out);
        text_out_label(out, "");
    }
    if (guidance->url) {
        text_out_style(out, STYLE_CYAN);
        text_out_put(out, guidance->url);
        text_out_style(out, STYLE_PLAIN);
        text_out_line(out);
        text_out_label(out, "");
    }
    text_out_style(out, STYLE_DIM);
    text_out_put(out, "all steps: jackdaw explain ");
    text_out_put(out, rule->id);
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
}

static void put_id(struct text_out *out, const struct finding *finding)
{
    text_out_label(out, "id");
    text_out_style(out, STYLE_DIM);
    text_out_span(
        out, span_slice(span_str(finding->id), (struct range){0, ID_SHOWN}));
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
    text_out_line(out);
}

/* `rewrites` is set when an advice leaves old commits behind. */
static int put_finding(struct text_out *out, const struct finding *finding,
                       const struct report_options *options, bool *rewrites,
                       struct err *err)
{
    put_heading(out, finding);
    int rc = text_places(out, finding, options->root, err);
    if (rc < 0) {
        return rc;
    }
    text_git(out, finding, options);
    put_belief(out, &finding->verdict);
    put_facts(out, &finding->verdict);
    rc = put_pair(out, finding, options->root, err);
    if (finding->verdict.keep) {
        put_advice(out, finding->rule);
        *rewrites |= text_git_advice(out, finding, options);
    }
    put_id(out, finding);
    return rc;
}

/* What is left out on purpose is only counted, in the coverage line. */
static bool is_listed(const struct notice *notice, bool policy)
{
    return policy ? notice->kind == NOTICE_POLICY
                  : notice_is_failure(notice->kind);
}

static void put_notice(struct text_out *out, const struct notice *notice)
{
    text_out_indent(out, 2);
    if (notice->path && notice->path[0]) {
        text_out_put(out, notice->path);
        text_out_put(out, ": ");
    }
    out->indent = 4;
    text_out_words(out, notice->text && notice->text[0]
                            ? notice->text
                            : notice_name(notice->kind));
    text_out_line(out);
}

static uint64_t count_listed(const struct outcome *outcome, bool policy)
{
    uint64_t all = 0;
    uint64_t kept = 0;
    for (int i = 0; i < NOTICE_KINDS; i++) {
        struct notice notice = {.kind = (enum notice_kind)i};
        all += is_listed(&notice, policy) ? outcome->coverage.notices[i] : 0;
    }
    for (size_t i = 0; i < outcome->n_notices; i++) {
        kept += is_listed(&outcome->notices[i], policy) ? 1 : 0;
    }
    return all > kept ? all : kept;
}

static void put_notices(struct text_out *out, const struct outcome *outcome,
                        bool policy)
{
    uint64_t count = count_listed(outcome, policy);
    uint64_t shown = 0;
    if (count == 0) {
        return;
    }
    text_out_style(out, STYLE_YELLOW);
    text_out_put(out, policy ? "Policy and comments:"
                             : "Not looked at, or only in part:");
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
    for (size_t i = 0; i < outcome->n_notices && shown < NOTICES_SHOWN; i++) {
        if (is_listed(&outcome->notices[i], policy)) {
            put_notice(out, &outcome->notices[i]);
            shown++;
        }
    }
    if (count > shown) {
        text_out_indent(out, 2);
        text_out_put(out, "and ");
        text_out_put(out, view_number(count - shown).text);
        text_out_put(out, " more");
        text_out_line(out);
    }
    text_out_line(out);
}

static void put_severities(struct text_out *out,
                           const struct view_counts *counts)
{
    const char *before = ": ";
    for (int i = VIEW_SEVERITIES - 1; i >= 0; i--) {
        enum severity severity = (enum severity)i;
        if (counts->severity[i] == 0) {
            continue;
        }
        text_out_words(out, before);
        text_out_style(out, severity_style(severity));
        text_out_words(out, view_number(counts->severity[i]).text);
        text_out_words(out, " ");
        text_out_words(out, severity_name(severity));
        text_out_style(out, STYLE_PLAIN);
        before = ", ";
    }
}

static void put_summary(struct text_out *out, const struct outcome *outcome)
{
    struct view_counts counts = view_count(outcome);
    text_out_indent(out, 0);
    if (counts.live > 0) {
        text_out_style(out, STYLE_BOLD);
        text_out_words(out, view_number(counts.live).text);
        text_out_words(out, counts.live == 1 ? " finding" : " findings");
        text_out_style(out, STYLE_PLAIN);
        put_severities(out, &counts);
    } else {
        bool complete =
            outcome_is_complete(outcome) && !outcome->coverage.interrupted;
        text_out_style(out, complete ? STYLE_GREEN : STYLE_YELLOW);
        text_out_words(out, complete ? "No secrets found"
                                     : "No secrets found in what was read");
        text_out_style(out, STYLE_PLAIN);
    }
    if (counts.allowed > 0) {
        text_out_words(out, " (");
        text_out_words(out, view_number(counts.allowed).text);
        text_out_words(out, " allowed by ");
        text_out_put(out, view_policy(outcome));
        text_out_words(out, ", not shown)");
    }
    if (counts.suppressed > counts.allowed) {
        text_out_words(out, " (");
        text_out_words(out,
                       view_number(counts.suppressed - counts.allowed).text);
        text_out_words(out, " allowed by comments, not shown)");
    }
    if (counts.refused > 0) {
        text_out_words(out, " (");
        text_out_words(out, view_number(counts.refused).text);
        text_out_words(out, " refused)");
    }
    text_out_words(out, ".");
    text_out_line(out);
}

int report_text(FILE *stream, const struct outcome *outcome,
                const struct report_options *options, struct err *err)
{
    struct text_out out;
    bool rewrites = false;
    text_out_init(&out, stream, options->color, options->width);
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        if (finding->suppressed) {
            continue;
        }
        int rc = put_finding(&out, finding, options, &rewrites, err);
        if (rc < 0) {
            return rc;
        }
    }
    if (rewrites) {
        text_git_forget(&out);
    }
    put_notices(&out, outcome, false);
    put_notices(&out, outcome, true);
    put_summary(&out, outcome);
    return 0;
}
