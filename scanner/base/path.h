/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <limits.h>
#include <stdbool.h>

/* Paths as texts: but for path_resolve nothing is looked up, so they need not
 * exist. */

/* `path` from the root of the file system, without ".", "..", double slashes
 * and a slash at its end (so that the root itself is ""). A relative one
 * begins at `folder`, which is absolute. The caller frees it. */
char *path_absolute(const char *folder, const char *path);

/* What `path` is called inside `folder`, both as path_absolute or realpath(3)
 * write them: a part of it, "" for the folder itself, NULL outside. */
const char *path_inside(const char *folder, const char *path);

/* `path` with its folder resolved as realpath(3) does, but not its last part:
 * a link stays itself. False when the folder is gone or the path too long. */
bool path_resolve(char out[PATH_MAX], const char *path);

#endif
