/* SPDX-License-Identifier: Apache-2.0
 *
 * The windows of window.h for texts that are in memory. Each is copied, since
 * units promise readable bytes behind their text; except a text that has them
 * and is one window. */
#include "source/git_unit.h"

#include "base/mem.h"
#include "source/window.h"

void git_cutter_init(struct git_cutter *cutter)
{
    *cutter = (struct git_cutter){0};
    range_list_init(&cutter->fresh);
    range_list_init(&cutter->window);
}

void git_cutter_release(struct git_cutter *cutter)
{
    mem_wipe_free(cutter->bytes, cutter->used);
    range_list_release(&cutter->fresh);
    range_list_release(&cutter->window);
    *cutter = (struct git_cutter){0};
}

void git_cutter_begin(struct git_cutter *cutter, struct span text)
{
    cutter->text = text;
    cutter->padded = false;
    cutter->fresh_at = 0;
    cutter->done = 0;
    cutter->busy = cutter->fresh.count > 0;
}

void git_cutter_begin_padded(struct git_cutter *cutter, struct span text)
{
    git_cutter_begin(cutter, text);
    cutter->padded = true;
}

void git_cutter_begin_whole(struct git_cutter *cutter, struct span text)
{
    range_list_clear(&cutter->fresh);
    range_list_add(&cutter->fresh, (struct range){0, text.len});
    git_cutter_begin(cutter, text);
}

static void copy(struct git_cutter *cutter, struct range range)
{
    size_t len = range_len(range);
    if (len + LIMIT_PADDING > cutter->room) {
        /* Twice what is wanted, so that it seldom grows; wiped, not moved. */
        mem_wipe_free(cutter->bytes, cutter->used);
        cutter->room = len * 2 + LIMIT_PADDING;
        cutter->bytes = mem_alloc(cutter->room);
        cutter->used = 0;
    }
    memcpy(cutter->bytes, cutter->text.ptr + range.start, len);
    memset(cutter->bytes + len, 0, LIMIT_PADDING);
    cutter->used = len > cutter->used ? len : cutter->used;
}

/* The parts of the fresh ranges that lie in `cut`, relative to its text. */
static void take_fresh(struct git_cutter *cutter, const struct window_cut *cut)
{
    const struct range_list *fresh = &cutter->fresh;
    range_list_clear(&cutter->window);
    while (cutter->fresh_at < fresh->count) {
        struct range range = fresh->items[cutter->fresh_at];
        if (range.start >= cut->fresh.end) {
            break;
        }
        size_t start =
            range.start > cut->fresh.start ? range.start : cut->fresh.start;
        size_t end = range.end < cut->fresh.end ? range.end : cut->fresh.end;
        range_list_add(&cutter->window, (struct range){start - cut->text.start,
                                                       end - cut->text.start});
        if (range.end > cut->fresh.end) {
            break;
        }
        cutter->fresh_at++;
    }
}

bool git_cutter_next(struct git_cutter *cutter, struct unit *unit)
{
    static const struct window_sizes sizes = {.before = LIMIT_LOOKBEHIND,
                                              .fresh = LIMIT_WINDOW,
                                              .after = LIMIT_TOKEN};
    if (!cutter->busy) {
        return false;
    }
    size_t len = cutter->text.len;
    struct window_cut cut = {.text = {0, len}, .fresh = {0, len}, .last = true};
    if (len > WINDOW_ROOM) {
        cut = window_cut(len, cutter->done, &sizes);
    }
    if (cutter->padded && range_len(cut.text) == len) {
        unit->text = cutter->text;
    } else {
        copy(cutter, cut.text);
        unit->text = span_of(cutter->bytes, range_len(cut.text));
    }
    take_fresh(cutter, &cut);
    unit->offset = cut.text.start;
    unit->first = cutter->done == 0;
    unit->last = cut.last || cutter->fresh_at == cutter->fresh.count;
    unit->cut = unit->last && !cut.last;
    unit->fresh = cutter->window.items;
    unit->n_fresh = cutter->window.count;
    cutter->done = cut.fresh.end;
    cutter->busy = !unit->last;
    return true;
}
