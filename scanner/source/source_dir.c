/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads what the walk finds. A small file costs openat, read, close: the type
 * is known from its entry, and a read that does not fill the buffer is its
 * end. One more read makes sure of that where it could hide something: past
 * the first page, where an error of the disk shows as a short read, and on
 * file systems that promise nothing. */
#include "source/source_dir.h"

#include "base/buf.h"
#include "base/mem.h"
#include "source/walker.h"
#include "source/window.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* The page cache reads no less than this at once: a shorter result without
 * an error is the whole file. */
#define PAGE_BYTES 4096

/* Files of one reader are numbered from its own start. */
#define READER_SHIFT 40

struct source_dir {
    struct source base;
    struct walker_tree tree;
    const atomic_bool *stop;
    atomic_uint_fast64_t readers;
    atomic_uint_fast64_t files;
    atomic_uint_fast64_t folders;
    atomic_uint_fast64_t bytes;
};

struct dir_reader {
    struct source_dir *source;
    struct walker walker;
    struct walker_file file;
    struct window window;
    int fd; /* of a file whose next window is to come, or -1 */
    uint64_t number;
    uint64_t files; /* not yet added to the totals */
    uint64_t bytes;
    uint64_t folders;
};

static int dir_reader_open(struct source *base, struct source_reader **out,
                           struct err *err)
{
    (void)err;
    struct source_dir *source = (struct source_dir *)base;
    struct dir_reader *reader = mem_calloc(1, sizeof(*reader));
    reader->source = source;
    reader->fd = -1;
    reader->number = atomic_fetch_add(&source->readers, 1) << READER_SHIFT;
    walker_init(&reader->walker, &source->tree);
    window_init(&reader->window);
    *out = (struct source_reader *)reader;
    return 0;
}

/* Seldom, so that readers do not fight for the totals. */
static void add_totals(struct dir_reader *reader)
{
    struct source_dir *source = reader->source;
    uint64_t folders = reader->walker.folders;
    atomic_fetch_add(&source->files, reader->files);
    atomic_fetch_add(&source->bytes, reader->bytes);
    atomic_fetch_add(&source->folders, folders - reader->folders);
    reader->files = 0;
    reader->bytes = 0;
    reader->folders = folders;
}

static void close_file(struct dir_reader *reader)
{
    if (reader->fd >= 0) {
        close(reader->fd);
        reader->fd = -1;
    }
}

static void dir_reader_free(struct source_reader *base)
{
    struct dir_reader *reader = (struct dir_reader *)base;
    if (!reader) {
        return;
    }
    add_totals(reader);
    close_file(reader);
    walker_release(&reader->walker);
    window_release(&reader->window);
    free(reader);
}

static void say_errno(const struct dir_reader *reader, int code)
{
    source_say_errno(&reader->source->base, reader->file.path, code);
}

/* A device or pipe that took the place of a file must neither block nor be
 * read; without O_NONBLOCK the open itself could wait for ever. */
static bool open_file(struct dir_reader *reader)
{
    const struct walker_file *file = &reader->file;
    int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
    if (!file->given) {
        flags |= O_NOFOLLOW;
    }
    if (!file->pipe) {
        flags |= O_NONBLOCK;
    }
    do {
        reader->fd = openat(file->dir, file->name, flags);
    } while (reader->fd < 0 && errno == EINTR);
    if (reader->fd < 0) {
        say_errno(reader, errno);
        return false;
    }
    return true;
}

/* Before anything but the single read of a small file. A file that grows is
 * read up to the size it has now, or a log would never end. */
static bool look_closer(struct dir_reader *reader)
{
    struct stat status;
    if (reader->file.pipe) {
        return true;
    }
    if (fstat(reader->fd, &status) < 0) {
        say_errno(reader, errno);
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        source_say(&reader->source->base, NOTICE_SPECIAL, reader->file.path,
                   "no longer a file");
        return false;
    }
    /* Files of the kernel say 0 and have contents all the same. */
    if (status.st_size > 0 && (uint64_t)status.st_size > reader->window.len) {
        reader->window.limit = (uint64_t)status.st_size;
    }
    return true;
}

/* The windows after the first read. */
static bool fill(struct dir_reader *reader)
{
    const atomic_bool *stop = reader->file.pipe ? reader->source->stop : NULL;
    int rc = window_fill(&reader->window, reader->fd, stop);
    if (rc < 0) {
        say_errno(reader, -rc);
    }
    return rc == 0;
}

/* The first bytes of a file. False when there is nothing to hand out. */
static bool read_first(struct dir_reader *reader)
{
    struct window *window = &reader->window;
    window_begin(window);
    if (reader->file.pipe) {
        return fill(reader);
    }
    int rc = window_read(window, reader->fd);
    if (rc < 0) {
        say_errno(reader, -rc);
        return false;
    }
    if (!window->end && window->len < PAGE_BYTES &&
        reader->file.fs == WALK_FS_DISK) {
        window->end = true;
    }
    while (!window->end && window->len < WINDOW_ROOM && rc > 0) {
        rc = window_read(window, reader->fd);
    }
    if (rc < 0) {
        say_errno(reader, -rc);
        window->end = true; /* what did come is searched */
    }
    return window->end || look_closer(reader);
}

static void hand_out(struct dir_reader *reader, struct unit *unit)
{
    struct window *window = &reader->window;
    *unit = (struct unit){.path = reader->file.path, .number = reader->number};
    window_take(window, unit);
    reader->bytes += range_len(window->fresh);
    reader->files += unit->last;
    if (unit->last) {
        close_file(reader);
    } else {
        /* Minutes may pass before this reader gets to its other files. */
        walker_share(&reader->walker, true);
        add_totals(reader);
    }
}

/* The next window of the present file. Where reading fails, the bytes that
 * were read ahead are the last one, so that each file has an end. */
static void next_window(struct dir_reader *reader, struct unit *unit)
{
    if (!fill(reader)) {
        reader->window.end = true;
    }
    hand_out(reader, unit);
}

/* Opens the file at hand. False when there is nothing in it to look at. */
static bool start_file(struct dir_reader *reader)
{
    if (!open_file(reader) || !read_first(reader)) {
        close_file(reader);
        return false;
    }
    if (reader->window.len > 0 || !reader->window.end) {
        return true;
    }
    /* A pipe that took the place of a file looks empty too. */
    reader->files += look_closer(reader);
    close_file(reader);
    return false;
}

static int dir_next(struct source_reader *base, struct unit *unit,
                    struct err *err)
{
    (void)err;
    struct dir_reader *reader = (struct dir_reader *)base;
    if (reader->fd >= 0) {
        next_window(reader, unit);
        return 1;
    }
    while (walker_next(&reader->walker, &reader->file)) {
        reader->number++;
        if (reader->folders != reader->walker.folders) {
            add_totals(reader);
        }
        if (start_file(reader)) {
            hand_out(reader, unit);
            return 1;
        }
    }
    return 0;
}

static void dir_totals(const struct source *base, struct source_totals *out)
{
    const struct source_dir *source = (const struct source_dir *)base;
    *out = (struct source_totals){.files = atomic_load(&source->files),
                                  .folders = atomic_load(&source->folders),
                                  .bytes = atomic_load(&source->bytes)};
}

static void dir_free(struct source *base)
{
    struct source_dir *source = (struct source_dir *)base;
    if (!source) {
        return;
    }
    struct walker_tree *tree = &source->tree;
    walk_release(&tree->walk);
    for (size_t i = 0; tree->above && i < tree->given.count; i++) {
        ignore_above_release(&tree->above[i]);
    }
    free(tree->above);
    given_list_release(&tree->given);
    ignore_list_free(tree->excludes);
    free(source);
}

static const struct source_ops dir_ops = {.reader_open = dir_reader_open,
                                          .next = dir_next,
                                          .reader_free = dir_reader_free,
                                          .totals = dir_totals,
                                          .free = dir_free};

int source_dir_new(struct source **out, const char *const *paths, size_t n,
                   const struct source_dir_options *options, struct err *err)
{
    static const struct source_dir_options defaults = {0};
    options = options ? options : &defaults;
    struct source_dir *source = mem_calloc(1, sizeof(*source));
    struct walker_tree *tree = &source->tree;
    source->base.ops = &dir_ops;
    source->stop = options->stop;
    tree->source = &source->base;
    tree->gitignore = options->gitignore;
    given_list_init(&tree->given, paths, n);
    walk_init(&tree->walk, tree->given.count);
    if (options->gitignore) {
        tree->above = mem_calloc(tree->given.count, sizeof(*tree->above));
    }
    int rc = ignore_list_globs(&tree->excludes, options->excludes,
                               options->n_excludes, err);
    if (rc < 0) {
        dir_free(&source->base);
        return rc;
    }
    *out = &source->base;
    return 0;
}
