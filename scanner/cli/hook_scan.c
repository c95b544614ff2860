/* SPDX-License-Identifier: Apache-2.0
 *
 * A scan for people who wait for their commit: no report, one message when
 * something is wrong, one line when nothing is. */
#include "cli/hook_scan.h"

#include "cli/command.h"
#include "base/log.h"
#include "cli/finding_filter.h"
#include "cli/hook_git.h"
#include "cli/interrupt.h"
#include "cli/policy_choice.h"
#include "cli/terminal.h"
#include "report/report.h"
#include "scan/scan.h"

#include <stdlib.h>
#include <time.h>

static void read_filter(struct finding_filter *out,
                        const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        if (use->option->id == OPTION_MIN_SEVERITY) {
            out->min_severity =
                (enum severity)option_value_index(use->option, use->value);
        } else if (use->option->id == OPTION_MIN_CONFIDENCE) {
            out->min_confidence =
                (enum confidence)option_value_index(use->option, use->value);
        }
    }
}

/* What should be known of the policy, whether anything is stopped or not. */
static void tell_policy(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->n_notices; i++) {
        if (outcome->notices[i].kind == NOTICE_POLICY) {
            log_line(LOG_WARN, "%s: %s", outcome->notices[i].path,
                     outcome->notices[i].text);
        }
    }
}

/* Before the first commit there is nothing to restore the index from. */
static bool has_head(void)
{
    static const char *const args[] = {"rev-parse", "--quiet", "--verify",
                                       "HEAD", NULL};
    struct buf id;
    struct err err;
    buf_init(&id, 4096);
    int code = hook_git(&id, args, &err);
    buf_release(&id);
    return code == 0;
}

/* The exit code. */
static int tell(const struct outcome *outcome, const struct rule_choice *choice,
                enum hook_moment moment, const struct arguments *arguments)
{
    struct finding_filter filter = {.choice = choice};
    struct outcome shown;
    const struct finding **findings = NULL;
    const char *color = arguments_value(arguments, OPTION_COLOR);
    read_filter(&filter, arguments);
    finding_filter_apply(&shown, &findings, outcome, &filter);
    int code = report_exit_code(&shown);
    if (code == EXIT_FINDINGS || code == EXIT_ERROR) {
        moment = moment == HOOK_COMMIT && !has_head() ? HOOK_FIRST : moment;
        hook_message_write(stderr, &shown, moment,
                           terminal_color(stderr, color),
                           terminal_width(stderr));
    }
    if (!arguments_has(arguments, OPTION_QUIET) || code == EXIT_ERROR) {
        report_coverage(stderr, &shown);
    }
    tell_policy(&shown);
    free(findings);
    return code;
}

static int judge(const struct outcome *outcome, struct source *source,
                 const struct rule_choice *choice, enum hook_moment moment,
                 const struct arguments *arguments, struct err *err)
{
    /* Even of files on the disk: what is committed is what counts. */
    const struct policy_place place = {
        .base = source->policy_base ? source->policy_base : "HEAD",
        .next = source->policy_next,
        .is_change = source->policy_base || moment == HOOK_MESSAGE};
    struct policy_choice policy;
    struct outcome judged;
    int rc = policy_choice_init(&policy, arguments, &place, err);
    policy.whole = false; /* of files that are named there may be more */
    if (rc == 0) {
        struct arena *arena = arena_new();
        policy_choice_apply(&judged, outcome, &policy, time(NULL), arena);
        rc = tell(&judged, choice, moment, arguments);
        arena_free(arena);
    }
    policy_choice_release(&policy);
    return rc;
}

static int search(const struct rule_choice *choice, struct source *source,
                  enum hook_moment moment, const struct arguments *arguments,
                  struct err *err)
{
    struct match_options match = {0};
    /* People wait: git is not asked, but names of files are masked. */
    static const struct scan_git git = {.staged = true};
    struct scan_options options = {
        .git = &git,
        .now = time(NULL),
        .stop = interrupt_watch(),
        .no_suppressions = arguments_has(arguments, OPTION_NO_ALLOW)};
    struct matcher *matcher = NULL;
    struct scan *scan = NULL;
    int rc = matcher_new(&matcher, &choice->search, &match, err);
    if (rc == 0) {
        rc = scan_run(&scan, matcher, source, &options, err);
    }
    if (rc == 0) {
        rc = judge(scan_outcome(scan), source, choice, moment, arguments, err);
    }
    scan_free(scan);
    matcher_free(matcher);
    return rc;
}

int hook_scan(struct source *source, enum hook_moment moment,
              const struct arguments *arguments, struct err *err)
{
    struct rule_choice choice;
    int rc = rule_choice_init(&choice, arguments, err);
    if (rc == 0) {
        rc = search(&choice, source, moment, arguments, err);
    }
    rule_choice_release(&choice);
    source->ops->free(source);
    return rc;
}
