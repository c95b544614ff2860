/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds and reads the policy. Whoever proposes a change must not be able to
 * allow what is wrong with it, so for staged lines and ranges the file of the
 * commit below counts. Outside of a repository only the folder itself is
 * looked into: a file further up may be anybody's. */
#include "cli/policy_choice.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/git_operands.h"
#include "scan/notices.h"
#include "source/git_base.h"
#include "source/git_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *folder, const char *name)
{
    size_t room = strlen(folder) + strlen(name) + 2;
    char *path = mem_alloc(room);
    snprintf(path, room, "%s/%s", folder, name);
    return path;
}

static bool has(const char *folder, const char *name)
{
    struct stat status;
    char *path = join(folder, name);
    bool found = lstat(path, &status) == 0;
    free(path);
    return found;
}

/* The folder whose policy decides about a path; NULL: none has one. */
static char *find_root(const char *here, const char *path)
{
    struct stat status;
    char *folder = path_absolute(here, path);
    if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode)) {
        char *slash = strrchr(folder, '/');
        *(slash ? slash : folder) = '\0';
    } else if (has(folder, GIT_POLICY_FILE)) {
        return folder;
    }
    char *top = git_top(folder);
    free(folder);
    if (top && !has(top, GIT_POLICY_FILE)) {
        free(top);
        return NULL;
    }
    return top;
}

static int parse(struct policy_choice *out, const struct buf *text,
                 const char *name, struct err *err)
{
    int rc = policy_parse(&out->policy, buf_span(text), name, err);
    if (rc < 0 && err->code == ERR_FORMAT) {
        size_t len = strlen(err->text);
        snprintf(err->text + len, sizeof(err->text) - len,
                 " (--policy none goes without)");
    }
    return rc;
}

static int read_file(struct policy_choice *out, const char *path,
                     const char *name, struct err *err)
{
    struct buf text;
    buf_init(&text, LIMIT_POLICY_FILE);
    int rc = git_file_read(&text, path, err);
    rc = rc < 0 ? rc : parse(out, &text, name, err);
    buf_release(&text);
    return rc;
}

static int read_commit(struct policy_choice *out,
                       const struct policy_place *place, struct err *err)
{
    struct buf text;
    struct err problem;
    buf_init(&text, LIMIT_POLICY_FILE);
    int rc = git_base_read(&text, place->repository, place->base,
                           GIT_POLICY_FILE, &problem);
    if (rc < 0) {
        out->problem = mem_strdup(problem.text);
        rc = 0;
    } else if (rc > 0) {
        rc = parse(out, &text, GIT_POLICY_FILE, err);
    }
    buf_release(&text);
    return rc < 0 ? err_prefix(err, "policy of commit %.12s", place->base) : 0;
}

/* What a change proposes must at least be a policy. */
static int check_next(const struct policy_place *place, struct err *err)
{
    struct buf text;
    struct policy *policy = NULL;
    buf_init(&text, LIMIT_POLICY_FILE);
    int rc = git_base_read(&text, place->repository, place->next,
                           GIT_POLICY_FILE, err);
    if (rc > 0) {
        rc = policy_parse(&policy, buf_span(&text), GIT_POLICY_FILE, err);
    } else if (rc < 0 && err->code != ERR_FORMAT && err->code != ERR_LIMIT) {
        rc = 0; /* what git cannot give, the scan will say */
    }
    policy_free(policy);
    buf_release(&text);
    return rc < 0 ? err_prefix(err, "the change makes a bad policy") : 0;
}

/* One root for all paths: two policies for one report would be a riddle. */
static int find_common(struct policy_choice *out,
                       const struct policy_place *place, struct err *err)
{
    for (size_t i = 0; i < place->n_paths; i++) {
        char *root = find_root(out->here, place->paths[i]);
        if (root && out->root && strcmp(root, out->root) != 0) {
            int rc = err_set(err, ERR_USAGE,
                             "%.100s/%s and %.100s/%s are two policies: search "
                             "one after the other, or choose with --policy",
                             out->root, GIT_POLICY_FILE, root, GIT_POLICY_FILE);
            free(root);
            return rc;
        }
        if (!out->root) {
            out->root = root;
            root = NULL;
        }
        free(root);
    }
    return 0;
}

/* True when one of the paths is the folder of the policy. */
static bool covers_root(const struct policy_choice *choice,
                        const struct policy_place *place)
{
    bool covered = false;
    for (size_t i = 0; i < place->n_paths && !covered; i++) {
        char *path = path_absolute(choice->here, place->paths[i]);
        covered = strcmp(path, choice->root) == 0;
        free(path);
    }
    return covered;
}

static int read_near(struct policy_choice *out,
                     const struct policy_place *place, struct err *err)
{
    struct stat status;
    int rc = find_common(out, place, err);
    if (rc < 0 || !out->root) {
        return rc;
    }
    char *path = join(out->root, GIT_POLICY_FILE);
    const char *inside = path_inside(out->here, path);
    const char *name = inside ? inside : path;
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
        rc = err_set(err, ERR_FORMAT, "%.300s is a symbolic link: no policy",
                     name);
    } else {
        rc = read_file(out, path, name, err);
    }
    out->whole = covers_root(out, place);
    free(path);
    return rc;
}

/* Something that is left out may be what an entry is there for. */
static bool is_limited(const struct arguments *arguments)
{
    static const enum option_id ids[] = {
        OPTION_EXCLUDE,      OPTION_GITIGNORE,    OPTION_REACHABLE,
        OPTION_RULE,         OPTION_EXCLUDE_RULE, OPTION_SKIP_BINARY,
        OPTION_ONLY_PATTERNS};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        if (arguments_has(arguments, ids[i])) {
            return true;
        }
    }
    return false;
}

/* Paths of git begin at the top; hooks may name files from the root of the
 * file system too. */
static void see_from_top(struct policy_choice *out,
                         const struct policy_place *place)
{
    char *top = place->repository ? NULL : git_top(out->here);
    if (top) {
        free(out->here);
        out->here = mem_strdup(top);
        out->root = top;
    }
}

int policy_choice_init(struct policy_choice *out,
                       const struct arguments *arguments,
                       const struct policy_place *place, struct err *err)
{
    const char *named = arguments_value(arguments, OPTION_POLICY);
    char here[PATH_MAX];
    int rc = 0;
    *out = (struct policy_choice){.is_change = place->is_change};
    if (named && strcmp(named, "none") == 0) {
        return 0;
    }
    if (!getcwd(here, sizeof(here))) {
        return err_system(err, "the current folder");
    }
    out->here = path_absolute(here, "");
    if (place->base) {
        see_from_top(out, place);
    }
    if (named) {
        out->root = place->base ? out->root : mem_strdup(out->here);
        rc = read_file(out, named, named, err);
    } else if (place->base) {
        rc = read_commit(out, place, err);
        rc = rc < 0 || !place->next ? rc : check_next(place, err);
        out->whole = !place->is_change;
    } else {
        rc = read_near(out, place, err);
    }
    out->whole = out->whole && !is_limited(arguments);
    return rc;
}

void policy_choice_release(struct policy_choice *choice)
{
    policy_free(choice->policy);
    free(choice->root);
    free(choice->here);
    free(choice->problem);
    *choice = (struct policy_choice){0};
}

void policy_choice_apply(struct outcome *out, const struct outcome *outcome,
                         const struct policy_choice *choice, int64_t now,
                         struct arena *arena)
{
    struct outcome said = *outcome;
    if (choice->is_change) {
        policy_say_comments(&said, outcome, arena);
    }
    if (choice->problem) {
        const struct notice notice = {NOTICE_UNREADABLE, GIT_POLICY_FILE,
                                      choice->problem};
        notices_join(&said, &notice, 1, arena);
    }
    *out = said;
    if (choice->policy) {
        const struct policy_use use = {.now = now,
                                       .root = choice->root,
                                       .here = choice->here,
                                       .whole = choice->whole &&
                                                outcome_is_complete(outcome) &&
                                                !outcome->coverage.interrupted};
        policy_apply(out, &said, choice->policy, &use, arena);
    }
}
