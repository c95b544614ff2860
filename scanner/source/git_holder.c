/* SPDX-License-Identifier: Apache-2.0
 *
 * How many paths of a commit hold something of a set follows from its first
 * parent's number and the event of the commit: parents come first in the
 * graph, so one pass does it. Sixteen sets share a pass, since it waits for
 * memory and their numbers fill one cache line:
 *
 *     row of a commit = row of its first parent + its events */
#include "source/git_holder.h"

#include "base/mem.h"

#include <stdlib.h>

#define LANES 16

struct row {
    int32_t paths[LANES];
};

struct pass {
    const struct git_graph *graph;
    const struct git_event *at[LANES]; /* the next event of each set */
    const struct git_event *end[LANES];
    struct row *rows; /* one for each commit */
    struct git_holder *out;
    size_t n;
};

static const struct row none;

static const struct row *row_of(const struct pass *pass, uint32_t node)
{
    return node == GIT_GRAPH_NONE ? &none : &pass->rows[node];
}

static bool is_none(const struct row *row)
{
    return memcmp(row, &none, sizeof(none)) == 0;
}

/* How many parents hold it. */
static uint32_t count_parents(const struct pass *pass, uint32_t node,
                              size_t lane)
{
    const struct git_graph_node *commit = &pass->graph->nodes[node];
    uint32_t count = 0;
    for (uint32_t i = 0; i < commit->n_parents; i++) {
        uint32_t parent = pass->graph->parents[commit->first_parent + i];
        count += pass->rows[parent].paths[lane] > 0;
    }
    return count;
}

/* A commit on the way to HEAD says more than a later one elsewhere; one that
 * all parents had it before says more than a merge of which one had not; and
 * one on the main line more than one of a branch that was merged. */
static int weight(const struct pass *pass, uint32_t node, size_t lane)
{
    const struct git_graph_node *commit = &pass->graph->nodes[node];
    bool all = count_parents(pass, node, lane) == commit->n_parents;
    return (commit->flags & GIT_GRAPH_HEAD ? 4 : 0) + (all ? 2 : 0) +
           (commit->flags & GIT_GRAPH_MAIN ? 1 : 0);
}

static void note_removed(struct pass *pass, uint32_t node, size_t lane)
{
    struct git_holder *holder = &pass->out[lane];
    if (holder->removed != GIT_GRAPH_NONE) {
        int before = weight(pass, holder->removed, lane);
        int now = weight(pass, node, lane);
        if (now < before ||
            (now == before && pass->graph->nodes[node].time <
                                  pass->graph->nodes[holder->removed].time)) {
            return;
        }
    }
    holder->removed = node;
}

static uint32_t lower(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void note_held(struct pass *pass, uint32_t node, size_t lane,
                      const char *path)
{
    struct git_holder *holder = &pass->out[lane];
    const struct git_graph_node *nodes = pass->graph->nodes;
    holder->n_commits++;
    holder->flags |= nodes[node].flags;
    holder->in_merges |= nodes[node].n_parents > 1;
    holder->ref = lower(holder->ref, nodes[node].tip);
    holder->remote = lower(holder->remote, nodes[node].remote);
    if (count_parents(pass, node, lane) > 0) {
        return;
    }
    if (holder->introduced == GIT_GRAPH_NONE ||
        nodes[node].time < nodes[holder->introduced].time) {
        holder->introduced = node;
        holder->path = path;
    }
}

static bool is_any_parent(const struct pass *pass, uint32_t node)
{
    const struct git_graph_node *commit = &pass->graph->nodes[node];
    for (uint32_t i = 0; i < commit->n_parents; i++) {
        if (!is_none(
                row_of(pass, pass->graph->parents[commit->first_parent + i]))) {
            return true;
        }
    }
    return false;
}

static void visit(struct pass *pass, uint32_t node)
{
    uint32_t first = git_graph_first(pass->graph, node);
    struct row row = *row_of(pass, first);
    const char *paths[LANES] = {0};
    for (size_t lane = 0; lane < pass->n; lane++) {
        const struct git_event *event = pass->at[lane];
        if (event < pass->end[lane] && event->node == node) {
            row.paths[lane] += event->delta;
            paths[lane] = event->path;
            pass->at[lane]++;
        }
    }
    pass->rows[node] = row;
    if (is_none(&row) && !is_any_parent(pass, node)) {
        return;
    }
    for (size_t lane = 0; lane < pass->n; lane++) {
        if (row.paths[lane] > 0) {
            note_held(pass, node, lane, paths[lane]);
        } else if (count_parents(pass, node, lane) > 0) {
            note_removed(pass, node, lane);
        }
    }
}

static void look_at_tips(struct pass *pass)
{
    const struct git_graph *graph = pass->graph;
    for (size_t lane = 0; lane < pass->n; lane++) {
        struct git_holder *holder = &pass->out[lane];
        holder->in_head = row_of(pass, graph->head)->paths[lane] > 0;
        for (uint32_t i = 0; i < graph->n_tips; i++) {
            const struct git_tip *tip = &graph->tips[i];
            if (row_of(pass, tip->node)->paths[lane] > 0) {
                holder->tip = lower(holder->tip, i);
                holder->n_tips[tip->kind]++;
            }
        }
    }
}

void git_holders_find(struct git_holder *out, size_t n_sets,
                      const struct git_graph *graph,
                      const struct git_events *events)
{
    const struct git_event *at = events->items;
    const struct git_event *end = events->items + events->count;
    struct pass pass = {.graph = graph};
    pass.rows = mem_calloc(graph->count, sizeof(*pass.rows));
    for (size_t from = 0; from < n_sets; from += LANES) {
        pass.out = out + from;
        pass.n = n_sets - from < LANES ? n_sets - from : LANES;
        for (size_t lane = 0; lane < pass.n; lane++) {
            out[from + lane] = (struct git_holder){.introduced = GIT_GRAPH_NONE,
                                                   .removed = GIT_GRAPH_NONE,
                                                   .tip = GIT_GRAPH_NONE,
                                                   .ref = GIT_GRAPH_NONE,
                                                   .remote = GIT_GRAPH_NONE};
            pass.at[lane] = at;
            while (at < end && at->set == from + lane) {
                at++;
            }
            pass.end[lane] = at;
        }
        for (uint32_t node = 0; node < graph->count; node++) {
            visit(&pass, node);
        }
        look_at_tips(&pass);
    }
    free(pass.rows);
}
