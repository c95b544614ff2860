/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_HOLDER_H
#define SOURCE_GIT_HOLDER_H

#include "source/git_event.h"

/* Which commits hold something of a set, from the events of the set. */
struct git_holder {
    uint32_t introduced; /* the earliest that has it and no parent of it has;
                            GIT_GRAPH_NONE when no commit holds it */
    const char *path;    /* there */
    uint32_t removed;    /* the latest that took it away, from HEAD's history
                            if there is one there, or GIT_GRAPH_NONE */
    size_t n_commits;
    unsigned flags; /* of all that hold it, together */
    bool in_head;
    bool in_merges;  /* some that has it has several parents */
    uint32_t tip;    /* of graph->tips, the best whose commit has it, or
                        GIT_GRAPH_NONE */
    uint32_t ref;    /* the best one that leads to some that has it */
    uint32_t remote; /* the same of remote-tracking branches */
    size_t n_tips[GIT_ROOT_KINDS]; /* whose commits have it */
};

/* Fills `out` for the sets 0 to n_sets - 1. */
void git_holders_find(struct git_holder *out, size_t n_sets,
                      const struct git_graph *graph,
                      const struct git_events *events);

#endif
