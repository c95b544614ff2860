/* SPDX-License-Identifier: Apache-2.0
 *
 * Line by line comparison by libgit2's xdiff, on bytes in memory: it sees no
 * path and no repository, so that .gitattributes (-diff, binary), textconv
 * and filters cannot hide a line. */
#include "source/git_diff.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_api.h"

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

static int add_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
                    const git_diff_line *line, void *ctx)
{
    (void)delta;
    (void)hunk;
    if (line->origin == GIT_DIFF_LINE_ADDITION && line->content_offset >= 0) {
        size_t start = (size_t)line->content_offset;
        range_list_add(ctx, (struct range){start, start + line->content_len});
    }
    return 0;
}

int git_diff_lines(struct range_list *out, struct span old, struct span text,
                   struct err *err)
{
    const struct git_api *api = git_api_get();
    if (old.len == 0 || text.len == 0 || old.len > LIMIT_GIT_DIFF ||
        text.len > LIMIT_GIT_DIFF) {
        range_list_add(out, (struct range){0, text.len});
        return 0;
    }
    git_diff_options options;
    api->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.flags = GIT_DIFF_FORCE_TEXT;
    options.context_lines = 0;
    int rc = api->diff_buffers(old.ptr, old.len, NULL, text.ptr, text.len, NULL,
                               &options, NULL, NULL, NULL, add_line, out);
    return rc < 0 ? git_api_fail(err, rc, "comparing lines") : 0;
}

struct git_likeness *git_likeness_new(struct span text)
{
    git_hashsig *out = NULL;
    int rc = git_api_get()->hashsig_create(
        &out, (const char *)text.ptr, text.len,
        GIT_HASHSIG_SMART_WHITESPACE | GIT_HASHSIG_ALLOW_SMALL_FILES);
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
