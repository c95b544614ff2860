/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_WALK_IGNORE_H
#define SOURCE_WALK_IGNORE_H

#include "source/walk.h"

/* Which entries of a tree are left out: the globs of --exclude and, when
 * asked for, what git ignores and does not track. Not read: the user's global
 * ignore file. */

/* Ignore files above a given folder, up to the root of its repository. */
struct ignore_above {
    struct ignore_list *list; /* owned */
    char *prefix;             /* owned: from there to the given folder */
};

struct ignore_above_list {
    struct ignore_above *items; /* the nearest first */
    size_t count;
    size_t room;
    struct git_tracked *tracked; /* owned: of that repository, or NULL */
    char *prefix;                /* owned: from its top to the given folder */
};

void ignore_above_release(struct ignore_above_list *above);

/* An ignore file of an open folder; NULL when there is none, or nothing in
 * it. What cannot be read ignores nothing. */
struct ignore_list *ignore_file_load(int dir, const char *name);

/* Reads what lies above the folder at `path`. Fails when there is an index
 * that cannot be read: then what it tracks is not known. */
MUST_CHECK int ignore_above_load(struct ignore_above_list *above,
                                 const char *path, struct err *err);

/* Reads .gitignore and, when it is the root of a repository, its
 * .git/info/exclude and its index, of the open folder at `path`. Fails as
 * ignore_above_load. */
MUST_CHECK int walk_ignore_load(struct walk_folder *folder, const char *path,
                                struct err *err);

/* Whether git's files leave out `path` (as shown), an entry of `folder`.
 * `above` belongs to the given path of the folder. */
bool walk_ignored(const struct walk_folder *folder,
                  const struct ignore_above_list *above, struct span path,
                  bool is_folder);

/* Whether git tracks it, or something in it. */
bool walk_tracked(const struct walk_folder *folder,
                  const struct ignore_above_list *above, struct span path);

/* The same for the globs of --exclude, relative to where jackdaw runs. */
bool walk_excluded(const struct ignore_list *excludes, struct span path,
                   bool is_folder);

#endif
