/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects come in families of deltas (git_family.h); of a blob that is a
 * delta only what is new goes out, since the rest was looked at in its base,
 * and what was seen there comes back as marks. What trees and commits name is
 * looked up in the list of objects; a name that is not there is remembered, and
 * when all is read the refs decide whether anybody would miss it (what only an
 * unreachable tree names may have been pruned rightly). */
#include "source/source_history.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf.h"
#include "source/git_family.h"
#include "source/git_modules.h"
#include "source/git_names.h"
#include "source/git_pending.h"
#include "source/git_roots.h"
#include "source/git_treenews.h"
#include "source/git_unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define READER_SHIFT 40

struct source_history {
    struct source base;
    struct git_repo *repo;
    struct git_objects *objects;
    struct git_reach *reach; /* NULL: all */
    struct git_pending pending;
    struct git_families *families;
    atomic_uint readers;
    atomic_uint busy;
    atomic_bool ended;
    atomic_uint_fast64_t n_objects;
    atomic_uint_fast64_t n_commits;
    atomic_uint_fast64_t n_bytes;
    pthread_mutex_t lock; /* of what follows, and of flushing notices */
    bool absent;          /* something was named that is not there */
    struct git_id_map named_absent; /* said so far */
    struct git_names modules;       /* submodules that were said */
    struct git_hex policy_base;
};

struct history_reader {
    struct source_history *source;
    struct git_walker *walker;
    struct git_relative relative; /* the object that is handed out */
    struct git_cutter cutter;
    struct git_names names;
    struct tree_news trees;
    struct buf new_names;
    bool busy; /* counted in source->busy */
    uint64_t number;
    char path[16 + GIT_ID_HEX_LEN];
    struct git_hex hex;
    enum unit_part part;
};

static int history_reader_open(struct source *base, struct source_reader **out,
                               struct err *err)
{
    struct source_history *source = (struct source_history *)base;
    struct history_reader *reader = mem_calloc(1, sizeof(*reader));
    int rc = git_walker_open(&reader->walker, source->families, err);
    if (rc < 0) {
        free(reader);
        return rc;
    }
    reader->source = source;
    reader->number = (uint64_t)atomic_fetch_add(&source->readers, 1)
                     << READER_SHIFT;
    reader->busy = true;
    atomic_fetch_add(&source->busy, 1);
    git_cutter_init(&reader->cutter);
    git_names_init(&reader->names);
    tree_news_init(&reader->trees);
    buf_init(&reader->new_names, LIMIT_GIT_OBJECT);
    pthread_mutex_lock(&source->lock);
    git_pending_flush(&source->pending, base);
    pthread_mutex_unlock(&source->lock);
    *out = (struct source_reader *)reader;
    return 0;
}

static void history_reader_free(struct source_reader *base)
{
    struct history_reader *reader = (struct history_reader *)base;
    if (!reader) {
        return;
    }
    if (reader->busy) {
        atomic_fetch_sub(&reader->source->busy, 1);
    }
    git_cutter_release(&reader->cutter);
    git_names_release(&reader->names);
    tree_news_release(&reader->trees);
    buf_wipe(&reader->new_names);
    git_walker_free(reader->walker);
    free(reader);
}

/* The reader has nothing left; true for the one that closes the scan. */
static bool leave(struct history_reader *reader)
{
    struct source_history *source = reader->source;
    if (!reader->busy) {
        return false;
    }
    reader->busy = false;
    return atomic_fetch_sub(&source->busy, 1) == 1 &&
           !atomic_exchange(&source->ended, true);
}

static void say_absent(void *ctx, enum git_kind kind, const struct git_id *id,
                       const struct git_id *owner)
{
    struct source_history *source = ctx;
    bool added;
    if (git_id_equal(id, owner)) {
        return; /* damaged, and said when it was read */
    }
    git_id_map_add(&source->named_absent, id, 0, &added);
    if (!added || git_repo_is_partial(source->repo)) {
        return;
    }
    char path[16 + GIT_ID_HEX_LEN];
    char text[64 + GIT_ID_HEX_LEN];
    snprintf(path, sizeof(path), "%s:%s", git_kind_name(kind),
             git_id_hex(id).text);
    snprintf(text, sizeof(text), "named by %s, not in the repository",
             git_id_is_zero(owner) ? "a ref" : git_id_hex(owner).text);
    source_say(&source->base, NOTICE_MISSING, path, text);
}

/* Looks for absent objects that refs lead to. */
static void close_scan(struct source_history *source)
{
    struct err err = {0};
    struct git_reach *reach = NULL;
    const char *dir = git_repo_dir(source->repo);
    if (!source->absent || source->reach) {
        return;
    }
    if (git_reach_new(&reach, source->repo, source->objects, say_absent, source,
                      &err) < 0) {
        source_say(&source->base, NOTICE_CORRUPT, dir, err.text);
    }
    git_reach_free(reach);
}

static void say_partial(struct source_history *source)
{
    size_t count = source->named_absent.count;
    if (count > 0 && git_repo_is_partial(source->repo)) {
        char text[160];
        snprintf(text, sizeof(text),
                 "partial clone: %zu objects were never fetched (a full "
                 "clone has them)",
                 count);
        source_say(&source->base, NOTICE_MISSING, git_repo_dir(source->repo),
                   text);
    }
}

static void note_absent(struct history_reader *reader, const struct git_id *id)
{
    struct source_history *source = reader->source;
    if (git_objects_find(source->objects, id) == GIT_OBJECTS_NONE) {
        pthread_mutex_lock(&source->lock);
        source->absent = true;
        pthread_mutex_unlock(&source->lock);
    }
}

/* A submodule whose own repository is not below this one's folder. */
static void note_gitlink(struct history_reader *reader,
                         const struct tree_entry *entry)
{
    struct source_history *source = reader->source;
    if (git_objects_find(source->objects, &entry->id) != GIT_OBJECTS_NONE) {
        return;
    }
    pthread_mutex_lock(&source->lock);
    bool added = git_names_add(&source->modules, entry->name);
    pthread_mutex_unlock(&source->lock);
    if (added) {
        char *name = mem_strndup(entry->name.ptr, entry->name.len);
        source_say(&source->base, NOTICE_IGNORED, name,
                   "a submodule; its repository is not here");
        free(name);
    }
}

/* Checks what a tree names, and gathers names not seen before, a line each.*/
static int look_at_entry(struct history_reader *reader,
                         const struct tree_entry *entry, struct err *err)
{
    int rc = 0;
    if (git_mode_is_gitlink(entry->mode)) {
        note_gitlink(reader, entry);
    } else {
        note_absent(reader, &entry->id);
    }
    if (git_names_add(&reader->names, entry->name)) {
        rc = buf_add(&reader->new_names, entry->name, err);
        rc = rc < 0 ? rc : buf_add(&reader->new_names, span_str("\n"), err);
    }
    return rc;
}

static int read_whole_tree(struct history_reader *reader, struct err *err)
{
    struct tree_entry entry;
    int rc;
    struct git_data data = reader->relative.data;
    git_bytes_hold(data.handle);
    tree_news_begin(&reader->trees, &data);
    while ((rc = tree_news_next(&reader->trees, &entry, err)) == 1) {
        rc = look_at_entry(reader, &entry, err);
        if (rc < 0) {
            return rc;
        }
    }
    return rc;
}

/* Steps over entries that end before `end`: a mode, a name, a NUL, an id. */
static size_t skip_entries(struct span tree, size_t at, size_t end)
{
    const unsigned char *nul;
    while (at < end && (nul = memchr(tree.ptr + at, 0, end - at)) &&
           end - (size_t)(nul - tree.ptr) > GIT_ID_LEN) {
        at = (size_t)(nul - tree.ptr) + 1 + GIT_ID_LEN;
    }
    return at;
}

/* Entries that are copied as a whole were looked at in the base. */
static int read_new_entries(struct history_reader *reader,
                            const struct git_pieces *pieces, struct err *err)
{
    struct span tree = reader->relative.data.bytes;
    struct tree_entry entry;
    size_t at = 0;
    int rc = 1;
    for (size_t i = 0; i < pieces->count && rc > 0; i++) {
        const struct git_piece *piece = &pieces->items[i];
        size_t end = piece->at + piece->len;
        while (at < end && rc > 0) {
            at = piece->from == SIZE_MAX ? at : skip_entries(tree, at, end);
            struct span rest = span_of(tree.ptr + at, tree.len - at);
            rc = at < end ? tree_next(&rest, &entry, err) : 1;
            if (at < end && rc == 1 && look_at_entry(reader, &entry, err) < 0) {
                return ERR_LIMIT;
            }
            at = tree.len - rest.len;
        }
    }
    return rc < 0 ? rc : 0;
}

static int read_tree(struct history_reader *reader, struct err *err)
{
    const struct git_pieces *pieces = reader->relative.pieces;
    buf_clear(&reader->new_names);
    int rc = pieces ? read_new_entries(reader, pieces, err)
                    : read_whole_tree(reader, err);
    if (rc < 0) {
        /* Copies of what was not reached must be looked at. */
        unit_marks_add_all(&reader->relative.data.handle->marks);
    }
    return rc;
}

static int read_commit(struct history_reader *reader, const struct git_id *id,
                       struct err *err)
{
    struct commit_text commit;
    int rc = commit_parse(&commit, reader->relative.data.bytes, err);
    if (rc < 0) {
        return rc;
    }
    atomic_fetch_add(&reader->source->n_commits, 1);
    note_absent(reader, &commit.tree);
    if (git_id_map_find(git_repo_shallow(reader->source->repo), id)) {
        return 0;
    }
    for (size_t i = 0; i < commit.n_parents; i++) {
        struct git_id parent = commit_parent(&commit, i);
        note_absent(reader, &parent);
    }
    return 0;
}

/* Looks into the object that was read; `text` is what goes out. A structure
 * that is broken is said, and the bytes are searched all the same. */
static int look_into(struct history_reader *reader, const struct git_id *id,
                     struct span *text, struct err *err)
{
    struct git_id target;
    int rc = 0;
    *text = reader->relative.data.bytes;
    reader->part = UNIT_MESSAGE;
    switch (reader->relative.data.kind) {
    case GIT_KIND_TREE:
        reader->part = UNIT_NAME;
        rc = read_tree(reader, err);
        *text = rc == 0 ? buf_span(&reader->new_names) : *text;
        break;
    case GIT_KIND_COMMIT:
        rc = read_commit(reader, id, err);
        break;
    case GIT_KIND_TAG:
        rc = tag_parse(&target, reader->relative.data.bytes, err);
        if (rc == 0) {
            note_absent(reader, &target);
        }
        break;
    case GIT_KIND_BLOB:
    case GIT_KIND_NONE:
        reader->part = UNIT_CONTENT;
        break;
    }
    return rc;
}

static void name_unit(struct history_reader *reader, const char *kind)
{
    snprintf(reader->path, sizeof(reader->path), "%s:%s", kind,
             reader->hex.text);
}

static void say_unread(struct history_reader *reader, int rc,
                       const struct err *err)
{
    source_say_object(&reader->source->base, reader->path, rc, err);
}

/* Hands out the object: a blob's new parts, or all of a text. All of a blob
 * that is not read byte by byte too: one byte more at its front shifts all. */
static void begin_windows(struct history_reader *reader, struct span text)
{
    size_t bom;
    if (reader->part != UNIT_CONTENT || utf_detect(text, &bom) != UTF_BYTES) {
        range_list_clear(&reader->cutter.fresh);
        range_list_add(&reader->cutter.fresh, (struct range){0, text.len});
    }
    if (reader->part == UNIT_NAME) {
        git_cutter_begin(&reader->cutter, text);
    } else {
        git_cutter_begin_padded(&reader->cutter, text);
    }
}

/* Begins the windows of an object. */
static void start_object(struct history_reader *reader, const struct err *why)
{
    struct source_history *source = reader->source;
    const struct git_relative *relative = &reader->relative;
    const struct git_id *id = &source->objects->ids[relative->index];
    struct err err = {0};
    struct span text;
    reader->hex = git_id_hex(id);
    reader->number++;
    atomic_fetch_add(&source->n_objects, 1);
    if (relative->rc < 0) {
        name_unit(reader, "object");
        say_unread(reader, relative->rc, why);
        return;
    }
    name_unit(reader, git_kind_name(relative->data.kind));
    atomic_fetch_add(&source->n_bytes, relative->data.bytes.len);
    int rc = look_into(reader, id, &text, &err);
    if (rc < 0) {
        say_unread(reader, rc, &err);
    }
    begin_windows(reader, text);
}

static int history_next(struct source_reader *base, struct unit *unit,
                        struct err *err)
{
    struct history_reader *reader = (struct history_reader *)base;
    struct err why = {0};
    (void)err; /* what cannot be read is a notice */
    *unit = (struct unit){0};
    while (!git_cutter_next(&reader->cutter, unit)) {
        if (!git_walker_next(reader->walker, &reader->relative,
                             &reader->cutter.fresh, &why)) {
            if (leave(reader)) {
                close_scan(reader->source);
                say_partial(reader->source);
            }
            return 0;
        }
        start_object(reader, &why);
    }
    unit->path = reader->path;
    unit->number = reader->number;
    unit->object = reader->hex.text;
    unit->part = reader->part;
    unit->marks = reader->relative.marks;
    return 1;
}

static void history_totals(const struct source *base, struct source_totals *out)
{
    const struct source_history *source = (const struct source_history *)base;
    *out = (struct source_totals){.objects = atomic_load(&source->n_objects),
                                  .commits = atomic_load(&source->n_commits),
                                  .bytes = atomic_load(&source->n_bytes)};
}

static void history_free(struct source *base)
{
    struct source_history *source = (struct source_history *)base;
    if (!source) {
        return;
    }
    git_families_free(source->families);
    git_reach_free(source->reach);
    git_objects_free(source->objects);
    git_repo_free(source->repo);
    git_pending_release(&source->pending);
    git_names_release(&source->modules);
    git_id_map_release(&source->named_absent);
    pthread_mutex_destroy(&source->lock);
    free(source);
}

static const struct source_ops history_ops = {
    .reader_open = history_reader_open,
    .next = history_next,
    .reader_free = history_reader_free,
    .totals = history_totals,
    .free = history_free};

static void say_shallow(struct source_history *source)
{
    size_t count = git_repo_shallow(source->repo)->count;
    if (count > 0) {
        char text[160];
        snprintf(text, sizeof(text),
                 "shallow clone: what came before %zu commits is not here "
                 "(git fetch --unshallow)",
                 count);
        source_say(&source->pending.source, NOTICE_MISSING,
                   git_repo_dir(source->repo), text);
    }
}

/* A ref to nothing is found in the walk at the end. */
static int check_root(void *ctx, enum git_root_kind kind, const char *name,
                      const struct git_id *id)
{
    struct source_history *source = ctx;
    (void)kind;
    (void)name;
    if (git_objects_find(source->objects, id) == GIT_OBJECTS_NONE) {
        source->absent = true;
    }
    return 0;
}

/* Objects are read whether refs can be or not. */
static void check_roots(struct source_history *source)
{
    struct err err = {0};
    if (git_roots_visit(source->repo, false, check_root, source, &err) < 0) {
        source_say(&source->pending.source, NOTICE_CORRUPT,
                   git_repo_dir(source->repo), err.text);
    }
}

/* `base` gets the notices of the walk for --reachable: through `pending`,
 * since there is no receiver yet. */
static int prepare(struct source_history *source,
                   const struct source_history_options *options,
                   struct err *err)
{
    const struct git_repo_options repo = {.path = options->path};
    int rc = git_repo_open(&source->repo, &repo, err);
    if (rc == 0) {
        rc = git_modules_add(source->repo, err);
    }
    if (rc == 0) {
        rc = git_objects_new(&source->objects, source->repo,
                             &source->pending.source, err);
    }
    if (rc < 0) {
        return rc;
    }
    struct git_id head;
    if (git_repo_head(&head, source->repo, NULL) > 0) {
        source->policy_base = git_id_hex(&head);
    }
    source->base.policy_base = source->policy_base.text;
    say_shallow(source);
    check_roots(source);
    if (options->reachable) {
        source->base.notice = source->pending.source.notice;
        source->base.notice_ctx = &source->pending;
        rc = git_reach_new(&source->reach, source->repo, source->objects,
                           say_absent, source, err);
    }
    if (rc == 0) {
        source->families = git_families_new(
            source->repo, source->objects, source->reach, options->whole_blobs);
    }
    return rc;
}

int source_history_new(struct source **out,
                       const struct source_history_options *options,
                       struct err *err)
{
    struct source_history *source = mem_calloc(1, sizeof(*source));
    source->base.ops = &history_ops;
    pthread_mutex_init(&source->lock, NULL);
    git_pending_init(&source->pending);
    git_names_init(&source->modules);
    git_id_map_init(&source->named_absent);
    int rc = prepare(source, options, err);
    if (rc < 0) {
        history_free(&source->base);
        return rc;
    }
    *out = &source->base;
    return 0;
}

uint64_t source_history_count(const struct source *base)
{
    const struct source_history *source = (const struct source_history *)base;
    return source->reach ? source->reach->count : source->objects->count;
}
