/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_STAGE_H
#define SOURCE_GIT_STAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "source/git_id.h"

/* The index: what the next commit is made of. Formats 2, 3 and 4 of
 * gitformat-index(5), with sparse folders, and the cached trees that say
 * which folders are as they were committed. */

struct stage_entry {
    const char *path;
    uint32_t path_len;
    uint32_t mode; /* a folder's (and a path with '/' at the end) if sparse */
    struct git_id id;
    uint8_t stage; /* 0; 1 to 3 in a conflict: base, ours, theirs */
    bool intent;   /* `git add -N`: no contents yet */
};

/* A folder whose tree object the index knows. */
struct stage_folder {
    struct span name;
    int64_t n_entries;  /* in it, all levels; negative: its tree is unknown */
    struct git_id id;   /* of the tree */
    uint32_t first_kid; /* in stage->kids */
    uint32_t n_kids;
};

struct stage {
    struct buf bytes;
    struct arena *arena;         /* paths of format 4 */
    struct stage_entry *entries; /* owned; by path, then stage */
    size_t count;
    struct stage_folder *folders; /* owned; [0] is the root, if any */
    size_t n_folders;
    uint32_t *kids; /* owned; indexes of folders, those of one together */
    size_t n_kids;
};

/* A file that is not there is an empty index. ERR_FORMAT when it is damaged
 * or has a part that must be understood and is not. */
MUST_CHECK int stage_load(struct stage **out, const char *path,
                          struct err *err);

/* The same from memory, for tests. */
MUST_CHECK int stage_parse(struct stage **out, struct span bytes,
                           const char *name, struct err *err);
void stage_free(struct stage *stage);

/* The folder `name` in a folder; NULL when it is not known. */
const struct stage_folder *stage_kid(const struct stage *stage,
                                     const struct stage_folder *folder,
                                     struct span name);

#endif
