/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_FOREST_H
#define SOURCE_GIT_FOREST_H

#include "source/git_objects.h"
#include "source/git_reach.h"

/* Who is a delta of whom, in all packs of a repository: trees whose roots are
 * whole and whose edges are deltas. Nodes are numbered as the spots of
 * git_objects. Immutable once made. */
struct git_forest {
    const struct git_objects *objects;
    struct git_node *nodes; /* owned; one a spot */
    uint32_t *roots;        /* owned; as they lie in the packs */
    size_t n_roots;
};

struct git_node {
    uint32_t child;   /* the first that is wanted; GIT_NODE_NONE */
    uint32_t sibling; /* the next one; that with most below it comes last */
    uint32_t weight;  /* objects that are wanted, here and below; 0: none */
};

#define GIT_NODE_NONE UINT32_MAX

/* What is wanted is what `reach` has (NULL: all); an object that stands in
 * several places is wanted once. The objects and the reach must live longer.
 * Entries that are damaged, or whose base is not in their pack, are roots:
 * reading them will fail. */
MUST_CHECK struct git_forest *git_forest_new(const struct git_objects *objects,
                                             const struct git_reach *reach);
void git_forest_free(struct git_forest *forest);

/* Whether the object is asked for at this node, not only what is below. */
bool git_forest_wants(const struct git_objects *objects,
                      const struct git_reach *reach, uint32_t node);

/* The pack that a node is in. */
uint32_t git_forest_pack(const struct git_forest *forest, uint32_t node);

#endif
