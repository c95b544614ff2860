/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_DELTA_H
#define SOURCE_GIT_DELTA_H

#include "base/err.h"
#include "source/git_diff.h"
#include "source/unit_marks.h"

/* Deltas of packs, as gitformat-pack(5) describes them: copies from a base
 * and inserts. */

/* What a delta says of itself. */
struct git_delta {
    size_t base_len;
    size_t result_len;
    struct span steps;
};

/* Reads the head of a delta. ERR_FORMAT; ERR_LIMIT when the result is larger
 * than LIMIT_GIT_OBJECT. */
MUST_CHECK int git_delta_parse(struct git_delta *out, struct span bytes,
                               struct err *err);

/* A part of the result and where it comes from. Copies that follow each other
 * in the base too are one. */
struct git_piece {
    size_t at;
    size_t len;
    size_t from; /* in the base; SIZE_MAX: inserted */
};

struct git_pieces {
    struct git_piece *items; /* owned */
    size_t count;
    size_t room;
    bool many; /* more than a million: they are not listed */
};

void git_pieces_release(struct git_pieces *pieces);

/* Writes result_len bytes. With `pieces` (may be NULL) says of what they
 * consist. ERR_FORMAT when the base has another size, a step leaves it, or
 * the steps make another size. */
MUST_CHECK int git_delta_apply(const struct git_delta *delta, struct span base,
                               unsigned char *out, struct git_pieces *pieces,
                               struct err *err);

/* The parts of a result of `len` bytes that have to be searched when its
 * base, of `base_len` bytes, has been, and `marks` is what was seen in there:
 * inserts and seams with LIMIT_SEAM bytes round them, and copies of what is
 * marked. Replaces the contents of `fresh`. */
void git_delta_fresh(struct range_list *fresh, const struct git_pieces *pieces,
                     size_t base_len, size_t len,
                     const struct unit_marks *marks);

#endif
