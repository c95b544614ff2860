/* SPDX-License-Identifier: Apache-2.0
 *
 * A stack of work under one lock. Last in, first out keeps the walk deep
 * first, so that few folders wait at a time. The walk has ended when the
 * stack is empty and no reader is busy: only a busy one can push. */
#include "source/walk.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

void walk_init(struct walk *walk, size_t given_count)
{
    *walk =
        (struct walk){.given_count = given_count, .max_folders = LIMIT_FOLDERS};
    pthread_mutex_init(&walk->lock, NULL);
    pthread_cond_init(&walk->wake, NULL);
}

static void item_release(struct walk *walk, struct walk_item *item)
{
    free(item->names);
    if (!item->folder) {
        return;
    }
    if (item->kind == WALK_OPEN) {
        walk_folder_unref(walk, item->folder);
    } else {
        walk_folder_drop(walk, item->folder);
    }
}

void walk_release(struct walk *walk)
{
    while (walk->count > 0) {
        item_release(walk, &walk->items[--walk->count]);
    }
    free(walk->items);
    pthread_cond_destroy(&walk->wake);
    pthread_mutex_destroy(&walk->lock);
}

/* Under the lock. */
static bool pop(struct walk *walk, struct walk_item *out)
{
    if (walk->count > 0) {
        *out = walk->items[--walk->count];
        walk->open_lists -= out->kind == WALK_LIST;
        return true;
    }
    if (walk->given_next < walk->given_count) {
        *out =
            (struct walk_item){.kind = WALK_GIVEN, .given = walk->given_next++};
        return true;
    }
    return false;
}

struct walk_item walk_take(struct walk *walk)
{
    struct walk_item item = {.kind = WALK_END};
    pthread_mutex_lock(&walk->lock);
    bool found = pop(walk, &item);
    while (!found && walk->busy > 0) {
        atomic_fetch_add(&walk->idle, 1);
        pthread_cond_wait(&walk->wake, &walk->lock);
        atomic_fetch_sub(&walk->idle, 1);
        found = pop(walk, &item);
    }
    walk->busy += found;
    pthread_mutex_unlock(&walk->lock);
    return item;
}

void walk_done(struct walk *walk)
{
    pthread_mutex_lock(&walk->lock);
    walk->busy--;
    if (walk->busy == 0) {
        pthread_cond_broadcast(&walk->wake);
    }
    pthread_mutex_unlock(&walk->lock);
}

void walk_push(struct walk *walk, const struct walk_item *item)
{
    pthread_mutex_lock(&walk->lock);
    walk->items =
        mem_grow(walk->items, walk->count, &walk->room, sizeof(walk->items[0]));
    walk->items[walk->count++] = *item;
    walk->open_lists += item->kind == WALK_LIST;
    pthread_cond_signal(&walk->wake);
    pthread_mutex_unlock(&walk->lock);
}

size_t walk_folder_prefix(const struct walk_folder *folder)
{
    bool slash = folder->path_len == 0 ||
                 (!folder->parent && folder->name[folder->name_len - 1] == '/');
    return folder->path_len + !slash;
}

struct walk_folder *walk_folder_new(struct walk *walk,
                                    struct walk_folder *parent,
                                    const char *name)
{
    pthread_mutex_lock(&walk->lock);
    bool full = walk->folders >= walk->max_folders;
    walk->folders += !full;
    if (!full && parent) {
        parent->refs++;
    }
    pthread_mutex_unlock(&walk->lock);
    if (full) {
        return NULL;
    }
    size_t len = strlen(name);
    struct walk_folder *folder = mem_calloc(1, sizeof(*folder) + len + 1);
    folder->parent = parent;
    folder->refs = 1;
    folder->fd = -1;
    folder->given = parent ? parent->given : 0;
    folder->path_len = (parent ? walk_folder_prefix(parent) : 0) + len;
    folder->name_len = len;
    memcpy(folder->name, name, len + 1);
    return folder;
}

void walk_folder_unref(struct walk *walk, struct walk_folder *folder)
{
    pthread_mutex_lock(&walk->lock);
    while (folder && --folder->refs == 0) {
        struct walk_folder *parent = folder->parent;
        ignore_list_free(folder->ignore);
        ignore_list_free(folder->exclude);
        git_tracked_free(folder->tracked);
        free(folder);
        walk->folders--;
        folder = parent;
    }
    pthread_mutex_unlock(&walk->lock);
}

void walk_folder_hold(struct walk *walk, struct walk_folder *folder)
{
    pthread_mutex_lock(&walk->lock);
    folder->refs++;
    folder->users++;
    pthread_mutex_unlock(&walk->lock);
}

void walk_folder_drop(struct walk *walk, struct walk_folder *folder)
{
    int fd = -1;
    pthread_mutex_lock(&walk->lock);
    if (--folder->users == 0) {
        fd = folder->fd;
        folder->fd = -1;
    }
    pthread_mutex_unlock(&walk->lock);
    if (fd >= 0) {
        close(fd);
    }
    walk_folder_unref(walk, folder);
}

void walk_folder_path(const struct walk_folder *folder, char *out)
{
    out[folder->path_len] = '\0';
    while (folder) {
        size_t start = folder->path_len - folder->name_len;
        memcpy(out + start, folder->name, folder->name_len);
        folder = folder->parent;
        if (folder && walk_folder_prefix(folder) > folder->path_len) {
            out[folder->path_len] = '/';
        }
    }
}
