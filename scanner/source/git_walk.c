/* SPDX-License-Identifier: Apache-2.0
 *
 * Commits are taken by date, the latest first, and hand "hidden" on to their
 * parents; it ends when only hidden ones wait that are older than all that is
 * listed, and then some more (clocks are wrong). As in git, a clock that is
 * very wrong can make commits count as new that are not: more is searched
 * then, never less, since hidden commits are ancestors of a hidden tip for
 * certain. */
#include "source/git_walk.h"

#include "base/mem.h"
#include "source/git_tree.h"

#include <stdlib.h>

/* Private flags. */
#define READ   16u /* its parents are known */
#define QUEUED 32u

#define SIDES (GIT_WALK_LEFT | GIT_WALK_RIGHT)

/* How many hidden commits more are looked at when it could end. */
#define SLOP 64

void git_walk_init(struct git_walk *walk, struct git_store *store,
                   const struct git_repo *repo)
{
    *walk =
        (struct git_walk){.store = store, .shallow = git_repo_shallow(repo)};
    git_id_map_init(&walk->map);
}

void git_walk_release(struct git_walk *walk)
{
    git_id_map_release(&walk->map);
    free(walk->nodes);
    free(walk->parents);
    free(walk->queue);
    free(walk->list);
    *walk = (struct git_walk){0};
}

static void append(uint32_t **items, size_t *count, size_t *room,
                   uint32_t value)
{
    *items = mem_grow(*items, *count, room, sizeof(**items));
    (*items)[(*count)++] = value;
}

static bool is_later(const struct git_walk *walk, size_t a, size_t b)
{
    return walk->nodes[walk->queue[a]].time > walk->nodes[walk->queue[b]].time;
}

static void swap(struct git_walk *walk, size_t a, size_t b)
{
    uint32_t node = walk->queue[a];
    walk->queue[a] = walk->queue[b];
    walk->queue[b] = node;
}

static void enqueue(struct git_walk *walk, uint32_t index)
{
    struct git_commit_node *node = &walk->nodes[index];
    node->flags |= QUEUED;
    walk->n_wanted += !(node->flags & GIT_WALK_HIDDEN);
    append(&walk->queue, &walk->n_queue, &walk->queue_room, index);
    size_t at = walk->n_queue - 1;
    while (at > 0 && is_later(walk, at, (at - 1) / 2)) {
        swap(walk, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static uint32_t dequeue(struct git_walk *walk)
{
    uint32_t top = walk->queue[0];
    struct git_commit_node *node = &walk->nodes[top];
    node->flags &= ~QUEUED;
    walk->n_wanted -= !(node->flags & GIT_WALK_HIDDEN);
    walk->queue[0] = walk->queue[--walk->n_queue];
    size_t at = 0;
    for (;;) {
        size_t latest = at;
        size_t kid = at * 2 + 1;
        if (kid < walk->n_queue && is_later(walk, kid, latest)) {
            latest = kid;
        }
        if (kid + 1 < walk->n_queue && is_later(walk, kid + 1, latest)) {
            latest = kid + 1;
        }
        if (latest == at) {
            return top;
        }
        swap(walk, at, latest);
        at = latest;
    }
}

static uint32_t node_of(struct git_walk *walk, const struct git_id *id,
                        bool *added)
{
    uint32_t index =
        *git_id_map_add(&walk->map, id, (uint32_t)walk->count, added);
    if (*added) {
        walk->nodes = mem_grow(walk->nodes, walk->count, &walk->room,
                               sizeof(*walk->nodes));
        walk->nodes[walk->count++] = (struct git_commit_node){.id = *id};
    }
    return index;
}

/* Hidden, and with it all ancestors that were read already. */
static void hide(struct git_walk *walk, uint32_t first)
{
    uint32_t *stack = NULL;
    size_t depth = 0;
    size_t room = 0;
    append(&stack, &depth, &room, first);
    while (depth > 0) {
        struct git_commit_node *node = &walk->nodes[stack[--depth]];
        if (node->flags & GIT_WALK_HIDDEN) {
            continue;
        }
        node->flags |= GIT_WALK_HIDDEN;
        walk->n_wanted -= (node->flags & QUEUED) != 0;
        for (uint32_t i = 0; i < node->n_parents; i++) {
            append(&stack, &depth, &room,
                   walk->parents[node->first_parent + i]);
        }
    }
    free(stack);
}

static void add_parents(struct git_walk *walk, uint32_t index,
                        const struct commit_text *text)
{
    uint32_t first = (uint32_t)walk->n_parents;
    for (size_t i = 0; i < text->n_parents; i++) {
        struct git_id id = commit_parent(text, i);
        bool added;
        append(&walk->parents, &walk->n_parents, &walk->parents_room,
               node_of(walk, &id, &added));
    }
    walk->nodes[index].first_parent = first;
    walk->nodes[index].n_parents = (uint32_t)text->n_parents;
}

/* Reads date and parents of a commit. */
static int read_node(struct git_walk *walk, uint32_t index, struct err *err)
{
    struct git_id id = walk->nodes[index].id;
    struct git_data data = {0};
    struct commit_text text;
    int rc = git_store_read_kind(walk->store, &id, GIT_KIND_COMMIT, &data, err);
    if (rc < 0) {
        return rc;
    }
    rc = commit_parse(&text, data.bytes, err);
    if (rc == 0) {
        walk->nodes[index].time = git_person_parse(text.committer).time;
        walk->nodes[index].flags |= READ;
        if (git_id_map_find(walk->shallow, &id)) {
            walk->nodes[index].flags |=
                text.n_parents > 0 ? GIT_WALK_BORDER : 0;
        } else {
            add_parents(walk, index, &text);
        }
    }
    git_data_release(&data);
    return rc < 0 ? err_prefix(err, "commit %s", git_id_hex(&id).text) : rc;
}

/* A hidden commit that is not there hides no further: what lies behind it is
 * searched if something else leads to it. */
static int visit(struct git_walk *walk, uint32_t index, struct err *err)
{
    struct git_commit_node *node = &walk->nodes[index];
    if (node->flags & READ) {
        return 0;
    }
    bool hidden = node->flags & GIT_WALK_HIDDEN;
    int rc = read_node(walk, index, err);
    if (rc < 0 && hidden) {
        return 0;
    }
    if (rc == 0) {
        enqueue(walk, index);
    }
    return rc;
}

/* Makes `flags` hold for a commit; what both sides lead to is hidden. */
static void mark(struct git_walk *walk, uint32_t index, unsigned flags)
{
    struct git_commit_node *node = &walk->nodes[index];
    node->flags |= flags & SIDES;
    if ((flags & GIT_WALK_HIDDEN) || (node->flags & SIDES) == SIDES) {
        hide(walk, index);
    }
}

int git_walk_add(struct git_walk *walk, const struct git_id *id,
                 enum git_walk_flag flag, struct err *err)
{
    bool added;
    uint32_t index = node_of(walk, id, &added);
    int rc = 0;
    if (!(walk->nodes[index].flags & READ)) {
        rc = read_node(walk, index, err);
        if (rc == 0) {
            enqueue(walk, index);
        }
    }
    if (rc == 0) {
        mark(walk, index, flag);
    }
    return rc;
}

static int visit_parents(struct git_walk *walk, uint32_t index, struct err *err)
{
    unsigned flags = walk->nodes[index].flags;
    uint32_t first = walk->nodes[index].first_parent;
    uint32_t end = first + walk->nodes[index].n_parents;
    int rc = 0;
    for (uint32_t i = first; i < end && rc == 0; i++) {
        mark(walk, walk->parents[i], flags);
        rc = visit(walk, walk->parents[i], err);
    }
    return rc;
}

/* How often the loop may still turn when all that waits is hidden. */
static unsigned slop_left(const struct git_walk *walk, int64_t last,
                          unsigned slop)
{
    if (walk->n_queue == 0) {
        return 0;
    }
    if (walk->n_wanted > 0 || last <= walk->nodes[walk->queue[0]].time) {
        return SLOP;
    }
    return slop - 1;
}

static void keep_wanted(struct git_walk *walk)
{
    size_t kept = 0;
    for (size_t i = 0; i < walk->n_list; i++) {
        if (!(walk->nodes[walk->list[i]].flags & GIT_WALK_HIDDEN)) {
            walk->list[kept++] = walk->list[i];
        }
    }
    walk->n_list = kept;
}

int git_walk_run(struct git_walk *walk, struct err *err)
{
    unsigned slop = SLOP;
    int64_t last = INT64_MAX;
    while (walk->n_queue > 0) {
        uint32_t index = dequeue(walk);
        int rc = visit_parents(walk, index, err);
        if (rc < 0) {
            return rc;
        }
        if (walk->nodes[index].flags & GIT_WALK_HIDDEN) {
            slop = slop_left(walk, last, slop);
            if (slop == 0) {
                break;
            }
            continue;
        }
        last = walk->nodes[index].time;
        append(&walk->list, &walk->n_list, &walk->list_room, index);
    }
    keep_wanted(walk);
    return 0;
}
