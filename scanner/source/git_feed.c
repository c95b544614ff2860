/* SPDX-License-Identifier: Apache-2.0
 *
 * A line is new when no parent has it in the file of that path: the added
 * lines of a merge are those added to each of its parents. An old side that
 * cannot be read (not fetched, damaged) makes all lines new. */
#include "source/git_feed.h"

int git_feed_init(struct git_feed *feed, const struct source *source,
                  const struct git_repo *repo, uint64_t number, struct err *err)
{
    *feed = (struct git_feed){.source = source, .number = number};
    git_cutter_init(&feed->cutter);
    range_list_init(&feed->lines);
    return git_store_open(&feed->store, repo, err);
}

void git_feed_release(struct git_feed *feed)
{
    git_data_release(&feed->data);
    git_cutter_release(&feed->cutter);
    range_list_release(&feed->lines);
    git_store_free(feed->store);
    *feed = (struct git_feed){0};
}

/* Symbolic links are compared with links, files with files. */
static bool is_comparable(const struct git_change *change,
                          const struct git_old *old)
{
    return git_mode_is_blob(old->mode) &&
           (old->mode & GIT_MODE_TYPE) == (change->mode & GIT_MODE_TYPE);
}

static bool is_unchanged(const struct git_feed *feed)
{
    const struct git_change *change = feed->change;
    for (size_t i = 0; i < feed->n_parents; i++) {
        const struct git_old *old = &change->old[i];
        if (is_comparable(change, old) && git_id_equal(&old->id, &change->id)) {
            return true;
        }
    }
    return false;
}

/* Appends the lines of the contents at hand that `old` does not have. */
static void compare(struct git_feed *feed, const struct git_old *old,
                    struct range_list *out)
{
    struct git_data data = {0};
    struct span text = feed->data.bytes;
    struct span before = span_of(NULL, 0);
    if (is_comparable(feed->change, old) &&
        git_store_read_kind(feed->store, &old->id, GIT_KIND_BLOB, &data,
                            NULL) == 0) {
        before = data.bytes;
    }
    git_diff_lines(out, before, text);
    git_data_release(&data);
}

static void find_lines(struct git_feed *feed)
{
    struct range_list *fresh = &feed->cutter.fresh;
    const struct git_change *change = feed->change;
    range_list_clear(fresh);
    compare(feed, &change->old[0], fresh);
    for (size_t i = 1; i < feed->n_parents && fresh->count > 0; i++) {
        range_list_clear(&feed->lines);
        compare(feed, &change->old[i], &feed->lines);
        range_list_intersect(fresh, &feed->lines);
    }
}

static void start_content(struct git_feed *feed)
{
    const struct git_change *change = feed->change;
    struct err err = {0};
    feed->content_due = false;
    feed->part = UNIT_CONTENT;
    if (git_mode_is_gitlink(change->mode)) {
        source_say(feed->source, NOTICE_IGNORED, change->path,
                   "a submodule; only the id of its commit is here");
        return;
    }
    if (!feed->whole && is_unchanged(feed)) {
        return;
    }
    int rc = git_store_read_kind(feed->store, &change->id, GIT_KIND_BLOB,
                                 &feed->data, &err);
    if (rc < 0) {
        source_say_object(feed->source, change->path, rc, &err);
        return;
    }
    feed->number++;
    if (feed->whole) {
        git_cutter_begin_whole(&feed->cutter, feed->data.bytes);
    } else {
        find_lines(feed);
        git_cutter_begin_padded(&feed->cutter, feed->data.bytes);
    }
}

void git_feed_begin(struct git_feed *feed, const struct git_change *change,
                    size_t n_parents)
{
    feed->change = change;
    feed->n_parents = n_parents;
    feed->content_due = true;
    feed->hex = git_id_hex(&change->id);
    feed->files++;
    for (size_t i = 0; i < n_parents; i++) {
        if (change->old[i].mode != 0 && !change->from) {
            return;
        }
    }
    feed->number++;
    feed->part = UNIT_NAME;
    git_cutter_begin_whole(&feed->cutter, span_str(change->path));
}

bool git_feed_next(struct git_feed *feed, struct unit *unit)
{
    *unit = (struct unit){0};
    while (!git_cutter_next(&feed->cutter, unit)) {
        git_data_release(&feed->data);
        if (!feed->content_due) {
            return false;
        }
        start_content(feed);
    }
    unit->path = feed->change->path;
    unit->number = feed->number;
    unit->object = feed->part == UNIT_CONTENT ? feed->hex.text : NULL;
    unit->part = feed->part;
    for (size_t i = 0; i < unit->n_fresh; i++) {
        feed->bytes += range_len(unit->fresh[i]);
    }
    return true;
}
