/* SPDX-License-Identifier: Apache-2.0
 *
 * Loads libgit2 with dlopen and sets its process-wide options:
 * - no verification of object ids on read: it is half the time of a history
 *   scan, and damage shows all the same, as a failed inflate or delta;
 * - no check of who owns a repository: we only read and never run anything,
 *   so that refusing ("dubious ownership") would protect nobody;
 * - no configuration from outside the repository.
 * The one table is written once, under pthread_once, and constant after it. */
#include "source/git_api.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#define SONAME "libgit2.so." LIBGIT2_SOVERSION

/* Trees of large folders would not be kept otherwise (the default is 4 KiB),
 * and attribution reads the same ones again and again. */
#define TREE_CACHE_LIMIT (256u << 10)

static struct git_api loaded;
static bool is_loaded;
static struct err load_err;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
#define GIT_API_ROW(name) {"git_" #name, offsetof(struct git_api, name)},
    GIT_API_LIST(GIT_API_ROW)
#undef GIT_API_ROW
};

static bool find_functions(void *library)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        void *symbol = dlsym(library, functions[i].name);
        if (!symbol) {
            err_set(&load_err, ERR_MISSING, "%s has no function %s", SONAME,
                    functions[i].name);
            return false;
        }
        memcpy((char *)&loaded + functions[i].offset, &symbol, sizeof(symbol));
    }
    return true;
}

/* What stands in partial clones, in worktrees with a configuration of their
 * own and in newer repositories changes nothing in how objects are read. */
static const char *const extensions[] = {"noop", "partialclone",
                                         "preciousobjects", "worktreeconfig",
                                         "relativeworktrees"};

static bool set_options(void)
{
    static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA,
                                 GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
                                 GIT_CONFIG_LEVEL_GLOBAL};
    int rc = loaded.libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    rc |= loaded.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    rc |= loaded.libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT,
                              (int)GIT_OBJECT_TREE, (size_t)TREE_CACHE_LIMIT);
    rc |= loaded.libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
                              sizeof(extensions) / sizeof(extensions[0]));
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        rc |= loaded.libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
    }
    if (rc < 0) {
        err_set(&load_err, ERR_GIT, "%s refuses an option", SONAME);
    }
    return rc >= 0;
}

static void load(void)
{
    void *library = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *text = dlerror();
        err_set(&load_err, ERR_MISSING,
                "reading git repositories needs %s (Debian: libgit2-%s): %s",
                SONAME, LIBGIT2_SOVERSION, text ? text : "cannot be loaded");
        return;
    }
    if (!find_functions(library)) {
        return;
    }
    if (loaded.libgit2_init() < 0) {
        err_set(&load_err, ERR_GIT, "%s cannot start", SONAME);
        return;
    }
    is_loaded = set_options();
}

int git_api_load(const struct git_api **out, struct err *err)
{
    pthread_once(&once, load);
    if (!is_loaded) {
        return err_set(err, load_err.code, "%s", load_err.text);
    }
    *out = &loaded;
    return 0;
}

const struct git_api *git_api_get(void)
{
    return is_loaded ? &loaded : NULL;
}

int git_api_fail(struct err *err, int rc, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    const git_error *last = loaded.error_last();
    return err_set(err, rc == GIT_ENOTFOUND ? ERR_MISSING : ERR_GIT, "%s: %s",
                   what, last && last->message ? last->message : "no reason");
}
