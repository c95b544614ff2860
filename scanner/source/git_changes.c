/* SPDX-License-Identifier: Apache-2.0
 *
 * Gathers the differences of one tree to each of its parents. The first
 * parent makes the list, the others are looked up in it by halving: a tree
 * that is not in order, which git would refuse, must not hide anything. */
#include "source/git_changes.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_rename.h"

#include <stdlib.h>

void git_changes_init(struct git_changes *changes, size_t n_parents)
{
    *changes = (struct git_changes){.n_parents = n_parents > 0 ? n_parents : 1};
    changes->arena = arena_new();
}

void git_changes_release(struct git_changes *changes)
{
    arena_free(changes->arena);
    free(changes->items);
    free(changes->gone);
    *changes = (struct git_changes){0};
}

static const char *keep_path(struct git_changes *changes,
                             const struct tree_change *change)
{
    char *path = arena_alloc(changes->arena, change->path_len + 1);
    memcpy(path, change->path, change->path_len);
    path[change->path_len] = '\0';
    return path;
}

static void add_gone(struct git_changes *changes,
                     const struct tree_change *change)
{
    if (!git_mode_is_blob(change->old_mode)) {
        return;
    }
    changes->gone = mem_grow(changes->gone, changes->n_gone,
                             &changes->gone_room, sizeof(*changes->gone));
    changes->gone[changes->n_gone++] =
        (struct git_gone){.path = keep_path(changes, change),
                          .old = {change->old_mode, change->old_id}};
}

static int add_first(struct git_changes *changes,
                     const struct tree_change *change, struct err *err)
{
    if (changes->count + changes->n_gone >= LIMIT_GIT_CHANGES) {
        return err_set(err, ERR_LIMIT, "more than %u changed files",
                       LIMIT_GIT_CHANGES);
    }
    if (change->new_mode == 0) {
        add_gone(changes, change);
        return 0;
    }
    changes->items = mem_grow(changes->items, changes->count, &changes->room,
                              sizeof(*changes->items));
    struct git_change *item = &changes->items[changes->count++];
    *item = (struct git_change){.path = keep_path(changes, change),
                                .mode = change->new_mode,
                                .id = change->new_id,
                                .n_seen = 1};
    item->old =
        arena_calloc(changes->arena, changes->n_parents, sizeof(*item->old));
    item->old[0] = (struct git_old){change->old_mode, change->old_id};
    return 0;
}

static int by_path(const void *a, const void *b)
{
    const struct git_change *x = a;
    const struct git_change *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : git_id_compare(&x->id, &y->id);
}

static void add_further(struct git_changes *changes,
                        const struct tree_change *change)
{
    struct git_change key = {.path = change->path, .id = change->new_id};
    struct git_change *item =
        changes->count == 0 ? NULL
                            : bsearch(&key, changes->items, changes->count,
                                      sizeof(key), by_path);
    if (change->new_mode != 0 && item && item->n_seen == changes->parent) {
        item->n_seen++;
        item->old[changes->parent] =
            (struct git_old){change->old_mode, change->old_id};
    }
}

int git_changes_add(void *ctx, const struct tree_change *change,
                    struct err *err)
{
    struct git_changes *changes = ctx;
    if (changes->parent == 0) {
        return add_first(changes, change, err);
    }
    add_further(changes, change);
    return 0;
}

void git_changes_next_parent(struct git_changes *changes)
{
    if (changes->parent == 0 && changes->count > 1) {
        qsort(changes->items, changes->count, sizeof(*changes->items), by_path);
    }
    changes->parent++;
}

void git_changes_finish(struct git_changes *changes, struct git_store *store)
{
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].n_seen == changes->n_parents) {
            changes->items[kept++] = changes->items[i];
        }
    }
    changes->count = kept;
    git_rename_find(changes, store);
}
