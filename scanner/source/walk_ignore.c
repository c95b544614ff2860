/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes up from a folder, the nearest ignore file first, until one decides or
 * the repository ends. A nested repository starts anew, as in git. */
#include "source/walk_ignore.h"

#include "base/buf.h"
#include "base/mem.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)

static bool read_all(struct buf *buf, int fd)
{
    char block[4096];
    ssize_t n;
    while ((n = read(fd, block, sizeof(block))) > 0) {
        if (buf_add(buf, span_of(block, (size_t)n), NULL) < 0) {
            return false;
        }
    }
    return n == 0;
}

/* A symbolic link is not followed: git does not either. */
struct ignore_list *ignore_file_load(int dir, const char *name)
{
    struct ignore_list *list = NULL;
    struct buf buf;
    int fd = openat(dir, name, OPEN_FLAGS);
    if (fd < 0) {
        return NULL;
    }
    buf_init(&buf, LIMIT_IGNORE_FILE);
    if (read_all(&buf, fd) && buf.len > 0) {
        list = ignore_list_new(buf_span(&buf));
    }
    if (list && ignore_list_is_empty(list)) {
        ignore_list_free(list);
        list = NULL;
    }
    buf_release(&buf);
    close(fd);
    return list;
}

int walk_ignore_load(struct walk_folder *folder, const char *path,
                     struct err *err)
{
    folder->ignore = ignore_file_load(folder->fd, ".gitignore");
    folder->repository = faccessat(folder->fd, ".git", F_OK, 0) == 0;
    if (folder->repository) {
        folder->exclude = ignore_file_load(folder->fd, ".git/info/exclude");
        folder->ignored = false;
        return git_tracked_open(&folder->tracked, path, err);
    }
    return 0;
}

void ignore_above_release(struct ignore_above_list *above)
{
    for (size_t i = 0; i < above->count; i++) {
        ignore_list_free(above->items[i].list);
        free(above->items[i].prefix);
    }
    free(above->items);
    free(above->prefix);
    git_tracked_free(above->tracked);
    *above = (struct ignore_above_list){0};
}

static void add_above(struct ignore_above_list *above, struct ignore_list *list,
                      const char *prefix)
{
    if (!list) {
        return;
    }
    above->items = mem_grow(above->items, above->count, &above->room,
                            sizeof(above->items[0]));
    above->items[above->count++] =
        (struct ignore_above){.list = list, .prefix = mem_strdup(prefix)};
}

/* Reads the files of one folder above; true at the root of a repository. */
static bool load_above(struct ignore_above_list *above, const char *folder,
                       const char *prefix)
{
    int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) {
        return false;
    }
    bool root = faccessat(dir, ".git", F_OK, 0) == 0;
    add_above(above, ignore_file_load(dir, ".gitignore"), prefix);
    if (root) {
        add_above(above, ignore_file_load(dir, ".git/info/exclude"), prefix);
    }
    close(dir);
    return root;
}

int ignore_above_load(struct ignore_above_list *above, const char *path,
                      struct err *err)
{
    char full[PATH_MAX];
    char parent[PATH_MAX];
    const char *inside = full;
    if (!realpath(path, full)) {
        return 0;
    }
    size_t len = strlen(full);
    memcpy(parent, full, len + 1);
    bool found = false;
    while (!found && len > 1) {
        while (len > 0 && parent[len - 1] != '/') {
            len--;
        }
        /* `len` is now that of the parent and its '/'. */
        const char *prefix = full + len;
        len -= len > 1;
        parent[len] = '\0';
        inside = prefix;
        found = load_above(above, parent, prefix);
    }
    if (!found) {
        ignore_above_release(above); /* in no repository at all */
        return 0;
    }
    above->prefix = mem_strdup(inside);
    return git_tracked_open(&above->tracked, parent, err);
}

static enum ignore_verdict judge_above(const struct ignore_above *above,
                                       struct span rest, bool is_folder)
{
    char path[PATH_MAX + LIMIT_PATH + NAME_MAX + 2];
    size_t len = strlen(above->prefix);
    if (len + 1 + rest.len > sizeof(path)) {
        return IGNORE_UNDECIDED;
    }
    memcpy(path, above->prefix, len);
    path[len] = '/';
    memcpy(path + len + 1, rest.ptr, rest.len);
    return ignore_list_match(above->list, span_of(path, len + 1 + rest.len),
                             is_folder);
}

static enum ignore_verdict judge_list(const struct ignore_list *list,
                                      struct span rest, bool is_folder)
{
    return list ? ignore_list_match(list, rest, is_folder) : IGNORE_UNDECIDED;
}

bool walk_ignored(const struct walk_folder *folder,
                  const struct ignore_above_list *above, struct span path,
                  bool is_folder)
{
    enum ignore_verdict verdict = IGNORE_UNDECIDED;
    bool inside = true;
    struct span rest = path;
    for (; folder && inside; folder = folder->parent) {
        size_t prefix = walk_folder_prefix(folder);
        rest = span_slice(path, (struct range){prefix, path.len});
        verdict = judge_list(folder->ignore, rest, is_folder);
        if (verdict == IGNORE_UNDECIDED) {
            verdict = judge_list(folder->exclude, rest, is_folder);
        }
        if (verdict != IGNORE_UNDECIDED) {
            return verdict == IGNORE_YES;
        }
        inside = !folder->repository;
    }
    for (size_t i = 0; inside && i < above->count; i++) {
        verdict = judge_above(&above->items[i], rest, is_folder);
        if (verdict != IGNORE_UNDECIDED) {
            return verdict == IGNORE_YES;
        }
    }
    return false;
}

bool walk_tracked(const struct walk_folder *folder,
                  const struct ignore_above_list *above, struct span path)
{
    struct span rest = path;
    for (; folder; folder = folder->parent) {
        size_t prefix = walk_folder_prefix(folder);
        rest = span_slice(path, (struct range){prefix, path.len});
        if (folder->repository) {
            return folder->tracked && git_tracked_has(folder->tracked, rest);
        }
    }
    char full[PATH_MAX + LIMIT_PATH + NAME_MAX + 2];
    size_t len = above->prefix ? strlen(above->prefix) : 0;
    if (!above->tracked || len + 1 + rest.len > sizeof(full)) {
        return false;
    }
    memcpy(full, above->prefix, len);
    full[len] = '/';
    memcpy(full + len + 1, rest.ptr, rest.len);
    return git_tracked_has(above->tracked, span_of(full, len + 1 + rest.len));
}

bool walk_excluded(const struct ignore_list *excludes, struct span path,
                   bool is_folder)
{
    if (!excludes || path.len == 0) {
        return false;
    }
    if (path.ptr[0] == '/') {
        path = span_slice(path, (struct range){1, path.len});
    }
    return ignore_list_match(excludes, path, is_folder) == IGNORE_YES;
}
