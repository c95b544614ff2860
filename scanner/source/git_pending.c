/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeps notices word by word up to the number that a run keeps; the rest only
 * have to be counted. */
#include "source/git_pending.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

static void keep(void *ctx, const struct notice *notice)
{
    struct git_pending *pending = ctx;
    if (pending->count >= LIMIT_NOTICES) {
        pending->more[notice->kind]++;
        return;
    }
    pending->items = mem_grow(pending->items, pending->count, &pending->room,
                              sizeof(*pending->items));
    pending->items[pending->count++] =
        (struct notice){.kind = notice->kind,
                        .path = mem_strdup(notice->path),
                        .text = mem_strdup(notice->text)};
}

void git_pending_init(struct git_pending *pending)
{
    *pending = (struct git_pending){.source = {.notice = keep}};
    pending->source.notice_ctx = pending;
}

static void forget(struct git_pending *pending)
{
    for (size_t i = 0; i < pending->count; i++) {
        free((char *)pending->items[i].path);
        free((char *)pending->items[i].text);
    }
    pending->count = 0;
}

void git_pending_release(struct git_pending *pending)
{
    forget(pending);
    free(pending->items);
    pending->items = NULL;
}

void git_pending_flush(struct git_pending *pending, const struct source *source)
{
    for (size_t i = 0; i < pending->count; i++) {
        source_say(source, pending->items[i].kind, pending->items[i].path,
                   pending->items[i].text);
    }
    forget(pending);
    for (int kind = 0; kind < NOTICE_KINDS; kind++) {
        for (; pending->more[kind] > 0; pending->more[kind]--) {
            source_say(source, (enum notice_kind)kind, "", "one of many");
        }
    }
}
