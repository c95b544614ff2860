/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan to take secrets out of a history must not bring them into the next
 * commit: a file in a work tree is refused, ignored or not, since ignore
 * files change. */
#include "cli/plan_file.h"

#include "base/limits.h"
#include "base/mem.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/cleanup_plan.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder of a file that need not exist, without links; owned, or NULL. */
static char *real_folder(const char *path)
{
    char *full = realpath(path, NULL);
    char *name = full ? full : mem_strdup(path);
    char *slash = strrchr(name, '/');
    if (!slash) {
        free(name);
        return realpath(".", NULL);
    }
    slash[slash == name] = '\0';
    char *folder = realpath(name, NULL);
    free(name);
    return folder;
}

static bool has_git(const char *folder)
{
    char path[LIMIT_PATH];
    int n = snprintf(path, sizeof(path), "%s/.git", folder);
    return n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
}

/* Cuts `folder` to the work tree that it is in; false when it is in none. */
static bool find_work_tree(char *folder)
{
    for (;;) {
        char *slash = strrchr(folder, '/');
        const char *name = slash ? slash + 1 : folder;
        if (strcmp(name, ".git") == 0) {
            return false;
        }
        if (has_git(folder)) {
            return true;
        }
        if (!slash || slash == folder) {
            return false;
        }
        *slash = '\0';
    }
}

static int check_file(const char *path, struct err *err)
{
    struct stat status;
    if (!path[0] || strcmp(path, "-") == 0) {
        return err_set(err, ERR_USAGE,
                       "--cleanup-plan wants the name of a file: it holds "
                       "secrets in clear");
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return err_set(err, ERR_USAGE, "--cleanup-plan: %.300s is no file",
                       path);
    }
    return 0;
}

int plan_file_check(const char *path, struct err *err)
{
    int rc = check_file(path, err);
    if (rc < 0) {
        return rc;
    }
    char *folder = real_folder(path);
    if (!folder) {
        return err_system(err, "cannot write to %.300s", path);
    }
    if (find_work_tree(folder)) {
        rc = err_set(err, ERR_USAGE,
                     "--cleanup-plan: %.300s would be in the work tree "
                     "%.300s, and with it secrets in clear; choose a file "
                     "outside, or inside of its .git",
                     path, folder);
    }
    free(folder);
    return rc < 0 ? rc : output_check(path, err);
}

static int write_plan(const char *path, const struct cleanup_plan *plan,
                      struct err *err)
{
    struct output output;
    int rc = output_open(&output, path, err);
    rc = rc < 0 ? rc : cleanup_plan_write(output.stream, plan, err);
    rc = rc < 0 ? rc : output_commit(&output, err);
    output_release(&output);
    return rc;
}

int plan_file_write(const char *path, const struct outcome *outcome,
                    struct err *err)
{
    struct cleanup_plan *plan = cleanup_plan_new(outcome);
    int rc = 0;
    if (cleanup_plan_count(plan) == 0) {
        fprintf(stderr, "jackdaw: nothing to clean up, no plan is written\n");
    } else {
        rc = write_plan(path, plan, err);
    }
    if (rc == 0 && cleanup_plan_count(plan) > 0) {
        char *full = realpath(path, NULL);
        cleanup_plan_say(stderr, plan, full ? full : path,
                         terminal_width(stderr));
        free(full);
    }
    cleanup_plan_free(plan);
    return rc;
}
