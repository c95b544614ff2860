/* SPDX-License-Identifier: Apache-2.0
 *
 * Only the heads of entries are read here. Bases lie before their deltas when
 * they are named by distance, anywhere in the pack when by id; a hostile pack
 * can name them in a circle. So weights are added from the leaves up, each
 * node when all of its children are done; what is never done is in a circle,
 * which is cut open there. */
#include "source/git_forest.h"

#include "base/mem.h"

#include <stdlib.h>

struct planter {
    struct git_forest *forest;
    uint32_t *bases;   /* owned; of each node, or GIT_NODE_NONE */
    uint32_t *waiting; /* owned; children that are not added up yet */
    uint32_t *ready;   /* owned; nodes whose children all are */
};

/* The node of a pack at an offset; NONE when nothing begins there. */
static uint32_t node_at(const struct git_objects *objects, uint32_t pack,
                        uint64_t offset)
{
    uint32_t low = objects->pack_first[pack];
    uint32_t end = objects->pack_first[pack + 1];
    uint32_t high = end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (objects->spots[middle].offset < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < end && objects->spots[low].offset == offset ? low
                                                             : GIT_NODE_NONE;
}

static uint32_t base_of(const struct git_objects *objects, uint32_t pack,
                        uint32_t node)
{
    const struct git_pack *from = &objects->packs->items[pack];
    struct git_entry entry;
    if (git_pack_entry(&entry, from, objects->spots[node].offset, NULL) < 0 ||
        entry.kind == GIT_ENTRY_WHOLE) {
        return GIT_NODE_NONE;
    }
    uint64_t offset = entry.kind == GIT_ENTRY_OFFSET
                          ? entry.base
                          : git_pack_find(from, &entry.base_id);
    return node_at(objects, pack, offset);
}

static void find_bases(struct planter *planter)
{
    const struct git_objects *objects = planter->forest->objects;
    for (uint32_t pack = 0; pack < objects->packs->count; pack++) {
        for (uint32_t i = objects->pack_first[pack];
             i < objects->pack_first[pack + 1]; i++) {
            uint32_t base = base_of(objects, pack, i);
            planter->bases[i] = base;
            if (base != GIT_NODE_NONE) {
                planter->waiting[base]++;
            }
        }
    }
}

bool git_forest_wants(const struct git_objects *objects,
                      const struct git_reach *reach, uint32_t node)
{
    const struct git_spot *spot = &objects->spots[node];
    return !spot->is_copy && (!reach || git_reach_has(reach, spot->index));
}

/* From the leaves up. */
static void add_up(struct planter *planter)
{
    struct git_node *nodes = planter->forest->nodes;
    size_t n = planter->forest->objects->n_spots;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (planter->waiting[i] == 0) {
            planter->ready[count++] = (uint32_t)i;
        }
    }
    while (count > 0) {
        uint32_t node = planter->ready[--count];
        uint32_t base = planter->bases[node];
        if (base != GIT_NODE_NONE) {
            nodes[base].weight += nodes[node].weight;
            if (--planter->waiting[base] == 0) {
                planter->ready[count++] = base;
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (planter->waiting[i] > 0) {
            planter->bases[i] = GIT_NODE_NONE;
        }
    }
}

static void add_child(struct git_node *nodes, uint32_t base, uint32_t node)
{
    uint32_t first = nodes[base].child;
    nodes[node].sibling = first;
    nodes[base].child = node;
}

/* The heaviest child goes to the end, so that what waits while the others are
 * read is halved with each level: no chain makes many bases wait. */
static void move_heaviest(struct git_node *nodes, uint32_t base)
{
    uint32_t *link = &nodes[base].child;
    uint32_t *heaviest = link;
    for (; *link != GIT_NODE_NONE; link = &nodes[*link].sibling) {
        if (nodes[*link].weight > nodes[*heaviest].weight) {
            heaviest = link;
        }
    }
    uint32_t node = *heaviest;
    if (node != GIT_NODE_NONE && nodes[node].sibling != GIT_NODE_NONE) {
        *heaviest = nodes[node].sibling;
        nodes[node].sibling = GIT_NODE_NONE;
        *link = node;
    }
}

/* Children in the order of the pack. */
static void link_nodes(struct planter *planter)
{
    struct git_forest *forest = planter->forest;
    size_t n = forest->objects->n_spots;
    for (size_t i = n; i-- > 0;) {
        uint32_t base = planter->bases[i];
        if (forest->nodes[i].weight == 0) {
            continue;
        }
        if (base == GIT_NODE_NONE) {
            forest->n_roots++;
        } else {
            add_child(forest->nodes, base, (uint32_t)i);
        }
    }
    forest->roots = mem_calloc(forest->n_roots, sizeof(*forest->roots));
    for (size_t i = 0, at = 0; i < n; i++) {
        move_heaviest(forest->nodes, (uint32_t)i);
        if (forest->nodes[i].weight > 0 && planter->bases[i] == GIT_NODE_NONE) {
            forest->roots[at++] = (uint32_t)i;
        }
    }
}

struct git_forest *git_forest_new(const struct git_objects *objects,
                                  const struct git_reach *reach)
{
    size_t n = objects->n_spots;
    struct git_forest *forest = mem_calloc(1, sizeof(*forest));
    struct planter planter = {
        .forest = forest,
        .bases = mem_calloc(n, sizeof(*planter.bases)),
        .waiting = mem_calloc(n, sizeof(*planter.waiting)),
        .ready = mem_calloc(n, sizeof(*planter.ready)),
    };
    forest->objects = objects;
    forest->nodes = mem_calloc(n, sizeof(*forest->nodes));
    for (size_t i = 0; i < n; i++) {
        forest->nodes[i] = (struct git_node){
            .child = GIT_NODE_NONE,
            .sibling = GIT_NODE_NONE,
            .weight = git_forest_wants(objects, reach, (uint32_t)i)};
    }
    find_bases(&planter);
    add_up(&planter);
    link_nodes(&planter);
    free(planter.bases);
    free(planter.waiting);
    free(planter.ready);
    return forest;
}

void git_forest_free(struct git_forest *forest)
{
    if (forest) {
        free(forest->nodes);
        free(forest->roots);
        free(forest);
    }
}

uint32_t git_forest_pack(const struct git_forest *forest, uint32_t node)
{
    const struct git_objects *objects = forest->objects;
    size_t low = 0;
    size_t high = objects->packs->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (objects->pack_first[middle] <= node) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (uint32_t)low;
}
