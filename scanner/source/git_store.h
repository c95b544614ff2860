/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_STORE_H
#define SOURCE_GIT_STORE_H

#include "source/git_data.h"
#include "source/git_repo.h"

/* Reads objects by id, out of packs and loose files: one for one thread. The
 * packs are mapped once and shared; bases of deltas are kept for a while.
 *
 * libgit2 is asked for what is missing or damaged here: git may just have
 * repacked, or hold another copy. */
struct git_store;

/* The repository must live longer. */
MUST_CHECK int git_store_open(struct git_store **out,
                              const struct git_repo *repo, struct err *err);
void git_store_free(struct git_store *store);

/* ERR_MISSING: not there. ERR_FORMAT: there, but damaged. ERR_LIMIT: larger
 * than LIMIT_GIT_OBJECT. */
MUST_CHECK int git_store_read(struct git_store *store, const struct git_id *id,
                              struct git_data *out, struct err *err);

/* The same for an object that must be of one kind: otherwise ERR_FORMAT. */
MUST_CHECK int git_store_read_kind(struct git_store *store,
                                   const struct git_id *id, enum git_kind kind,
                                   struct git_data *out, struct err *err);
/* What an object is, without reading it; 0 when it is not there. */
enum git_kind git_store_kind(struct git_store *store, const struct git_id *id);

#endif
