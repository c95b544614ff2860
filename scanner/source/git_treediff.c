/* SPDX-License-Identifier: Apache-2.0
 *
 * Two trees are merged like two sorted lists; where both have a folder of one
 * name with different ids, both are opened and a level is pushed. A tree that
 * is not in order makes more differences, never fewer: only entries that are
 * equal are passed over. */
#include "source/git_treediff.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

/* No file system takes longer ones. */
#define PATH_MAX_LEN (1u << 20)

struct side {
    struct git_data data;
    struct span rest;
    struct tree_entry entry;
    bool has; /* `entry` waits to be looked at */
};

struct level {
    struct side old;
    struct side new;
    size_t path_len; /* of the folder, with its '/' */
};

struct walk_two {
    struct git_store *store;
    struct level *levels; /* owned */
    size_t depth;
    size_t room;
    struct buf path;
    bool folders; /* are told too */
    tree_change_fn each;
    void *ctx;
};

static int advance(struct side *side, struct err *err)
{
    int rc = tree_next(&side->rest, &side->entry, err);
    side->has = rc == 1;
    return rc < 0 ? rc : 0;
}

static int open_side(struct walk_two *walk, struct side *side,
                     const struct git_id *tree, struct err *err)
{
    if (!tree) {
        return 0;
    }
    int rc =
        git_store_read_kind(walk->store, tree, GIT_KIND_TREE, &side->data, err);
    if (rc < 0) {
        return rc;
    }
    side->rest = side->data.bytes;
    return 0;
}

static int begin_side(struct side *side, const struct git_id *tree,
                      struct err *err)
{
    int rc = tree ? advance(side, err) : 0;
    return rc < 0 ? err_prefix(err, "tree %s", git_id_hex(tree).text) : 0;
}

/* How long the entry at the start of `text` is; 0: none, or a damaged one. */
static size_t entry_len(struct span text)
{
    size_t at = 0;
    while (at < 7 && span_at(text, at) >= '0' && span_at(text, at) <= '7') {
        at++;
    }
    if (at == 0 || span_at(text, at) != ' ') {
        return 0;
    }
    size_t name = at + 1;
    for (at = name; at < text.len && text.ptr[at] != 0; at++) {
    }
    return at > name && text.len - at > GIT_ID_LEN ? at + 1 + GIT_ID_LEN : 0;
}

/* Passes over entries that are the same bytes on both sides: most of them
 * are, and need no reading on the second side, nor any comparison of names. */
static void pass_over(struct side *old, struct side *new)
{
    size_t same = span_same(old->rest, new->rest);
    size_t at = 0;
    size_t len;
    do {
        len = entry_len(span_slice(old->rest, (struct range){at, same}));
        at += len;
    } while (len > 0);
    if (at > 0) {
        old->rest = span_of(old->rest.ptr + at, old->rest.len - at);
        new->rest = span_of(new->rest.ptr + at, new->rest.len - at);
    }
}

/* Opens the folders whose path walk->path ends with. */
static int push(struct walk_two *walk, const struct git_id *old_tree,
                const struct git_id *new_tree, struct err *err)
{
    if (walk->depth == LIMIT_GIT_DEPTH) {
        return err_set(err, ERR_LIMIT, "a tree of more than %d levels",
                       LIMIT_GIT_DEPTH);
    }
    walk->levels =
        mem_grow(walk->levels, walk->depth, &walk->room, sizeof(*walk->levels));
    struct level *level = &walk->levels[walk->depth++];
    *level = (struct level){.path_len = walk->path.len};
    int rc = open_side(walk, &level->old, old_tree, err);
    rc = rc < 0 ? rc : open_side(walk, &level->new, new_tree, err);
    if (rc == 0 && old_tree && new_tree) {
        pass_over(&level->old, &level->new);
    }
    rc = rc < 0 ? rc : begin_side(&level->old, old_tree, err);
    return rc < 0 ? rc : begin_side(&level->new, new_tree, err);
}

static void pop(struct walk_two *walk)
{
    struct level *level = &walk->levels[--walk->depth];
    git_data_release(&level->old.data);
    git_data_release(&level->new.data);
}

/* The path of an entry of the topmost level. */
static int set_path(struct walk_two *walk, struct span name, bool folder,
                    struct err *err)
{
    walk->path.len = walk->levels[walk->depth - 1].path_len;
    int rc = buf_add(&walk->path, name, err);
    if (rc == 0 && folder) {
        rc = buf_add(&walk->path, span_str("/"), err);
    }
    return rc;
}

/* One name, on one side or on both. Copies come first: a push may move the
 * levels. */
static int differ(struct walk_two *walk, const struct tree_entry *old,
                  const struct tree_entry *new, struct err *err)
{
    const struct tree_entry *some = new ? new : old;
    bool folder = git_mode_is_tree(some->mode);
    struct tree_change change = {.old_mode = old ? old->mode : 0,
                                 .new_mode = new ? new->mode : 0};
    if (old) {
        change.old_id = old->id;
    }
    if (new) {
        change.new_id = new->id;
    }
    int rc = set_path(walk, some->name, folder, err);
    if (rc < 0) {
        return rc;
    }
    change.path = walk->path.ptr;
    change.path_len = walk->path.len;
    if (!folder || walk->folders) {
        rc = walk->each(walk->ctx, &change, err);
    }
    if (rc < 0 || !folder) {
        return rc;
    }
    return push(walk, old ? &change.old_id : NULL, new ? &change.new_id : NULL,
                err);
}

/* Which of the two sides comes next: negative the old one, 0 both. */
static int order_of(const struct level *level)
{
    if (!level->old.has || !level->new.has) {
        return level->old.has ? -1 : 1;
    }
    return tree_compare(&level->old.entry, &level->new.entry);
}

static bool is_same(const struct tree_entry *a, const struct tree_entry *b)
{
    return a->mode == b->mode && git_id_equal(&a->id, &b->id);
}

static int step(struct walk_two *walk, struct err *err)
{
    struct level *level = &walk->levels[walk->depth - 1];
    int order = order_of(level);
    struct tree_entry old = level->old.entry;
    struct tree_entry new = level->new.entry;
    if (order == 0) {
        pass_over(&level->old, &level->new);
    }
    int rc = order <= 0 ? advance(&level->old, err) : 0;
    if (rc == 0 && order >= 0) {
        rc = advance(&level->new, err);
    }
    if (rc < 0 || (order == 0 && is_same(&old, &new))) {
        return rc;
    }
    return differ(walk, order <= 0 ? &old : NULL, order >= 0 ? &new : NULL,
                  err);
}

static int run(struct walk_two *walk, const char *root,
               const struct git_id *old_tree, const struct git_id *new_tree,
               struct err *err)
{
    if (old_tree && new_tree && git_id_equal(old_tree, new_tree)) {
        return 0;
    }
    buf_init(&walk->path, PATH_MAX_LEN);
    int rc = buf_add(&walk->path, span_str(root), err);
    if (rc == 0) {
        rc = push(walk, old_tree, new_tree, err);
    }
    while (rc == 0 && walk->depth > 0) {
        const struct level *level = &walk->levels[walk->depth - 1];
        if (level->old.has || level->new.has) {
            rc = step(walk, err);
        } else {
            pop(walk);
        }
    }
    while (walk->depth > 0) {
        pop(walk);
    }
    free(walk->levels);
    buf_release(&walk->path);
    return rc;
}

int tree_diff(struct git_store *store, const char *root,
              const struct git_id *old_tree, const struct git_id *new_tree,
              tree_change_fn each, void *ctx, struct err *err)
{
    struct walk_two walk = {.store = store, .each = each, .ctx = ctx};
    return run(&walk, root, old_tree, new_tree, err);
}

int tree_diff_folders(struct git_store *store, const struct git_id *old_tree,
                      const struct git_id *new_tree, tree_change_fn each,
                      void *ctx, struct err *err)
{
    struct walk_two walk = {
        .store = store, .folders = true, .each = each, .ctx = ctx};
    return run(&walk, "", old_tree, new_tree, err);
}

int git_commit_tree(struct git_id *out, struct git_store *store,
                    const struct git_id *commit, struct err *err)
{
    struct git_data data = {0};
    struct commit_text text;
    int rc = git_store_read_kind(store, commit, GIT_KIND_COMMIT, &data, err);
    if (rc < 0) {
        return rc;
    }
    rc = commit_parse(&text, data.bytes, err);
    if (rc == 0) {
        *out = text.tree;
    }
    git_data_release(&data);
    return rc;
}

/* One name in one tree: 1, 0, negative. `out->name` is not kept. */
static int find_entry(struct tree_entry *out, struct git_store *store,
                      const struct git_id *tree, struct span name,
                      struct err *err)
{
    struct git_data data = {0};
    int rc = git_store_read_kind(store, tree, GIT_KIND_TREE, &data, err);
    if (rc < 0) {
        return rc;
    }
    struct span rest = data.bytes;
    while ((rc = tree_next(&rest, out, err)) == 1) {
        if (span_equal(out->name, name)) {
            break;
        }
    }
    out->name = span_of(NULL, 0);
    git_data_release(&data);
    return rc;
}

int tree_lookup(struct tree_entry *out, struct git_store *store,
                const struct git_id *tree, const char *path, struct err *err)
{
    struct git_id at = *tree;
    for (;;) {
        const char *slash = strchr(path, '/');
        size_t len = slash ? (size_t)(slash - path) : strlen(path);
        int rc = find_entry(out, store, &at, span_of(path, len), err);
        if (rc != 1 || !slash) {
            return rc;
        }
        if (!git_mode_is_tree(out->mode)) {
            return 0;
        }
        at = out->id;
        path = slash + 1;
    }
}
