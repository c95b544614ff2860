/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw scan: options -> source, rules, matcher -> scan -> report. */
#include "cli/command.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/finding_filter.h"
#include "cli/interrupt.h"
#include "cli/isa.h"
#include "cli/output.h"
#include "cli/plan_file.h"
#include "cli/path_filter.h"
#include "cli/progress.h"
#include "cli/scan_source.h"
#include "cli/shown_command.h"
#include "cli/terminal.h"
#include "report/report.h"
#include "scan/scan.h"
#include "source/git_clone.h"
#include "source/git_provenance.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* What the options say. */
struct scan_settings {
    struct scan_options scan;
    struct match_options match;
    struct finding_filter filter;
    enum report_format format;
    const char *output;
    const char *plan; /* --cleanup-plan, or NULL */
    const char *color;
    bool quiet;
    bool exit_zero;
};

/* What a run needs, owned. */
struct scan_job {
    const struct arguments *arguments;
    struct scan_settings settings;
    struct rule_choice choice;
    struct scan_source source;
    struct policy_choice policy;
    struct matcher *matcher;
    struct git_provenance provenance; /* of a repository */
    char *here;                       /* the current folder, or NULL */
    struct scan *scan;
    int64_t started;
};

/* Options whose value is a number, a level or a name. */
static int read_value(struct scan_settings *settings,
                      const struct option_use *use, struct err *err)
{
    uint64_t number = 0;
    int rc = 0;
    switch (use->option->id) {
    case OPTION_FORMAT:
        settings->format =
            (enum report_format)option_value_index(use->option, use->value);
        break;
    case OPTION_MIN_SEVERITY:
        settings->filter.min_severity =
            (enum severity)option_value_index(use->option, use->value);
        break;
    case OPTION_MIN_CONFIDENCE:
        settings->filter.min_confidence =
            (enum confidence)option_value_index(use->option, use->value);
        break;
    case OPTION_ISA:
        settings->match.isa = isa_of_option(use);
        break;
    case OPTION_THREADS:
        rc = option_number(&number, use, 1, LIMIT_THREADS, err);
        settings->scan.threads = (unsigned)number;
        break;
    case OPTION_NOW:
        rc = option_number(&number, use, 1, UINT32_MAX, err);
        settings->scan.now = (int64_t)number;
        break;
    default:
        break;
    }
    return rc;
}

static int read_settings(struct scan_settings *out,
                         const struct arguments *arguments, struct err *err)
{
    const struct arguments *all = arguments;
    *out = (struct scan_settings){
        .scan.show_secrets = arguments_has(all, OPTION_SHOW_SECRETS),
        .scan.keep_dropped = arguments_has(all, OPTION_ALL),
        .scan.no_suppressions = arguments_has(all, OPTION_NO_ALLOW),
        .scan.skip_binary = arguments_has(all, OPTION_SKIP_BINARY),
        .match.no_prefilter = arguments_has(all, OPTION_NO_PREFILTER),
        .output = arguments_value(all, OPTION_OUTPUT),
        .plan = arguments_value(all, OPTION_CLEANUP_PLAN),
        .color = arguments_value(all, OPTION_COLOR),
        .quiet = arguments_has(all, OPTION_QUIET),
        .exit_zero = arguments_has(all, OPTION_EXIT_ZERO)};
    for (size_t i = 0; i < arguments->n_uses; i++) {
        int rc = read_value(out, &arguments->uses[i], err);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

/* Everything that can be wrong is found before the first file is read. */
static int prepare(struct scan_job *job, struct err *err)
{
    struct scan_settings *settings = &job->settings;
    int rc = read_settings(settings, job->arguments, err);
    rc = rc < 0 ? rc : output_check(settings->output, err);
    rc = rc < 0 || !settings->plan ? rc : plan_file_check(settings->plan, err);
    rc = rc < 0 ? rc : rule_choice_init(&job->choice, job->arguments, err);
    if (rc < 0) {
        return rc;
    }
    settings->filter.choice = &job->choice;
    settings->scan.now = settings->scan.now ? settings->scan.now : job->started;
    settings->scan.stop = interrupt_watch();
    rc = matcher_new(&job->matcher, &job->choice.search, &settings->match, err);
    if (rc < 0) {
        return rc;
    }
    log_line(LOG_INFO, "%zu rules, instruction set %s",
             job->choice.search.count, matcher_isa_name(job->matcher));
    rc = scan_source_open(&job->source, job->arguments, settings->scan.stop,
                          err);
    settings->scan.files = !job->source.is_git;
    settings->scan.git = job->source.is_git ? &job->source.git : NULL;
    if (rc == 0 && job->source.is_git) {
        rc = git_provenance_read(&job->provenance, job->source.git.repository,
                                 err);
    }
    if (rc == 0 && job->source.clone) {
        free(job->provenance.uri);
        job->provenance.uri =
            git_provenance_uri(git_clone_name(job->source.clone));
    }
    job->here = getcwd(NULL, 0);
    return rc < 0 ? rc
                  : policy_choice_init(&job->policy, job->arguments,
                                       &job->source.policy, err);
}

/* Reasons for an incomplete scan that are said on standard error; the report
 * has more. */
#define FAILURES_TOLD 10

/* True when the report itself is before the user's eyes. */
static bool is_read_at_once(const struct scan_settings *settings)
{
    return settings->format == REPORT_TEXT && !settings->output;
}

/* What could not be read, for those who will not open a SARIF file to learn
 * why the exit code is 2; with --verbose also what was left out. */
static void tell_notices(const struct scan_settings *settings,
                         const struct outcome *outcome)
{
    size_t failures = 0;
    for (size_t i = 0; i < outcome->n_notices; i++) {
        const struct notice *notice = &outcome->notices[i];
        enum log_level level = LOG_INFO;
        if (notice_is_failure(notice->kind)) {
            failures += !is_read_at_once(settings);
            level = LOG_ERROR;
        } else if (notice->kind == NOTICE_POLICY &&
                   !is_read_at_once(settings)) {
            level = LOG_WARN;
        }
        if (level != LOG_ERROR || (failures > 0 && failures <= FAILURES_TOLD)) {
            log_line(level, "%s: %s", notice->path, notice->text);
        }
    }
    if (failures > FAILURES_TOLD) {
        log_line(LOG_ERROR, "and %zu more, see the report",
                 failures - FAILURES_TOLD);
    }
}

/* What paths of the report start from. */
static const char *report_root(const struct scan_job *job)
{
    return job->source.is_git ? job->provenance.work : job->here;
}

static struct report_git repository_of(const struct scan_job *job)
{
    const struct git_provenance *from = &job->provenance;
    return (struct report_git){
        .uri = from->uri,
        .revision = from->revision,
        .branch = from->branch,
        .below = from->work && !job->source.git.repository && job->here &&
                 strlen(job->here) + 1 > strlen(from->work)};
}

static int write_report(const struct scan_job *job,
                        const struct outcome *outcome, struct err *err)
{
    const struct scan_settings *settings = &job->settings;
    struct output output;
    struct shown_command command;
    struct report_git git = repository_of(job);
    int rc = output_open(&output, settings->output, err);
    if (rc < 0) {
        output_release(&output);
        return rc;
    }
    shown_command_init(&command, job->arguments);
    struct report_options options = {
        .format = settings->format,
        .color = terminal_color(output.stream, settings->color),
        .width = terminal_width(output.stream),
        .version = JACKDAW_VERSION,
        .command = command.text,
        .root = job->source.clone ? NULL : report_root(job),
        .exit_zero = settings->exit_zero,
        .category = job->source.category,
        .started = job->started,
        .ended = time(NULL),
        .now = settings->scan.now,
        .git = job->source.is_git ? &git : NULL,
        .rules = &job->choice.search};
    rc = report_write(output.stream, outcome, &options, err);
    rc = rc < 0 ? rc : output_commit(&output, err);
    shown_command_release(&command);
    output_release(&output);
    return rc;
}

/* What --exclude and the policy leave of a scan. Of files and changes nothing
 * comes here that is excluded. */
static int judge(struct outcome *out, const struct scan_job *job,
                 struct arena *arena, struct err *err)
{
    struct outcome rest;
    size_t n_excludes = arguments_has(job->arguments, OPTION_HISTORY)
                            ? job->source.n_excludes
                            : 0;
    int rc = path_filter_apply(&rest, scan_outcome(job->scan),
                               job->source.excludes, n_excludes, arena, err);
    policy_choice_apply(out, &rest, &job->policy, job->settings.scan.now,
                        arena);
    return rc;
}

static int report(const struct scan_job *job, struct err *err)
{
    struct outcome judged;
    struct outcome shown;
    const struct finding **findings = NULL;
    struct arena *arena = arena_new();
    int rc = judge(&judged, job, arena, err);
    if (rc < 0) {
        arena_free(arena);
        return rc;
    }
    finding_filter_apply(&shown, &findings, &judged, &job->settings.filter);
    int code = report_exit_code(&shown);
    rc = write_report(job, &shown, err);
    tell_notices(&job->settings, &shown);
    if (rc == 0 && job->settings.plan) {
        rc = plan_file_write(job->settings.plan, &shown, err);
    }
    /* Said even when the report could not be: it is what was covered. */
    if (!job->settings.quiet || code == EXIT_ERROR) {
        report_coverage(stderr, &shown);
    }
    free(findings);
    arena_free(arena);
    if (rc < 0) {
        return rc;
    }
    return code == EXIT_FINDINGS && job->settings.exit_zero ? EXIT_CLEAN : code;
}

static int run(struct scan_job *job, struct err *err)
{
    struct progress *progress = NULL;
    if (job->source.total > 0 && !job->settings.quiet) {
        progress = progress_start(job->source.source, job->source.total);
    }
    int rc = scan_run(&job->scan, job->matcher, job->source.source,
                      &job->settings.scan, err);
    progress_stop(progress);
    return rc;
}

int cmd_scan(const struct arguments *arguments, struct err *err)
{
    struct scan_job job = {.arguments = arguments, .started = time(NULL)};
    int rc = prepare(&job, err);
    if (rc == 0) {
        rc = run(&job, err);
    }
    if (rc == 0) {
        rc = report(&job, err);
    }
    scan_free(job.scan);
    free(job.here);
    git_provenance_release(&job.provenance);
    policy_choice_release(&job.policy);
    scan_source_release(&job.source);
    matcher_free(job.matcher);
    rule_choice_release(&job.choice);
    return rc;
}
