/* SPDX-License-Identifier: Apache-2.0
 *
 * What two texts have in common at the front and at the back is found with
 * memcmp; where the entries in there begin is known from the tree before:
 *
 *     before  |a |bb |ccc |d |ee |
 *     now     |a |bb |xxx |y |d |ee |
 *              '--+--'        '--+--'
 *              front, skipped    behind: skipped once an entry begins at the
 *                                same distance from the end on both sides
 *
 * What is left goes through a table of hashes that fits the second-level
 * cache. Both are far cheaper than looking an id up among millions: a tree of
 * git's own history has 430 entries on average, of which two are new. */
#include "source/git_treenews.h"

#include "base/mem.h"

#include <stdlib.h>

#define STEP 256

/* Hashes in the table: 1 MiB. */
#define RECENT (1u << 17)

void tree_news_init(struct tree_news *news)
{
    *news = (struct tree_news){0};
    git_names_init(&news->hash);
    news->recent = mem_calloc(RECENT, sizeof(*news->recent));
}

void tree_news_release(struct tree_news *news)
{
    git_data_release(&news->before);
    git_data_release(&news->now);
    free(news->before_starts);
    free(news->starts);
    free(news->recent);
    git_names_release(&news->hash);
    *news = (struct tree_news){0};
}

static size_t common_front(struct span a, struct span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    size_t at = 0;
    while (at + STEP <= len && memcmp(a.ptr + at, b.ptr + at, STEP) == 0) {
        at += STEP;
    }
    while (at < len && a.ptr[at] == b.ptr[at]) {
        at++;
    }
    return at;
}

static size_t common_back(struct span a, struct span b, size_t most)
{
    const unsigned char *end_a = a.ptr + a.len;
    const unsigned char *end_b = b.ptr + b.len;
    size_t n = 0;
    while (n + STEP <= most &&
           memcmp(end_a - n - STEP, end_b - n - STEP, STEP) == 0) {
        n += STEP;
    }
    while (n < most && end_a[-1 - (ptrdiff_t)n] == end_b[-1 - (ptrdiff_t)n]) {
        n++;
    }
    return n;
}

static void add_start(struct tree_news *news, size_t start)
{
    news->starts = mem_grow(news->starts, news->n_starts, &news->room,
                            sizeof(*news->starts));
    news->starts[news->n_starts++] = start;
}

/* What was read becomes the tree before; a broken one is of no use. */
static void turn(struct tree_news *news)
{
    bool whole = news->at == news->now.bytes.len;
    size_t *starts = news->before_starts;
    size_t room = news->before_room;
    git_data_release(&news->before);
    news->before = news->now;
    news->before_starts = news->starts;
    news->before_room = news->room;
    news->n_before = whole ? news->n_starts : 0;
    news->starts = starts;
    news->room = room;
    news->n_starts = 0;
    news->now = (struct git_data){0};
}

/* How many entries end in the first `len` bytes of the tree before. */
static size_t entries_within(const struct tree_news *news, size_t len)
{
    size_t low = 0;
    size_t high = news->n_before;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        size_t end = middle < news->n_before ? news->before_starts[middle]
                                             : news->before.bytes.len;
        if (end <= len) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

void tree_news_begin(struct tree_news *news, struct git_data *data)
{
    turn(news);
    news->now = *data;
    *data = (struct git_data){0};
    struct span now = news->now.bytes;
    struct span before = news->before.bytes;
    news->at = 0;
    news->behind = 0;
    news->next = 0;
    if (news->n_before == 0) {
        return;
    }
    size_t front = common_front(before, now);
    size_t least = before.len < now.len ? before.len : now.len;
    news->behind = common_back(before, now, least - front);
    size_t n = entries_within(news, front);
    for (size_t i = 0; i < n; i++) {
        add_start(news, news->before_starts[i]);
    }
    news->next = n;
    news->at = n < news->n_before ? news->before_starts[n] : before.len;
}

/* The rest is as before, and an entry begins here on both sides. */
static bool is_rest_known(struct tree_news *news)
{
    size_t left = news->now.bytes.len - news->at;
    if (left == 0 || left > news->behind) {
        return false;
    }
    size_t wanted = news->before.bytes.len - left;
    while (news->next < news->n_before &&
           news->before_starts[news->next] < wanted) {
        news->next++;
    }
    return news->next < news->n_before &&
           news->before_starts[news->next] == wanted;
}

static void take_rest(struct tree_news *news)
{
    size_t from = news->before_starts[news->next];
    for (size_t i = news->next; i < news->n_before; i++) {
        add_start(news, news->at + (news->before_starts[i] - from));
    }
    news->at = news->now.bytes.len;
}

/* Whether the table has the entry; it has it afterwards. */
static bool is_recent(struct tree_news *news, struct span entry)
{
    uint64_t hash = git_names_hash(&news->hash, entry);
    uint64_t *slot = &news->recent[hash % RECENT];
    bool known = *slot == hash;
    *slot = hash;
    return known;
}

int tree_news_next(struct tree_news *news, struct tree_entry *out,
                   struct err *err)
{
    for (;;) {
        if (is_rest_known(news)) {
            take_rest(news);
        }
        struct span now = news->now.bytes;
        struct span rest = span_of(now.ptr + news->at, now.len - news->at);
        int rc = tree_next(&rest, out, err);
        if (rc != 1) {
            return rc;
        }
        add_start(news, news->at);
        struct span entry =
            span_of(now.ptr + news->at, now.len - rest.len - news->at);
        news->at = now.len - rest.len;
        if (!is_recent(news, entry)) {
            return 1;
        }
    }
}
