/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_MASK_H
#define SCAN_MASK_H

#include "base/buf.h"
#include "match/matcher.h"

/* What a report may show of a secret: enough to recognise it, never enough to
 * use it or to guess its length. */

/* Stands for the middle, whatever its length. */
#define MASK_STARS "********"

/* Bytes at both ends of the secret that may be seen. */
struct mask {
    size_t head; /* of the rule's own fixed text, which is no secret */
    size_t tail;
};

struct mask mask_of(const struct candidate *candidate, struct span text);

/* Appends head, stars and tail. */
MUST_CHECK int mask_add(struct buf *out, struct span secret, struct mask mask,
                        struct err *err);

#endif
