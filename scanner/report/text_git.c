/* SPDX-License-Identifier: Apache-2.0
 *
 * Attribution for people, a line for each question: since when, where now,
 * who can have it, what to do. */
#include "report/text_git.h"

#include "report/git_advice.h"
#include "report/git_words.h"

#include <inttypes.h>
#include <stdio.h>

#define ID_SHOWN 12
/* Columns of a subject line and of a name. */
#define SUMMARY_SHOWN 72
#define NAME_SHOWN    40

static void put_cut(struct text_out *out, const char *text, unsigned columns)
{
    struct span part = text_out_part(span_str(text), 0, columns);
    text_out_span(out, part);
    text_out_put(out, part.len < strlen(text) ? "..." : "");
}

/* "3f2a1c9b8d7e 2024-05-01 Jane Doe: Add config" */
static void put_credit(struct text_out *out, const struct git_credit *credit)
{
    text_out_style(out, STYLE_BOLD);
    text_out_span(
        out, span_slice(span_str(credit->commit), (struct range){0, ID_SHOWN}));
    text_out_style(out, STYLE_PLAIN);
    struct view_text date = git_date(credit->time);
    text_out_put(out, date.text[0] ? " " : "");
    text_out_put(out, date.text);
    if (credit->name && credit->name[0]) {
        text_out_put(out, " ");
        put_cut(out, credit->name, NAME_SHOWN);
    }
    if (credit->summary && credit->summary[0]) {
        text_out_put(out, ": ");
        put_cut(out, credit->summary, SUMMARY_SHOWN);
    }
}

static void put_introduced(struct text_out *out,
                           const struct git_attribution *git)
{
    if (!git->introduced.commit) {
        return;
    }
    text_out_label(out, "introduced");
    put_credit(out, &git->introduced);
    if (git->path_then) {
        text_out_put(out, " (");
        text_out_put(out, git->path_then);
        text_out_put(out, ")");
    }
    if (git->by_tag) {
        text_out_put(out, " (in a tag on this commit)");
    }
    if (git->by_border) {
        text_out_put(out, " or earlier: what came before was not fetched");
    }
    text_out_line(out);
}

static void put_count(struct text_out *out, const char *before, size_t count,
                      const char *one, const char *many)
{
    if (count > 0) {
        text_out_put(out, before);
        text_out_put(out, view_number(count).text);
        text_out_put(out, " ");
        text_out_put(out, count == 1 ? one : many);
    }
}

static void put_refs(struct text_out *out, const struct git_attribution *git)
{
    put_count(out, ", ", git->n_branches, "branch", "branches");
    put_count(out, ", ", git->n_remotes, "remote branch", "remote branches");
    put_count(out, ", ", git->n_tags, "tag", "tags");
    put_count(out, ", ", git->n_refs, "other ref", "other refs");
}

static void put_name(struct text_out *out, const char *before, const char *name,
                     const char *after)
{
    if (name) {
        text_out_put(out, before);
        text_out_put(out, git_short_ref(name));
        text_out_put(out, after);
    }
}

static void put_where(struct text_out *out, const struct git_attribution *git)
{
    switch (git->still) {
    case GIT_STILL_HEAD:
        text_out_put(out, git->path_then || git->path_now
                              ? "in HEAD"
                              : "in the history of HEAD");
        put_name(out, " (", git->path_now, ")");
        put_refs(out, git);
        break;
    case GIT_STILL_TIP:
        text_out_put(out, "not in HEAD, but in ");
        text_out_put(out, git->tip ? git_short_ref(git->tip) : "a ref");
        put_refs(out, git);
        break;
    case GIT_STILL_HISTORY:
        text_out_put(out, "only in older commits");
        put_name(out, " of ", git->ref, "");
        break;
    case GIT_STILL_STAGED:
        text_out_put(out, "staged, in no commit yet");
        break;
    case GIT_STILL_STASH:
        text_out_put(out, "only in a stash");
        break;
    case GIT_STILL_UNREACHABLE:
        text_out_put(out, "in commits that no branch or tag leads to");
        break;
    case GIT_STILL_LOOSE:
        text_out_put(out, "in no commit: staged once, or left over");
        break;
    }
}

static void put_now(struct text_out *out, const struct git_attribution *git)
{
    text_out_label(out, "now");
    if (git->module) {
        text_out_put(out, "in the submodule ");
        text_out_put(out, git->module);
        text_out_put(out, ": ");
    }
    put_where(out, git);
    put_count(out, "; ", git->n_commits, "commit has it", "commits have it");
    text_out_line(out);
    if (git->removed.commit) {
        text_out_label(out, "removed");
        put_credit(out, &git->removed);
        text_out_line(out);
    }
}

static bool is_branch(const char *ref)
{
    return strncmp(ref, "refs/heads/", strlen("refs/heads/")) == 0;
}

static void put_pushed(struct text_out *out, const struct git_attribution *git)
{
    text_out_label(out, "pushed");
    switch (git->spread) {
    case GIT_SPREAD_PUSHED:
        text_out_style(out, STYLE_RED);
        text_out_put(out, "yes");
        text_out_style(out, STYLE_PLAIN);
        put_name(out, " (", git->remote, ")");
        break;
    case GIT_SPREAD_LOCAL:
        text_out_put(out, "no, still only here");
        break;
    case GIT_SPREAD_UNKNOWN:
        text_out_put(out, git->by_tag || (git->tip && !is_branch(git->tip))
                              ? "unknown, git does not record it of tags and "
                                "notes"
                              : "unknown, there are no remote branches here");
        break;
    }
    text_out_line(out);
}

static void put_exposed(struct text_out *out, const struct git_attribution *git,
                        int64_t now)
{
    int64_t seconds = git_exposed(git, now);
    if (seconds < 0) {
        return;
    }
    text_out_label(out, "exposed");
    text_out_put(out, git_duration(seconds).text);
    if (git->removed.commit && git->still > GIT_STILL_TIP) {
        text_out_put(out, " until it was removed");
    }
    text_out_line(out);
}

void text_git(struct text_out *out, const struct finding *finding,
              const struct report_options *options)
{
    const struct git_attribution *git = finding->git;
    if (!git) {
        return;
    }
    put_introduced(out, git);
    put_now(out, git);
    put_pushed(out, git);
    put_exposed(out, git, options->now);
}

bool text_git_advice(struct text_out *out, const struct finding *finding,
                     const struct report_options *options)
{
    struct git_advice advice;
    if (!finding->git) {
        return false;
    }
    git_advice_init(&advice, finding, options->git);
    text_out_label(out, "clean up");
    if (advice.first) {
        text_out_words(out, advice.first);
        text_out_words(out, " ");
    }
    text_out_words(out, advice.what);
    text_out_line(out);
    for (size_t i = 0; i < advice.n_commands; i++) {
        text_out_label(out, "");
        text_out_style(out, STYLE_BOLD);
        text_out_span(out, buf_span(&advice.commands[i]));
        text_out_style(out, STYLE_PLAIN);
        text_out_line(out);
    }
    if (advice.after) {
        text_out_label(out, "");
        text_out_words(out, advice.after);
        text_out_line(out);
    }
    bool rewrites = advice.rewrites;
    git_advice_release(&advice);
    return rewrites;
}

void text_git_forget(struct text_out *out)
{
    text_out_indent(out, 0);
    text_out_words(out, "What was rewritten or dropped stays on this disk for "
                        "some weeks; this takes it off:");
    text_out_line(out);
    text_out_indent(out, 2);
    text_out_put(out, git_advice_forget);
    text_out_line(out);
    text_out_line(out);
}
