/* SPDX-License-Identifier: Apache-2.0
 *
 * Three answers for somebody who only wanted to commit: what is it, how do I
 * get rid of it, and what if you are wrong. */
#include "cli/hook_message.h"

#include "report/outcome_view.h"
#include "report/report.h"
#include "report/report_text.h"

#include <inttypes.h>

/* More do not help; the count is there. */
#define FINDINGS_SHOWN 20
#define NOTICES_SHOWN  5
#define MASKED_SHOWN   60
#define COMMIT_SHOWN   12

static const struct {
    const char *stopped; /* what has not happened */
    const char *advice;
    const char *bypass;
} texts[] = {
    [HOOK_COMMIT] =
        {"nothing was committed",
         "Nobody else has seen them yet. Take them out of the file and stage "
         "it again with 'git add FILE', or leave the file out of this commit "
         "with 'git restore --staged FILE'. The program can read them from "
         "the environment or from a secret store.",
         "git commit --no-verify"},
    [HOOK_FIRST] =
        {"nothing was committed",
         "Nobody else has seen them yet. Take them out of the file and stage "
         "it again with 'git add FILE', or leave the file out of this commit "
         "with 'git rm --cached FILE'. The program can read them from the "
         "environment or from a secret store.",
         "git commit --no-verify"},
    [HOOK_FILES] = {"the check fails",
                    "Take them out of the files. If a commit that was pushed "
                    "holds them, revoke them first: 'jackdaw explain' with "
                    "the name in brackets says how.",
                    NULL},
    [HOOK_MESSAGE] =
        {"nothing was committed",
         "They stand in the message of the commit. It is kept: change it with "
         "'git commit --edit --file=\"$(git rev-parse --git-path "
         "COMMIT_EDITMSG)\"'.",
         "git commit --no-verify"},
    [HOOK_PUSH] =
        {"nothing was pushed",
         "They are in commits that are still only here. Take them out of "
         "these commits before the push: of the last one with 'git commit "
         "--amend', of an older one with 'git rebase --interactive "
         "COMMIT^'. A new commit that deletes them is not enough, since the "
         "old one would be pushed too.",
         "git push --no-verify"},
    [HOOK_RECEIVE] =
        {"the push is refused",
         "Take them out of these commits ('git commit --amend', 'git rebase "
         "--interactive COMMIT^') and push again. A new commit that deletes "
         "them is not enough, since the old one would be pushed too.",
         NULL},
};

/* What the exit code is about. */
static bool stops(const struct finding *finding)
{
    return view_is_live(finding) && finding->verdict.severity > SEVERITY_NOTE &&
           finding->rule->class == RULE_SECRET;
}

static void put_place(struct text_out *out, const struct place *place,
                      size_t total)
{
    char text[96];
    text_out_style(out, STYLE_BOLD);
    text_out_put(out, place->path);
    if (place->binary) {
        snprintf(text, sizeof(text), " at byte %" PRIu64, place->offset);
    } else {
        snprintf(text, sizeof(text), ":%" PRIu32 ":%" PRIu32, place->line,
                 place->column);
    }
    text_out_put(out, text);
    text_out_style(out, STYLE_PLAIN);
    if (place->commit) {
        snprintf(text, sizeof(text), " in commit %.*s", COMMIT_SHOWN,
                 place->commit);
        text_out_put(out, text);
    }
    if (total > 1) {
        snprintf(text, sizeof(text), " and %s more place%s",
                 view_number(total - 1).text, total == 2 ? "" : "s");
        text_out_put(out, text);
    }
}

static void put_finding(struct text_out *out, const struct finding *finding)
{
    text_out_put(out, "  ");
    text_badge(out, finding->verdict.severity);
    text_out_indent(out, 12);
    put_place(out, &finding->places[0], finding->n_places_total);
    text_out_line(out);
    text_out_indent(out, 12);
    text_out_put(out, finding->rule->name);
    text_out_style(out, STYLE_DIM);
    text_out_put(out, " (");
    text_out_put(out, finding->rule->id);
    text_out_put(out, ") ");
    text_out_style(out, STYLE_PLAIN);
    text_out_span(out,
                  text_out_part(span_str(finding->masked), 0, MASKED_SHOWN));
    text_out_line(out);
}

static size_t count_stopping(const struct outcome *outcome)
{
    size_t count = 0;
    for (size_t i = 0; i < outcome->n_findings; i++) {
        count += stops(outcome->findings[i]);
    }
    return count;
}

static void put_findings(struct text_out *out, const struct outcome *outcome)
{
    size_t shown = 0;
    size_t count = count_stopping(outcome);
    for (size_t i = 0; i < outcome->n_findings && shown < FINDINGS_SHOWN; i++) {
        if (stops(outcome->findings[i])) {
            put_finding(out, outcome->findings[i]);
            shown++;
        }
    }
    if (count > shown) {
        text_out_put(out, "  and ");
        text_out_put(out, view_number(count - shown).text);
        text_out_put(out, " more");
        text_out_line(out);
    }
}

static void put_paragraph(struct text_out *out, const char *text)
{
    text_out_line(out);
    text_out_words(out, text);
    text_out_line(out);
}

static void put_notices(struct text_out *out, const struct outcome *outcome)
{
    size_t shown = 0;
    for (size_t i = 0; i < outcome->n_notices && shown < NOTICES_SHOWN; i++) {
        const struct notice *notice = &outcome->notices[i];
        if (!notice_is_failure(notice->kind)) {
            continue;
        }
        text_out_put(out, "  not looked at: ");
        text_out_put(out, notice->path ? notice->path : "");
        text_out_put(out, notice->path && notice->path[0] ? ": " : "");
        text_out_put(out,
                     notice->text ? notice->text : notice_name(notice->kind));
        text_out_line(out);
        shown++;
    }
}

void hook_message_write(FILE *stream, const struct outcome *outcome,
                        enum hook_moment moment, bool color, unsigned width)
{
    struct text_out out;
    size_t count = count_stopping(outcome);
    text_out_init(&out, stream, color, width);
    text_out_style(&out, STYLE_BOLD);
    text_out_put(&out, "jackdaw: ");
    if (count > 0) {
        text_out_put(&out, view_number(count).text);
        text_out_put(&out, count == 1 ? " secret; " : " secrets; ");
    } else {
        text_out_put(&out, "not everything could be looked at; ");
    }
    text_out_put(&out, texts[moment].stopped);
    text_out_style(&out, STYLE_PLAIN);
    text_out_line(&out);
    put_findings(&out, outcome);
    put_notices(&out, outcome);
    if (count > 0) {
        put_paragraph(&out, texts[moment].advice);
        put_paragraph(&out, "No secret? The comment 'jackdaw:allow' on its "
                            "line says so.");
    }
    if (texts[moment].bypass) {
        text_out_put(&out, "To go on all the same: ");
        text_out_put(&out, texts[moment].bypass);
        text_out_line(&out);
    }
}
