/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of ranges, added in any order. */
#include "source/unit_marks.h"

#include "base/mem.h"

#include <stdlib.h>

#define MARKS_MAX 100000

void unit_marks_init(struct unit_marks *marks)
{
    *marks = (struct unit_marks){0};
}

void unit_marks_release(struct unit_marks *marks)
{
    free(marks->items);
    *marks = (struct unit_marks){0};
}

void unit_marks_add_all(struct unit_marks *marks)
{
    marks->all = true;
    marks->count = 0;
}

void unit_marks_add(struct unit_marks *marks, struct range range)
{
    if (marks->all) {
        return;
    }
    if (marks->count == MARKS_MAX) {
        unit_marks_add_all(marks);
        return;
    }
    marks->items = mem_grow(marks->items, marks->count, &marks->room,
                            sizeof(*marks->items));
    marks->items[marks->count++] = range;
}

static int by_start(const void *left, const void *right)
{
    const struct range *a = left;
    const struct range *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

void unit_marks_settle(struct unit_marks *marks)
{
    size_t n = 0;
    if (marks->count < 2) {
        return;
    }
    qsort(marks->items, marks->count, sizeof(*marks->items), by_start);
    for (size_t i = 0; i < marks->count; i++) {
        struct range range = marks->items[i];
        if (n > 0 && range.start <= marks->items[n - 1].end) {
            if (range.end > marks->items[n - 1].end) {
                marks->items[n - 1].end = range.end;
            }
        } else {
            marks->items[n++] = range;
        }
    }
    marks->count = n;
}

size_t unit_marks_find(const struct unit_marks *marks, size_t at)
{
    size_t low = 0;
    size_t high = marks->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks->items[middle].end <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
