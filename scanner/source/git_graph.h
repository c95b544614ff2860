/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_GRAPH_H
#define SOURCE_GIT_GRAPH_H

#include "base/arena.h"
#include "source/git_objects.h"
#include "source/git_roots.h"
#include "source/git_store.h"

/* All commits, parents before their children, and what leads to each. */

enum git_graph_flag {
    GIT_GRAPH_HEAD = 1,   /* HEAD has it in its history */
    GIT_GRAPH_REF = 2,    /* some ref or HEAD has, other than a stash */
    GIT_GRAPH_REMOTE = 4, /* a remote-tracking branch has or, as its log
                             says, had: it was pushed */
    GIT_GRAPH_LOG = 8,    /* at least the log of a ref */
    GIT_GRAPH_MAIN = 16,  /* it is HEAD, or the first parent of such a one */
    GIT_GRAPH_STASH = 32, /* a stash, or the log of stashes */
    GIT_GRAPH_BORDER = 64 /* this one: its parents were not fetched */
};

#define GIT_GRAPH_NONE UINT32_MAX

struct git_graph_node {
    struct git_id id;
    struct git_id tree;
    int64_t time;
    unsigned flags;
    uint32_t first_parent; /* of `parents`; all come before this node */
    uint32_t n_parents;
    uint32_t tip;    /* the best of those that lead to it, or GIT_GRAPH_NONE */
    uint32_t remote; /* the same of remote-tracking branches */
};

/* A branch, a tag or another ref, and where it stands. */
struct git_tip {
    const char *name; /* of `arena` */
    uint32_t node;    /* GIT_GRAPH_NONE when it is no commit: see `target` */
    struct git_id target;
    enum git_root_kind kind;
};

struct git_graph {
    struct git_graph_node *nodes; /* owned */
    size_t count;
    uint32_t *parents; /* owned */
    size_t n_parents;
    /* Owned; from the one that tells most to the one that tells least: the
     * branch of HEAD, branches, remote ones, tags, others; each by name. No
     * stash, no "origin/HEAD", which is another name for a branch. */
    struct git_tip *tips;
    size_t n_tips;
    uint32_t head;         /* GIT_GRAPH_NONE before the first commit */
    struct git_id_map map; /* id -> index */
    bool has_remotes;      /* there are remote-tracking branches at all */
    bool is_copy;          /* refs are those of a remote: all was pushed */
    unsigned passed_over;  /* flags of nodes that need no comparison */
    struct arena *arena;
};

/* With `objects` also commits that only the logs, or nothing, lead to. Absent
 * parents are as none. */
MUST_CHECK int git_graph_new(struct git_graph **out, struct git_repo *repo,
                             struct git_store *store,
                             const struct git_objects *objects,
                             struct err *err);
void git_graph_free(struct git_graph *graph);

/* The first parent of a node, or GIT_GRAPH_NONE. */
static inline uint32_t git_graph_first(const struct git_graph *graph,
                                       uint32_t node)
{
    const struct git_graph_node *n = &graph->nodes[node];
    return n->n_parents ? graph->parents[n->first_parent] : GIT_GRAPH_NONE;
}

#endif
