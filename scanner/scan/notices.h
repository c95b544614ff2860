/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_NOTICES_H
#define SCAN_NOTICES_H

#include "base/arena.h"
#include "verify/finding.h"

#include <pthread.h>

/* Notices of all threads. All are counted; of the words those are kept that
 * come first by path and kind, so that threads do not decide. */
struct notices {
    pthread_mutex_t lock;
    struct notice *items; /* owned, and the strings too */
    size_t count;
    uint64_t totals[NOTICE_KINDS];
};

void notices_init(struct notices *notices);
void notices_release(struct notices *notices);

/* A source_notice_fn; `ctx` is the struct notices. Copies. */
void notices_add(void *ctx, const struct notice *notice);

/* Fills the notices and their counts of `out`, which points into `notices`.
 * No thread may add any more. */
void notices_finish(struct notices *notices, struct outcome *out);

/* Adds notices that came up after the scan; what `out` then points at is of
 * `arena`. Of these too only LIMIT_NOTICES are kept. */
void notices_join(struct outcome *out, const struct notice *more, size_t n,
                  struct arena *arena);

#endif
