/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the folder of the hooks. Git is asked; the one thing that it does not
 * say is whether the folder belongs to this repository alone. */
#include "cli/hook_place.h"

#include "base/limits.h"
#include "base/mem.h"
#include "cli/hook_git.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What git answers, as an absolute path: owned; NULL when it answers with an
 * error or with nothing. */
static int ask_path(char **out, const char *const *args, struct err *err)
{
    struct buf answer;
    *out = NULL;
    buf_init(&answer, LIMIT_PATH);
    int rc = hook_git(&answer, args, err);
    if (rc == 0 && answer.len > 0) {
        char *real = realpath(answer.ptr, NULL);
        *out = real ? real : mem_strdup(answer.ptr);
    }
    buf_release(&answer);
    return rc;
}

static bool is_inside(const char *path, const char *folder)
{
    size_t len = folder ? strlen(folder) : 0;
    return len > 0 && strncmp(path, folder, len) == 0 &&
           (path[len] == '/' || path[len] == '\0' || folder[len - 1] == '/');
}

/* A folder that is not there yet has no real path: that of the one above. */
static void make_absolute(char **path)
{
    char folder[PATH_MAX];
    char *slash = strrchr(*path, '/');
    char *name = slash ? slash + 1 : *path;
    if ((*path)[0] == '/') {
        return;
    }
    if (slash) {
        *slash = '\0';
    }
    if (!realpath(slash ? *path : ".", folder)) {
        if (slash) {
            *slash = '/';
        }
        return;
    }
    size_t len = strlen(folder) + strlen(name) + 2;
    char *whole = mem_alloc(len);
    snprintf(whole, len, "%s/%s", folder, name);
    free(*path);
    *path = whole;
}

static int check_own(const struct hook_place *place, struct err *err)
{
    static const char *const common_args[] = {"rev-parse", "--git-common-dir",
                                              NULL};
    static const char *const top_args[] = {"rev-parse", "--show-cdup", NULL};
    char *common = NULL;
    char *top = NULL;
    int rc = ask_path(&common, common_args, err);
    if (rc == 0) {
        rc = ask_path(&top, top_args, err);
        if (rc == 0 && !top) {
            top = realpath(".", NULL); /* the top has no way up to it */
        }
        /* A bare repository has no work tree, and that is no error. */
        rc = rc < 0 ? rc : 0;
    }
    if (rc == 0 && !is_inside(place->folder, common) &&
        !is_inside(place->folder, top)) {
        rc = err_set(err, ERR_USAGE,
                     "core.hooksPath is %.250s, which other repositories may "
                     "use too: install there with --global or --force",
                     place->folder);
    }
    free(common);
    free(top);
    return rc;
}

int hook_place_local(struct hook_place *out, bool force, struct err *err)
{
    static const char *const args[] = {"rev-parse", "--git-path", "hooks",
                                       NULL};
    *out = (struct hook_place){0};
    int rc = ask_path(&out->folder, args, err);
    if (rc > 0) {
        return err_set(err, ERR_MISSING, "there is no git repository here");
    }
    if (rc < 0) {
        return rc;
    }
    make_absolute(&out->folder);
    return force ? 0 : check_own(out, err);
}

/* $XDG_CONFIG_HOME/jackdaw/hooks, owned; NULL when nobody is at home. */
static char *own_folder(void)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    bool good = config && config[0] == '/';
    if (!good && (!home || home[0] != '/')) {
        return NULL;
    }
    const char *base = good ? config : home;
    const char *tail = good ? "/jackdaw/hooks" : "/.config/jackdaw/hooks";
    size_t len = strlen(base) + strlen(tail) + 1;
    char *folder = mem_alloc(len);
    snprintf(folder, len, "%s%s", base, tail);
    return folder;
}

int hook_place_global(struct hook_place *out, struct err *err)
{
    static const char *const args[] = {
        "config", "--global", "--type=path", "--get", "core.hooksPath", NULL};
    char *set = NULL;
    *out = (struct hook_place){.global = true};
    int rc = ask_path(&set, args, err);
    char *own = rc < 0 ? NULL : own_folder();
    if (rc < 0 || (!set && !own)) {
        free(set);
        return rc < 0 ? rc
                      : err_set(err, ERR_USAGE,
                                "--global: HOME is not set, where would your "
                                "hooks lie?");
    }
    char *real = own ? realpath(own, NULL) : NULL;
    bool is_own = !set || (own && strcmp(set, own) == 0) ||
                  (real && strcmp(set, real) == 0);
    out->hands_on = is_own;
    out->set_config = !set;
    out->folder = set ? set : own;
    if (set) {
        free(own);
    }
    free(real);
    if (out->folder[0] != '/') {
        return err_set(err, ERR_USAGE,
                       "core.hooksPath of your configuration is '%.200s', "
                       "another folder in each repository: install there "
                       "without --global",
                       out->folder);
    }
    return 0;
}

void hook_place_release(struct hook_place *place)
{
    free(place->folder);
    *place = (struct hook_place){0};
}

char *hook_place_path(const struct hook_place *place, const char *type,
                      const char *suffix)
{
    size_t len =
        strlen(place->folder) + strlen(type) + strlen(suffix) + sizeof("/");
    char *path = mem_alloc(len);
    snprintf(path, len, "%s/%s%s", place->folder, type, suffix);
    return path;
}

int hook_place_make(const struct hook_place *place, struct err *err)
{
    char *path = mem_strdup(place->folder);
    int rc = 0;
    for (char *at = path + 1; rc == 0; at++) {
        bool end = *at == '\0';
        if (*at != '/' && !end) {
            continue;
        }
        *at = '\0';
        if (mkdir(path, 0777) < 0 && errno != EEXIST) {
            rc = err_system(err, "cannot make the folder %.300s", path);
        }
        if (end) {
            break;
        }
        *at = '/';
    }
    free(path);
    return rc;
}

int hook_place_configure(const struct hook_place *place, bool set,
                         struct err *err)
{
    const char *const set_args[] = {"config", "--global", "core.hooksPath",
                                    place->folder, NULL};
    static const char *const unset_args[] = {"config", "--global", "--unset",
                                             "core.hooksPath", NULL};
    struct buf nothing;
    buf_init(&nothing, LIMIT_PATH);
    int rc = hook_git(&nothing, set ? set_args : unset_args, err);
    buf_release(&nothing);
    return rc <= 0 ? rc
                   : err_set(err, ERR_GIT,
                             "git config could not change core.hooksPath");
}
