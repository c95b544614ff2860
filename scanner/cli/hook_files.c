/* SPDX-License-Identifier: Apache-2.0
 *
 * Names come as relative or absolute paths (lint-staged), git lists paths from
 * the top of the work tree: both are brought to absolute ones, of which only
 * the folder is resolved, since a link itself may be what is staged. */
#include "cli/hook_files.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/hook_git.h"
#include "source/source_dir.h"
#include "source/source_list.h"
#include "source/source_staged.h"

#include <limits.h>
#include <stdlib.h>

/* Paths from the top of the work tree, in the order of strcmp. */
struct staged {
    struct buf top;     /* with a '/' behind it */
    struct buf names;   /* owned; each with a NUL */
    const char **paths; /* owned array into `names` */
    size_t count;
};

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void staged_release(struct staged *staged)
{
    buf_release(&staged->top);
    buf_release(&staged->names);
    free(staged->paths);
}

/* Asks git, which says on standard error why it fails. */
static int ask(struct buf *out, const char *const *args, struct err *err)
{
    int rc = hook_git(out, args, err);
    return rc <= 0 ? rc
                   : err_set(err, ERR_GIT, "git cannot say what is staged");
}

static int staged_init(struct staged *out, struct err *err)
{
    static const char *const top_args[] = {"rev-parse", "--show-toplevel",
                                           NULL};
    /* Renamed files are new under their name. */
    static const char *const diff_args[] = {"-c",
                                            "diff.relative=false",
                                            "-c",
                                            "core.fsmonitor=false",
                                            "diff",
                                            "--cached",
                                            "--name-only",
                                            "-z",
                                            "--no-renames",
                                            "--no-ext-diff",
                                            "--diff-filter=d",
                                            NULL};
    size_t room = 0;
    *out = (struct staged){0};
    buf_init(&out->top, LIMIT_PATH);
    buf_init(&out->names, LIMIT_GIT_INDEX);
    int rc = ask(&out->top, top_args, err);
    rc = rc < 0 ? rc : buf_add(&out->top, span_str("/"), err);
    rc = rc < 0 ? rc : ask(&out->names, diff_args, err);
    for (size_t at = 0; rc == 0 && at < out->names.len;) {
        out->paths =
            mem_grow(out->paths, out->count, &room, sizeof(*out->paths));
        out->paths[out->count++] = out->names.ptr + at;
        at += strlen(out->names.ptr + at) + 1;
    }
    if (out->count > 0) {
        qsort(out->paths, out->count, sizeof(*out->paths), compare);
    }
    return rc;
}

static bool is_staged(const struct staged *staged, const char *file)
{
    char path[PATH_MAX];
    struct span top = buf_span(&staged->top);
    if (staged->count == 0 || !path_resolve(path, file) ||
        !span_starts_with(span_str(path), top)) {
        return false;
    }
    const char *name = path + top.len;
    return bsearch(&name, staged->paths, staged->count, sizeof(*staged->paths),
                   compare) != NULL;
}

static int open_both(struct source **out, const char *const *in_index,
                     size_t n_index, const char *const *on_disk, size_t n_disk,
                     struct err *err)
{
    struct source *parts[2];
    size_t count = 0;
    struct source_staged_options options = {
        .paths = in_index, .n_paths = n_index, .whole_files = n_disk > 0};
    int rc = 0;
    if (n_index > 0) {
        rc = source_staged_new(&parts[count], &options, err);
        count += rc == 0;
    }
    if (rc == 0 && n_disk > 0) {
        rc = source_dir_new(&parts[count], on_disk, n_disk, NULL, err);
        count += rc == 0;
    }
    if (rc == 0) {
        *out = count == 1 ? parts[0] : source_list_new(parts, count);
    }
    while (rc < 0 && count > 0) {
        count--;
        parts[count]->ops->free(parts[count]);
    }
    return rc;
}

int hook_files_open(struct source **out, bool *commit, const char *const *files,
                    size_t count, struct err *err)
{
    struct staged staged;
    const char **in_index = mem_calloc(count, sizeof(*in_index));
    const char **on_disk = mem_calloc(count, sizeof(*on_disk));
    size_t n_index = 0;
    size_t n_disk = 0;
    int rc = staged_init(&staged, err);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (is_staged(&staged, files[i])) {
            in_index[n_index++] = files[i];
        } else {
            on_disk[n_disk++] = files[i];
        }
    }
    if (rc == 0) {
        rc = open_both(out, in_index, n_index, on_disk, n_disk, err);
    }
    *commit = n_disk == 0;
    staged_release(&staged);
    free(in_index);
    free(on_disk);
    return rc;
}
