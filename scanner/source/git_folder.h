/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_FOLDER_H
#define SOURCE_GIT_FOLDER_H

#include "base/err.h"

/* Walks a folder of git's own (logs, modules, worktrees), which is never
 * large; symbolic links are not followed. */

enum git_folder_verdict {
    GIT_FOLDER_ENTER, /* look inside */
    GIT_FOLDER_PASS,
    GIT_FOLDER_FAIL /* end the walk */
};

typedef enum git_folder_verdict (*git_folder_fn)(void *ctx, const char *path,
                                                 bool is_folder);

/* Calls `each` for what is in the folder, folders before what they hold; a
 * folder is entered when it says so. A folder that is not there is empty.
 * ERR_LIMIT past a million entries. A GIT_FOLDER_FAIL ends it with 0: the
 * callback keeps its own error. */
MUST_CHECK int git_folder_walk(const char *path, git_folder_fn each, void *ctx,
                               struct err *err);

#endif
