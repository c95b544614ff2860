/* SPDX-License-Identifier: Apache-2.0
 *
 * Trees of a commit and its first parent are compared; folders with one id
 * are not opened, so that a commit costs about as many trees as it changes.
 * Threads take runs of neighbouring commits: the parent's trees are then in
 * the cache already. */
#include "source/git_event.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/pool.h"
#include "source/git_treediff.h"

#include <stdlib.h>

/* Commits that a thread takes at once. */
#define RUN 128

/* New files of one commit that are read because another one went away. */
#define ARRIVALS_MAX 1000

/* Changes that are remembered: a set in a million files is a test corpus. */
#define EVENTS_MAX (16u << 20)

void git_watch_init(struct git_watch *watch)
{
    *watch = (struct git_watch){0};
    git_id_map_init(&watch->map);
}

void git_watch_release(struct git_watch *watch)
{
    git_id_map_release(&watch->map);
    free(watch->links);
    *watch = (struct git_watch){0};
}

void git_watch_add(struct git_watch *watch, const struct git_id *id,
                   uint32_t set)
{
    bool added;
    uint32_t *first =
        git_id_map_add(&watch->map, id, (uint32_t)watch->count, &added);
    watch->links = mem_grow(watch->links, watch->count, &watch->room,
                            sizeof(*watch->links));
    struct git_watch_link *link = &watch->links[watch->count];
    uint32_t *before = added ? NULL : &watch->links[*first].next;
    *link = (struct git_watch_link){set, before ? *before : GIT_GRAPH_NONE};
    if (before) {
        *before = (uint32_t)watch->count;
    }
    watch->count++;
}

/* Stand for a name or path among ids, which are hashes too. */
static struct git_id hash_of(const char *key, struct span text)
{
    struct git_id id;
    digest_keyed(span_str(key), &text, 1, id.bytes, sizeof(id.bytes));
    return id;
}

static struct git_id name_id(struct span name)
{
    return hash_of("jackdaw watched name", name);
}

static struct git_id path_id(struct span path)
{
    return hash_of("jackdaw watched path", path);
}

void git_watch_add_path(struct git_watch *watch, struct span path, uint32_t set)
{
    struct git_id id = path_id(path);
    watch->has_paths = true;
    git_watch_add(watch, &id, set);
}

void git_watch_add_name(struct git_watch *watch, struct span name, uint32_t set)
{
    struct git_id id = name_id(name);
    watch->has_names = true;
    git_watch_add(watch, &id, set);
}

uint32_t git_watch_find(const struct git_watch *watch, const struct git_id *id)
{
    const uint32_t *first = git_id_map_find(&watch->map, id);
    return first ? *first : GIT_GRAPH_NONE;
}

uint32_t git_watch_find_name(const struct git_watch *watch, struct span path)
{
    if (!watch->has_names || path.len == 0) {
        return GIT_GRAPH_NONE;
    }
    size_t end = path.ptr[path.len - 1] == '/' ? path.len - 1 : path.len;
    size_t start = end;
    while (start > 0 && path.ptr[start - 1] != '/') {
        start--;
    }
    struct git_id id = name_id(span_slice(path, (struct range){start, end}));
    return git_watch_find(watch, &id);
}

uint32_t git_watch_find_path(const struct git_watch *watch, struct span path)
{
    struct git_id id = path_id(path);
    return watch->has_paths ? git_watch_find(watch, &id) : GIT_GRAPH_NONE;
}

struct finder {
    const struct git_repo *repo;
    const struct git_graph *graph;
    const struct git_watch *watch;
    const atomic_bool *stop;
    atomic_size_t next;
    atomic_bool failed;
    atomic_bool incomplete;
    struct worker *workers;
};

struct worker {
    struct finder *finder;
    struct arena *arena;
    struct git_event *items;
    size_t count;
    size_t room;
    struct git_sight *sights; /* of each link */
    struct git_version *versions;
    size_t n_versions;
    size_t versions_room;
    uint32_t node;
    struct err err;
};

static void add_event(struct worker *worker, uint32_t set, int delta,
                      const char *path)
{
    worker->items = mem_grow(worker->items, worker->count, &worker->room,
                             sizeof(*worker->items));
    worker->items[worker->count++] =
        (struct git_event){worker->node, set, delta, path};
}

static bool is_earlier(const struct git_graph *graph, uint32_t a, uint32_t b)
{
    int64_t time_a = graph->nodes[a].time;
    int64_t time_b = graph->nodes[b].time;
    return time_a != time_b ? time_a < time_b : a < b;
}

static void sight(const struct git_graph *graph, struct git_sight *known,
                  struct git_sight now)
{
    if (now.path &&
        (!known->path || is_earlier(graph, now.node, known->node))) {
        *known = now;
    }
}

/* One link or GIT_GRAPH_NONE. */
static int tell(struct worker *worker, uint32_t first, int delta,
                const char **path, const struct tree_change *change,
                struct err *err)
{
    const struct git_watch *watch = worker->finder->watch;
    if (first == GIT_GRAPH_NONE) {
        return 0;
    }
    if (worker->count >= EVENTS_MAX) {
        return err_set(err, ERR_LIMIT, "more than %u changes", EVENTS_MAX);
    }
    if (!*path) {
        *path = arena_strdup(worker->arena, change->path);
    }
    if (delta > 0) {
        sight(worker->finder->graph, &worker->sights[first],
              (struct git_sight){*path, worker->node});
    }
    for (uint32_t at = first; at != GIT_GRAPH_NONE;
         at = watch->links[at].next) {
        add_event(worker, watch->links[at].set, delta, *path);
    }
    return 0;
}

/* A name comes and goes with its entry, whatever that holds. */
static int tell_name(struct worker *worker, const char **path,
                     const struct tree_change *change, struct err *err)
{
    const struct git_watch *watch = worker->finder->watch;
    if (!watch->has_names ||
        (change->old_mode != 0) == (change->new_mode != 0)) {
        return 0;
    }
    struct span text = span_of(change->path, change->path_len);
    return tell(worker, git_watch_find_name(watch, text),
                change->new_mode != 0 ? 1 : -1, path, change, err);
}

static struct git_id file_of(uint32_t mode, const struct git_id *id)
{
    static const struct git_id none;
    bool is_file =
        mode != 0 && !git_mode_is_tree(mode) && !git_mode_is_gitlink(mode);
    return is_file ? *id : none;
}

static int add_version(struct worker *worker, uint32_t first, bool is_object,
                       const char **path, const struct tree_change *change,
                       struct err *err)
{
    if (first == GIT_GRAPH_NONE) {
        return 0;
    }
    if (worker->n_versions >= EVENTS_MAX) {
        return err_set(err, ERR_LIMIT, "more than %u changes", EVENTS_MAX);
    }
    if (!*path) {
        *path = arena_strdup(worker->arena, change->path);
    }
    worker->versions =
        mem_grow(worker->versions, worker->n_versions, &worker->versions_room,
                 sizeof(*worker->versions));
    worker->versions[worker->n_versions++] = (struct git_version){
        .node = worker->node,
        .first = first,
        .is_object = is_object,
        .old_id = file_of(change->old_mode, &change->old_id),
        .new_id = file_of(change->new_mode, &change->new_id),
        .path = *path};
    return 0;
}

static int take_version(struct worker *worker, const char **path,
                        const struct tree_change *change, struct err *err)
{
    const struct git_watch *watch = worker->finder->watch;
    if (!watch->has_paths) {
        return 0;
    }
    struct span text = span_of(change->path, change->path_len);
    int rc = add_version(worker, git_watch_find_path(watch, text), false, path,
                         change, err);
    struct git_id id = file_of(change->new_mode, &change->new_id);
    if (rc == 0 && !git_id_is_zero(&id)) {
        rc = add_version(worker, git_watch_find(watch, &id), true, path, change,
                         err);
    }
    return rc;
}

static int take_change(void *ctx, const struct tree_change *change,
                       struct err *err)
{
    struct worker *worker = ctx;
    const struct git_watch *watch = worker->finder->watch;
    const char *path = NULL;
    int rc = tell_name(worker, &path, change, err);
    rc = rc < 0 ? rc : take_version(worker, &path, change, err);
    if (rc == 0 && change->old_mode != 0) {
        rc = tell(worker, git_watch_find(watch, &change->old_id), -1, &path,
                  change, err);
    }
    if (rc == 0 && change->new_mode != 0) {
        rc = tell(worker, git_watch_find(watch, &change->new_id), 1, &path,
                  change, err);
    }
    return rc;
}

/* A root tree has no path of its own and so is no change of tree_diff. */
static int take_root(struct worker *worker, const struct git_id *old,
                     const struct git_id *new, struct err *err)
{
    struct tree_change change = {.path = "",
                                 .old_mode = old ? GIT_MODE_TREE : 0,
                                 .new_mode = new ? GIT_MODE_TREE : 0};
    change.old_id = old ? *old : change.old_id;
    change.new_id = new ? *new : change.new_id;
    if (old && new &&git_id_equal(old, new)) {
        return 0;
    }
    return take_change(worker, &change, err);
}

static const struct git_id *tree_of(const struct git_graph *graph,
                                    uint32_t node)
{
    if (node == GIT_GRAPH_NONE || git_id_is_zero(&graph->nodes[node].tree)) {
        return NULL;
    }
    return &graph->nodes[node].tree;
}

static int by_path(const void *a, const void *b)
{
    const struct git_event *x = a;
    const struct git_event *y = b;
    if (x->set != y->set) {
        return x->set < y->set ? -1 : 1;
    }
    return (x->delta < y->delta) - (x->delta > y->delta);
}

/* One event for each set: most commits change a file that held it into one
 * that still does, which is no event at all. */
static void fold(struct worker *worker, size_t from)
{
    struct git_event *items = worker->items;
    size_t kept = from;
    if (worker->count > from + 1) {
        qsort(items + from, worker->count - from, sizeof(*items), by_path);
    }
    for (size_t i = from; i < worker->count;) {
        struct git_event event = items[i];
        for (i++; i < worker->count && items[i].set == event.set; i++) {
            event.delta += items[i].delta;
        }
        if (event.delta != 0) {
            items[kept++] = event;
        }
    }
    worker->count = kept;
}

/* For files that went away from watched paths in one commit: files that came
 * in with it, which may be the same ones, moved and edited. */
struct arrivals {
    struct worker *worker;
    size_t from; /* versions of this commit */
    size_t end;
    size_t room;
};

static bool went_away(const struct git_version *version)
{
    return !version->is_object && git_id_is_zero(&version->new_id) &&
           !git_id_is_zero(&version->old_id);
}

static int take_arrival(void *ctx, const struct tree_change *change,
                        struct err *err)
{
    struct arrivals *arrivals = ctx;
    struct worker *worker = arrivals->worker;
    const char *path = NULL;
    struct git_id id = file_of(change->new_mode, &change->new_id);
    int rc = 0;
    for (size_t i = arrivals->from; i < arrivals->end && rc == 0; i++) {
        if (change->old_mode == 0 && !git_id_is_zero(&id) &&
            arrivals->room > 0 && went_away(&worker->versions[i])) {
            arrivals->room--;
            rc = add_version(worker, worker->versions[i].first, false, &path,
                             change, err);
        }
    }
    return rc;
}

static int look_for_moves(struct worker *worker, struct git_store *store,
                          const struct git_id *old, const struct git_id *new,
                          size_t from, struct err *err)
{
    struct arrivals arrivals = {worker, from, worker->n_versions, ARRIVALS_MAX};
    bool any = false;
    for (size_t i = from; i < worker->n_versions; i++) {
        any |= went_away(&worker->versions[i]);
    }
    return any ? tree_diff(store, "", old, new, take_arrival, &arrivals, err)
               : 0;
}

static int compare(struct worker *worker, struct git_store *store,
                   struct err *err)
{
    const struct git_graph *graph = worker->finder->graph;
    const struct git_id *new = tree_of(graph, worker->node);
    const struct git_id *old =
        tree_of(graph, git_graph_first(graph, worker->node));
    size_t from = worker->count;
    size_t versions = worker->n_versions;
    int rc = take_root(worker, old, new, err);
    if (rc == 0 && (old || new)) {
        rc = tree_diff_folders(store, old, new, take_change, worker, err);
    }
    if (rc == 0 && worker->n_versions > versions) {
        rc = look_for_moves(worker, store, old, new, versions, err);
    }
    fold(worker, from);
    return rc;
}

static void run(struct worker *worker, struct git_store *store)
{
    struct finder *finder = worker->finder;
    const struct git_graph *graph = finder->graph;
    for (;;) {
        size_t at = atomic_fetch_add(&finder->next, RUN);
        size_t end = at + RUN < graph->count ? at + RUN : graph->count;
        if (at >= graph->count || atomic_load(&finder->failed) ||
            (finder->stop && atomic_load(finder->stop))) {
            return;
        }
        for (; at < end; at++) {
            struct err err = {0};
            if (graph->nodes[at].flags & graph->passed_over) {
                continue;
            }
            worker->node = (uint32_t)at;
            int rc = compare(worker, store, &err);
            if (rc == ERR_LIMIT) {
                worker->err = err;
                atomic_store(&finder->failed, true);
                return;
            }
            if (rc < 0) {
                atomic_store(&finder->incomplete, true);
            }
        }
    }
}

static void work(void *ctx, unsigned index)
{
    struct finder *finder = ctx;
    struct worker *worker = &finder->workers[index];
    struct git_store *store = NULL;
    if (git_store_open(&store, finder->repo, &worker->err) < 0) {
        atomic_store(&finder->failed, true);
        return;
    }
    run(worker, store);
    git_store_free(store);
}

static int by_set(const void *a, const void *b)
{
    const struct git_event *x = a;
    const struct git_event *y = b;
    if (x->set != y->set) {
        return x->set < y->set ? -1 : 1;
    }
    return x->node < y->node ? -1 : x->node > y->node;
}

void git_events_sort(struct git_events *events)
{
    struct git_event *items = events->items;
    size_t kept = 0;
    if (events->count > 1) {
        qsort(items, events->count, sizeof(*items), by_set);
    }
    for (size_t i = 0; i < events->count;) {
        struct git_event event = items[i];
        for (i++; i < events->count && by_set(&event, &items[i]) == 0; i++) {
            event.path = items[i].delta > 0 ? items[i].path : event.path;
            event.delta += items[i].delta;
        }
        if (event.delta != 0) {
            items[kept++] = event;
        }
    }
    events->count = kept;
}

static void gather_versions(struct git_events *out, struct worker *worker)
{
    size_t room = out->n_versions;
    for (size_t i = 0; i < worker->n_versions; i++) {
        out->versions = mem_grow(out->versions, out->n_versions, &room,
                                 sizeof(*out->versions));
        out->versions[out->n_versions++] = worker->versions[i];
    }
    free(worker->versions);
}

static void gather(struct git_events *out, struct finder *finder,
                   unsigned n_workers)
{
    size_t count = 0;
    for (unsigned i = 0; i < n_workers; i++) {
        count += finder->workers[i].count;
    }
    out->items = mem_calloc(count, sizeof(*out->items));
    out->n_sights = finder->watch->count;
    out->sights = mem_calloc(out->n_sights, sizeof(*out->sights));
    out->arenas = mem_calloc(n_workers, sizeof(struct arena *));
    out->n_arenas = n_workers;
    for (unsigned i = 0; i < n_workers; i++) {
        struct worker *worker = &finder->workers[i];
        if (worker->count) {
            memcpy(out->items + out->count, worker->items,
                   worker->count * sizeof(*out->items));
        }
        out->count += worker->count;
        for (size_t k = 0; k < finder->watch->count; k++) {
            sight(finder->graph, &out->sights[k], worker->sights[k]);
        }
        gather_versions(out, worker);
        out->arenas[i] = worker->arena;
        free(worker->items);
        free(worker->sights);
    }
    git_events_sort(out);
    out->incomplete = atomic_load(&finder->incomplete);
}

int git_events_find(struct git_events *out, const struct git_repo *repo,
                    const struct git_graph *graph,
                    const struct git_watch *watch, unsigned threads,
                    const atomic_bool *stop, struct err *err)
{
    struct finder finder = {
        .repo = repo, .graph = graph, .watch = watch, .stop = stop};
    struct pool pool;
    threads = threads ? threads : pool_processors();
    *out = (struct git_events){0};
    finder.workers = mem_calloc(threads, sizeof(*finder.workers));
    for (unsigned i = 0; i < threads; i++) {
        finder.workers[i].finder = &finder;
        finder.workers[i].arena = arena_new();
        finder.workers[i].sights =
            mem_calloc(watch->count, sizeof(struct git_sight));
    }
    pool_init(&pool, work, &finder);
    if (graph->count > RUN) {
        pool_start(&pool, threads - 1);
    }
    work(&finder, 0);
    pool_join(&pool);
    gather(out, &finder, threads);
    int rc = 0;
    for (unsigned i = 0; i < threads && rc == 0; i++) {
        const struct err *failed = &finder.workers[i].err;
        rc = failed->code ? err_set(err, failed->code, "%s", failed->text) : 0;
    }
    free(finder.workers);
    if (rc < 0) {
        git_events_release(out);
    }
    return rc;
}

void git_events_release(struct git_events *events)
{
    for (size_t i = 0; i < events->n_arenas; i++) {
        arena_free(events->arenas[i]);
    }
    free(events->arenas);
    free(events->sights);
    free(events->versions);
    free(events->items);
    *events = (struct git_events){0};
}
