/* SPDX-License-Identifier: Apache-2.0
 *
 * What is compared is bytes in memory: no path and no repository is seen, so
 * that .gitattributes (-diff, binary), textconv and filters cannot hide a
 * line. Likeness is libgit2's. */
#include "source/git_diff.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_api.h"
#include "source/git_linediff.h"

#include <stdlib.h>

void range_list_init(struct range_list *list)
{
    *list = (struct range_list){0};
}

void range_list_release(struct range_list *list)
{
    free(list->items);
    *list = (struct range_list){0};
}

void range_list_clear(struct range_list *list)
{
    list->count = 0;
}

void range_list_add(struct range_list *list, struct range range)
{
    if (range.start >= range.end) {
        return;
    }
    if (list->count > 0 && list->items[list->count - 1].end >= range.start) {
        list->items[list->count - 1].end = range.end;
        return;
    }
    list->items =
        mem_grow(list->items, list->count, &list->room, sizeof(*list->items));
    list->items[list->count++] = range;
}

void range_list_intersect(struct range_list *list,
                          const struct range_list *other)
{
    struct range_list both;
    range_list_init(&both);
    for (size_t i = 0, j = 0; i < list->count && j < other->count;) {
        struct range a = list->items[i];
        struct range b = other->items[j];
        range_list_add(&both,
                       (struct range){a.start > b.start ? a.start : b.start,
                                      a.end < b.end ? a.end : b.end});
        i += a.end <= b.end;
        j += b.end <= a.end;
    }
    range_list_release(list);
    *list = both;
}

void git_diff_lines(struct range_list *out, struct span old, struct span text)
{
    if (old.len == 0 || text.len == 0 || old.len > LIMIT_GIT_DIFF ||
        text.len > LIMIT_GIT_DIFF) {
        range_list_add(out, (struct range){0, text.len});
    } else {
        git_linediff(out, old, text);
    }
}

struct git_likeness *git_likeness_new(struct span text)
{
    const struct git_api *api;
    git_hashsig *out = NULL;
    int rc = git_api_load(&api, NULL);
    if (rc == 0) {
        rc = api->hashsig_create(&out, (const char *)text.ptr, text.len,
                                 GIT_HASHSIG_SMART_WHITESPACE |
                                     GIT_HASHSIG_ALLOW_SMALL_FILES);
    }
    return rc < 0 ? NULL : (struct git_likeness *)out;
}

void git_likeness_free(struct git_likeness *likeness)
{
    if (likeness) {
        git_api_get()->hashsig_free((git_hashsig *)likeness);
    }
}

unsigned git_likeness_compare(const struct git_likeness *a,
                              const struct git_likeness *b)
{
    int score = git_api_get()->hashsig_compare((const git_hashsig *)a,
                                               (const git_hashsig *)b);
    return score > 0 ? (unsigned)score : 0;
}
