/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_INFLATE_H
#define SOURCE_GIT_INFLATE_H

#include "base/err.h"
#include "source/git_bytes.h"

/* Unpacks zlib streams (RFC 1950), one after the other. For one thread. */
struct git_inflate;

struct git_inflate *git_inflate_new(void);
void git_inflate_free(struct git_inflate *inflate);

/* Whether so many packed bytes can become `len`: DEFLATE makes at most 1032
 * of one. Asked before memory is taken for them. */
bool git_inflate_can(size_t packed, size_t len);

/* Fills `out` with exactly `len` bytes from the stream at the start of `in`;
 * what follows it in `in` is ignored. ERR_FORMAT when it is damaged, or of
 * another size. */
MUST_CHECK int git_inflate_exact(struct git_inflate *inflate, struct span in,
                                 unsigned char *out, size_t len,
                                 struct err *err);

/* The same when the size is not known; the caller drops it. ERR_LIMIT past
 * `most` bytes. */
MUST_CHECK int git_inflate_all(struct git_inflate *inflate, struct span in,
                               size_t most, struct git_bytes **out,
                               struct err *err);

#endif
