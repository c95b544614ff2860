/* SPDX-License-Identifier: Apache-2.0
 *
 * See the header. Everything that goes wrong here ends the test. */
#include "unit/source/git_fixture.h"

#include "base/limits.h"
#include "source/source_history.h"
#include "source/source_range.h"
#include "source/source_staged.h"
#include "unit/source/source_fixture.h"

#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char root[4096];

static void must(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        abort();
    }
}

void repo_setup(void)
{
    static const char *const settings[][2] = {
        {"GIT_CONFIG_GLOBAL", "/dev/null"},
        {"GIT_CONFIG_NOSYSTEM", "1"},
        {"GIT_AUTHOR_NAME", "Ada Example"},
        {"GIT_AUTHOR_EMAIL", "ada@example.com"},
        {"GIT_AUTHOR_DATE", "1700100000 +0000"},
        {"GIT_COMMITTER_NAME", "Ada Example"},
        {"GIT_COMMITTER_EMAIL", "ada@example.com"},
        {"GIT_COMMITTER_DATE", "1700100000 +0000"},
        {"GIT_TERMINAL_PROMPT", "0"}};
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        must(setenv(settings[i][0], settings[i][1], 1) == 0, "setenv");
    }
    /* As a hook of git we would have these; each test sets its own. */
    unsetenv("GIT_DIR");
    unsetenv("GIT_INDEX_FILE");
    unsetenv("GIT_WORK_TREE");
    must(getcwd(root, sizeof(root)) != NULL, "getcwd");
}

void repo_run(const char *script)
{
    char shell[] = "/bin/sh";
    char flags[] = "-euc";
    char *arguments[] = {shell, flags, (char *)script, NULL};
    pid_t child;
    int status = -1;
    must(posix_spawn(&child, shell, NULL, NULL, arguments, environ) == 0,
         "posix_spawn");
    must(waitpid(child, &status, 0) == child, "waitpid");
    must(status == 0, script);
}

const char *repo_output(const char *script)
{
    static char text[8192];
    char line[16384];
    char path[] = "/tmp/jackdaw-output-XXXXXX";
    int fd = mkstemp(path);
    must(fd >= 0, "mkstemp");
    must((size_t)snprintf(line, sizeof(line), "{ %s; } >%s", script, path) <
             sizeof(line),
         "script");
    repo_run(line);
    ssize_t n = read(fd, text, sizeof(text) - 1);
    must(n >= 0, "read");
    close(fd);
    unlink(path);
    while (n > 0 && text[n - 1] == '\n') {
        n--;
    }
    text[n] = '\0';
    return text;
}

void repo_enter(const char *name)
{
    folder_enter();
    repo_run("git init -q -b main .");
    if (name) {
        char script[8192];
        snprintf(script, sizeof(script),
                 "git fast-import --quiet <'%s/fixtures/repos/%s.fi' && "
                 "git reset -q --hard",
                 root, name);
        repo_run(script);
    }
}

void repo_leave(void)
{
    folder_leave();
}

struct seeing {
    struct seen *out;
    struct source *source;
    pthread_mutex_t lock;
};

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static void take_notice(void *ctx, const struct notice *notice)
{
    struct seeing *seeing = ctx;
    struct seen *out = seeing->out;
    pthread_mutex_lock(&seeing->lock);
    out->notices =
        realloc(out->notices, (out->n_notices + 1) * sizeof(*out->notices));
    must(out->notices != NULL, "realloc");
    out->notices[out->n_notices++] = (struct seen_notice){
        notice->kind, copy(notice->path), copy(notice->text)};
    pthread_mutex_unlock(&seeing->lock);
}

/* The one that a window goes on with, or a new one. */
static struct seen_unit *unit_of(struct seen *out, const struct unit *unit)
{
    for (size_t i = 0; !unit->first && i < out->n_units; i++) {
        if (out->units[i].number == unit->number) {
            return &out->units[i];
        }
    }
    must(unit->first, "a window without a first one");
    out->units = realloc(out->units, (out->n_units + 1) * sizeof(*out->units));
    must(out->units != NULL, "realloc");
    struct seen_unit *made = &out->units[out->n_units++];
    *made = (struct seen_unit){.path = copy(unit->path),
                               .commit = copy(unit->commit),
                               .object = copy(unit->object),
                               .part = unit->part,
                               .number = unit->number,
                               .fresh = copy("")};
    return made;
}

static void take_unit(struct seen *out, const struct unit *unit)
{
    struct seen_unit *into = unit_of(out, unit);
    for (size_t i = 0; i < unit->n_fresh; i++) {
        struct range range = unit->fresh[i];
        must(range.start < range.end && range.end <= unit->text.len &&
                 (i == 0 || unit->fresh[i - 1].end < range.start),
             "fresh ranges");
        size_t len = strlen(into->fresh);
        size_t n = range_len(range);
        into->fresh = realloc(into->fresh, len + n + 2);
        must(into->fresh != NULL, "realloc");
        if (i > 0) {
            into->fresh[len++] = '|';
        }
        for (size_t k = 0; k < n; k++) {
            char byte = (char)unit->text.ptr[range.start + k];
            into->fresh[len++] = byte ? byte : '~';
        }
        into->fresh[len] = '\0';
    }
    for (size_t i = 0; i < LIMIT_PADDING; i++) {
        must(unit->text.ptr[unit->text.len + i] == 0, "padding");
    }
}

static void *see_thread(void *ctx)
{
    struct seeing *seeing = ctx;
    struct source_reader *reader = NULL;
    struct err err = {0};
    struct unit unit;
    int rc = seeing->source->ops->reader_open(seeing->source, &reader, &err);
    must(rc == 0, err.text);
    while ((rc = seeing->source->ops->next(reader, &unit, &err)) == 1) {
        pthread_mutex_lock(&seeing->lock);
        take_unit(seeing->out, &unit);
        pthread_mutex_unlock(&seeing->lock);
    }
    must(rc == 0, err.text);
    seeing->source->ops->reader_free(reader);
    return NULL;
}

void see(struct seen *out, struct source *source, unsigned threads)
{
    pthread_t ids[16];
    *out = (struct seen){0};
    struct seeing seeing = {out, source, PTHREAD_MUTEX_INITIALIZER};
    source->notice = take_notice;
    source->notice_ctx = &seeing;
    for (unsigned i = 0; i < threads; i++) {
        must(pthread_create(&ids[i], NULL, see_thread, &seeing) == 0,
             "pthread_create");
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
    }
    source->ops->totals(source, &out->totals);
    source->ops->free(source);
}

void seen_release(struct seen *seen)
{
    for (size_t i = 0; i < seen->n_units; i++) {
        free(seen->units[i].path);
        free(seen->units[i].commit);
        free(seen->units[i].object);
        free(seen->units[i].fresh);
    }
    for (size_t i = 0; i < seen->n_notices; i++) {
        free(seen->notices[i].path);
        free(seen->notices[i].text);
    }
    free(seen->units);
    free(seen->notices);
    *seen = (struct seen){0};
}

size_t seen_count(const struct seen *seen, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < seen->n_units; i++) {
        count += strstr(seen->units[i].fresh, text) != NULL;
    }
    return count;
}

bool seen_text(const struct seen *seen, const char *text)
{
    return seen_count(seen, text) > 0;
}

const struct seen_unit *seen_unit(const struct seen *seen, const char *path,
                                  enum unit_part part)
{
    for (size_t i = 0; i < seen->n_units; i++) {
        if (seen->units[i].part == part &&
            strcmp(seen->units[i].path, path) == 0) {
            return &seen->units[i];
        }
    }
    return NULL;
}

bool seen_notice(const struct seen *seen, enum notice_kind kind,
                 const char *text)
{
    for (size_t i = 0; i < seen->n_notices; i++) {
        const struct seen_notice *notice = &seen->notices[i];
        if (notice->kind == kind &&
            (strstr(notice->path, text) || strstr(notice->text, text))) {
            return true;
        }
    }
    return false;
}

size_t seen_failures(const struct seen *seen)
{
    size_t count = 0;
    for (size_t i = 0; i < seen->n_notices; i++) {
        count += notice_is_failure(seen->notices[i].kind);
    }
    return count;
}

void see_history(struct seen *out, const char *path)
{
    struct source_history_options options = {.path = path};
    struct source *source = NULL;
    struct err err = {0};
    must(source_history_new(&source, &options, &err) == 0, err.text);
    see(out, source, 2);
}

void see_staged(struct seen *out, const char *path)
{
    struct source_staged_options options = {.repository = path};
    struct source *source = NULL;
    struct err err = {0};
    must(source_staged_new(&source, &options, &err) == 0, err.text);
    see(out, source, 2);
}

void see_range(struct seen *out, const char *range)
{
    struct source_range_options options = {.ranges = &range, .n_ranges = 1};
    struct source *source = NULL;
    struct err err = {0};
    must(source_range_new(&source, &options, &err) == 0, err.text);
    see(out, source, 2);
}

/* libgit2 1.5 loses the match data of each configuration key that does not
 * match a pattern (repositories of format 1, when they are opened). Only the
 * leak checker calls this. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libpcre2-8";
}
