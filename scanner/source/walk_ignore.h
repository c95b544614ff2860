/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_WALK_IGNORE_H
#define SOURCE_WALK_IGNORE_H

#include "source/walk.h"

/* Which entries of a tree are left out: the globs of --exclude and, when
 * asked for, the ignore files of git. Not read: the index (a tracked file
 * that a line ignores is left out too) and the user's global ignore file. */

/* Ignore files above a given folder, up to the root of its repository. */
struct ignore_above {
    struct ignore_list *list; /* owned */
    char *prefix;             /* owned: from there to the given folder */
};

struct ignore_above_list {
    struct ignore_above *items; /* the nearest first */
    size_t count;
    size_t room;
};

void ignore_above_release(struct ignore_above_list *above);

/* Reads what lies above the folder at `path`. */
void ignore_above_load(struct ignore_above_list *above, const char *path);

/* Reads .gitignore, and .git/info/exclude when it is the root of a
 * repository, of the open folder. What cannot be read ignores nothing. */
void walk_ignore_load(struct walk_folder *folder);

/* Whether git's files leave out `path` (as shown), an entry of `folder`.
 * `above` belongs to the given path of the folder. */
bool walk_ignored(const struct walk_folder *folder,
                  const struct ignore_above_list *above, struct span path,
                  bool is_folder);

/* The same for the globs of --exclude, relative to where jackdaw runs. */
bool walk_excluded(const struct ignore_list *excludes, struct span path,
                   bool is_folder);

#endif
