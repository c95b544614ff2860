/* SPDX-License-Identifier: Apache-2.0
 *
 * The notice board. It grows to twice what is kept; then it is sorted and its
 * second half forgotten, which leaves the same notices whatever the order
 * they came in. */
#include "scan/notices.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void notices_init(struct notices *notices)
{
    *notices = (struct notices){0};
    pthread_mutex_init(&notices->lock, NULL);
}

static void forget(struct notices *notices, size_t from)
{
    for (size_t i = from; i < notices->count; i++) {
        free((char *)notices->items[i].path);
        free((char *)notices->items[i].text);
    }
    if (from < notices->count) {
        notices->count = from;
    }
}

void notices_release(struct notices *notices)
{
    forget(notices, 0);
    free(notices->items);
    pthread_mutex_destroy(&notices->lock);
}

static int compare_notices(const void *left, const void *right)
{
    const struct notice *a = left;
    const struct notice *b = right;
    int order = strcmp(a->path, b->path);
    if (order == 0) {
        order = (int)a->kind - (int)b->kind;
    }
    return order ? order : strcmp(a->text, b->text);
}

static void sort_and_cut(struct notices *notices)
{
    if (notices->count > 1) {
        qsort(notices->items, notices->count, sizeof(*notices->items),
              compare_notices);
    }
    forget(notices, LIMIT_NOTICES);
}

void notices_add(void *ctx, const struct notice *notice)
{
    struct notices *notices = ctx;
    struct notice copy = {
        .kind = notice->kind,
        .path = mem_strdup(notice->path ? notice->path : ""),
        .text = mem_strdup(notice->text ? notice->text : ""),
    };
    pthread_mutex_lock(&notices->lock);
    if (!notices->items) {
        notices->items = mem_calloc(2 * LIMIT_NOTICES, sizeof(*notices->items));
    }
    if (notices->count == 2 * LIMIT_NOTICES) {
        sort_and_cut(notices);
    }
    notices->items[notices->count++] = copy;
    notices->totals[copy.kind]++;
    pthread_mutex_unlock(&notices->lock);
}

void notices_finish(struct notices *notices, struct outcome *out)
{
    sort_and_cut(notices);
    out->notices = notices->items;
    out->n_notices = notices->count;
    for (size_t i = 0; i < NOTICE_KINDS; i++) {
        out->coverage.notices[i] = notices->totals[i];
    }
}

void notices_join(struct outcome *out, const struct notice *more, size_t n,
                  struct arena *arena)
{
    size_t kept = n < LIMIT_NOTICES ? n : LIMIT_NOTICES;
    if (n == 0) {
        return;
    }
    struct notice *all =
        arena_calloc(arena, out->n_notices + kept, sizeof(*all));
    if (out->n_notices > 0) {
        memcpy(all, out->notices, out->n_notices * sizeof(*all));
    }
    memcpy(all + out->n_notices, more, kept * sizeof(*all));
    for (size_t i = 0; i < n; i++) {
        out->coverage.notices[more[i].kind]++;
    }
    out->notices = all;
    out->n_notices += kept;
    qsort(all, out->n_notices, sizeof(*all), compare_notices);
}
