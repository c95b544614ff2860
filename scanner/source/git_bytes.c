/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects in memory. Wiping all of them would cost a tenth of a history's
 * scan; those in which the scan saw nothing hold nothing that needs it. */
#include "source/git_bytes.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

struct git_bytes *git_bytes_new(size_t len)
{
    struct git_bytes *bytes = mem_alloc(sizeof(*bytes) + len + LIMIT_PADDING);
    atomic_init(&bytes->holders, 1);
    bytes->len = len;
    bytes->marks = (struct unit_marks){.all = true};
    memset(bytes->data + len, 0, LIMIT_PADDING);
    return bytes;
}

struct git_bytes *git_bytes_hold(struct git_bytes *bytes)
{
    atomic_fetch_add_explicit(&bytes->holders, 1, memory_order_relaxed);
    return bytes;
}

void git_bytes_drop(struct git_bytes *bytes)
{
    if (!bytes || atomic_fetch_sub_explicit(&bytes->holders, 1,
                                            memory_order_acq_rel) > 1) {
        return;
    }
    if (bytes->marks.all || bytes->marks.count > 0) {
        mem_wipe(bytes->data, bytes->len);
    }
    unit_marks_release(&bytes->marks);
    free(bytes);
}

void git_bytes_cut(struct git_bytes *bytes, size_t start, size_t len)
{
    memmove(bytes->data, bytes->data + start, len);
    memset(bytes->data + len, 0, LIMIT_PADDING);
    bytes->len = len;
}
