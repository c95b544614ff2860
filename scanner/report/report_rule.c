/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything known about one rule, for `jackdaw explain` and `jackdaw
 * patterns show`: somebody has just learned that a key leaked and wants to
 * know, in this order, how bad it is, how to kill it, and why the program
 * says so. */
#include "report/report.h"

#include "report/outcome_view.h"
#include "report/report_text.h"
#include "report/text_out.h"

#include <inttypes.h>

/* Choices of one part of a token, and keywords, that are listed. */
#define LISTED 12

static void put_title(struct text_out *out, const struct rule *rule)
{
    text_out_style(out, STYLE_BOLD);
    text_out_words(out, rule->name);
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
    text_badge(out, view_rule_severity(rule));
    text_out_words(out, " ");
    text_out_words(out, rule->provider);
    text_out_words(out, ", ");
    text_out_words(out, rule->id);
    if (rule->class != RULE_SECRET) {
        text_out_words(out, ", ");
        text_out_words(out, rule_class_name(rule->class));
    }
    if (rule->environment != ENVIRONMENT_ANY) {
        text_out_words(out, ", ");
        text_out_words(out, rule_environment_name(rule->environment));
    }
    text_out_line(out);
}

static void put_section(struct text_out *out, const char *title)
{
    text_out_line(out);
    text_out_indent(out, 0);
    text_out_style(out, STYLE_BOLD);
    text_out_words(out, title);
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
}

static void put_labelled(struct text_out *out, const char *label,
                         const char *text)
{
    if (text) {
        text_out_label(out, label);
        text_out_words(out, text);
        text_out_line(out);
    }
}

/* Commands are copied: their lines are kept and not broken. */
static void put_command(struct text_out *out, const char *label,
                        const char *text)
{
    const char *at = text;
    while (at && *at) {
        size_t len = strcspn(at, "\n");
        text_out_label(out, at == text ? label : "");
        text_out_span(out, span_of(at, len));
        text_out_line(out);
        at += len + (at[len] == '\n' ? 1 : 0);
    }
}

static void put_steps(struct text_out *out,
                      const struct rule_guidance *guidance)
{
    char number[32];
    for (size_t i = 0; i < guidance->n_steps; i++) {
        snprintf(number, sizeof number, "%3zu. ", i + 1);
        text_out_put(out, number);
        text_out_indent(out, out->column);
        text_out_words(out, guidance->steps[i]);
        text_out_line(out);
    }
    put_command(out, "console", guidance->url);
    put_labelled(out, "api", guidance->api);
    put_command(out, "command", guidance->cli);
    put_labelled(out, "rotating", guidance->rotation);
    put_labelled(out, "confirm", guidance->confirm);
}

static void put_choices(struct text_out *out, const struct segment *segment)
{
    for (size_t i = 0; i < segment->n_texts && i < LISTED; i++) {
        text_out_put(out, i == 0 ? "" : "|");
        text_out_put(out, segment->texts[i]);
    }
    if (segment->n_texts > LISTED) {
        text_out_put(out, "|...");
    }
}

static void put_run(struct text_out *out, const struct segment *segment)
{
    char count[48];
    if (segment->min == segment->max) {
        snprintf(count, sizeof count, "%" PRIu32, segment->min);
    } else {
        snprintf(count, sizeof count, "%" PRIu32 "-%" PRIu32, segment->min,
                 segment->max);
    }
    text_out_put(out, "<");
    text_out_put(out, count);
    text_out_put(out, " ");
    text_out_put(out, segment->alphabet->name);
    text_out_put(out, ">");
}

static void put_shape(struct text_out *out, const struct shape *shape)
{
    text_out_label(out, "looks like");
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        bool is_list = segment->kind == SEGMENT_TEXT && segment->n_texts > 1;
        if (segment->optional || is_list) {
            text_out_put(out, segment->optional ? "[" : "(");
        }
        if (segment->kind == SEGMENT_TEXT) {
            put_choices(out, segment);
        } else {
            put_run(out, segment);
        }
        if (segment->optional || is_list) {
            text_out_put(out, segment->optional ? "]" : ")");
        }
    }
    text_out_line(out);
}

static const char *near_text(const struct rule *rule)
{
    if (rule->assignment || rule->near == NEAR_NAME) {
        return " in the name that the value is assigned to";
    }
    return rule->near == NEAR_LINE ? " on the same line or just before it"
                                   : " within 4 KiB before or behind";
}

static void put_keywords(struct text_out *out, const struct rule *rule)
{
    if (rule->n_keywords == 0) {
        return;
    }
    text_out_label(out, "needs");
    for (size_t i = 0; i < rule->n_keywords && i < LISTED; i++) {
        text_out_words(out, i == 0 ? "" : ", ");
        text_out_words(out, rule->keywords[i]);
    }
    text_out_words(out, rule->n_keywords > LISTED ? ", ..." : "");
    text_out_words(out, near_text(rule));
    text_out_line(out);
}

static void put_checks(struct text_out *out, const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_checks; i++) {
        text_out_label(out, i == 0 ? "checks" : "");
        text_out_words(out, rule->checks[i].name);
        text_out_words(out, rule->checks[i].drop
                                ? " (a failure drops it)"
                                : " (a failure lowers the confidence)");
        text_out_line(out);
    }
}

static void put_pair(struct text_out *out, const struct rule *rule)
{
    char lines[64];
    if (!rule->pair) {
        return;
    }
    snprintf(lines, sizeof lines, " within %" PRIu32 " lines",
             rule->pair_lines);
    text_out_label(out, "pair");
    text_out_words(out, rule->pair);
    text_out_words(out, lines);
    text_out_words(out, rule->pair_required ? ", required" : ", if there");
    text_out_line(out);
}

static void put_search(struct text_out *out, const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_shapes; i++) {
        put_shape(out, &rule->shapes[i]);
    }
    put_command(out, "regex", rule->regex.pattern);
    put_keywords(out, rule);
    put_checks(out, rule);
    put_pair(out, rule);
}

int report_rule(FILE *stream, const struct rule *rule, bool color,
                unsigned width, struct err *err)
{
    const struct rule_guidance *guidance = &rule->guidance;
    struct text_out out;
    text_out_init(&out, stream, color, width > 0 ? width : 80);
    put_title(&out, rule);
    put_section(&out, "What a leak permits");
    text_out_indent(&out, 2);
    text_out_words(&out, guidance->grants);
    text_out_line(&out);
    put_section(&out, "How to revoke it");
    put_steps(&out, guidance);
    put_section(&out, "How it is found");
    put_search(&out, rule);
    if (guidance->n_docs > 0) {
        put_section(&out, "Documentation");
    }
    for (size_t i = 0; i < guidance->n_docs; i++) {
        text_out_indent(&out, 2);
        text_out_put(&out, guidance->docs[i]);
        text_out_line(&out);
    }
    if (fflush(stream) != 0 || ferror(stream)) {
        return err_system(err, "cannot write");
    }
    return 0;
}
