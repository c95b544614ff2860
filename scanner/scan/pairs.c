/* SPDX-License-Identifier: Apache-2.0
 *
 * Matching halves. Records are sorted by rule and offset; each that wants a
 * partner looks at the few nearest of that rule on both sides, and all these
 * possible links are taken in order of distance (lines, then bytes, then
 * position). So a file of many keys pairs each with its own, whichever half
 * comes first, and ten thousand of them on one line stay cheap. A half that
 * finds all its neighbours taken shares the nearest one (two profiles that
 * use one key id). */
#include "scan/pairs.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

/* Partners looked at on each side. */
#define NEIGHBOURS 4

struct link {
    struct record *from; /* its rule names the other one's */
    struct record *to;
    uint64_t lines;
    uint64_t bytes;
};

struct links {
    struct link *items;
    size_t count;
    size_t room;
};

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_rule_offset(const void *left, const void *right)
{
    const struct record *a = *(struct record *const *)left;
    const struct record *b = *(struct record *const *)right;
    int order = strcmp(a->rule->id, b->rule->id);
    if (order == 0) {
        order = by_number(a->place.offset, b->place.offset);
    }
    return order ? order : by_number(a->place.length, b->place.length);
}

static int compare_links(const void *left, const void *right)
{
    const struct link *a = left;
    const struct link *b = right;
    int order = by_number(a->lines, b->lines);
    if (order == 0) {
        order = by_number(a->bytes, b->bytes);
    }
    if (order == 0) {
        /* As far from both: the pair that begins first. */
        uint64_t first_a = a->from->place.offset < a->to->place.offset
                               ? a->from->place.offset
                               : a->to->place.offset;
        uint64_t first_b = b->from->place.offset < b->to->place.offset
                               ? b->from->place.offset
                               : b->to->place.offset;
        order = by_number(first_a, first_b);
    }
    if (order == 0) {
        order = by_number(a->from->place.offset, b->from->place.offset);
    }
    return order ? order : strcmp(a->from->rule->id, b->from->rule->id);
}

static uint64_t gap(uint64_t first_end, uint64_t second_start)
{
    return second_start > first_end ? second_start - first_end : 0;
}

static void try_link(struct links *links, struct record *from,
                     struct record *to)
{
    const struct place *a = &from->place;
    const struct place *b = &to->place;
    if (b->offset < a->offset) {
        a = &to->place;
        b = &from->place;
    }
    struct link link = {
        .from = from,
        .to = to,
        .lines = a->binary ? 0 : gap(a->end_line, b->line),
        .bytes = gap(a->offset + a->length, b->offset),
    };
    if (from == to || link.lines > from->rule->pair_lines ||
        link.bytes > LIMIT_LOOKBEHIND) {
        return;
    }
    links->items = mem_grow(links->items, links->count, &links->room,
                            sizeof(*links->items));
    links->items[links->count++] = link;
}

/* The first record of `sorted` that is not before rule and offset. */
static size_t lower_bound(struct record *const *sorted, size_t n,
                          const char *rule_id, uint64_t offset)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(sorted[mid]->rule->id, rule_id);
        if (order < 0 || (order == 0 && sorted[mid]->place.offset < offset)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void link_neighbours(struct links *links, struct record *const *sorted,
                            size_t n, struct record *from)
{
    const char *wanted = from->rule->pair;
    size_t at = lower_bound(sorted, n, wanted, from->place.offset);
    size_t start = at > NEIGHBOURS ? at - NEIGHBOURS : 0;
    size_t end = n - at > NEIGHBOURS ? at + NEIGHBOURS : n;
    for (size_t i = start; i < end; i++) {
        if (strcmp(sorted[i]->rule->id, wanted) == 0) {
            try_link(links, from, sorted[i]);
        }
    }
}

static void join(const struct link *link)
{
    link->from->pair = link->to;
    if (!link->to->pair) {
        link->to->pair = link->from;
    }
}

static void join_all(const struct links *links)
{
    for (size_t i = 0; i < links->count; i++) {
        const struct link *link = &links->items[i];
        if (!link->from->pair && !link->to->pair) {
            join(link);
        }
    }
    for (size_t i = 0; i < links->count; i++) {
        if (!links->items[i].from->pair) {
            join(&links->items[i]);
        }
    }
}

static bool is_identifier(const struct record *record)
{
    return record->rule->class == RULE_IDENTIFIER;
}

/* Returns 1 when the record is dropped. */
static size_t judge(struct record *record, struct arena *arena)
{
    struct verdict_pack *verdict = &record->verdict;
    if (record->class == RECORD_CONTEXT || record->class == RECORD_DROPPED) {
        return 0;
    }
    if (record->pair) {
        record->absorbed = is_identifier(record) &&
                           !is_identifier(record->pair) &&
                           record->pair->class != RECORD_CONTEXT;
        if (verdict->confidence < CONFIDENCE_VERY_HIGH) {
            verdict->confidence++;
        }
        verdict_pack_reason(verdict, arena, "its other half stands near it");
        return 0;
    }
    if (record->rule->pair && record->rule->pair_required) {
        record->class = RECORD_DROPPED;
        verdict->keep = false;
        verdict_pack_reason(verdict, arena, "its other half is not near it");
        return 1;
    }
    if (is_identifier(record)) {
        verdict->severity = SEVERITY_NOTE;
        verdict_pack_reason(verdict, arena,
                            "an identifier alone, its secret is not near it");
    }
    return 0;
}

size_t pairs_link(struct record *const *records, size_t n, struct arena *arena)
{
    struct record **sorted = mem_calloc(n, sizeof(struct record *));
    struct links links = {0};
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (records[i]->class != RECORD_DROPPED) {
            sorted[count++] = records[i];
        }
    }
    if (count > 1) {
        qsort(sorted, count, sizeof(struct record *), compare_rule_offset);
    }
    for (size_t i = 0; i < count; i++) {
        if (sorted[i]->rule->pair) {
            link_neighbours(&links, sorted, count, sorted[i]);
        }
    }
    if (links.count > 1) {
        qsort(links.items, links.count, sizeof(*links.items), compare_links);
    }
    join_all(&links);
    size_t dropped = 0;
    for (size_t i = 0; i < n; i++) {
        dropped += judge(records[i], arena);
    }
    free(sorted);
    free(links.items);
    return dropped;
}
