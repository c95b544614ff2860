/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_RENAME_H
#define SOURCE_GIT_RENAME_H

#include "source/git_changes.h"

/* Gives new files that are old ones moved their old contents: old[0] and
 * `from`. Equal contents first, then half or more alike. An old file that
 * cannot be read is no candidate. */
void git_rename_find(struct git_changes *changes, struct git_store *store);

#endif
