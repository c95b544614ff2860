/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths are made absolute by their text alone, since what is staged need not
 * exist in the working tree, and then cut at its root. */
#include "source/git_pathspec.h"

#include "base/mem.h"
#include "base/path.h"
#include "source/gitignore.h"
#include "source/wildmatch.h"

#include <stdlib.h>
#include <unistd.h>

/* `path` from the root of the working tree; NULL when it is outside. The
 * caller frees it. */
static char *relative(const char *root, const char *base, const char *path)
{
    char *full = path_absolute(base, path);
    const char *inside = path_inside(root, full);
    char *out = inside ? mem_strdup(inside) : NULL;
    free(full);
    return out;
}

static int add_all(struct git_pathspec *spec, const char *root,
                   const char *base, const char *const *paths, size_t n,
                   struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        char *path = relative(root, base, paths[i]);
        if (!path) {
            return err_set(err, ERR_USAGE, "%s is outside the repository %s",
                           paths[i], root);
        }
        spec->items[spec->count++] = path;
    }
    return 0;
}

int git_pathspec_new(struct git_pathspec **out, const struct git_repo *repo,
                     const char *const *paths, size_t n, struct err *err)
{
    const char *work = git_repo_work(repo);
    char *root = realpath(work ? work : git_repo_common(repo), NULL);
    char *base = realpath(".", NULL);
    int rc = 0;
    struct git_pathspec *spec = mem_calloc(1, sizeof(*spec));
    spec->items = mem_calloc(n, sizeof(*spec->items));
    if (!root || !base) {
        rc = err_system(err, "%s", root ? "." : work);
    } else {
        bool inside = path_inside(root, base) != NULL;
        rc = add_all(spec, root, inside ? base : root, paths, n, err);
    }
    free(root);
    free(base);
    if (rc < 0) {
        git_pathspec_free(spec);
        return rc;
    }
    *out = spec;
    return 0;
}

void git_pathspec_free(struct git_pathspec *spec)
{
    if (spec) {
        for (size_t i = 0; i < spec->count; i++) {
            free(spec->items[i]);
        }
        free(spec->items);
        ignore_list_free(spec->excludes);
        free(spec);
    }
}

static bool fits(const char *item, const char *path)
{
    size_t len = strlen(item);
    if (len == 0 || (strncmp(path, item, len) == 0 &&
                     (path[len] == '\0' || path[len] == '/'))) {
        return true;
    }
    return strpbrk(item, "*?[") &&
           wildmatch_path(span_str(item), span_str(path));
}

bool git_pathspec_match(const struct git_pathspec *spec, const char *path)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (fits(spec->items[i], path)) {
            return true;
        }
    }
    return spec->count == 0;
}

bool git_pathspec_is_limited(const struct git_pathspec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (spec->items[i][0] == '\0') {
            return false;
        }
    }
    return spec->count > 0;
}

int git_pathspec_exclude(struct git_pathspec *spec, const char *const *globs,
                         size_t n, struct err *err)
{
    return ignore_list_globs(&spec->excludes, globs, n, err);
}

bool git_pathspec_excluded(const struct git_pathspec *spec,
                           const struct source *source, const char *path)
{
    if (!spec->excludes ||
        !ignore_list_covers(spec->excludes, span_str(path))) {
        return false;
    }
    source_say(source, NOTICE_IGNORED, path, "left out as asked");
    return true;
}
