/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include "base/err.h"
#include "base/limits.h"
#include "source/git_tracked.h"
#include "source/gitignore.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/* The work that the readers of a folder tree share: which folders wait to be
 * listed, and which files to be read. It opens nothing itself.
 *
 * A folder is a node that knows its parent, so that a waiting folder costs
 * its name and not its whole path, and ignore rules are found by going up. */

/* What the file system below a folder promises. */
enum walk_fs {
    WALK_FS_DISK,  /* a read that ends early has reached the end */
    WALK_FS_OTHER, /* unknown: read until nothing comes */
    WALK_FS_KERNEL /* proc, sys: not files, entered only when named */
};

struct walk_folder {
    struct walk_folder *parent; /* holds a reference; NULL for a given one */
    unsigned refs;              /* under the lock of the walk */
    unsigned users;             /* of fd: items that wait and readers at work */
    int fd;                     /* -1 while nobody uses it */
    enum walk_fs fs;
    bool ignored;                /* git leaves it out, but for what it tracks */
    bool repository;             /* ignore files above it do not count */
    struct ignore_list *ignore;  /* its .gitignore, owned, or NULL */
    struct ignore_list *exclude; /* its .git/info/exclude, owned, or NULL */
    struct git_tracked *tracked; /* of a repository, owned, or NULL */
    size_t given;                /* index of the given path it belongs to */
    size_t path_len;
    size_t name_len;
    char name[]; /* of a given folder: its path; "" is the current folder */
};

enum walk_kind {
    WALK_END,   /* nothing is left and nothing can come */
    WALK_GIVEN, /* look at the path that the user gave: `given` */
    WALK_OPEN,  /* open and list a folder */
    WALK_LIST,  /* go on listing one that is open */
    WALK_FILES  /* read these files of an open folder */
};

/* One piece of work. For all kinds with a folder it holds a reference, for
 * LIST and FILES a use of its descriptor as well. */
struct walk_item {
    enum walk_kind kind;
    struct walk_folder *folder;
    char *names; /* FILES: owned, NUL-terminated one behind the other */
    size_t len;
    size_t given;
};

struct walk {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct walk_item *items; /* a stack */
    size_t count;
    size_t room;
    size_t given_next;
    size_t given_count;
    size_t folders; /* nodes alive */
    atomic_size_t
        open_lists;     /* folders whose list waits with an open descriptor */
    unsigned busy;      /* readers that may still push */
    atomic_uint idle;   /* readers that wait */
    size_t max_folders; /* LIMIT_FOLDERS, lower in tests */
};

void walk_init(struct walk *walk, size_t given_count);
void walk_release(struct walk *walk);

/* Takes the next piece of work and counts the caller as busy; waits while
 * there is none but others may push some. WALK_END ends it (not busy). */
struct walk_item walk_take(struct walk *walk);

/* The caller has done what it took and pushed what came of it. */
void walk_done(struct walk *walk);

/* Pushes; the item's references go with it. */
void walk_push(struct walk *walk, const struct walk_item *item);

/* A node below `parent` (NULL: a given path). Its reference is the caller's.
 * NULL past the ceiling of folders. */
struct walk_folder *walk_folder_new(struct walk *walk,
                                    struct walk_folder *parent,
                                    const char *name);
void walk_folder_unref(struct walk *walk, struct walk_folder *folder);

/* A reference and a use of the descriptor, taken and given back together;
 * the last use closes it. */
void walk_folder_hold(struct walk *walk, struct walk_folder *folder);
void walk_folder_drop(struct walk *walk, struct walk_folder *folder);

/* Length of the path of something inside the folder, before its name: the
 * folder's path and a '/', unless that is there or the path is empty. */
size_t walk_folder_prefix(const struct walk_folder *folder);

/* Writes the path, NUL-terminated; `out` holds path_len + 1 bytes. */
void walk_folder_path(const struct walk_folder *folder, char *out);

#endif
