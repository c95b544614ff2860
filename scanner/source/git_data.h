/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_DATA_H
#define SOURCE_GIT_DATA_H

#include "source/git_bytes.h"
#include "source/git_id.h"

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
    struct span bytes;        /* of `handle`; or, without one, borrowed */
    struct git_bytes *handle; /* held */
};

/* Takes `bytes` over. */
struct git_data git_data_of(enum git_kind kind, struct git_bytes *bytes);
void git_data_release(struct git_data *data);

#endif
