/* SPDX-License-Identifier: Apache-2.0
 *
 * A folder with HEAD and objects/ in it is a repository; its own submodules
 * are in its modules/. Names of submodules may have slashes in them, so other
 * folders are entered. */
#include "source/git_modules.h"

#include "base/limits.h"
#include "source/git_folder.h"

#include <stdio.h>
#include <unistd.h>

struct finder {
    git_module_fn each;
    void *ctx;
    size_t skip; /* what stands before names */
    int rc;
};

static bool exists(const char *folder, const char *name)
{
    char path[LIMIT_PATH + 16];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static bool is_repository(const char *folder)
{
    return exists(folder, "HEAD") && exists(folder, "objects");
}

/* Of a repository's own folders only modules/ is of interest. */
static bool is_inner(const char *path)
{
    char parent[LIMIT_PATH];
    const char *name = strrchr(path, '/');
    if (!name || strcmp(name, "/modules") == 0) {
        return false;
    }
    snprintf(parent, sizeof(parent), "%.*s", (int)(name - path), path);
    return is_repository(parent);
}

static enum git_folder_verdict visit(void *ctx, const char *path,
                                     bool is_folder)
{
    struct finder *finder = ctx;
    if (!is_folder || is_inner(path)) {
        return GIT_FOLDER_PASS;
    }
    if (is_repository(path)) {
        finder->rc = finder->each(finder->ctx, path, path + finder->skip);
    }
    return finder->rc < 0 ? GIT_FOLDER_FAIL : GIT_FOLDER_ENTER;
}

int git_modules_visit(const struct git_repo *repo, git_module_fn each,
                      void *ctx, struct err *err)
{
    static const char *const places[] = {"modules", "worktrees"};
    struct finder finder = {.each = each, .ctx = ctx};
    for (size_t i = 0; i < 2 && finder.rc == 0; i++) {
        char path[LIMIT_PATH];
        snprintf(path, sizeof(path), "%s%s", git_repo_common(repo), places[i]);
        finder.skip = strlen(path) + 1;
        int rc = git_folder_walk(path, visit, &finder, err);
        finder.rc = rc < 0 ? rc : finder.rc;
    }
    return finder.rc;
}

struct adder {
    struct git_repo *repo;
    struct err *err;
};

static int add(void *ctx, const char *folder, const char *name)
{
    struct adder *adder = ctx;
    char objects[LIMIT_PATH + 16];
    (void)name;
    snprintf(objects, sizeof(objects), "%s/objects", folder);
    return git_repo_add_objects(adder->repo, objects, adder->err);
}

int git_modules_add(struct git_repo *repo, struct err *err)
{
    struct adder adder = {repo, err};
    return git_modules_visit(repo, add, &adder, err);
}
