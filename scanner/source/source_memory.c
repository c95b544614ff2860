/* SPDX-License-Identifier: Apache-2.0
 *
 * Items in memory. Each reader takes a whole item at a time, and copies one
 * window of it into an allocation of its very size, so that a sanitizer sees
 * whoever reads past text and padding. */
#include "source/source_memory.h"

#include "base/mem.h"

#include <stdatomic.h>
#include <stdlib.h>

struct source_memory {
    struct source base;
    struct memory_item *items; /* owned, with all they point at */
    size_t count;
    bool whole; /* not cut into windows */
    struct window_sizes sizes;
    atomic_size_t next;
    atomic_uint_fast64_t files;
    atomic_uint_fast64_t bytes;
};

struct memory_reader {
    struct source_memory *source;
    size_t index; /* of the item at hand */
    bool active;
    size_t done; /* of its bytes */
    unsigned char *text;
    size_t text_len;
    struct range *fresh;
};

static int memory_reader_open(struct source *base, struct source_reader **out,
                              struct err *err)
{
    (void)err;
    struct memory_reader *reader = mem_calloc(1, sizeof(*reader));
    reader->source = (struct source_memory *)base;
    *out = (struct source_reader *)reader;
    return 0;
}

static void forget_text(struct memory_reader *reader)
{
    mem_wipe_free(reader->text, reader->text_len);
    free(reader->fresh);
    reader->text = NULL;
    reader->fresh = NULL;
}

static void memory_reader_free(struct source_reader *base)
{
    struct memory_reader *reader = (struct memory_reader *)base;
    if (reader) {
        forget_text(reader);
        free(reader);
    }
}

/* The parts of the item's fresh ranges inside the window's. */
static size_t cut_fresh(struct memory_reader *reader,
                        const struct memory_item *item,
                        const struct window_cut *cut)
{
    size_t count = 0;
    reader->fresh = mem_calloc(item->n_fresh, sizeof(*reader->fresh));
    for (size_t i = 0; i < item->n_fresh; i++) {
        struct range part = item->fresh[i];
        if (!range_overlaps(part, cut->fresh)) {
            continue;
        }
        if (part.start < cut->fresh.start) {
            part.start = cut->fresh.start;
        }
        if (part.end > cut->fresh.end) {
            part.end = cut->fresh.end;
        }
        reader->fresh[count++] = (struct range){part.start - cut->text.start,
                                                part.end - cut->text.start};
    }
    return count;
}

static void hand_out(struct memory_reader *reader, struct unit *unit)
{
    struct source_memory *source = reader->source;
    const struct memory_item *item = &source->items[reader->index];
    struct window_cut cut = {.text = {0, item->bytes.len},
                             .fresh = {0, item->bytes.len},
                             .last = true};
    if (!source->whole) {
        cut = window_cut(item->bytes.len, reader->done, &source->sizes);
    }
    reader->text_len = range_len(cut.text);
    reader->text = mem_calloc(1, reader->text_len + LIMIT_PADDING);
    if (reader->text_len) {
        memcpy(reader->text, item->bytes.ptr + cut.text.start,
               reader->text_len);
    }
    *unit = (struct unit){.path = item->path,
                          .number = reader->index,
                          .text = span_of(reader->text, reader->text_len),
                          .offset = cut.text.start,
                          .first = cut.fresh.start == 0,
                          .last = cut.last,
                          .n_fresh = cut_fresh(reader, item, &cut)};
    unit->fresh = reader->fresh;
    reader->done = cut.fresh.end;
    reader->active = !cut.last;
    atomic_fetch_add(&source->bytes, range_len(cut.fresh));
    atomic_fetch_add(&source->files, cut.last);
}

static int memory_next(struct source_reader *base, struct unit *unit,
                       struct err *err)
{
    (void)err;
    struct memory_reader *reader = (struct memory_reader *)base;
    forget_text(reader);
    if (!reader->active) {
        reader->index = atomic_fetch_add(&reader->source->next, 1);
        reader->done = 0;
        reader->active = true;
    }
    if (reader->index >= reader->source->count) {
        return 0;
    }
    hand_out(reader, unit);
    return 1;
}

static void memory_totals(const struct source *base, struct source_totals *out)
{
    const struct source_memory *source = (const struct source_memory *)base;
    *out = (struct source_totals){.files = atomic_load(&source->files),
                                  .bytes = atomic_load(&source->bytes)};
}

static void memory_free(struct source *base)
{
    struct source_memory *source = (struct source_memory *)base;
    if (!source) {
        return;
    }
    for (size_t i = 0; i < source->count; i++) {
        struct memory_item *item = &source->items[i];
        mem_wipe_free((void *)(uintptr_t)item->bytes.ptr, item->bytes.len);
        free((void *)(uintptr_t)item->path);
        free((void *)(uintptr_t)item->fresh);
    }
    free(source->items);
    free(source);
}

static const struct source_ops memory_ops = {.reader_open = memory_reader_open,
                                             .next = memory_next,
                                             .reader_free = memory_reader_free,
                                             .totals = memory_totals,
                                             .free = memory_free};

static struct memory_item copy_item(const struct memory_item *item)
{
    struct range all = {0, item->bytes.len};
    size_t n = item->fresh ? item->n_fresh : 1;
    struct range *fresh = mem_calloc(n, sizeof(*fresh));
    if (n) {
        memcpy(fresh, item->fresh ? item->fresh : &all, n * sizeof(*fresh));
    }
    return (struct memory_item){
        .path = mem_strdup(item->path),
        .bytes = span_of(mem_strndup(item->bytes.ptr, item->bytes.len),
                         item->bytes.len),
        .fresh = fresh,
        .n_fresh = n};
}

struct source *source_memory_new(const struct memory_item *items, size_t count,
                                 const struct window_sizes *sizes)
{
    struct source_memory *source = mem_calloc(1, sizeof(*source));
    source->base.ops = &memory_ops;
    source->items = mem_calloc(count, sizeof(*source->items));
    source->count = count;
    for (size_t i = 0; i < count; i++) {
        source->items[i] = copy_item(&items[i]);
    }
    source->whole = !sizes;
    if (sizes) {
        source->sizes = *sizes;
    }
    return &source->base;
}
