/* SPDX-License-Identifier: Apache-2.0
 *
 * Tips and what is left out, as a list of words for `git rev-list`. */
#include "cli/hook_push.h"

#include "base/mem.h"
#include "cli/hook_input.h"
#include "source/git_store.h"
#include "source/source_range.h"

#include <stdio.h>
#include <stdlib.h>

struct words {
    char **items; /* owned */
    size_t count;
    size_t room;
};

static void words_add(struct words *words, const char *before, const char *text)
{
    size_t len = strlen(before) + strlen(text) + 1;
    char *word = mem_alloc(len);
    snprintf(word, len, "%s%s", before, text);
    words->items =
        mem_grow(words->items, words->count, &words->room, sizeof(char *));
    words->items[words->count++] = word;
}

static void words_release(struct words *words)
{
    while (words->count > 0) {
        free(words->items[--words->count]);
    }
    free(words->items);
}

/* What the remote is known to have. */
struct known {
    struct words *words;
    const char *prefix; /* "refs/remotes/origin/" */
};

static int add_known(void *ctx, const char *name, const struct git_id *id)
{
    struct known *known = ctx;
    if (strncmp(name, known->prefix, strlen(known->prefix)) == 0) {
        words_add(known->words, "^", git_id_hex(id).text);
    }
    return 0;
}

static int hide_remote(struct words *words, struct git_repo *repo,
                       const char *remote, struct err *err)
{
    size_t len = strlen(remote) + sizeof("refs/remotes//");
    char *prefix = mem_alloc(len);
    snprintf(prefix, len, "refs/remotes/%s/", remote);
    struct known known = {words, prefix};
    int rc = git_repo_refs(repo, add_known, &known, err);
    free(prefix);
    return rc;
}

/* What the other side has may be something that was never fetched: then it
 * cannot be left out, and more is searched. */
static int hide_old(struct words *words, struct git_store *store,
                    const char *old, struct err *err)
{
    struct git_id id;
    struct git_data data = {0};
    if (!old || !git_id_parse(&id, span_str(old))) {
        return 0;
    }
    int rc = git_store_read(store, &id, &data, err);
    git_data_release(&data);
    if (rc == 0) {
        words_add(words, "^", old);
    }
    return rc == ERR_MISSING ? 0 : rc;
}

static int open_range(struct source **out, const struct words *words,
                      enum git_hide hide, struct err *err)
{
    struct source_range_options options = {
        .ranges = (const char *const *)words->items,
        .n_ranges = words->count,
        .hide = hide};
    return source_range_new(out, &options, err);
}

static int push_words(struct words *words, const struct hook_input *input,
                      const char *remote, struct err *err)
{
    struct git_repo_options here = {0};
    struct git_repo *repo = NULL;
    struct git_store *store = NULL;
    int rc = git_repo_open(&repo, &here, err);
    rc = rc < 0 ? rc : git_store_open(&store, repo, err);
    for (size_t i = 0; rc == 0 && i < input->count; i++) {
        words_add(words, "", input->updates[i].new_id);
        rc = hide_old(words, store, input->updates[i].old_id, err);
    }
    rc = rc < 0 ? rc : hide_remote(words, repo, remote, err);
    git_store_free(store);
    git_repo_free(repo);
    return rc;
}

int hook_push_open(struct source **out, const char *remote, int input,
                   struct err *err)
{
    struct hook_input lines;
    struct words words = {0};
    *out = NULL;
    int rc = hook_input_read(&lines, input, HOOK_INPUT_PUSH, err);
    if (rc == 0 && lines.count > 0) {
        rc = push_words(&words, &lines, remote, err);
        rc = rc < 0 ? rc : open_range(out, &words, GIT_HIDE_NOTHING, err);
    }
    words_release(&words);
    hook_input_release(&lines);
    return rc;
}

int hook_receive_open(struct source **out, int input, struct err *err)
{
    struct hook_input lines;
    struct words words = {0};
    *out = NULL;
    int rc = hook_input_read(&lines, input, HOOK_INPUT_RECEIVE, err);
    for (size_t i = 0; rc == 0 && i < lines.count; i++) {
        words_add(&words, "", lines.updates[i].new_id);
    }
    if (rc == 0 && words.count > 0) {
        rc = open_range(out, &words, GIT_HIDE_REFS, err);
    }
    words_release(&words);
    hook_input_release(&lines);
    return rc;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

char *hook_framework_range(void)
{
    const char *from = variable("PRE_COMMIT_FROM_REF");
    const char *to = variable("PRE_COMMIT_TO_REF");
    if (!from || !to) {
        return NULL;
    }
    size_t len = strlen(from) + strlen(to) + sizeof("..");
    char *range = mem_alloc(len);
    snprintf(range, len, "%s..%s", from, to);
    return range;
}

int hook_push_open_framework(struct source **out, struct err *err)
{
    struct hook_input none = {0};
    struct words words = {0};
    char *range = hook_framework_range();
    const char *tip = variable("PRE_COMMIT_LOCAL_BRANCH");
    const char *remote = variable("PRE_COMMIT_REMOTE_NAME");
    if (!range && !tip) {
        return err_set(err, ERR_USAGE,
                       "'hook run pre-push' wants REMOTE and URL, or the "
                       "variables PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF");
    }
    /* Without a range a first push is at hand, of a whole branch. */
    words_add(&words, "", range ? range : tip);
    int rc = remote ? push_words(&words, &none, remote, err) : 0;
    rc = rc < 0 ? rc : open_range(out, &words, GIT_HIDE_NOTHING, err);
    words_release(&words);
    free(range);
    return rc;
}
