/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/err.h"
#include "base/span.h"

/* Bytes that grow. Never larger than the ceiling given at birth;
 * NUL-terminated for convenience (ptr is NULL while empty). */
struct buf {
    char *ptr; /* owned */
    size_t len;
    size_t room;
    size_t ceiling;
};

void buf_init(struct buf *buf, size_t ceiling);
void buf_release(struct buf *buf);

/* buf_release for contents that may be a secret. */
void buf_wipe(struct buf *buf);

/* Forgets the contents, keeps the room. */
void buf_clear(struct buf *buf);

/* Appends. Past the ceiling nothing is added and ERR_LIMIT returned. */
MUST_CHECK int buf_add(struct buf *buf, struct span bytes, struct err *err);
MUST_CHECK int buf_add_format(struct buf *buf, struct err *err,
                              const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Makes sure that `len` bytes in all fit without moving again. */
MUST_CHECK int buf_reserve(struct buf *buf, size_t len, struct err *err);

/* Hands the bytes to the caller, who frees them; `buf` is empty after it. */
char *buf_detach(struct buf *buf, size_t *len);

static inline struct span buf_span(const struct buf *buf)
{
    return span_of(buf->ptr, buf->len);
}

#endif
