/* SPDX-License-Identifier: Apache-2.0
 *
 * Renames, as git finds them: by id, then by likeness of contents, the best
 * pair for each new file. What is taken for a rename by mistake only makes
 * lines count as old that did stand in the first parent; so a wrong pair
 * hides nothing that was not there before. */
#include "source/git_rename.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_diff.h"

#include <stdlib.h>

/* Per cent, git's default (-M50%). */
#define ALIKE 50

struct renamer {
    struct git_changes *changes;
    struct git_store *store;
    struct git_likeness **gone; /* made when first needed */
};

static bool is_new(const struct git_change *item)
{
    return item->old[0].mode == 0 && git_mode_is_blob(item->mode);
}

static void pair(struct git_change *item, const struct git_gone *gone)
{
    item->old[0] = gone->old;
    item->from = gone->path;
}

static void find_equal(struct git_changes *changes)
{
    struct git_id_map map;
    git_id_map_init(&map);
    for (size_t i = 0; i < changes->n_gone; i++) {
        git_id_map_add(&map, &changes->gone[i].old.id, (uint32_t)i, NULL);
    }
    for (size_t i = 0; i < changes->count; i++) {
        struct git_change *item = &changes->items[i];
        const uint32_t *at =
            is_new(item) ? git_id_map_find(&map, &item->id) : NULL;
        if (at) {
            pair(item, &changes->gone[*at]);
            changes->gone[*at].taken = true;
        }
    }
    git_id_map_release(&map);
}

static struct git_likeness *likeness(const struct renamer *renamer,
                                     const struct git_id *id)
{
    struct git_data data = {0};
    struct git_likeness *out = NULL;
    if (git_store_read_kind(renamer->store, id, GIT_KIND_BLOB, &data, NULL) ==
            0 &&
        data.bytes.len <= LIMIT_GIT_DIFF) {
        out = git_likeness_new(data.bytes);
    }
    git_data_release(&data);
    return out;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* 0 to 100; one more than the contents say for a file of the same name. */
static unsigned compare(struct renamer *renamer, const struct git_change *item,
                        const struct git_likeness *like, size_t index)
{
    struct git_gone *gone = &renamer->changes->gone[index];
    if (!renamer->gone[index]) {
        renamer->gone[index] = likeness(renamer, &gone->old.id);
    }
    if (!renamer->gone[index]) {
        gone->taken = true;
        return 0;
    }
    unsigned score = git_likeness_compare(like, renamer->gone[index]);
    bool same_name = strcmp(base_name(gone->path), base_name(item->path)) == 0;
    return score ? score + same_name : 0;
}

/* With `named` only old files of the same name are looked at. */
static void find_alike(struct renamer *renamer, struct git_change *item,
                       bool named)
{
    struct git_changes *changes = renamer->changes;
    struct git_likeness *like = likeness(renamer, &item->id);
    unsigned best = ALIKE - 1;
    size_t best_at = changes->n_gone;
    for (size_t i = 0; like && i < changes->n_gone; i++) {
        if (changes->gone[i].taken ||
            (named && strcmp(base_name(changes->gone[i].path),
                             base_name(item->path)) != 0)) {
            continue;
        }
        unsigned score = compare(renamer, item, like, i);
        if (score > best) {
            best = score;
            best_at = i;
        }
    }
    if (best_at < changes->n_gone) {
        pair(item, &changes->gone[best_at]);
        changes->gone[best_at].taken = true;
    }
    git_likeness_free(like);
}

static size_t count_new(const struct git_changes *changes)
{
    size_t count = 0;
    for (size_t i = 0; i < changes->count; i++) {
        count += is_new(&changes->items[i]);
    }
    return count;
}

void git_rename_find(struct git_changes *changes, struct git_store *store)
{
    size_t n_new = count_new(changes);
    if (changes->n_gone == 0 || n_new == 0) {
        return;
    }
    find_equal(changes);
    n_new = count_new(changes);
    struct renamer renamer = {.changes = changes, .store = store};
    renamer.gone = mem_calloc(changes->n_gone, sizeof(*renamer.gone));
    bool named = n_new > LIMIT_GIT_RENAMES / changes->n_gone;
    for (size_t i = 0; i < changes->count; i++) {
        if (is_new(&changes->items[i])) {
            find_alike(&renamer, &changes->items[i], named);
        }
    }
    for (size_t i = 0; i < changes->n_gone; i++) {
        git_likeness_free(renamer.gone[i]);
    }
    free(renamer.gone);
}
