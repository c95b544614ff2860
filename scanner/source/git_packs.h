/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PACKS_H
#define SOURCE_GIT_PACKS_H

#include "source/git_pack.h"
#include "source/source.h"

#include <stdatomic.h>

/* The object folders of a repository with all that they borrow from, and
 * their packs. Immutable once made; shared by all threads, by counting. */
struct git_packs {
    atomic_uint holders;
    char **folders; /* owned; no '/' at the end */
    size_t n_folders;
    size_t folders_room;
    struct git_pack *items; /* owned */
    size_t count;
    size_t room;
};

/* Packs that are damaged or lack an index are said through `say` (NULL: not)
 * and left out, as are alternates that are not there. */
MUST_CHECK int git_packs_new(struct git_packs **out, const char *const *folders,
                             size_t n, const struct source *say,
                             struct err *err);
struct git_packs *git_packs_hold(struct git_packs *packs);

/* The last holder frees it; NULL is allowed. */
void git_packs_drop(struct git_packs *packs);

/* Looks in pack number `*pack` first and then in all others; sets it. */
bool git_packs_find(const struct git_packs *packs, const struct git_id *id,
                    uint32_t *pack, uint64_t *offset);

/* "folder/a/b" without "/b" when it is empty; false when that is too long. */
MUST_CHECK bool git_packs_path(char *out, size_t room, const char *folder,
                               const char *a, const char *b);

#endif
