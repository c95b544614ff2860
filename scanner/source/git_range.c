/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes range expressions apart, resolves their ends and walks. Names that
 * nothing stands for, and walks that end at the border of a shallow clone
 * before the range does, are errors: an empty range would be a pass. */
#include "source/git_range.h"

#include "base/mem.h"
#include "source/git_roots.h"
#include "source/git_tree.h"

#include <stdlib.h>

/* Tags of tags: each is looked at, a loop cannot be. */
#define TAGS_MAX 64

struct resolver {
    struct git_repo *repo;
    struct git_store *store;
    struct git_range *range;
    struct git_walk walk;
    bool bounded;   /* something is left out */
    bool has_sides; /* there was an "A...B" */
};

static void add_item(struct git_range *range, enum git_kind kind,
                     const struct git_id *id, bool is_border)
{
    range->items = mem_grow(range->items, range->count, &range->room,
                            sizeof(*range->items));
    range->items[range->count++] = (struct git_range_item){
        .kind = kind, .id = *id, .is_border = is_border};
}

/* What to do about a name that nothing stands for. */
static int advise(const struct resolver *resolver, int rc, struct err *err)
{
    char reason[sizeof(err->text)];
    if (rc != ERR_MISSING || !err) {
        return rc;
    }
    memcpy(reason, err->text, sizeof(reason));
    if (git_repo_shallow(resolver->repo)->count > 0) {
        return err_set(err, ERR_MISSING,
                       "%.300s; the clone is shallow: get more with `git fetch "
                       "--deepen=100 origin` or `git fetch --unshallow` (in "
                       "GitHub Actions: fetch-depth: 0)",
                       reason);
    }
    return err_set(err, ERR_MISSING,
                   "%.300s; if it is elsewhere, get it first with `git fetch "
                   "origin <name or id>`",
                   reason);
}

/* Follows a tag to what it names; the tags on the way are items, unless they
 * are hidden. */
static int peel(struct resolver *resolver, struct git_id *id,
                enum git_kind *kind, bool hidden, struct err *err)
{
    for (unsigned n = 0; n < TAGS_MAX; n++) {
        struct git_data data = {0};
        int rc = git_store_read(resolver->store, id, &data, err);
        if (rc < 0) {
            return rc;
        }
        *kind = data.kind;
        if (data.kind != GIT_KIND_TAG) {
            git_data_release(&data);
            return 0;
        }
        if (!hidden) {
            add_item(resolver->range, GIT_KIND_TAG, id, false);
        }
        rc = tag_parse(id, data.bytes, err);
        git_data_release(&data);
        if (rc < 0) {
            return rc;
        }
    }
    return err_set(err, ERR_FORMAT, "more than %d tags on tags", TAGS_MAX);
}

static int add_tip(struct resolver *resolver, struct git_id id,
                   enum git_walk_flag flag, struct err *err)
{
    bool hidden = flag == GIT_WALK_HIDDEN;
    enum git_kind kind;
    int rc = peel(resolver, &id, &kind, hidden, err);
    if (rc < 0) {
        return rc;
    }
    resolver->bounded |= hidden;
    if (kind == GIT_KIND_COMMIT) {
        return git_walk_add(&resolver->walk, &id, flag, err);
    }
    if (!hidden) {
        add_item(resolver->range, kind, &id, false);
    }
    return 0;
}

/* An end of a range; "" is HEAD. */
static int add_name(struct resolver *resolver, struct span name,
                    enum git_walk_flag flag, struct err *err)
{
    char *text =
        name.len ? mem_strndup(name.ptr, name.len) : mem_strdup("HEAD");
    struct git_id id;
    int rc = git_repo_lookup(&id, resolver->repo, text, err);
    if (rc == 0) {
        rc = add_tip(resolver, id, flag, err);
    }
    free(text);
    return rc < 0 ? advise(resolver, rc, err) : 0;
}

/* The commit of an end of a range. */
static int resolve(struct git_id *out, struct resolver *resolver,
                   struct span name, struct err *err)
{
    char *text =
        name.len ? mem_strndup(name.ptr, name.len) : mem_strdup("HEAD");
    int rc = git_repo_resolve(out, resolver->repo, text, err);
    free(text);
    return rc;
}

/* "A...B". Where a shallow clone ends it cannot be known what both have, so
 * it counts as bounded. */
static int add_either(struct resolver *resolver, struct span a, struct span b,
                      struct err *err)
{
    if (resolver->has_sides) {
        return err_set(err, ERR_USAGE, "more than one range with three dots");
    }
    resolver->has_sides = true;
    resolver->bounded = true;
    int rc = add_name(resolver, a, GIT_WALK_LEFT, err);
    return rc < 0 ? rc : add_name(resolver, b, GIT_WALK_RIGHT, err);
}

/* "A^!": A without its parents. */
static int add_single(struct resolver *resolver, struct span name,
                      struct err *err)
{
    struct git_id id;
    struct git_data data = {0};
    struct commit_text commit;
    int rc = resolve(&id, resolver, name, err);
    if (rc == 0) {
        rc = git_store_read_kind(resolver->store, &id, GIT_KIND_COMMIT, &data,
                                 err);
    }
    if (rc == 0) {
        rc = commit_parse(&commit, data.bytes, err);
    }
    if (rc == 0) {
        rc = git_walk_add(&resolver->walk, &id, GIT_WALK_WANTED, err);
    }
    for (size_t i = 0; rc == 0 && i < commit.n_parents; i++) {
        struct git_id parent = commit_parent(&commit, i);
        rc = add_tip(resolver, parent, GIT_WALK_HIDDEN, err);
    }
    git_data_release(&data);
    return rc < 0 ? advise(resolver, rc, err) : 0;
}

static int add_range(struct resolver *resolver, struct span range,
                     struct err *err)
{
    size_t dots = span_find(range, span_str(".."));
    if (dots < range.len) {
        size_t n = span_at(range, dots + 2) == '.' ? 3 : 2;
        struct span a = span_of(range.ptr, dots);
        struct span b = span_of(range.ptr + dots + n, range.len - dots - n);
        if (n == 3) {
            return add_either(resolver, a, b, err);
        }
        int rc = add_name(resolver, a, GIT_WALK_HIDDEN, err);
        return rc < 0 ? rc : add_name(resolver, b, GIT_WALK_WANTED, err);
    }
    if (range.len > 0 && range.ptr[0] == '^') {
        return add_name(resolver, span_of(range.ptr + 1, range.len - 1),
                        GIT_WALK_HIDDEN, err);
    }
    if (range.len > 2 && memcmp(range.ptr + range.len - 2, "^!", 2) == 0) {
        return add_single(resolver, span_of(range.ptr, range.len - 2), err);
    }
    if (range.len == 0) {
        return err_set(err, ERR_USAGE, "an empty range");
    }
    return add_name(resolver, range, GIT_WALK_WANTED, err);
}

/* Refs to what is no commit, or not there, hide nothing. */
static int hide_ref(void *ctx, enum git_root_kind kind, const char *name,
                    const struct git_id *id)
{
    struct resolver *resolver = ctx;
    (void)kind;
    (void)name;
    (void)!add_tip(resolver, *id, GIT_WALK_HIDDEN, NULL);
    return 0;
}

static int hide_refs(struct resolver *resolver, enum git_hide hide,
                     struct err *err)
{
    if (hide == GIT_HIDE_NOTHING) {
        return 0;
    }
    return git_roots_visit(resolver->repo, false, hide_ref, resolver, err);
}

/* What the walk listed, the oldest first. */
static int take_list(struct resolver *resolver, struct err *err)
{
    const struct git_walk *walk = &resolver->walk;
    for (size_t i = walk->n_list; i-- > 0;) {
        const struct git_commit_node *node = &walk->nodes[walk->list[i]];
        bool is_border = node->flags & GIT_WALK_BORDER;
        if (is_border && resolver->bounded) {
            return err_set(
                err, ERR_MISSING,
                "the clone is shallow and ends at commit %.12s, before the "
                "range does: get more with `git fetch --deepen=100 origin` or "
                "`git fetch --unshallow` (in GitHub Actions: fetch-depth: 0)",
                git_id_hex(&node->id).text);
        }
        add_item(resolver->range, GIT_KIND_COMMIT, &node->id, is_border);
    }
    resolver->range->n_commits = walk->n_list;
    return 0;
}

static int fill(struct resolver *resolver, const char *const *ranges, size_t n,
                enum git_hide hide, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = add_range(resolver, span_str(ranges[i]), err);
    }
    if (rc == 0) {
        rc = hide_refs(resolver, hide, err);
    }
    if (rc == 0) {
        rc = git_walk_run(&resolver->walk, err);
        rc = rc < 0 ? advise(resolver, rc, err) : 0;
    }
    return rc < 0 ? rc : take_list(resolver, err);
}

int git_range_new(struct git_range **out, struct git_repo *repo,
                  struct git_store *store, const char *const *ranges, size_t n,
                  enum git_hide hide, struct err *err)
{
    struct resolver resolver = {.repo = repo, .store = store};
    resolver.range = mem_calloc(1, sizeof(*resolver.range));
    git_walk_init(&resolver.walk, store, repo);
    int rc = fill(&resolver, ranges, n, hide, err);
    git_walk_release(&resolver.walk);
    if (rc < 0) {
        git_range_free(resolver.range);
        return rc;
    }
    *out = resolver.range;
    return 0;
}

void git_range_free(struct git_range *range)
{
    if (range) {
        free(range->items);
        free(range);
    }
}
