/* SPDX-License-Identifier: Apache-2.0
 *
 * Files in a folder of hooks: ours, and those that were there before. */
#include "cli/hook_install.h"

#include "base/mem.h"
#include "cli/hook_script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_there(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

/* The path of this program, owned. */
static int program_path(char **out, struct err *err)
{
    *out = realpath("/proc/self/exe", NULL);
    return *out ? 0 : err_system(err, "cannot find out where jackdaw is");
}

/* Moves a hook of somebody else out of the way. */
static int keep_old(const char *path, const char *kept, struct err *err)
{
    if (!is_there(path) || hook_script_is_ours(path)) {
        return 0;
    }
    if (is_there(kept)) {
        return err_set(err, ERR_USAGE,
                       "there is a hook %.160s, and one that was kept from "
                       "before it, %.160s: merge them by hand",
                       path, kept);
    }
    if (rename(path, kept) < 0) {
        return err_system(err, "cannot move %.300s out of the way", path);
    }
    printf("kept the hook that was there as %s; it runs first\n", kept);
    return 0;
}

static int write_one(const struct hook_place *place, const char *type,
                     bool scans, struct err *err)
{
    struct hook_script script = {
        .type = type, .scans = scans, .global = place->hands_on};
    char *program;
    int rc = program_path(&program, err);
    if (rc < 0) {
        return rc;
    }
    script.program = program;
    char *path = hook_place_path(place, type, "");
    char *kept = hook_place_path(place, type, HOOK_KEPT_SUFFIX);
    rc = keep_old(path, kept, err);
    rc = rc < 0 ? rc : hook_script_write(path, &script, err);
    if (rc == 0 && scans) {
        printf("installed %s\n", path);
    }
    free(path);
    free(kept);
    free(program);
    return rc;
}

/* A folder of our own switches all other hooks of the repositories off: one
 * for each type hands on. */
static int write_others(const struct hook_place *place, struct err *err)
{
    const char *const *const lists[] = {hook_scan_types, hook_other_types};
    int rc = 0;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (const char *const *type = lists[i]; *type && rc == 0; type++) {
            char *path = hook_place_path(place, *type, "");
            if (!is_there(path)) {
                rc = write_one(place, *type, false, err);
            }
            free(path);
        }
    }
    return rc;
}

int hook_install(const struct hook_place *place, const char *type,
                 struct err *err)
{
    int rc = hook_place_make(place, err);
    rc = rc < 0 ? rc : write_one(place, type, true, err);
    if (rc == 0 && place->hands_on) {
        rc = write_others(place, err);
    }
    if (rc == 0 && place->set_config) {
        rc = hook_place_configure(place, true, err);
    }
    if (rc == 0 && place->global) {
        puts("it guards every repository of yours that has no core.hooksPath "
             "of its own");
    }
    return rc;
}

/* True when it was ours. */
static int remove_one(const struct hook_place *place, const char *type,
                      bool *removed, struct err *err)
{
    char *path = hook_place_path(place, type, "");
    char *kept = hook_place_path(place, type, HOOK_KEPT_SUFFIX);
    int rc = 0;
    if (hook_script_is_ours(path)) {
        if (is_there(kept)) {
            rc = rename(kept, path);
        } else {
            rc = unlink(path);
        }
        rc = rc < 0 ? err_system(err, "cannot take %.300s away", path) : 0;
        *removed = rc == 0;
    }
    free(path);
    free(kept);
    return rc;
}

/* Takes all of a list away, and says which. */
static int remove_list(const struct hook_place *place, const char *const *types,
                       bool say, struct err *err)
{
    int rc = 0;
    for (; *types && rc == 0; types++) {
        bool removed = false;
        rc = remove_one(place, *types, &removed, err);
        if (removed && say) {
            printf("removed %s/%s\n", place->folder, *types);
        }
    }
    return rc;
}

/* Whether any hook of ours still looks for secrets. */
static bool still_scans(const struct hook_place *place)
{
    bool found = false;
    for (const char *const *type = hook_scan_types; *type && !found; type++) {
        char *path = hook_place_path(place, *type, "");
        found = hook_script_scans(path);
        free(path);
    }
    return found;
}

static int remove_global(const struct hook_place *place, struct err *err)
{
    int rc = remove_list(place, hook_scan_types, false, err);
    rc = rc < 0 ? rc : remove_list(place, hook_other_types, false, err);
    if (rc == 0 && !place->set_config) {
        rc = hook_place_configure(place, false, err);
    }
    if (rc == 0) {
        rmdir(place->folder); /* stays when there is anything else in it */
    }
    return rc;
}

int hook_uninstall(const struct hook_place *place, const char *type,
                   struct err *err)
{
    const char *const one[] = {type, NULL};
    int rc = remove_list(place, type ? one : hook_scan_types, true, err);
    if (rc < 0 || !place->hands_on) {
        return rc;
    }
    if (still_scans(place)) {
        return write_others(place, err);
    }
    return remove_global(place, err);
}

void hook_status(const struct hook_place *place)
{
    for (const char *const *type = hook_scan_types; *type; type++) {
        char *path = hook_place_path(place, *type, "");
        char *kept = hook_place_path(place, *type, HOOK_KEPT_SUFFIX);
        bool ours = hook_script_scans(path);
        printf("%-12s %-14s %s%s\n", *type,
               ours ? "installed"
                    : (is_there(path) ? "somebody else's" : "no hook"),
               path,
               ours && is_there(kept) ? " (another hook runs first)" : "");
        free(path);
        free(kept);
    }
}
