/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_STAGEDIFF_H
#define SOURCE_GIT_STAGEDIFF_H

#include "source/git_stage.h"
#include "source/git_treediff.h"

/* What differs between a tree (NULL: none) and the index. Of a path in
 * conflict, ours and theirs are told one after the other; what `git add -N`
 * only announced is not in the index yet. */
MUST_CHECK int stage_diff(struct git_store *store, const struct git_id *tree,
                          const struct stage *stage, tree_change_fn each,
                          void *ctx, struct err *err);

#endif
