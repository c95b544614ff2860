/* SPDX-License-Identifier: Apache-2.0
 *
 * One stat for each path of the command line. Paths are compared by device
 * and inode, sorted, because a hook may pass tens of thousands of them. */
#include "source/given.h"

#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

const char *given_name(const char *path)
{
    return path[0] ? path : ".";
}

static size_t slashes(const char *text)
{
    return strspn(text, "/");
}

/* "./a//" -> "a", "." -> "", "//" -> "/". */
static char *tidy(const char *path)
{
    while (path[0] == '.' && path[1] == '/') {
        path += 1 + slashes(path + 1);
    }
    if (strcmp(path, ".") == 0) {
        path++;
    }
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    return mem_strndup(path, len);
}

static bool is_pipe_name(const char *path)
{
    return strncmp(path, "/dev/fd/", 8) == 0 ||
           strncmp(path, "/proc/self/fd/", 14) == 0 ||
           strcmp(path, "/dev/stdin") == 0;
}

static enum given_kind kind_of(const char *path, mode_t mode)
{
    if (S_ISDIR(mode)) {
        return GIVEN_FOLDER;
    }
    if (S_ISREG(mode)) {
        return GIVEN_FILE;
    }
    return S_ISFIFO(mode) && is_pipe_name(path) ? GIVEN_PIPE : GIVEN_SPECIAL;
}

/* What the sort needs beside struct given. */
struct entry {
    struct given given;
    size_t index; /* in the order of the command line */
    nlink_t links;
    bool again; /* the same as one before */
};

static void look_at(struct entry *entry, const char *path, size_t index)
{
    struct given *given = &entry->given;
    struct stat status;
    entry->index = index;
    /* The empty argument is an error of a script, not the current folder. */
    given->path = path[0] ? tidy(path) : mem_strdup(path);
    if (stat(path, &status) < 0) {
        given->kind = GIVEN_ABSENT;
        given->error = errno;
        return;
    }
    given->kind = kind_of(given->path, status.st_mode);
    given->device = status.st_dev;
    given->inode = status.st_ino;
    entry->links = status.st_nlink;
}

static int compare_inode(const void *left, const void *right)
{
    const ino_t *a = left;
    const ino_t *b = right;
    return (*a > *b) - (*a < *b);
}

static int compare_identity(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    if (a->given.device != b->given.device) {
        return a->given.device < b->given.device ? -1 : 1;
    }
    if (a->given.inode != b->given.inode) {
        return a->given.inode < b->given.inode ? -1 : 1;
    }
    int order = strcmp(a->given.path, b->given.path);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int compare_index(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    return (a->index > b->index) - (a->index < b->index);
}

static bool same(const struct entry *a, const struct entry *b)
{
    if (a->given.kind == GIVEN_ABSENT || b->given.kind == GIVEN_ABSENT) {
        return false;
    }
    if (a->given.device != b->given.device ||
        a->given.inode != b->given.inode) {
        return false;
    }
    /* A file with several names has several places. */
    return a->given.kind != GIVEN_FILE || a->links == 1 ||
           strcmp(a->given.path, b->given.path) == 0;
}

/* Of a group of the same, the one given first is kept. */
static void mark_repeated(struct entry *entries, size_t count)
{
    size_t first = 0;
    for (size_t i = 1; i < count; i++) {
        if (!same(&entries[first], &entries[i])) {
            first = i;
            continue;
        }
        bool earlier = entries[i].index < entries[first].index;
        entries[earlier ? first : i].again = true;
        first = earlier ? i : first;
    }
}

void given_list_init(struct given_list *list, const char *const *paths,
                     size_t count)
{
    struct entry *entries = mem_calloc(count, sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        look_at(&entries[i], paths[i], i);
    }
    if (count > 1) {
        qsort(entries, count, sizeof(*entries), compare_identity);
        mark_repeated(entries, count);
        qsort(entries, count, sizeof(*entries), compare_index);
    }
    *list = (struct given_list){0};
    list->items = mem_calloc(count, sizeof(*list->items));
    list->inodes = mem_calloc(count, sizeof(*list->inodes));
    for (size_t i = 0; i < count; i++) {
        if (entries[i].again) {
            free(entries[i].given.path);
            continue;
        }
        list->inodes[list->count] = entries[i].given.inode;
        list->items[list->count++] = entries[i].given;
    }
    free(entries);
    qsort(list->inodes, list->count, sizeof(*list->inodes), compare_inode);
}

void given_list_release(struct given_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].path);
    }
    free(list->items);
    free(list->inodes);
    *list = (struct given_list){0};
}

bool given_has_inode(const struct given_list *list, ino_t inode)
{
    return bsearch(&inode, list->inodes, list->count, sizeof(inode),
                   compare_inode) != NULL;
}

size_t given_find(const struct given_list *list, const struct stat *status,
                  const char *path)
{
    if (!given_has_inode(list, status->st_ino)) {
        return SIZE_MAX;
    }
    bool one_name = S_ISDIR(status->st_mode) || status->st_nlink == 1;
    for (size_t i = 0; i < list->count; i++) {
        const struct given *given = &list->items[i];
        if (given->kind != GIVEN_ABSENT && given->inode == status->st_ino &&
            given->device == status->st_dev &&
            (one_name || strcmp(given->path, path) == 0)) {
            return i;
        }
    }
    return SIZE_MAX;
}
