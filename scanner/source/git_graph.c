/* SPDX-License-Identifier: Apache-2.0
 *
 * Loads commits from all tips with a stack, then orders them so that parents
 * come first (Kahn's algorithm, with a stack too: a branch stays together,
 * and so do its trees in the caches). In that order everything about a commit
 * follows from its parents in one pass, and what leads to it in one pass
 * backwards. */
#include "source/git_graph.h"

#include "base/mem.h"
#include "source/git_roots.h"
#include "source/git_tree.h"

#include <stdlib.h>

/* Tags of tags. */
#define TAGS_MAX 64

struct list {
    uint32_t *items; /* owned */
    size_t count;
    size_t room;
};

static void list_add(struct list *list, uint32_t value)
{
    list->items =
        mem_grow(list->items, list->count, &list->room, sizeof(*list->items));
    list->items[list->count++] = value;
}

struct loader {
    struct git_graph *graph;
    struct git_store *store;
    const struct git_id_map *shallow;
    size_t room;
    struct list parents;
    struct list stack; /* nodes whose parents are to be read */
    size_t tips_room;
};

/* A new node, to be read; its index if it is known. */
static uint32_t node_of(struct loader *loader, const struct git_id *id)
{
    struct git_graph *graph = loader->graph;
    bool added;
    uint32_t index =
        *git_id_map_add(&graph->map, id, (uint32_t)graph->count, &added);
    if (added) {
        graph->nodes = mem_grow(graph->nodes, graph->count, &loader->room,
                                sizeof(*graph->nodes));
        graph->nodes[graph->count++] = (struct git_graph_node){
            .id = *id, .tip = GIT_GRAPH_NONE, .remote = GIT_GRAPH_NONE};
        list_add(&loader->stack, index);
    }
    return index;
}

static void read_commit(struct loader *loader, uint32_t index,
                        struct span bytes)
{
    struct commit_text text;
    struct git_id id = loader->graph->nodes[index].id;
    if (commit_parse(&text, bytes, NULL) < 0) {
        return;
    }
    uint32_t first = (uint32_t)loader->parents.count;
    bool border = git_id_map_find(loader->shallow, &id) && text.n_parents > 0;
    uint32_t n = border ? 0 : (uint32_t)text.n_parents;
    for (uint32_t i = 0; i < n; i++) {
        struct git_id parent = commit_parent(&text, i);
        list_add(&loader->parents, node_of(loader, &parent));
    }
    struct git_graph_node *node = &loader->graph->nodes[index];
    node->tree = text.tree;
    node->time = git_person_parse(text.committer).time;
    node->first_parent = first;
    node->n_parents = n;
    node->flags |= border ? GIT_GRAPH_BORDER : 0;
}

/* An absent or damaged commit stays as a node without a tree. */
static void read_all(struct loader *loader)
{
    while (loader->stack.count > 0) {
        uint32_t index = loader->stack.items[--loader->stack.count];
        struct git_id id = loader->graph->nodes[index].id;
        struct git_data data = {0};
        if (git_store_read_kind(loader->store, &id, GIT_KIND_COMMIT, &data,
                                NULL) == 0) {
            read_commit(loader, index, data.bytes);
        }
        git_data_release(&data);
    }
}

/* The commit that an id leads to through tags; false when it is none. */
static bool peel(struct loader *loader, struct git_id *id)
{
    for (unsigned n = 0; n < TAGS_MAX; n++) {
        struct git_data data = {0};
        if (git_store_read(loader->store, id, &data, NULL) < 0) {
            return false;
        }
        enum git_kind kind = data.kind;
        int rc = kind == GIT_KIND_TAG ? tag_parse(id, data.bytes, NULL) : 0;
        git_data_release(&data);
        if (rc < 0 || kind != GIT_KIND_TAG) {
            return rc == 0 && kind == GIT_KIND_COMMIT;
        }
    }
    return false;
}

/* Logs are named by their files. */
static unsigned log_flags(const char *path)
{
    static const char stash[] = "/logs/refs/stash";
    size_t len = strlen(path);
    if (len >= strlen(stash) &&
        strcmp(path + len - strlen(stash), stash) == 0) {
        return GIT_GRAPH_LOG | GIT_GRAPH_STASH;
    }
    if (strstr(path, "/logs/refs/remotes/")) {
        return GIT_GRAPH_LOG | GIT_GRAPH_REMOTE;
    }
    return GIT_GRAPH_LOG;
}

static unsigned flags_of(enum git_root_kind kind, const char *name)
{
    switch (kind) {
    case GIT_ROOT_LOG:
        return log_flags(name);
    case GIT_ROOT_STASH:
        return GIT_GRAPH_STASH;
    case GIT_ROOT_REMOTE:
        return GIT_GRAPH_REMOTE | GIT_GRAPH_REF;
    default:
        return GIT_GRAPH_REF;
    }
}

static bool is_tip(enum git_root_kind kind, const char *name)
{
    const char *last = strrchr(name, '/');
    switch (kind) {
    case GIT_ROOT_HEAD:
    case GIT_ROOT_LOG:
    case GIT_ROOT_STASH:
        return false;
    case GIT_ROOT_REMOTE:
        return !last || strcmp(last, "/HEAD") != 0;
    default:
        return true;
    }
}

static void add_tip(struct loader *loader, enum git_root_kind kind,
                    const char *name, uint32_t node, const struct git_id *id)
{
    struct git_graph *graph = loader->graph;
    if (!is_tip(kind, name)) {
        return;
    }
    graph->tips = mem_grow(graph->tips, graph->n_tips, &loader->tips_room,
                           sizeof(*graph->tips));
    graph->tips[graph->n_tips++] =
        (struct git_tip){.name = arena_strdup(graph->arena, name),
                         .node = node,
                         .target = *id,
                         .kind = kind};
}

static int add_root(void *ctx, enum git_root_kind kind, const char *name,
                    const struct git_id *id)
{
    struct loader *loader = ctx;
    struct git_graph *graph = loader->graph;
    struct git_id commit = *id;
    if (!git_id_map_find(&graph->map, id) && !peel(loader, &commit)) {
        add_tip(loader, kind, name, GIT_GRAPH_NONE, &commit);
        return 0;
    }
    uint32_t node = node_of(loader, &commit);
    graph->nodes[node].flags |= flags_of(kind, name);
    graph->has_remotes |= kind == GIT_ROOT_REMOTE;
    if (kind == GIT_ROOT_HEAD && strcmp(name, "HEAD") == 0) {
        graph->head = node;
        graph->nodes[node].flags |= GIT_GRAPH_HEAD;
    }
    add_tip(loader, kind, name, node, &commit);
    read_all(loader);
    return 0;
}

/* Commits that nothing leads to. */
static void add_dangling(struct loader *loader,
                         const struct git_objects *objects)
{
    for (size_t i = 0; i < objects->count; i++) {
        const struct git_id *id = &objects->ids[objects->order[i]];
        if (git_id_map_find(&loader->graph->map, id)) {
            continue;
        }
        if (git_store_kind(loader->store, id) == GIT_KIND_COMMIT) {
            node_of(loader, id);
            read_all(loader);
        }
    }
}

/* The children of node i: kids[starts[i]] up to kids[starts[i + 1]]. */
struct kids {
    uint32_t *starts;
    uint32_t *items;
};

static struct kids list_kids(const struct git_graph *graph,
                             const struct list *parents)
{
    struct kids kids = {.starts = mem_calloc(graph->count + 2, 4),
                        .items = mem_calloc(parents->count, 4)};
    for (size_t i = 0; i < parents->count; i++) {
        kids.starts[parents->items[i] + 2]++;
    }
    for (size_t i = 2; i < graph->count + 2; i++) {
        kids.starts[i] += kids.starts[i - 1];
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct git_graph_node *node = &graph->nodes[i];
        for (uint32_t k = 0; k < node->n_parents; k++) {
            uint32_t parent = parents->items[node->first_parent + k];
            kids.items[kids.starts[parent + 1]++] = i;
        }
    }
    return kids;
}

/* New place of each node. A loop of commits cannot be without a collision of
 * SHA-1; its commits would get no place. */
static size_t make_order(const struct git_graph *graph,
                         const struct list *parents, uint32_t *place)
{
    struct kids kids = list_kids(graph, parents);
    uint32_t *waits = mem_calloc(graph->count, 4);
    struct list ready = {0};
    size_t n = 0;
    for (uint32_t i = 0; i < graph->count; i++) {
        place[i] = GIT_GRAPH_NONE;
        waits[i] = graph->nodes[i].n_parents;
        if (waits[i] == 0) {
            list_add(&ready, i);
        }
    }
    while (ready.count > 0) {
        uint32_t node = ready.items[--ready.count];
        place[node] = (uint32_t)n++;
        for (uint32_t k = kids.starts[node]; k < kids.starts[node + 1]; k++) {
            if (--waits[kids.items[k]] == 0) {
                list_add(&ready, kids.items[k]);
            }
        }
    }
    free(ready.items);
    free(waits);
    free(kids.starts);
    free(kids.items);
    return n;
}

static uint32_t moved(const uint32_t *place, uint32_t node)
{
    return node == GIT_GRAPH_NONE ? node : place[node];
}

/* Puts nodes and all that names them in the new order. */
static void reorder(struct git_graph *graph, const struct list *parents)
{
    uint32_t *place = mem_calloc(graph->count, 4);
    size_t n = make_order(graph, parents, place);
    struct git_graph_node *nodes = mem_calloc(n, sizeof(*nodes));
    graph->parents = mem_calloc(parents->count, 4);
    for (size_t i = 0; i < graph->count; i++) {
        if (place[i] != GIT_GRAPH_NONE) {
            nodes[place[i]] = graph->nodes[i];
            *git_id_map_find(&graph->map, &graph->nodes[i].id) = place[i];
        }
    }
    for (size_t i = 0; i < parents->count; i++) {
        graph->parents[i] = place[parents->items[i]];
    }
    for (size_t i = 0; i < graph->n_tips; i++) {
        graph->tips[i].node = moved(place, graph->tips[i].node);
    }
    graph->head = moved(place, graph->head);
    graph->n_parents = parents->count;
    graph->count = n;
    free(graph->nodes);
    graph->nodes = nodes;
    free(place);
}

/* How little a ref says of where something is. */
static int tip_rank(const struct git_tip *tip, uint32_t head)
{
    static const char *const usual[] = {"/main", "/master"};
    const char *last = strrchr(tip->name, '/');
    switch (tip->kind) {
    case GIT_ROOT_BRANCH:
        return tip->node == head ? 0 : 1;
    case GIT_ROOT_REMOTE:
        for (size_t i = 0; last && i < sizeof(usual) / sizeof(usual[0]); i++) {
            if (strcmp(last, usual[i]) == 0) {
                return 2;
            }
        }
        return 3;
    case GIT_ROOT_TAG:
        return 4;
    default:
        return 5;
    }
}

struct ranked_tip {
    struct git_tip tip;
    int rank;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked_tip *x = a;
    const struct ranked_tip *y = b;
    return x->rank != y->rank ? x->rank - y->rank
                              : strcmp(x->tip.name, y->tip.name);
}

static void sort_tips(struct git_graph *graph)
{
    struct ranked_tip *ranked = mem_calloc(graph->n_tips, sizeof(*ranked));
    for (size_t i = 0; i < graph->n_tips; i++) {
        ranked[i].tip = graph->tips[i];
        ranked[i].rank = tip_rank(&graph->tips[i], graph->head);
    }
    if (graph->n_tips > 1) {
        qsort(ranked, graph->n_tips, sizeof(*ranked), by_rank);
    }
    for (size_t i = 0; i < graph->n_tips; i++) {
        graph->tips[i] = ranked[i].tip;
    }
    free(ranked);
}

static void mark_tips(struct git_graph *graph)
{
    for (uint32_t i = (uint32_t)graph->n_tips; i-- > 0;) {
        const struct git_tip *tip = &graph->tips[i];
        if (tip->node == GIT_GRAPH_NONE) {
            continue;
        }
        graph->nodes[tip->node].tip = i;
        if (tip->kind == GIT_ROOT_REMOTE) {
            graph->nodes[tip->node].remote = i;
        }
    }
}

static uint32_t lower(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void spread_flags(struct git_graph *graph)
{
    for (size_t i = graph->count; i-- > 0;) {
        const struct git_graph_node *node = &graph->nodes[i];
        for (uint32_t k = 0; k < node->n_parents; k++) {
            uint32_t index = graph->parents[node->first_parent + k];
            struct git_graph_node *parent = &graph->nodes[index];
            parent->flags |= node->flags;
            parent->tip = lower(parent->tip, node->tip);
            parent->remote = lower(parent->remote, node->remote);
        }
    }
    uint32_t at = graph->head;
    while (at != GIT_GRAPH_NONE) {
        graph->nodes[at].flags |= GIT_GRAPH_MAIN;
        at = git_graph_first(graph, at);
    }
}

int git_graph_new(struct git_graph **out, struct git_repo *repo,
                  struct git_store *store, const struct git_objects *objects,
                  struct err *err)
{
    struct git_graph *graph = mem_calloc(1, sizeof(*graph));
    graph->arena = arena_new();
    graph->head = GIT_GRAPH_NONE;
    git_id_map_init(&graph->map);
    struct loader loader = {
        .graph = graph, .store = store, .shallow = git_repo_shallow(repo)};
    int rc = git_roots_visit(repo, objects != NULL, add_root, &loader, err);
    if (rc == 0 && objects) {
        add_dangling(&loader, objects);
    }
    reorder(graph, &loader.parents);
    sort_tips(graph);
    mark_tips(graph);
    spread_flags(graph);
    free(loader.parents.items);
    free(loader.stack.items);
    if (rc < 0) {
        git_graph_free(graph);
        return rc;
    }
    *out = graph;
    return 0;
}

void git_graph_free(struct git_graph *graph)
{
    if (graph) {
        free(graph->nodes);
        free(graph->parents);
        free(graph->tips);
        git_id_map_release(&graph->map);
        arena_free(graph->arena);
        free(graph);
    }
}
