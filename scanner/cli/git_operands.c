/* SPDX-License-Identifier: Apache-2.0
 *
 * A path need not exist: a range may be about one that is gone. So the part of
 * it that is there is resolved, and the rest stays as it was typed. */
#include "cli/git_operands.h"

#include "base/mem.h"
#include "base/path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has(const char *folder, const char *name)
{
    struct stat status;
    size_t room = strlen(folder) + strlen(name) + 2;
    char *path = mem_alloc(room);
    snprintf(path, room, "%s/%s", folder, name);
    bool found = lstat(path, &status) == 0;
    free(path);
    return found;
}

char *git_top(const char *folder)
{
    char *top = mem_strdup(folder);
    for (;;) {
        if (has(top, ".git")) {
            return top;
        }
        char *slash = strrchr(top, '/');
        if (!slash) {
            free(top);
            return NULL;
        }
        *slash = '\0';
    }
}

/* Cuts an absolute path back to the nearest folder that exists. */
static void cut_to_folder(char *path)
{
    struct stat status;
    while (path[0] && (stat(path, &status) < 0 || !S_ISDIR(status.st_mode))) {
        *strrchr(path, '/') = '\0';
    }
}

/* A link in a work tree is something that git holds: it is meant itself. */
static bool is_own_link(const char *path)
{
    struct stat status;
    if (lstat(path, &status) < 0 || !S_ISLNK(status.st_mode)) {
        return false;
    }
    char *folder = mem_strndup(path, (size_t)(strrchr(path, '/') - path));
    char *top = git_top(folder);
    bool own = top != NULL;
    free(top);
    free(folder);
    return own;
}

/* The path with links resolved as far as it exists. */
static char *resolve(const char *here, const char *path)
{
    char *full = path_absolute(here, path);
    char *folder = mem_strdup(full);
    if (is_own_link(folder)) {
        *strrchr(folder, '/') = '\0';
    }
    cut_to_folder(folder);
    const char *rest = path_inside(folder, full);
    char *real = realpath(folder[0] ? folder : "/", NULL);
    char *out = real && rest ? path_absolute(real, rest) : mem_strdup(full);
    free(real);
    free(folder);
    free(full);
    return out;
}

/* A bare repository, or the .git of another one. */
static bool is_git_folder(const char *path)
{
    return has(path, "HEAD") && has(path, "objects") && has(path, "refs");
}

/* Both are in the same work tree, or `here` is in none and the other too. */
static bool is_around(const char *here, const char *path)
{
    char *ours = git_top(here);
    char *theirs = git_top(path);
    bool same = ours && theirs && strcmp(ours, theirs) == 0;
    free(ours);
    free(theirs);
    return same;
}

void git_operands_init(struct git_operands *out,
                       const struct arguments *arguments)
{
    char here[PATH_MAX];
    size_t n = arguments->n_operands;
    *out = (struct git_operands){.paths = mem_calloc(n, sizeof(char *))};
    if (n == 0 || !getcwd(here, sizeof(here))) {
        return;
    }
    char *first = resolve(here, arguments->operands[0]);
    bool is_git = is_git_folder(first);
    size_t i = 0;
    if (is_git) {
        out->repository = first;
        i = 1;
    } else {
        char *folder = mem_strdup(first);
        cut_to_folder(folder);
        bool around = is_around(here, folder);
        out->repository = around ? NULL : mem_strdup(folder[0] ? folder : "/");
        free(folder);
        free(first);
    }
    for (; i < n; i++) {
        out->paths[out->n_paths++] =
            is_git ? mem_strdup(arguments->operands[i])
                   : resolve(here, arguments->operands[i]);
    }
}

void git_operands_release(struct git_operands *operands)
{
    for (size_t i = 0; i < operands->n_paths; i++) {
        free(operands->paths[i]);
    }
    free(operands->paths);
    free(operands->repository);
    *operands = (struct git_operands){0};
}
