/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_BYTES_H
#define SOURCE_GIT_BYTES_H

#include "source/unit_marks.h"

#include <stdatomic.h>

/* The contents of one object, shared by counting: a base waits here for its
 * deltas, which may be other threads' work. Written only by its maker, before
 * anybody else holds it. LIMIT_PADDING zeros follow the bytes. */
struct git_bytes {
    atomic_uint holders;
    size_t len;
    struct unit_marks marks; /* what was seen in it; set before it is shared */
    unsigned char data[];
};

/* Room for `len` bytes, to be filled; one holder, everything marked. */
struct git_bytes *git_bytes_new(size_t len);

struct git_bytes *git_bytes_hold(struct git_bytes *bytes);

/* The last holder frees it, wiped if anything was seen in it. NULL is
 * allowed. */
void git_bytes_drop(struct git_bytes *bytes);

/* Leaves the `len` bytes from `start` on. */
void git_bytes_cut(struct git_bytes *bytes, size_t start, size_t len);

static inline struct span git_bytes_span(const struct git_bytes *bytes)
{
    return span_of(bytes->data, bytes->len);
}

#endif
