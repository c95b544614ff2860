/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_STORE_H
#define SOURCE_GIT_STORE_H

#include "source/git_repo.h"

/* Reads objects by id: one handle for one thread (a shared one would be
 * slower than none at all: they fight for its locks). */
struct git_store;

enum git_kind {
    GIT_KIND_NONE = 0,
    GIT_KIND_COMMIT = 1,
    GIT_KIND_TREE = 2,
    GIT_KIND_BLOB = 3,
    GIT_KIND_TAG = 4
};

/* "commit", "tree", ... */
const char *git_kind_name(enum git_kind kind);

/* An object's contents. A zeroed one holds nothing and may be released. */
struct git_data {
    enum git_kind kind;
    struct span bytes;
    void *handle; /* private */
};

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

void git_data_release(struct git_data *data);

#endif
