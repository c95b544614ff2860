/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PENDING_H
#define SOURCE_GIT_PENDING_H

#include "source/source.h"

/* Notices from before there is a receiver: a source is made, and lists what
 * it has, before scan_run takes it. */
struct git_pending {
    struct source source; /* say through this one */
    struct notice *items; /* owned, texts too */
    size_t count;
    size_t room;
    uint64_t more[NOTICE_KINDS]; /* past LIMIT_NOTICES */
};

void git_pending_init(struct git_pending *pending);
void git_pending_release(struct git_pending *pending);

/* Says them all to the receiver of `source`, and forgets them. */
void git_pending_flush(struct git_pending *pending,
                       const struct source *source);

#endif
