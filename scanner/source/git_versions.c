/* SPDX-License-Identifier: Apache-2.0
 *
 * Pairs of a version and a set are sorted by version, so that each is read
 * once; what is true of a pair is then looked up for each change of the file:
 *
 *     delta of a change = new version has it - old version has it
 *
 * Versions that the set has already were told by themselves. */
#include "source/git_versions.h"

#include "base/mem.h"

#include <stdlib.h>

/* Versions that are read at most: more than the busiest files of the largest
 * projects have (the kernel's MAINTAINERS has 20,000). */
#define READ_MAX 100000

struct pair {
    struct git_id id;
    uint32_t set;
    bool holds;
};

struct pairs {
    struct pair *items; /* owned */
    size_t count;
    size_t room;
};

static int compare(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;
    int order = git_id_compare(&a->id, &b->id);
    return order ? order : (a->set > b->set) - (a->set < b->set);
}

/* Which sets some chain of links names: those with the mark of the last one
 * that was marked. Chains can be long, so that no two are searched for each
 * other. */
struct marked {
    uint32_t *sets; /* owned */
    uint32_t mark;
};

static void mark_chain(struct marked *marked, const struct git_watch *watch,
                       uint32_t first)
{
    marked->mark++;
    for (uint32_t at = first; at != GIT_GRAPH_NONE;
         at = watch->links[at].next) {
        marked->sets[watch->links[at].set] = marked->mark;
    }
}

static void add_pairs(struct pairs *pairs, struct marked *members,
                      const struct git_watch *watch, uint32_t first,
                      const struct git_id *id)
{
    if (git_id_is_zero(id)) {
        return;
    }
    mark_chain(members, watch, git_watch_find(watch, id));
    for (uint32_t at = first; at != GIT_GRAPH_NONE;
         at = watch->links[at].next) {
        uint32_t set = watch->links[at].set;
        if (members->sets[set] != members->mark) {
            pairs->items = mem_grow(pairs->items, pairs->count, &pairs->room,
                                    sizeof(*pairs->items));
            pairs->items[pairs->count++] = (struct pair){*id, set, false};
        }
    }
}

static bool is_path(const struct git_version *version)
{
    return !version->is_object;
}

static void collect(struct pairs *pairs, const struct git_events *events,
                    const struct git_watch *watch, size_t n_sets)
{
    struct marked members = {.sets = mem_calloc(n_sets, sizeof(uint32_t))};
    for (size_t i = 0; i < events->n_versions; i++) {
        const struct git_version *version = &events->versions[i];
        if (is_path(version)) {
            add_pairs(pairs, &members, watch, version->first, &version->old_id);
            add_pairs(pairs, &members, watch, version->first, &version->new_id);
        }
    }
    free(members.sets);
    if (pairs->count > 1) {
        qsort(pairs->items, pairs->count, sizeof(*pairs->items), compare);
    }
    size_t kept = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        if (kept == 0 ||
            compare(&pairs->items[kept - 1], &pairs->items[i]) != 0) {
            pairs->items[kept++] = pairs->items[i];
        }
    }
    pairs->count = kept;
}

/* What versions are searched for, and what the one at hand has. */
struct search {
    struct git_store *store;
    struct git_needles *needles;
    uint32_t *marks; /* of each set: the last version that has it */
    uint32_t mark;   /* of this version */
    bool failed;
};

/* Reads one version and answers all pairs of it; how many they are. */
static size_t answer(struct pairs *pairs, size_t from, struct search *search)
{
    struct git_data data = {0};
    struct pair *first = &pairs->items[from];
    size_t n = 1;
    while (from + n < pairs->count && git_id_equal(&first->id, &first[n].id)) {
        n++;
    }
    if (git_store_read_kind(search->store, &first->id, GIT_KIND_BLOB, &data,
                            NULL) < 0) {
        search->failed = true;
        return n;
    }
    search->mark++;
    git_needles_find(search->needles, data.bytes, search->marks, search->mark);
    for (size_t i = 0; i < n; i++) {
        first[i].holds = search->marks[first[i].set] == search->mark;
    }
    git_data_release(&data);
    return n;
}

static void answer_all(struct pairs *pairs, struct git_events *events,
                       struct search *search)
{
    size_t n_read = 0;
    for (size_t i = 0; i < pairs->count && n_read < READ_MAX; n_read++) {
        i += answer(pairs, i, search);
    }
    events->incomplete |= search->failed || n_read == READ_MAX;
}

static int holds(const struct pairs *pairs, const struct git_id *id,
                 uint32_t set)
{
    struct pair key = {*id, set, false};
    const struct pair *found =
        git_id_is_zero(id) || pairs->count == 0
            ? NULL
            : bsearch(&key, pairs->items, pairs->count, sizeof(key), compare);
    return found && found->holds;
}

static void add_events(struct git_events *events, const struct pairs *pairs,
                       const struct git_watch *watch)
{
    size_t room = events->count;
    for (size_t i = 0; i < events->n_versions; i++) {
        const struct git_version *version = &events->versions[i];
        for (uint32_t at = version->first;
             is_path(version) && at != GIT_GRAPH_NONE;
             at = watch->links[at].next) {
            uint32_t set = watch->links[at].set;
            int delta = holds(pairs, &version->new_id, set) -
                        holds(pairs, &version->old_id, set);
            if (delta != 0) {
                events->items = mem_grow(events->items, events->count, &room,
                                         sizeof(*events->items));
                events->items[events->count++] = (struct git_event){
                    version->node, set, delta, version->path};
            }
        }
    }
    git_events_sort(events);
}

void git_versions_add(struct git_events *events, struct git_watch *watch,
                      struct git_store *store, const struct git_texts *texts,
                      size_t n_sets, size_t *found)
{
    struct pairs pairs = {0};
    struct search search = {.store = store};
    if (events->n_versions == 0) {
        return;
    }
    search.needles = git_needles_new(texts, n_sets);
    search.marks = mem_calloc(n_sets, sizeof(*search.marks));
    collect(&pairs, events, watch, n_sets);
    answer_all(&pairs, events, &search);
    git_needles_free(search.needles);
    free(search.marks);
    add_events(events, &pairs, watch);
    for (size_t i = 0; i < pairs.count; i++) {
        if (pairs.items[i].holds) {
            git_watch_add(watch, &pairs.items[i].id, pairs.items[i].set);
            found[pairs.items[i].set]++;
        }
    }
    free(pairs.items);
}

/* A watched object came in at a path: that path is watched too. */
static bool follow(const struct git_version *version, struct git_watch *watch,
                   struct marked *known)
{
    struct span path = span_str(version->path);
    bool grown = false;
    mark_chain(known, watch, git_watch_find_path(watch, path));
    for (uint32_t at = version->first; at != GIT_GRAPH_NONE;
         at = watch->links[at].next) {
        uint32_t set = watch->links[at].set;
        if (known->sets[set] != known->mark) {
            known->sets[set] = known->mark;
            git_watch_add_path(watch, path, set);
            grown = true;
        }
    }
    return grown;
}

/* It held the secret, is gone, and nobody looked where it went. */
static bool is_lost(const struct git_events *events,
                    const struct git_watch *watch,
                    const struct git_version *version)
{
    uint32_t first = git_id_is_zero(&version->old_id)
                         ? GIT_GRAPH_NONE
                         : git_watch_find(watch, &version->old_id);
    return git_id_is_zero(&version->new_id) && first != GIT_GRAPH_NONE &&
           first >= events->n_sights;
}

/* A version that was not known before came in. */
static bool is_found(const struct git_events *events,
                     const struct git_watch *watch,
                     const struct git_version *version)
{
    uint32_t first = git_id_is_zero(&version->new_id)
                         ? GIT_GRAPH_NONE
                         : git_watch_find(watch, &version->new_id);
    return first != GIT_GRAPH_NONE && first >= events->n_sights;
}

bool git_versions_follow(const struct git_events *events,
                         struct git_watch *watch, size_t n_sets)
{
    struct marked known = {.sets = mem_calloc(n_sets, sizeof(uint32_t))};
    bool again = false;
    for (size_t i = 0; i < events->n_versions; i++) {
        const struct git_version *version = &events->versions[i];
        if (version->is_object || is_found(events, watch, version)) {
            again |= follow(version, watch, &known);
        } else {
            again |= is_lost(events, watch, version);
        }
    }
    free(known.sets);
    return again;
}
