/* SPDX-License-Identifier: Apache-2.0
 *
 * Which source a hook is about. */
#include "cli/hook_run.h"

#include "base/limits.h"
#include "base/mem.h"
#include "cli/hook_files.h"
#include "cli/hook_input.h"
#include "cli/hook_push.h"
#include "cli/hook_scan.h"
#include "cli/suggest.h"
#include "source/source_memory.h"
#include "source/source_range.h"
#include "source/source_staged.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What the words behind "hook run TYPE" are. */
struct words {
    const char *const *items;
    size_t count;
};

/* The program pre-commit names the files of a range too, but a secret may
 * come and go in between. */
static int run_range(const struct arguments *arguments, const char *range,
                     struct err *err)
{
    struct source *source;
    struct source_range_options options = {.ranges = &range, .n_ranges = 1};
    int rc = source_range_new(&source, &options, err);
    return rc < 0 ? rc : hook_scan(source, HOOK_FILES, arguments, err);
}

static int run_pre_commit(const struct arguments *arguments, struct words words,
                          struct err *err)
{
    struct source *source;
    struct source_staged_options all = {0};
    bool commit = true;
    char *range = hook_framework_range();
    if (range) {
        int rc = run_range(arguments, range, err);
        free(range);
        return rc;
    }
    int rc = words.count > 0 ? hook_files_open(&source, &commit, words.items,
                                               words.count, err)
                             : source_staged_new(&source, &all, err);
    return rc < 0 ? rc
                  : hook_scan(source, commit ? HOOK_COMMIT : HOOK_FILES,
                              arguments, err);
}

static int run_pre_push(const struct arguments *arguments, struct words words,
                        struct err *err)
{
    struct source *source;
    int rc = words.count > 0
                 ? hook_push_open(&source, words.items[0], STDIN_FILENO, err)
                 : hook_push_open_framework(&source, err);
    if (rc < 0 || !source) {
        return rc;
    }
    return hook_scan(source, HOOK_PUSH, arguments, err);
}

static int run_pre_receive(const struct arguments *arguments,
                           struct words words, struct err *err)
{
    struct source *source;
    (void)words;
    int rc = hook_receive_open(&source, STDIN_FILENO, err);
    if (rc < 0 || !source) {
        return rc;
    }
    return hook_scan(source, HOOK_RECEIVE, arguments, err);
}

/* What "git commit --verbose" puts below this line never gets into the
 * message: it is the change, with lines that go away. */
static struct span cut_scissors(struct span text)
{
    static const char scissors[] = " ------------------------ >8 "
                                   "------------------------\n";
    size_t at = span_find(text, span_str(scissors));
    size_t start = at;
    while (start > 0 && text.ptr[start - 1] != '\n') {
        start--;
    }
    /* One comment character before it, of whatever bytes. */
    bool is_line = at < text.len && start < at && at - start <= 4;
    return is_line ? span_slice(text, (struct range){0, start}) : text;
}

static int read_file(struct buf *out, const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_system(err, "cannot open %.300s", path);
    }
    int rc = hook_input_read_all(out, fd, err);
    close(fd);
    return rc < 0 ? err_prefix(err, "%.300s", path) : 0;
}

static int run_commit_msg(const struct arguments *arguments, struct words words,
                          struct err *err)
{
    struct buf text;
    if (words.count != 1) {
        return err_set(err, ERR_USAGE,
                       "'hook run commit-msg' wants the file of the message");
    }
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = read_file(&text, words.items[0], err);
    if (rc == 0) {
        struct memory_item item = {.path = words.items[0],
                                   .bytes = cut_scissors(buf_span(&text))};
        rc = hook_scan(source_memory_new(&item, 1, NULL), HOOK_MESSAGE,
                       arguments, err);
    }
    buf_wipe(&text);
    return rc;
}

static const struct {
    const char *type;
    int (*run)(const struct arguments *arguments, struct words words,
               struct err *err);
} types[] = {{"pre-commit", run_pre_commit},
             {"commit-msg", run_commit_msg},
             {"pre-push", run_pre_push},
             {"pre-receive", run_pre_receive}};

int hook_run(const struct arguments *arguments, struct err *err)
{
    if (arguments->n_operands < 2) {
        return err_set(err, ERR_USAGE,
                       "'hook run' wants pre-commit, commit-msg, pre-push or "
                       "pre-receive");
    }
    const char *type = arguments->operands[1];
    struct words words = {arguments->operands + 2, arguments->n_operands - 2};
    struct suggestion near = suggest_begin(type);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcmp(types[i].type, type) == 0) {
            return types[i].run(arguments, words, err);
        }
        suggest_offer(&near, types[i].type);
    }
    return err_set(err, ERR_USAGE, "there is no hook '%.100s' to run%s", type,
                   suggest_end(&near, "").text);
}
