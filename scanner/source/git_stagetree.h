/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_STAGETREE_H
#define SOURCE_GIT_STAGETREE_H

#include "source/git_stage.h"

/* Fills stage->folders and ->kids from the TREE extension of an index; false
 * when it is damaged. */
MUST_CHECK bool stage_tree_parse(struct stage *stage, struct span bytes);

#endif
