/* SPDX-License-Identifier: Apache-2.0
 *
 * Readers take one commit after the other, list what it changes against each
 * of its parents, and hand that out file by file. */
#include "source/source_range.h"

#include "base/mem.h"
#include "source/git_base.h"
#include "source/git_feed.h"
#include "source/git_pathspec.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define READER_SHIFT 40

struct source_range {
    struct source base;
    struct git_repo *repo;
    struct git_range *range;
    struct git_pathspec *paths;
    struct git_hex policy_base;
    struct git_hex policy_next;
    atomic_bool border_said;
    atomic_size_t next;
    atomic_uint readers;
    atomic_uint_fast64_t files;
    atomic_uint_fast64_t bytes;
    atomic_uint_fast64_t commits;
};

struct range_reader {
    struct source_range *source;
    struct git_feed feed;
    struct git_changes changes; /* of the commit at hand */
    size_t at;                  /* in its changes */
    struct git_data data;       /* its own text */
    struct git_hex hex;
    bool is_commit;
    char path[16 + GIT_ID_HEX_LEN];
    bool has_text; /* the text is being handed out */
    enum unit_part part;
    uint64_t commits;
};

static int range_reader_open(struct source *base, struct source_reader **out,
                             struct err *err)
{
    struct source_range *source = (struct source_range *)base;
    struct range_reader *reader = mem_calloc(1, sizeof(*reader));
    uint64_t number = atomic_fetch_add(&source->readers, 1);
    reader->source = source;
    int rc = git_feed_init(&reader->feed, base, source->repo,
                           number << READER_SHIFT, err);
    if (rc < 0) {
        git_feed_release(&reader->feed);
        free(reader);
        return rc;
    }
    git_changes_init(&reader->changes, 1);
    *out = (struct source_reader *)reader;
    return 0;
}

static void range_reader_free(struct source_reader *base)
{
    struct range_reader *reader = (struct range_reader *)base;
    if (reader) {
        atomic_fetch_add(&reader->source->files, reader->feed.files);
        atomic_fetch_add(&reader->source->bytes, reader->feed.bytes);
        atomic_fetch_add(&reader->source->commits, reader->commits);
        git_data_release(&reader->data);
        git_changes_release(&reader->changes);
        git_feed_release(&reader->feed);
        free(reader);
    }
}

static void say_failed(struct range_reader *reader, int rc,
                       const struct err *err)
{
    enum notice_kind kind =
        rc == ERR_MISSING ? NOTICE_MISSING
                          : (rc == ERR_LIMIT ? NOTICE_LIMIT : NOTICE_CORRUPT);
    source_say(&reader->source->base, kind, reader->path, err->text);
}

static int add_parent(struct range_reader *reader,
                      const struct commit_text *text, size_t index,
                      struct err *err)
{
    struct git_id parent = commit_parent(text, index);
    struct git_id tree;
    int rc = git_commit_tree(&tree, reader->feed.store, &parent, err);
    if (rc == 0) {
        rc = tree_diff(reader->feed.store, "", &tree, &text->tree,
                       git_changes_add, &reader->changes, err);
    }
    git_changes_next_parent(&reader->changes);
    return rc;
}

/* The border of a shallow clone has parents that are not here: then all of it
 * is new, if it was asked for at all. */
static int list_changes(struct range_reader *reader,
                        const struct commit_text *text, bool is_border,
                        struct err *err)
{
    size_t n = is_border ? 0 : text->n_parents;
    int rc = 0;
    git_changes_release(&reader->changes);
    git_changes_init(&reader->changes, n);
    reader->at = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = add_parent(reader, text, i, err);
    }
    if (n == 0) {
        rc = tree_diff(reader->feed.store, "", NULL, &text->tree,
                       git_changes_add, &reader->changes, err);
    }
    if (rc == 0) {
        git_changes_finish(&reader->changes, reader->feed.store);
    } else {
        git_changes_release(&reader->changes);
        git_changes_init(&reader->changes, 1);
    }
    return rc;
}

static void say_border(struct range_reader *reader)
{
    if (!atomic_exchange(&reader->source->border_said, true)) {
        source_say(&reader->source->base, NOTICE_MISSING, reader->path,
                   "shallow clone: what came before this commit is not here "
                   "(git fetch --unshallow)");
    }
}

/* Reads a commit, tag or blob; its text is handed out first. */
static int start_item(struct range_reader *reader,
                      const struct git_range_item *item, struct err *err)
{
    struct commit_text text;
    git_data_release(&reader->data);
    int rc = git_store_read(reader->feed.store, &item->id, &reader->data, err);
    if (rc < 0) {
        return rc;
    }
    reader->part = item->kind == GIT_KIND_BLOB ? UNIT_CONTENT : UNIT_MESSAGE;
    if (item->kind == GIT_KIND_TREE) {
        text = (struct commit_text){.tree = item->id};
        return list_changes(reader, &text, true, err);
    }
    reader->has_text = item->kind == GIT_KIND_BLOB ||
                       !git_pathspec_is_limited(reader->source->paths);
    reader->feed.number++;
    git_cutter_begin_whole(&reader->feed.cutter, reader->data.bytes);
    if (item->kind != GIT_KIND_COMMIT) {
        return 0;
    }
    reader->commits++;
    rc = commit_parse(&text, reader->data.bytes, err);
    if (item->is_border) {
        say_border(reader);
    }
    return rc < 0 ? rc : list_changes(reader, &text, item->is_border, err);
}

/* False at the end of the range. */
static bool next_item(struct range_reader *reader)
{
    struct source_range *source = reader->source;
    size_t at = atomic_fetch_add(&source->next, 1);
    if (at >= source->range->count) {
        return false;
    }
    const struct git_range_item *item = &source->range->items[at];
    struct err err = {0};
    reader->hex = git_id_hex(&item->id);
    reader->is_commit = item->kind == GIT_KIND_COMMIT;
    snprintf(reader->path, sizeof(reader->path), "%s:%s",
             git_kind_name(item->kind), reader->hex.text);
    reader->changes.count = 0;
    reader->changes.n_gone = 0;
    int rc = start_item(reader, item, &err);
    if (rc < 0) {
        say_failed(reader, rc, &err);
    }
    if (reader->is_commit && git_base_is_changed(&reader->changes)) {
        char what[32];
        snprintf(what, sizeof(what), "commit %.12s", reader->hex.text);
        git_base_say_changed(&source->base, what);
    }
    return true;
}

/* The next window of the text of the commit itself. */
static bool next_text(struct range_reader *reader, struct unit *unit)
{
    *unit = (struct unit){0};
    if (!reader->has_text || !git_cutter_next(&reader->feed.cutter, unit)) {
        reader->has_text = false;
        return false;
    }
    unit->path = reader->path;
    unit->number = reader->feed.number;
    unit->object = reader->hex.text;
    unit->part = reader->part;
    reader->feed.bytes += unit->text.len;
    return true;
}

static bool next_change(struct range_reader *reader, struct unit *unit)
{
    const struct git_pathspec *paths = reader->source->paths;
    const struct git_changes *changes = &reader->changes;
    while (!reader->feed.change || !git_feed_next(&reader->feed, unit)) {
        reader->feed.change = NULL;
        if (reader->at >= changes->count) {
            return false;
        }
        const struct git_change *change = &changes->items[reader->at++];
        if (git_pathspec_match(paths, change->path) &&
            !git_pathspec_excluded(paths, &reader->source->base,
                                   change->path)) {
            git_feed_begin(&reader->feed, change, changes->n_parents);
        }
    }
    return true;
}

static int range_next(struct source_reader *base, struct unit *unit,
                      struct err *err)
{
    (void)err;
    struct range_reader *reader = (struct range_reader *)base;
    while (!next_text(reader, unit) && !next_change(reader, unit)) {
        if (!next_item(reader)) {
            return 0;
        }
    }
    unit->commit = reader->is_commit ? reader->hex.text : NULL;
    return 1;
}

static void range_totals(const struct source *base, struct source_totals *out)
{
    const struct source_range *source = (const struct source_range *)base;
    *out = (struct source_totals){.files = atomic_load(&source->files),
                                  .commits = atomic_load(&source->commits),
                                  .bytes = atomic_load(&source->bytes)};
}

static void range_free(struct source *base)
{
    struct source_range *source = (struct source_range *)base;
    if (source) {
        git_range_free(source->range);
        git_pathspec_free(source->paths);
        git_repo_free(source->repo);
        free(source);
    }
}

static const struct source_ops range_ops = {.reader_open = range_reader_open,
                                            .next = range_next,
                                            .reader_free = range_reader_free,
                                            .totals = range_totals,
                                            .free = range_free};

static int find_base(struct source_range *source, struct git_store *store,
                     const struct source_range_options *options,
                     struct err *err)
{
    struct git_id base;
    int rc =
        git_base_find(&base, source->repo, store, source->range,
                      options->ranges, options->n_ranges, options->hide, err);
    if (rc > 0) {
        source->policy_base = git_id_hex(&base);
    }
    source->base.policy_base = source->policy_base.text;
    /* The newest commit is the last one. */
    const struct git_range *range = source->range;
    if (range->n_commits > 0) {
        source->policy_next = git_id_hex(&range->items[range->count - 1].id);
        source->base.policy_next = source->policy_next.text;
    }
    return rc < 0 ? rc : 0;
}

static int prepare(struct source_range *source,
                   const struct source_range_options *options, struct err *err)
{
    const struct git_repo_options repo = {.path = options->repository};
    struct git_store *store = NULL;
    int rc = git_repo_open(&source->repo, &repo, err);
    if (rc == 0) {
        rc = git_pathspec_new(&source->paths, source->repo, options->paths,
                              options->n_paths, err);
    }
    if (rc == 0) {
        rc = git_pathspec_exclude(source->paths, options->excludes,
                                  options->n_excludes, err);
    }
    if (rc == 0) {
        rc = git_store_open(&store, source->repo, err);
    }
    if (rc == 0) {
        rc = git_range_new(&source->range, source->repo, store, options->ranges,
                           options->n_ranges, options->hide, err);
    }
    if (rc == 0) {
        rc = find_base(source, store, options, err);
    }
    git_store_free(store);
    return rc;
}

int source_range_new(struct source **out,
                     const struct source_range_options *options,
                     struct err *err)
{
    struct source_range *source = mem_calloc(1, sizeof(*source));
    source->base.ops = &range_ops;
    int rc = prepare(source, options, err);
    if (rc < 0) {
        range_free(&source->base);
        return rc;
    }
    *out = &source->base;
    return 0;
}

uint64_t source_range_count(const struct source *base)
{
    const struct source_range *source = (const struct source_range *)base;
    return source->range->n_commits;
}
