/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_LOOSE_H
#define SOURCE_GIT_LOOSE_H

#include "source/git_data.h"
#include "source/git_inflate.h"

/* An object in a file of its own: a zlib stream of "blob 123\0" and the
 * contents. */

/* Reads it from the first of the folders that has it. ERR_MISSING: none has.
 * ERR_FORMAT: damaged. ERR_LIMIT: larger than LIMIT_GIT_OBJECT. */
MUST_CHECK int git_loose_read(struct git_data *out, char *const *folders,
                              size_t n_folders, const struct git_id *id,
                              struct git_inflate *inflate, struct err *err);

/* Takes the head off the unpacked bytes: the kind, and the size that they
 * must have without it. */
MUST_CHECK int git_loose_head(struct span *bytes, enum git_kind *kind,
                              struct err *err);

#endif
