/* SPDX-License-Identifier: Apache-2.0
 *
 * Which commands depends on where it is: the index, the last commit, an older
 * one, another branch, a tag, a stash, nothing. Everything that is put into a
 * command comes from a repository that may be hostile; it is quoted, and
 * names of refs cannot begin with a dash. */
#include "report/git_advice.h"

#include "report/git_words.h"

#include <stdio.h>

#define COMMAND_MAX (64u << 10)

const char git_advice_forget[] =
    "git reflog expire --expire=now --all && git gc --prune=now";

static bool is_plain(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-_./@:+,=^";
    return word[0] && strspn(word, plain) == strlen(word);
}

int git_advice_quote(struct buf *out, const char *word, struct err *err)
{
    if (is_plain(word)) {
        return buf_add(out, span_str(word), err);
    }
    int rc = buf_add(out, span_str("'"), err);
    while (rc == 0 && *word) {
        size_t run = strcspn(word, "'");
        rc = buf_add(out, span_of(word, run), err);
        word += run;
        if (rc == 0 && *word) {
            rc = buf_add(out, span_str("'\\''"), err);
            word++;
        }
    }
    return rc < 0 ? rc : buf_add(out, span_str("'"), err);
}

/* "before" and a quoted word and "after"; `word` may be NULL. A command that
 * is too long is left out. */
static void add(struct git_advice *advice, const char *before, const char *word,
                const char *after)
{
    struct buf *command = &advice->commands[advice->n_commands];
    buf_clear(command);
    int rc = buf_add(command, span_str(before), NULL);
    if (rc == 0 && word) {
        rc = git_advice_quote(command, word, NULL);
    }
    if (rc == 0) {
        rc = buf_add(command, span_str(after), NULL);
    }
    advice->n_commands += rc == 0;
}

/* Paths start from the root of the repository, wherever one types that. */
static void add_path(struct git_advice *advice, const char *before,
                     const char *path, const char *after)
{
    struct buf full;
    if (!advice->repository || !advice->repository->below) {
        add(advice, before, path, after);
        return;
    }
    buf_init(&full, COMMAND_MAX);
    int rc = buf_add(&full, span_str(":/"), NULL);
    rc = rc < 0 ? rc : buf_add(&full, span_str(path), NULL);
    if (rc == 0) {
        add(advice, before, full.ptr, after);
    }
    buf_release(&full);
}

static void advise_staged(struct git_advice *advice, const struct place *place)
{
    const struct report_git *git = advice->repository;
    bool is_first = git && (!git->revision || !git->revision[0]);
    advice->what = "only the index has it: take it out of the file and stage "
                   "that again with 'git add', or leave the file out";
    add_path(advice,
             is_first ? "git rm --cached -- " : "git restore --staged -- ",
             place->path, "");
}

static void advise_stash(struct git_advice *advice,
                         const struct git_attribution *git)
{
    char name[40];
    advice->what = "only a stash has it: drop it when you do not need it";
    advice->rewrites = true;
    if (git->stash >= 0) {
        snprintf(name, sizeof name, "stash@{%d}", git->stash);
        add(advice, "git stash drop ", name, "");
    } else {
        add(advice, "git stash list", NULL, "");
    }
}

static void advise_leftover(struct git_advice *advice,
                            const struct git_attribution *git)
{
    advice->what = git->still == GIT_STILL_LOOSE
                       ? "no commit has it: it goes with the next clean-up"
                       : "no branch or tag leads to it: it goes with the logs";
    if (git->still == GIT_STILL_LOOSE) {
        add(advice, "git gc --prune=now", NULL, "");
    } else {
        add(advice, git_advice_forget, NULL, "");
    }
}

static void advise_tag(struct git_advice *advice, const char *tag)
{
    advice->what = "only a tag has it: delete it, and make it again without";
    advice->rewrites = true;
    add(advice, "git tag --delete ", git_short_ref(tag), "");
}

/* What has to be done when the commit is at hand. */
static void say_amend(struct git_advice *advice, const struct place *place)
{
    switch (place->part) {
    case PLACE_MESSAGE:
        add(advice, "git commit --amend", NULL, "");
        break;
    case PLACE_HEADER:
        add(advice, "git commit --amend --no-edit --reset-author", NULL, "");
        break;
    case PLACE_NAME:
        add(advice, "git mv -- ", place->path,
            " NEW-NAME && git commit --amend --no-edit");
        break;
    case PLACE_TEXT:
        add_path(advice, "git add -- ", place->path,
                 " && git commit --amend --no-edit");
        break;
    }
}

/* `there`: on the branch that is checked out, or else on another one. */
static const char *what_to_amend(enum place_part part, bool there)
{
    switch (part) {
    case PLACE_MESSAGE:
        return there ? "the last commit says it, still only here: change its "
                       "message"
                     : "the last commit of that branch says it, still only "
                       "here: change its message";
    case PLACE_HEADER:
        return "author or committer of the last commit have it, still only "
               "here: set user.name and user.email, then";
    case PLACE_NAME:
        return there ? "the last commit has it, still only here: rename the "
                       "file"
                     : "the last commit of that branch has it, still only "
                       "here: rename the file there";
    case PLACE_TEXT:
        break;
    }
    return there ? "the last commit has it, still only here: take it out of "
                   "the file, then"
                 : "the last commit of that branch has it, still only here: "
                   "switch to it, take it out of the file, then amend";
}

static void say_rebase(struct git_advice *advice, const struct place *place,
                       const struct git_attribution *git)
{
    char commit[64];
    const char *before = git->in_merges
                             ? "git rebase --interactive --rebase-merges "
                             : "git rebase --interactive ";
    if (git->by_root) {
        add(advice, before, "--root", "");
    } else {
        snprintf(commit, sizeof commit, "%.12s^", git->introduced.commit);
        add(advice, before, commit, "");
    }
    advice->what = "commits that are still only here have it; rewrite them "
                   "before the push, a commit that deletes it is not enough";
    advice->after =
        place->part == PLACE_MESSAGE
            ? "change 'pick' to 'reword' for that commit"
            : "change 'pick' to 'edit' for that commit, take it out when git "
              "stops there, 'git commit --all --amend --no-edit', 'git rebase "
              "--continue'";
    if (place->part == PLACE_HEADER) {
        advice->after = "change 'pick' to 'edit' for that commit, then 'git "
                        "commit --amend --no-edit --reset-author', 'git "
                        "rebase --continue'";
    }
}

static bool starts_with(const char *text, const char *head)
{
    return text && strncmp(text, head, strlen(head)) == 0;
}

/* In commits of branches and tags that nobody else has seen. */
static void advise_commits(struct git_advice *advice, const struct place *place,
                           const struct git_attribution *git)
{
    bool is_branch = starts_with(git->ref, "refs/heads/");
    bool is_last = git->by_head || (is_branch && git->at_ref);
    advice->rewrites = true;
    if (starts_with(git->ref, "refs/tags/")) {
        advise_tag(advice, git->ref);
        return;
    }
    if (!git->introduced.commit || (git->ref && !is_branch)) {
        advice->what = "still only here; write a plan for git filter-repo";
        add(advice, "jackdaw scan --history --cleanup-plan FILE", NULL, "");
        return;
    }
    if (!git->by_head && is_branch && !git->on_head) {
        add(advice, "git switch ", git_short_ref(git->ref), "");
    }
    if (is_last) {
        advice->what = what_to_amend(place->part, git->by_head);
        say_amend(advice, place);
    } else {
        say_rebase(advice, place, git);
    }
}

static void advise_pushed(struct git_advice *advice)
{
    advice->what = "it was pushed: revoke it first, whoever fetched it has it; "
                   "then rewrite the history with git filter-repo and the "
                   "plan that this writes";
    add(advice, "jackdaw scan --history --cleanup-plan FILE", NULL, "");
}

void git_advice_init(struct git_advice *out, const struct finding *finding,
                     const struct report_git *repository)
{
    const struct git_attribution *git = finding->git;
    const struct place *place = &finding->places[0];
    *out = (struct git_advice){.repository = repository, .what = ""};
    for (size_t i = 0; i < GIT_ADVICE_COMMANDS; i++) {
        buf_init(&out->commands[i], COMMAND_MAX);
    }
    if (git->module) {
        out->what = "it is in the repository of a submodule, which knows what "
                    "to do";
        add(out, "jackdaw scan --history ", git->module, "");
        return;
    }
    if (git->spread == GIT_SPREAD_PUSHED) {
        advise_pushed(out);
        return;
    }
    if (git->spread == GIT_SPREAD_UNKNOWN) {
        out->first = "if it was ever pushed or copied, revoke it first; if it "
                     "was not:";
    }
    switch (git->still) {
    case GIT_STILL_STAGED:
        advise_staged(out, place);
        break;
    case GIT_STILL_STASH:
        advise_stash(out, git);
        break;
    case GIT_STILL_UNREACHABLE:
    case GIT_STILL_LOOSE:
        advise_leftover(out, git);
        break;
    case GIT_STILL_HEAD:
    case GIT_STILL_TIP:
    case GIT_STILL_HISTORY:
        if (git->by_tag && git->tip) {
            advise_tag(out, git->tip);
        } else {
            advise_commits(out, place, git);
        }
        break;
    }
}

void git_advice_release(struct git_advice *advice)
{
    for (size_t i = 0; i < GIT_ADVICE_COMMANDS; i++) {
        buf_release(&advice->commands[i]);
    }
}
