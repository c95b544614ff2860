/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_EXCERPT_H
#define SCAN_EXCERPT_H

#include "base/buf.h"
#include "scan/bits.h"

/* The line of code round a token, as a report shows it: one line of valid
 * UTF-8 without anything that a terminal would obey. */
struct excerpt {
    struct span text;
    const struct bits *hidden; /* bytes that become stars; NULL: none */
    struct range line;         /* nothing outside it is shown */
    size_t at;                 /* where the token begins */
    size_t before;             /* characters before it, at most */
    size_t most;               /* characters in all, at most */
};

/* Room that is always enough for what excerpt_add appends. */
#define EXCERPT_ROOM(most) ((most)*10 + 64)

MUST_CHECK int excerpt_add(struct buf *out, const struct excerpt *excerpt,
                           struct err *err);

/* The part of `line` round `at` that is printable text, for binary files. */
struct range excerpt_printable(struct span text, struct range line, size_t at);

#endif
