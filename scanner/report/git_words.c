/* SPDX-License-Identifier: Apache-2.0
 *
 * Attribution in words, and as a JSON object: the text, JSON and SARIF
 * reports say the same with these. */
#include "report/git_words.h"

#include "report/git_advice.h"

#include <inttypes.h>
#include <stdio.h>

const char *git_still_name(enum git_still still)
{
    static const char *const names[] = {
        [GIT_STILL_HEAD] = "head",
        [GIT_STILL_TIP] = "tip",
        [GIT_STILL_HISTORY] = "history",
        [GIT_STILL_STAGED] = "staged",
        [GIT_STILL_STASH] = "stash",
        [GIT_STILL_UNREACHABLE] = "unreachable",
        [GIT_STILL_LOOSE] = "loose",
    };
    return names[still];
}

const char *git_spread_name(enum git_spread spread)
{
    static const char *const names[] = {
        [GIT_SPREAD_UNKNOWN] = "unknown",
        [GIT_SPREAD_LOCAL] = "local",
        [GIT_SPREAD_PUSHED] = "pushed",
    };
    return names[spread];
}

const char *git_part_name(enum place_part part)
{
    static const char *const names[] = {
        [PLACE_TEXT] = "text",
        [PLACE_NAME] = "name",
        [PLACE_MESSAGE] = "message",
        [PLACE_HEADER] = "header",
    };
    return names[part];
}

const char *git_short_ref(const char *ref)
{
    static const char *const heads[] = {"refs/heads/", "refs/remotes/",
                                        "refs/tags/", "refs/"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (strncmp(ref, heads[i], strlen(heads[i])) == 0) {
            return ref + strlen(heads[i]);
        }
    }
    return ref;
}

int64_t git_exposed(const struct git_attribution *git, int64_t now)
{
    int64_t end = now;
    if (!git->introduced.commit || git->introduced.time <= 0) {
        return -1;
    }
    if (git->removed.commit && git->still > GIT_STILL_TIP) {
        end = git->removed.time;
    }
    return end >= git->introduced.time ? end - git->introduced.time : -1;
}

struct view_text git_duration(int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {
        {31556952, "year"}, /* 365.2425 days, and a twelfth of it */
        {2629746, "month"}, {86400, "day"}, {3600, "hour"}, {60, "minute"},
    };
    struct view_text out = {"less than a minute"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t count = seconds / units[i].seconds;
        if (count == 0) {
            continue;
        }
        int n = snprintf(out.text, sizeof out.text, "%" PRId64 " %s%s", count,
                         units[i].name, count == 1 ? "" : "s");
        int64_t rest = seconds % units[i].seconds;
        int64_t more = i == 0 ? rest / units[1].seconds : 0;
        /* Twelve months of rounding are no year yet. */
        if (more > 0 && n > 0 && (size_t)n < sizeof out.text) {
            snprintf(out.text + n, sizeof out.text - (size_t)n,
                     " %" PRId64 " month%s", more, more == 1 ? "" : "s");
        }
        return out;
    }
    return out;
}

struct view_text git_date(int64_t time)
{
    struct view_text out = view_time(time);
    out.text[out.text[0] ? strlen("2024-05-01") : 0] = '\0';
    return out;
}

static void put_credit(struct json_out *out, const char *key,
                       const struct git_credit *credit)
{
    if (!credit->commit) {
        return;
    }
    struct view_text when = view_time(credit->time);
    json_out_member_object(out, key);
    json_out_member(out, "commit", credit->commit);
    json_out_member(out, "date", when.text[0] ? when.text : NULL);
    json_out_member(out, "name", credit->name);
    json_out_member(out, "email", credit->mail);
    json_out_member(out, "summary", credit->summary);
    json_out_close(out);
}

static void put_refs(struct json_out *out, const struct git_attribution *git)
{
    json_out_member(out, "tip", git->tip);
    json_out_member(out, "ref", git->ref);
    json_out_member(out, "remote", git->remote);
    json_out_member_uint(out, "branches", git->n_branches);
    json_out_member_uint(out, "remote_branches", git->n_remotes);
    json_out_member_uint(out, "tags", git->n_tags);
    json_out_member_uint(out, "other_refs", git->n_refs);
    json_out_member_uint(out, "commits", git->n_commits);
    json_out_member_uint(out, "objects", git->n_objects);
}

static void put_advice(struct json_out *out, const struct finding *finding,
                       const struct report_options *options)
{
    struct git_advice advice;
    git_advice_init(&advice, finding, options->git);
    json_out_member(out, "condition", advice.first);
    json_out_member(out, "advice", advice.what);
    json_out_member_array(out, "commands");
    for (size_t i = 0; i < advice.n_commands; i++) {
        json_out_text(out, advice.commands[i].ptr);
    }
    json_out_close(out);
    git_advice_release(&advice);
}

void git_json(struct json_out *out, const struct finding *finding,
              const struct report_options *options)
{
    const struct git_attribution *git = finding->git;
    if (!git) {
        return;
    }
    int64_t exposed = git_exposed(git, options->now);
    json_out_member_uint(out, "risk", finding->risk);
    json_out_member_object(out, "git");
    json_out_member(out, "still", git_still_name(git->still));
    json_out_member(out, "spread", git_spread_name(git->spread));
    json_out_member(out, "module", git->module);
    put_credit(out, "introduced", &git->introduced);
    json_out_member_bool(out, "introduced_or_earlier", git->by_border);
    put_credit(out, "removed", &git->removed);
    json_out_member(out, "path_then", git->path_then);
    json_out_member(out, "path_now", git->path_now);
    if (exposed >= 0) {
        json_out_member_uint(out, "exposed_seconds", (uint64_t)exposed);
    }
    put_refs(out, git);
    put_advice(out, finding, options);
    json_out_close(out);
}
