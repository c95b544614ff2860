/* SPDX-License-Identifier: Apache-2.0
 *
 * The changes are listed when the source is made, which costs little: only
 * folders with something staged are opened. Readers then take one changed
 * file after the other. */
#include "source/source_staged.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_base.h"
#include "source/git_feed.h"
#include "source/git_file.h"
#include "source/git_pathspec.h"
#include "source/git_stagediff.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define READER_SHIFT 40

/* Parents of a commit: an octopus of git's own history has 66. */
#define PARENTS_MAX 4096

struct source_staged {
    struct source base;
    struct git_repo *repo;
    struct git_changes changes;
    struct git_pathspec *paths;
    struct git_hex policy_base;
    bool policy_changed;
    bool whole;
    atomic_size_t next;
    atomic_uint readers;
    atomic_uint_fast64_t files;
    atomic_uint_fast64_t bytes;
};

struct staged_reader {
    struct source_staged *source;
    struct git_feed feed;
};

static int staged_reader_open(struct source *base, struct source_reader **out,
                              struct err *err)
{
    struct source_staged *source = (struct source_staged *)base;
    struct staged_reader *reader = mem_calloc(1, sizeof(*reader));
    uint64_t number = atomic_fetch_add(&source->readers, 1);
    reader->source = source;
    int rc = git_feed_init(&reader->feed, base, source->repo,
                           number << READER_SHIFT, err);
    reader->feed.whole = source->whole;
    if (number == 0 && source->policy_changed) {
        git_base_say_changed(base, "the index");
    }
    if (rc < 0) {
        git_feed_release(&reader->feed);
        free(reader);
        return rc;
    }
    *out = (struct source_reader *)reader;
    return 0;
}

static int staged_next(struct source_reader *base, struct unit *unit,
                       struct err *err)
{
    (void)err;
    struct staged_reader *reader = (struct staged_reader *)base;
    struct source_staged *source = reader->source;
    const struct git_changes *changes = &source->changes;
    while (!reader->feed.change || !git_feed_next(&reader->feed, unit)) {
        size_t at = atomic_fetch_add(&source->next, 1);
        if (at >= changes->count) {
            return 0;
        }
        const struct git_change *change = &changes->items[at];
        if (!git_pathspec_excluded(source->paths, &source->base,
                                   change->path)) {
            git_feed_begin(&reader->feed, change, changes->n_parents);
        }
    }
    return 1;
}

static void staged_reader_free(struct source_reader *base)
{
    struct staged_reader *reader = (struct staged_reader *)base;
    if (reader) {
        atomic_fetch_add(&reader->source->files, reader->feed.files);
        atomic_fetch_add(&reader->source->bytes, reader->feed.bytes);
        git_feed_release(&reader->feed);
        free(reader);
    }
}

static void staged_totals(const struct source *base, struct source_totals *out)
{
    const struct source_staged *source = (const struct source_staged *)base;
    *out = (struct source_totals){.files = atomic_load(&source->files),
                                  .bytes = atomic_load(&source->bytes)};
}

static void staged_free(struct source *base)
{
    struct source_staged *source = (struct source_staged *)base;
    if (source) {
        git_changes_release(&source->changes);
        git_pathspec_free(source->paths);
        git_repo_free(source->repo);
        free(source);
    }
}

static const struct source_ops staged_ops = {.reader_open = staged_reader_open,
                                             .next = staged_next,
                                             .reader_free = staged_reader_free,
                                             .totals = staged_totals,
                                             .free = staged_free};

/* What the next commit's parents are: HEAD, and in a merge those that it is
 * merged with. */
struct parents {
    struct git_id ids[PARENTS_MAX];
    size_t count;
};

static int add_merged(struct parents *parents, const struct git_repo *repo,
                      struct err *err)
{
    char path[LIMIT_PATH];
    struct buf text;
    struct span line;
    struct err reason = {0};
    snprintf(path, sizeof(path), "%sMERGE_HEAD", git_repo_dir(repo));
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, path, &reason);
    if (rc < 0) {
        buf_release(&text);
        return rc == ERR_MISSING ? 0 : err_set(err, rc, "%s", reason.text);
    }
    struct span rest = buf_span(&text);
    while (rc == 0 && git_file_line(&rest, &line)) {
        if (parents->count == PARENTS_MAX ||
            !git_id_parse(&parents->ids[parents->count], line)) {
            rc = err_set(err, ERR_FORMAT, "%s: not a list of commits", path);
        }
        parents->count++;
    }
    buf_release(&text);
    return rc;
}

static int list_parents(struct parents *parents, struct git_repo *repo,
                        struct err *err)
{
    int rc = git_repo_head(&parents->ids[0], repo, err);
    if (rc < 0) {
        return rc;
    }
    parents->count = (size_t)rc;
    return rc == 1 ? add_merged(parents, repo, err) : 0;
}

/* The differences of the index to one parent. */
static int add_parent(struct source_staged *source, struct git_store *store,
                      const struct stage *stage, const struct git_id *commit,
                      struct err *err)
{
    struct git_id tree;
    int rc = git_commit_tree(&tree, store, commit, err);
    if (rc == 0) {
        rc = stage_diff(store, &tree, stage, git_changes_add, &source->changes,
                        err);
    }
    git_changes_next_parent(&source->changes);
    return rc;
}

static int compare(struct source_staged *source, struct git_store *store,
                   const struct stage *stage, const struct parents *parents,
                   struct err *err)
{
    git_changes_init(&source->changes, parents->count);
    int rc = 0;
    for (size_t i = 0; i < parents->count && rc == 0; i++) {
        rc = add_parent(source, store, stage, &parents->ids[i], err);
    }
    if (parents->count == 0) {
        rc = stage_diff(store, NULL, stage, git_changes_add, &source->changes,
                        err);
    }
    if (rc == 0) {
        git_changes_finish(&source->changes, store);
    }
    return rc;
}

static void keep_named(struct git_changes *changes,
                       const struct git_pathspec *paths)
{
    size_t kept = 0;
    for (size_t i = 0; i < changes->count; i++) {
        if (git_pathspec_match(paths, changes->items[i].path)) {
            changes->items[kept++] = changes->items[i];
        }
    }
    changes->count = kept;
}

static int list_changes(struct source_staged *source, struct err *err)
{
    struct stage *stage = NULL;
    struct git_store *store = NULL;
    struct parents *parents = mem_calloc(1, sizeof(*parents));
    int rc = list_parents(parents, source->repo, err);
    if (rc == 0) {
        rc = stage_load(&stage, git_repo_index(source->repo), err);
    }
    if (rc == 0) {
        rc = git_store_open(&store, source->repo, err);
    }
    if (rc == 0) {
        rc = compare(source, store, stage, parents, err);
    }
    if (rc == 0 && parents->count > 0) {
        source->policy_base = git_id_hex(&parents->ids[0]);
    }
    stage_free(stage);
    git_store_free(store);
    free(parents);
    return rc;
}

int source_staged_new(struct source **out,
                      const struct source_staged_options *options,
                      struct err *err)
{
    const struct git_repo_options repo = {.path = options->repository,
                                          .libgit2 = options->libgit2};
    struct source_staged *source = mem_calloc(1, sizeof(*source));
    source->base.ops = &staged_ops;
    source->whole = options->whole_files;
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
        rc = list_changes(source, err);
    }
    if (rc < 0) {
        staged_free(&source->base);
        return rc;
    }
    source->base.policy_base = source->policy_base.text;
    source->policy_changed = git_base_is_changed(&source->changes);
    source->base.policy_next = source->policy_changed ? ":" : NULL;
    keep_named(&source->changes, source->paths);
    *out = &source->base;
    return 0;
}
