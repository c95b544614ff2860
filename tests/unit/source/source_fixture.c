/* SPDX-License-Identifier: Apache-2.0
 *
 * See the header. Everything that goes wrong here ends the test. */
#include "unit/source/source_fixture.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void must(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        abort();
    }
}

struct gather_state {
    struct gathered *out;
    struct source *source;
    const struct gather_options *options;
    pthread_mutex_t lock;
    size_t thread;
};

static void on_notice(void *ctx, const struct notice *notice)
{
    struct gather_state *state = ctx;
    struct gathered *out = state->out;
    pthread_mutex_lock(&state->lock);
    out->notices =
        realloc(out->notices, (out->n_notices + 1) * sizeof(*out->notices));
    must(out->notices != NULL, "realloc");
    out->notices[out->n_notices++] =
        (struct gathered_notice){.kind = notice->kind,
                                 .path = strdup(notice->path),
                                 .text = strdup(notice->text)};
    pthread_mutex_unlock(&state->lock);
}

/* Under the lock. The file that a window continues, or a new one. */
static struct gathered_file *file_of(struct gathered *out,
                                     const struct unit *unit, size_t thread)
{
    if (!unit->first) {
        for (size_t i = out->n_files; i-- > 0;) {
            if (out->files[i].number == unit->number) {
                return &out->files[i];
            }
        }
        out->bad = true;
    }
    out->files = realloc(out->files, (out->n_files + 1) * sizeof(*out->files));
    must(out->files != NULL, "realloc");
    struct gathered_file *file = &out->files[out->n_files++];
    *file = (struct gathered_file){
        .path = strdup(unit->path), .number = unit->number, .thread = thread};
    out->by_thread[thread]++;
    return file;
}

static void add_fresh(struct gathered_file *file, const struct unit *unit,
                      bool keep)
{
    for (size_t i = 0; i < unit->n_fresh; i++) {
        struct span part = span_slice(unit->text, unit->fresh[i]);
        if (keep && part.len) {
            file->bytes = realloc(file->bytes, file->len + part.len + 1);
            must(file->bytes != NULL, "realloc");
            memcpy(file->bytes + file->len, part.ptr, part.len);
            file->bytes[file->len + part.len] = '\0';
        }
        file->len += part.len;
    }
}

static void add_unit(struct gather_state *state, const struct unit *unit,
                     size_t thread)
{
    struct gathered *out = state->out;
    pthread_mutex_lock(&state->lock);
    struct gathered_file *file = file_of(out, unit, thread);
    out->bad = out->bad || file->ended || file->thread != thread ||
               strcmp(file->path, unit->path) != 0;
    if (unit->n_fresh == 1 && unit->offset + unit->fresh->start != file->len) {
        out->bad = true;
    }
    add_fresh(file, unit, state->options->keep);
    file->windows++;
    file->ended = unit->last;
    if (unit->text.len > out->longest) {
        out->longest = unit->text.len;
    }
    pthread_mutex_unlock(&state->lock);
}

static void *read_all(void *ctx)
{
    struct gather_state *state = ctx;
    struct source_reader *reader = NULL;
    struct err err;
    struct unit unit;
    pthread_mutex_lock(&state->lock);
    size_t thread = state->thread++;
    pthread_mutex_unlock(&state->lock);
    must(state->source->ops->reader_open(state->source, &reader, &err) == 0,
         "reader_open");
    while (state->source->ops->next(reader, &unit, &err) == 1) {
        add_unit(state, &unit, thread);
        if (state->options->wait) {
            usleep(state->options->wait);
        }
    }
    state->source->ops->reader_free(reader);
    return NULL;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct gathered_file *)a)->path,
                  ((const struct gathered_file *)b)->path);
}

static int compare_notices(const void *a, const void *b)
{
    return strcmp(((const struct gathered_notice *)a)->path,
                  ((const struct gathered_notice *)b)->path);
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = ((const struct gathered_file *)a)->number;
    uint64_t y = ((const struct gathered_file *)b)->number;
    return (x > y) - (x < y);
}

static void check_numbers(struct gathered *out)
{
    if (out->n_files) {
        qsort(out->files, out->n_files, sizeof(*out->files), compare_numbers);
    }
    for (size_t i = 0; i < out->n_files; i++) {
        out->bad = out->bad || !out->files[i].ended ||
                   (i && out->files[i].number == out->files[i - 1].number);
    }
}

void gather(struct gathered *out, struct source *source,
            const struct gather_options *options)
{
    static const struct gather_options defaults = {.keep = true};
    pthread_t threads[GATHER_THREADS];
    *out = (struct gathered){0};
    struct gather_state state = {.out = out,
                                 .source = source,
                                 .options = options ? options : &defaults,
                                 .lock = PTHREAD_MUTEX_INITIALIZER};
    source->notice = on_notice;
    source->notice_ctx = &state;
    unsigned n = state.options->threads ? state.options->threads : 1;
    for (unsigned i = 0; i < n; i++) {
        must(pthread_create(&threads[i], NULL, read_all, &state) == 0,
             "pthread_create");
    }
    for (unsigned i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
    source->ops->totals(source, &out->totals);
    source->ops->free(source);
    check_numbers(out);
    if (out->n_files) {
        qsort(out->files, out->n_files, sizeof(*out->files), compare_files);
    }
    if (out->n_notices) {
        qsort(out->notices, out->n_notices, sizeof(*out->notices),
              compare_notices);
    }
}

void gathered_release(struct gathered *gathered)
{
    for (size_t i = 0; i < gathered->n_files; i++) {
        free(gathered->files[i].path);
        free(gathered->files[i].bytes);
    }
    for (size_t i = 0; i < gathered->n_notices; i++) {
        free(gathered->notices[i].path);
        free(gathered->notices[i].text);
    }
    free(gathered->files);
    free(gathered->notices);
    *gathered = (struct gathered){0};
}

const struct gathered_file *gathered_find(const struct gathered *gathered,
                                          const char *path)
{
    for (size_t i = 0; i < gathered->n_files; i++) {
        if (strcmp(gathered->files[i].path, path) == 0) {
            return &gathered->files[i];
        }
    }
    return NULL;
}

bool gathered_has_notice(const struct gathered *gathered, enum notice_kind kind,
                         const char *path)
{
    for (size_t i = 0; i < gathered->n_notices; i++) {
        if (gathered->notices[i].kind == kind &&
            strcmp(gathered->notices[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

static char folder[64];
static int folder_before = -1;

void folder_enter(void)
{
    snprintf(folder, sizeof(folder), "/tmp/jackdaw-test-XXXXXX");
    folder_before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(folder_before >= 0, "open .");
    must(mkdtemp(folder) != NULL, "mkdtemp");
    must(chmod(folder, 0755) == 0, "chmod");
    must(chdir(folder) == 0, "chdir");
}

void folder_leave(void)
{
    pid_t child;
    int status = 0;
    char rm[] = "rm";
    char flags[] = "-rf";
    char *arguments[] = {rm, flags, folder, NULL};
    must(fchdir(folder_before) == 0, "fchdir");
    close(folder_before);
    must(posix_spawnp(&child, rm, NULL, NULL, arguments, environ) == 0,
         "posix_spawnp");
    must(waitpid(child, &status, 0) == child && status == 0, "rm");
}

void put_folder(const char *path)
{
    char part[4096];
    snprintf(part, sizeof(part), "%s", path);
    for (char *at = part; *at; at++) {
        if (*at == '/' && at != part) {
            *at = '\0';
            must(mkdir(part, 0755) == 0 || errno == EEXIST, "mkdir");
            *at = '/';
        }
    }
    must(mkdir(part, 0755) == 0 || errno == EEXIST, "mkdir");
}

void put_file(const char *path, const char *text)
{
    char part[4096];
    snprintf(part, sizeof(part), "%s", path);
    char *slash = strrchr(part, '/');
    if (slash) {
        *slash = '\0';
        put_folder(part);
    }
    FILE *stream = fopen(path, "we");
    must(stream != NULL, path);
    must(fputs(text, stream) >= 0, path);
    must(fclose(stream) == 0, path);
}
