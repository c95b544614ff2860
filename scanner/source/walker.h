/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_WALKER_H
#define SOURCE_WALKER_H

#include "source/given.h"
#include "source/source.h"
#include "source/walk.h"
#include "source/walk_ignore.h"

/* One reader's part in the walk of a folder tree: takes folders from the
 * shared stack, lists them, says what is left out, and names files. */

/* What all walkers of a tree share. */
struct walker_tree {
    struct source *source; /* whose notices are said */
    struct walk walk;
    struct given_list given;
    struct ignore_list *excludes;    /* owned, or NULL */
    struct ignore_above_list *above; /* one for each given path, or NULL */
    bool gitignore;
};

/* A file to open. */
struct walker_file {
    int dir;          /* what `name` is relative to */
    const char *name; /* for openat */
    const char *path; /* as it is shown */
    bool given;       /* named by the user: a symbolic link is followed */
    bool pipe;
    enum walk_fs fs;
};

/* Room for the path of a file in the deepest folder. */
#define WALKER_PATH (LIMIT_PATH + 256 + 2)

struct walker {
    struct walker_tree *tree;
    struct walk_folder *folder; /* held, or NULL between two folders */
    bool busy;                  /* counted so by the walk */
    bool ignored;               /* git ignores the entry at hand */
    bool more;                  /* the folder is not listed to its end */
    uint64_t folders;           /* opened so far */
    size_t prefix;              /* of path: the folder and a '/' */
    char *names;                /* files of the folder still to be read */
    size_t names_at;
    size_t names_len;
    char *entries; /* what the system writes */
    char path[WALKER_PATH];
};

void walker_init(struct walker *walker, struct walker_tree *tree);

/* Gives back what it held: others may wait for it. */
void walker_release(struct walker *walker);

/* The next file; valid until the next call. False at the end of the tree. */
bool walker_next(struct walker *walker, struct walker_file *file);

/* Hands files that wait behind the present one to readers without work; with
 * `all` because the present one is large, otherwise the half of them. */
void walker_share(struct walker *walker, bool all);

#endif
