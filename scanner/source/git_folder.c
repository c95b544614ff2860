/* SPDX-License-Identifier: Apache-2.0
 *
 * A stack of folders that wait. */
#include "source/git_folder.h"

#include "base/limits.h"
#include "base/mem.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define ENTRIES_MAX 1000000

struct folders {
    char **items; /* owned */
    size_t count;
    size_t room;
    size_t seen;
    bool ended;
};

static void push(struct folders *folders, const char *path)
{
    folders->items = mem_grow(folders->items, folders->count, &folders->room,
                              sizeof(*folders->items));
    folders->items[folders->count++] = mem_strdup(path);
}

static void look(struct folders *folders, const char *path, git_folder_fn each,
                 void *ctx)
{
    struct stat status;
    if (lstat(path, &status) < 0 ||
        (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode))) {
        return;
    }
    bool is_folder = S_ISDIR(status.st_mode);
    enum git_folder_verdict verdict = each(ctx, path, is_folder);
    if (verdict == GIT_FOLDER_ENTER && is_folder) {
        push(folders, path);
    }
    folders->ended = verdict == GIT_FOLDER_FAIL;
}

static void list(struct folders *folders, const char *folder,
                 git_folder_fn each, void *ctx)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && !folders->ended && (entry = readdir(dir))) {
        char path[LIMIT_PATH];
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
            continue;
        }
        folders->seen++;
        int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
        if (n > 0 && (size_t)n < sizeof(path)) {
            look(folders, path, each, ctx);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

int git_folder_walk(const char *path, git_folder_fn each, void *ctx,
                    struct err *err)
{
    struct folders folders = {0};
    int rc = 0;
    push(&folders, path);
    while (folders.count > 0) {
        char *folder = folders.items[--folders.count];
        if (!folders.ended && rc == 0) {
            list(&folders, folder, each, ctx);
        }
        free(folder);
        if (folders.seen > ENTRIES_MAX && rc == 0) {
            rc = err_set(err, ERR_LIMIT, "%s: more than %d entries", path,
                         ENTRIES_MAX);
        }
    }
    free(folders.items);
    return rc;
}
