/* SPDX-License-Identifier: Apache-2.0
 *
 * A depth-first walk with its own stack; an object is marked when it is
 * pushed, so that the stack holds each at most once. Blobs are not read. */
#include "source/git_reach.h"

#include "base/mem.h"
#include "source/git_roots.h"
#include "source/git_treenews.h"

#include <stdlib.h>

struct reacher {
    struct git_reach *reach;
    const struct git_repo *repo;
    struct git_store *store;
    const struct git_objects *objects;
    uint32_t *stack; /* owned */
    size_t count;
    size_t room;
    struct tree_news trees;
    git_absent_fn absent;
    void *ctx;
};

static void say_absent(const struct reacher *reacher, enum git_kind kind,
                       const struct git_id *id, const struct git_id *owner)
{
    if (reacher->absent) {
        reacher->absent(reacher->ctx, kind, id, owner);
    }
}

static void mark(struct reacher *reacher, enum git_kind kind,
                 const struct git_id *id, const struct git_id *owner)
{
    uint32_t index = git_objects_find(reacher->objects, id);
    if (index == GIT_OBJECTS_NONE) {
        say_absent(reacher, kind, id, owner);
        return;
    }
    if (git_reach_has(reacher->reach, index)) {
        return;
    }
    reacher->reach->bits[index / 64] |= (uint64_t)1 << (index % 64);
    reacher->reach->count++;
    if (kind != GIT_KIND_BLOB) {
        reacher->stack = mem_grow(reacher->stack, reacher->count,
                                  &reacher->room, sizeof(*reacher->stack));
        reacher->stack[reacher->count++] = index;
    }
}

static int mark_root(void *ctx, enum git_root_kind kind, const char *name,
                     const struct git_id *id)
{
    static const struct git_id none;
    (void)kind;
    (void)name;
    mark(ctx, GIT_KIND_COMMIT, id, &none);
    return 0;
}

/* A submodule's commit is followed if it happens to be here. */
static void mark_entry(struct reacher *reacher, const struct tree_entry *entry,
                       const struct git_id *owner)
{
    if (git_mode_is_gitlink(entry->mode)) {
        if (git_objects_find(reacher->objects, &entry->id) !=
            GIT_OBJECTS_NONE) {
            mark(reacher, GIT_KIND_COMMIT, &entry->id, owner);
        }
        return;
    }
    mark(reacher, git_mode_is_tree(entry->mode) ? GIT_KIND_TREE : GIT_KIND_BLOB,
         &entry->id, owner);
}

static int mark_tree(struct reacher *reacher, struct git_data *data,
                     const struct git_id *id)
{
    struct tree_entry entry;
    int rc;
    tree_news_begin(&reacher->trees, data);
    while ((rc = tree_news_next(&reacher->trees, &entry, NULL)) == 1) {
        mark_entry(reacher, &entry, id);
    }
    return rc;
}

static int mark_commit(struct reacher *reacher, struct span bytes,
                       const struct git_id *id)
{
    struct commit_text commit;
    int rc = commit_parse(&commit, bytes, NULL);
    if (rc < 0) {
        return rc;
    }
    mark(reacher, GIT_KIND_TREE, &commit.tree, id);
    if (git_id_map_find(git_repo_shallow(reacher->repo), id)) {
        return 0;
    }
    for (size_t i = 0; i < commit.n_parents; i++) {
        struct git_id parent = commit_parent(&commit, i);
        mark(reacher, GIT_KIND_COMMIT, &parent, id);
    }
    return 0;
}

static int mark_tag(struct reacher *reacher, struct span bytes,
                    const struct git_id *id)
{
    struct git_id target;
    int rc = tag_parse(&target, bytes, NULL);
    if (rc == 0) {
        mark(reacher, GIT_KIND_COMMIT, &target, id);
    }
    return rc;
}

static void follow(struct reacher *reacher, uint32_t index)
{
    const struct git_id *id = &reacher->objects->ids[index];
    struct git_data data = {0};
    int rc = git_store_read(reacher->store, id, &data, NULL);
    if (rc == 0 && data.kind == GIT_KIND_TREE) {
        rc = mark_tree(reacher, &data, id);
    } else if (rc == 0 && data.kind == GIT_KIND_COMMIT) {
        rc = mark_commit(reacher, data.bytes, id);
    } else if (rc == 0 && data.kind == GIT_KIND_TAG) {
        rc = mark_tag(reacher, data.bytes, id);
    }
    git_data_release(&data);
    if (rc < 0) {
        say_absent(reacher, GIT_KIND_COMMIT, id, id);
    }
}

int git_reach_new(struct git_reach **out, struct git_repo *repo,
                  const struct git_objects *objects, git_absent_fn absent,
                  void *ctx, struct err *err)
{
    struct reacher reacher = {
        .repo = repo, .objects = objects, .absent = absent, .ctx = ctx};
    int rc = git_store_open(&reacher.store, repo, err);
    if (rc < 0) {
        return rc;
    }
    tree_news_init(&reacher.trees);
    reacher.reach = mem_calloc(1, sizeof(*reacher.reach));
    reacher.reach->bits = mem_calloc(objects->count / 64 + 1, 8);
    rc = git_roots_visit(repo, false, mark_root, &reacher, err);
    while (rc == 0 && reacher.count > 0) {
        follow(&reacher, reacher.stack[--reacher.count]);
    }
    tree_news_release(&reacher.trees);
    free(reacher.stack);
    git_store_free(reacher.store);
    if (rc < 0) {
        git_reach_free(reacher.reach);
        return rc;
    }
    *out = reacher.reach;
    return 0;
}

void git_reach_free(struct git_reach *reach)
{
    if (reach) {
        free(reach->bits);
        free(reach);
    }
}
