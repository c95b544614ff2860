/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree and the index are merged like two sorted lists: full paths have
 * the same order in both. A folder whose tree the index knows, and which is
 * the one of the commit, is passed over with all its entries, so that only
 * folders with something staged in them are opened. That list is what git
 * makes the next commit of; still, how many entries it covers is checked. */
#include "source/git_stagediff.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

#define PATH_MAX_LEN (1u << 20)

struct open_tree {
    struct git_data data;
    struct span rest;
    const struct stage_folder *folder; /* or NULL */
    size_t path_len;                   /* with the '/' */
};

struct stage_walk {
    struct git_store *store;
    const struct stage *stage;
    size_t at; /* in the entries of the index */
    struct open_tree *levels;
    size_t depth;
    size_t room;
    struct buf path;
    tree_change_fn each;
    void *ctx;
};

static bool starts_with(const struct stage_entry *entry, const char *prefix,
                        size_t len)
{
    return entry->path_len >= len && memcmp(entry->path, prefix, len) == 0;
}

static int push(struct stage_walk *walk, const struct git_id *tree,
                const struct stage_folder *folder, struct err *err)
{
    if (walk->depth == LIMIT_GIT_DEPTH) {
        return err_set(err, ERR_LIMIT, "a tree of more than %d levels",
                       LIMIT_GIT_DEPTH);
    }
    walk->levels =
        mem_grow(walk->levels, walk->depth, &walk->room, sizeof(*walk->levels));
    struct open_tree *level = &walk->levels[walk->depth++];
    *level = (struct open_tree){.folder = folder, .path_len = walk->path.len};
    int rc = git_store_read_kind(walk->store, tree, GIT_KIND_TREE, &level->data,
                                 err);
    level->rest = level->data.bytes;
    return rc;
}

static void pop(struct stage_walk *walk)
{
    git_data_release(&walk->levels[--walk->depth].data);
}

/* A sparse folder that the commit does not have, or has with other contents.
 * Its path ends with the '/' that tree_diff wants. */
static int diff_sparse(struct stage_walk *walk, const struct stage_entry *entry,
                       const struct git_id *old, struct err *err)
{
    return tree_diff(walk->store, entry->path, old, &entry->id, walk->each,
                     walk->ctx, err);
}

/* One entry against the file of its path in the commit, or NULL. */
static int tell(struct stage_walk *walk, const struct stage_entry *entry,
                const struct tree_entry *old, struct err *err)
{
    if (entry->stage == 1 || entry->intent) {
        return 0;
    }
    if (git_mode_is_tree(entry->mode)) {
        return diff_sparse(walk, entry, NULL, err);
    }
    struct tree_change change = {.path = entry->path,
                                 .path_len = entry->path_len,
                                 .new_mode = entry->mode,
                                 .new_id = entry->id};
    if (old) {
        change.old_mode = old->mode;
        change.old_id = old->id;
        if (old->mode == entry->mode && git_id_equal(&old->id, &entry->id)) {
            return 0;
        }
    }
    return walk->each(walk->ctx, &change, err);
}

/* Entries of the index that come before `path`. */
static int tell_before(struct stage_walk *walk, const char *path,
                       struct err *err)
{
    const struct stage *stage = walk->stage;
    int rc = 0;
    while (rc == 0 && walk->at < stage->count &&
           strcmp(stage->entries[walk->at].path, path) < 0) {
        rc = tell(walk, &stage->entries[walk->at++], NULL, err);
    }
    return rc;
}

static int tell_file(struct stage_walk *walk, const struct tree_entry *old,
                     struct err *err)
{
    const struct stage *stage = walk->stage;
    int rc = 0;
    bool found = false;
    while (rc == 0 && walk->at < stage->count &&
           strcmp(stage->entries[walk->at].path, walk->path.ptr) == 0) {
        const struct stage_entry *entry = &stage->entries[walk->at++];
        found |= !entry->intent && entry->stage != 1;
        rc = tell(walk, entry, old, err);
    }
    if (rc == 0 && !found) {
        struct tree_change change = {.path = walk->path.ptr,
                                     .path_len = walk->path.len,
                                     .old_mode = old->mode,
                                     .old_id = old->id};
        rc = walk->each(walk->ctx, &change, err);
    }
    return rc;
}

/* Passes over a folder that is as it was committed. */
static bool skip_known(struct stage_walk *walk,
                       const struct stage_folder *folder,
                       const struct tree_entry *old)
{
    const struct stage *stage = walk->stage;
    const struct buf *path = &walk->path;
    if (!folder || folder->n_entries <= 0 ||
        !git_id_equal(&folder->id, &old->id)) {
        return false;
    }
    size_t end = walk->at + (size_t)folder->n_entries;
    if (end > stage->count ||
        !starts_with(&stage->entries[walk->at], path->ptr, path->len) ||
        !starts_with(&stage->entries[end - 1], path->ptr, path->len) ||
        (end < stage->count &&
         starts_with(&stage->entries[end], path->ptr, path->len))) {
        return false;
    }
    walk->at = end;
    return true;
}

/* walk->path is the folder's, with its '/'. */
static int tell_folder(struct stage_walk *walk, const struct tree_entry *old,
                       struct err *err)
{
    const struct stage *stage = walk->stage;
    const struct stage_folder *parent = walk->levels[walk->depth - 1].folder;
    const struct stage_folder *folder =
        parent ? stage_kid(stage, parent, old->name) : NULL;
    if (skip_known(walk, folder, old)) {
        return 0;
    }
    if (walk->at < stage->count) {
        const struct stage_entry *entry = &stage->entries[walk->at];
        if (git_mode_is_tree(entry->mode) &&
            strcmp(entry->path, walk->path.ptr) == 0) {
            walk->at++;
            return diff_sparse(walk, entry, &old->id, err);
        }
    }
    return push(walk, &old->id, folder, err);
}

static int step(struct stage_walk *walk, struct err *err)
{
    struct open_tree *level = &walk->levels[walk->depth - 1];
    struct tree_entry old;
    int rc = tree_next(&level->rest, &old, err);
    if (rc == 0) {
        pop(walk);
        return 0;
    }
    bool folder = git_mode_is_tree(old.mode);
    walk->path.len = level->path_len;
    rc = rc < 0 ? rc : buf_add(&walk->path, old.name, err);
    if (rc == 0 && folder) {
        rc = buf_add(&walk->path, span_str("/"), err);
    }
    if (rc == 0) {
        rc = tell_before(walk, walk->path.ptr, err);
    }
    if (rc < 0) {
        return rc;
    }
    return folder ? tell_folder(walk, &old, err) : tell_file(walk, &old, err);
}

static int tell_rest(struct stage_walk *walk, struct err *err)
{
    int rc = 0;
    while (rc == 0 && walk->at < walk->stage->count) {
        rc = tell(walk, &walk->stage->entries[walk->at++], NULL, err);
    }
    return rc;
}

/* Everything is as it was committed: the commonest case of all. */
static bool is_clean(const struct stage *stage, const struct git_id *tree)
{
    return tree && stage->n_folders > 0 && stage->folders[0].n_entries >= 0 &&
           (size_t)stage->folders[0].n_entries == stage->count &&
           git_id_equal(&stage->folders[0].id, tree);
}

int stage_diff(struct git_store *store, const struct git_id *tree,
               const struct stage *stage, tree_change_fn each, void *ctx,
               struct err *err)
{
    if (is_clean(stage, tree)) {
        return 0;
    }
    struct stage_walk walk = {
        .store = store, .stage = stage, .each = each, .ctx = ctx};
    buf_init(&walk.path, PATH_MAX_LEN);
    int rc = tree ? push(&walk, tree, stage->folders, err) : 0;
    while (rc == 0 && walk.depth > 0) {
        rc = step(&walk, err);
    }
    if (rc == 0) {
        rc = tell_rest(&walk, err);
    }
    while (walk.depth > 0) {
        pop(&walk);
    }
    free(walk.levels);
    buf_release(&walk.path);
    return rc;
}
