/* SPDX-License-Identifier: Apache-2.0
 *
 * Sources in a row. A reader opens its part of the next source when the one
 * before has nothing left, so only one buffer a thread is alive. */
#include "source/source_list.h"

#include "base/mem.h"

#include <stdlib.h>

/* Numbers of the parts are kept apart by their topmost bits. */
#define PART_SHIFT 56

struct source_list {
    struct source base;
    struct source **parts;
    size_t count;
};

struct list_reader {
    struct source_list *source;
    size_t index;
    struct source_reader *part; /* of parts[index], or NULL */
};

static int list_reader_open(struct source *base, struct source_reader **out,
                            struct err *err)
{
    (void)err;
    struct source_list *source = (struct source_list *)base;
    struct list_reader *reader = mem_calloc(1, sizeof(*reader));
    reader->source = source;
    *out = (struct source_reader *)reader;
    return 0;
}

static void close_part(struct list_reader *reader)
{
    if (reader->part) {
        reader->source->parts[reader->index]->ops->reader_free(reader->part);
        reader->part = NULL;
    }
}

static void forward_notice(void *ctx, const struct notice *notice)
{
    struct source_list *source = ctx;
    source_say(&source->base, notice->kind, notice->path, notice->text);
}

static int list_next(struct source_reader *base, struct unit *unit,
                     struct err *err)
{
    struct list_reader *reader = (struct list_reader *)base;
    struct source_list *source = reader->source;
    while (reader->index < source->count) {
        struct source *part = source->parts[reader->index];
        int rc = 0;
        if (!reader->part) {
            rc = part->ops->reader_open(part, &reader->part, err);
        }
        if (rc == 0) {
            rc = part->ops->next(reader->part, unit, err);
        }
        if (rc != 0) {
            unit->number |= (uint64_t)reader->index << PART_SHIFT;
            return rc;
        }
        close_part(reader);
        reader->index++;
    }
    return 0;
}

static void list_reader_free(struct source_reader *base)
{
    struct list_reader *reader = (struct list_reader *)base;
    if (reader) {
        close_part(reader);
        free(reader);
    }
}

static void list_totals(const struct source *base, struct source_totals *out)
{
    const struct source_list *source = (const struct source_list *)base;
    *out = (struct source_totals){0};
    for (size_t i = 0; i < source->count; i++) {
        struct source_totals part = {0};
        source->parts[i]->ops->totals(source->parts[i], &part);
        out->files += part.files;
        out->folders += part.folders;
        out->objects += part.objects;
        out->commits += part.commits;
        out->bytes += part.bytes;
    }
}

static void list_free(struct source *base)
{
    struct source_list *source = (struct source_list *)base;
    if (!source) {
        return;
    }
    for (size_t i = 0; i < source->count; i++) {
        source->parts[i]->ops->free(source->parts[i]);
    }
    free(source->parts);
    free(source);
}

static const struct source_ops list_ops = {.reader_open = list_reader_open,
                                           .next = list_next,
                                           .reader_free = list_reader_free,
                                           .totals = list_totals,
                                           .free = list_free};

struct source *source_list_new(struct source *const *sources, size_t count)
{
    struct source_list *source = mem_calloc(1, sizeof(*source));
    source->base.ops = &list_ops;
    source->parts = mem_calloc(count, sizeof(struct source *));
    source->count = count;
    for (size_t i = 0; i < count; i++) {
        source->parts[i] = sources[i];
        sources[i]->notice = forward_notice;
        sources[i]->notice_ctx = source;
        if (!source->base.policy_base) {
            source->base.policy_base = sources[i]->policy_base;
            source->base.policy_next = sources[i]->policy_next;
        }
    }
    return &source->base;
}
