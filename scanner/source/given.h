/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIVEN_H
#define SOURCE_GIVEN_H

#include "base/span.h"

#include <sys/stat.h>

/* The paths that the user named: looked at once, before the walk. */

enum given_kind {
    GIVEN_FOLDER,
    GIVEN_FILE,
    GIVEN_PIPE,    /* behind /dev/fd or /dev/stdin: what <(command) makes */
    GIVEN_SPECIAL, /* device, socket, named pipe */
    GIVEN_ABSENT   /* stat failed: `error` is its errno */
};

struct given {
    char *path; /* owned; as it is shown: without "./" before and '/' behind;
                   "" is the current folder */
    enum given_kind kind;
    int error;
    dev_t device;
    ino_t inode;
};

struct given_list {
    struct given *items; /* in the order given, each once */
    size_t count;
    ino_t *inodes; /* sorted, for given_has_inode */
};

/* A path that stands there twice, under whatever name, is kept once; two hard
 * links to one file are two paths. */
void given_list_init(struct given_list *list, const char *const *paths,
                     size_t count);
void given_list_release(struct given_list *list);

/* A quick no, for each entry of a folder. */
bool given_has_inode(const struct given_list *list, ino_t inode);

/* The index of the given path that is this very file or folder (`path` as it
 * would be shown), or SIZE_MAX. */
size_t given_find(const struct given_list *list, const struct stat *status,
                  const char *path);

/* What open(2) and messages want: "." for the empty path. */
const char *given_name(const char *path);

#endif
