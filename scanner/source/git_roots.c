/* SPDX-License-Identifier: Apache-2.0
 *
 * libgit2 knows the refs of the tree that was opened. HEADs of linked trees
 * and the logs are read from their files, so that the logs of branches that
 * are no more count too. */
#include "source/git_roots.h"

#include "base/buf.h"
#include "base/limits.h"
#include "source/git_file.h"
#include "source/git_folder.h"

#include <stdio.h>

struct visitor {
    git_root_fn each;
    void *ctx;
    bool logs;
    int rc; /* the first failure */
    struct err *err;
};

static enum git_root_kind kind_of(const char *name)
{
    static const struct {
        const char *head;
        enum git_root_kind kind;
    } kinds[] = {{"refs/heads/", GIT_ROOT_BRANCH},
                 {"refs/remotes/", GIT_ROOT_REMOTE},
                 {"refs/tags/", GIT_ROOT_TAG},
                 {"refs/stash", GIT_ROOT_STASH},
                 {"refs/notes/", GIT_ROOT_NOTES}};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strncmp(name, kinds[i].head, strlen(kinds[i].head)) == 0) {
            return kinds[i].kind;
        }
    }
    return GIT_ROOT_OTHER;
}

static int visit_ref(void *ctx, const char *name, const struct git_id *id)
{
    struct visitor *visitor = ctx;
    return visitor->each(visitor->ctx, kind_of(name), name, id);
}

/* Says the id that stands at `at` of a line. */
static int say_id(struct visitor *visitor, enum git_root_kind kind,
                  const char *name, struct span line, size_t at)
{
    struct git_id id;
    struct range range = {at, at + GIT_ID_HEX_LEN};
    if (!git_id_parse(&id, span_slice(line, range)) || git_id_is_zero(&id)) {
        return 0;
    }
    return visitor->each(visitor->ctx, kind, name, &id);
}

/* "old new who when\twhy" */
static int read_log(struct visitor *visitor, const char *path)
{
    struct buf text;
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, path, visitor->err);
    struct span rest = buf_span(&text);
    struct span line;
    while (rc >= 0 && git_file_line(&rest, &line)) {
        rc = say_id(visitor, GIT_ROOT_LOG, path, line, 0);
        if (rc >= 0) {
            rc = say_id(visitor, GIT_ROOT_LOG, path, line, GIT_ID_HEX_LEN + 1);
        }
    }
    buf_release(&text);
    return rc;
}

/* A detached HEAD of a linked tree; one that names a branch adds nothing. */
static int read_head(struct visitor *visitor, const char *path)
{
    struct buf text;
    struct span line;
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, path, visitor->err);
    struct span rest = buf_span(&text);
    if (rc == 0 && git_file_line(&rest, &line)) {
        rc = say_id(visitor, GIT_ROOT_HEAD, path, line, 0);
    }
    buf_release(&text);
    return rc;
}

static enum git_folder_verdict visit_log(void *ctx, const char *path,
                                         bool is_folder)
{
    struct visitor *visitor = ctx;
    if (is_folder) {
        return GIT_FOLDER_ENTER;
    }
    visitor->rc = read_log(visitor, path);
    return visitor->rc < 0 ? GIT_FOLDER_FAIL : GIT_FOLDER_PASS;
}

static int walk(struct visitor *visitor, const char *folder, const char *name,
                git_folder_fn each)
{
    char path[LIMIT_PATH];
    int n = snprintf(path, sizeof(path), "%s%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        return err_set(visitor->err, ERR_LIMIT, "%s: too long", folder);
    }
    int rc = git_folder_walk(path, each, visitor, visitor->err);
    return rc < 0 ? rc : visitor->rc;
}

static enum git_folder_verdict visit_tree(void *ctx, const char *path,
                                          bool is_folder)
{
    struct visitor *visitor = ctx;
    if (!is_folder) {
        return GIT_FOLDER_PASS;
    }
    char head[LIMIT_PATH + 8];
    snprintf(head, sizeof(head), "%s/HEAD", path);
    int rc = read_head(visitor, head);
    rc = rc == ERR_MISSING ? 0 : rc;
    if (rc >= 0 && visitor->logs) {
        rc = walk(visitor, path, "/logs", visit_log);
    }
    visitor->rc = rc;
    return rc < 0 ? GIT_FOLDER_FAIL : GIT_FOLDER_PASS;
}

int git_roots_visit(struct git_repo *repo, bool logs, git_root_fn each,
                    void *ctx, struct err *err)
{
    struct visitor visitor = {
        .each = each, .ctx = ctx, .logs = logs, .err = err};
    struct git_id head;
    int rc = git_repo_head(&head, repo, err);
    if (rc == 1) {
        rc = each(ctx, GIT_ROOT_HEAD, "HEAD", &head);
    }
    if (rc >= 0) {
        rc = git_repo_refs(repo, visit_ref, &visitor, err);
    }
    if (rc >= 0) {
        rc = walk(&visitor, git_repo_common(repo), "worktrees", visit_tree);
    }
    if (rc >= 0 && logs) {
        rc = walk(&visitor, git_repo_common(repo), "logs", visit_log);
    }
    return rc < 0 ? rc : 0;
}
