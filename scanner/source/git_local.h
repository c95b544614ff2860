/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_LOCAL_H
#define SOURCE_GIT_LOCAL_H

#include <stdbool.h>

/* Files in work trees that git ignores and does not track: they are on this
 * disk and in no repository. Asked about those in which something was found;
 * cheap in the order of their paths. For one thread. */
struct git_local;

struct git_local *git_local_new(void);
void git_local_free(struct git_local *local);

/* False for everything else, and when it is not known. */
bool git_local_has(struct git_local *local, const char *path);

#endif
