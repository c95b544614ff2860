/* SPDX-License-Identifier: Apache-2.0
 *
 * Standard input. It is polled before each read, because a pipe that says
 * nothing must not keep an interrupted scan from writing its report. */
#include "source/source_stdin.h"

#include "base/mem.h"
#include "source/window.h"

#include <stdlib.h>

struct source_stdin {
    struct source base;
    int fd;
    char *path;
    const atomic_bool *stop;
    atomic_bool taken; /* by the reader that opened first */
    atomic_bool read;  /* to its end */
    atomic_uint_fast64_t bytes;
};

struct stdin_reader {
    struct source_stdin *source;
    struct window window;
    bool active; /* it is the one, and the stream has not ended */
};

static int stdin_reader_open(struct source *base, struct source_reader **out,
                             struct err *err)
{
    (void)err;
    struct source_stdin *source = (struct source_stdin *)base;
    struct stdin_reader *reader = mem_calloc(1, sizeof(*reader));
    reader->source = source;
    reader->active = !atomic_exchange(&source->taken, true);
    if (reader->active) {
        window_init(&reader->window);
    }
    *out = (struct source_reader *)reader;
    return 0;
}

static int stdin_next(struct source_reader *base, struct unit *unit,
                      struct err *err)
{
    (void)err;
    struct stdin_reader *reader = (struct stdin_reader *)base;
    struct source_stdin *source = reader->source;
    struct window *window = &reader->window;
    if (!reader->active) {
        return 0;
    }
    int rc = window_fill(window, source->fd, source->stop);
    if (rc < 0) {
        source_say_errno(&source->base, source->path, -rc);
        window->end = true; /* what came before is searched */
    }
    *unit = (struct unit){.path = source->path};
    window_take(window, unit);
    atomic_fetch_add(&source->bytes, range_len(window->fresh));
    if (unit->last) {
        reader->active = false;
        atomic_store(&source->read, true);
    }
    return 1;
}

static void stdin_reader_free(struct source_reader *base)
{
    struct stdin_reader *reader = (struct stdin_reader *)base;
    if (reader) {
        window_release(&reader->window);
        free(reader);
    }
}

static void stdin_totals(const struct source *base, struct source_totals *out)
{
    const struct source_stdin *source = (const struct source_stdin *)base;
    *out = (struct source_totals){.files = atomic_load(&source->read),
                                  .bytes = atomic_load(&source->bytes)};
}

static void stdin_free(struct source *base)
{
    struct source_stdin *source = (struct source_stdin *)base;
    if (source) {
        free(source->path);
        free(source);
    }
}

static const struct source_ops stdin_ops = {.reader_open = stdin_reader_open,
                                            .next = stdin_next,
                                            .reader_free = stdin_reader_free,
                                            .totals = stdin_totals,
                                            .free = stdin_free};

struct source *source_stdin_new(int fd, const char *path,
                                const atomic_bool *stop)
{
    struct source_stdin *source = mem_calloc(1, sizeof(*source));
    source->base.ops = &stdin_ops;
    source->fd = fd;
    source->path = mem_strdup(path);
    source->stop = stop;
    return &source->base;
}
