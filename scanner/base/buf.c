/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing byte buffer with a ceiling. Growth doubles, so that appending n
 * bytes costs O(n); the ceiling is what keeps hostile input from taking the
 * machine's memory. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *buf, size_t ceiling)
{
    *buf = (struct buf){.ceiling = ceiling};
}

void buf_release(struct buf *buf)
{
    free(buf->ptr);
    buf_init(buf, buf->ceiling);
}

void buf_wipe(struct buf *buf)
{
    mem_wipe(buf->ptr, buf->room);
    buf_release(buf);
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    if (buf->ptr) {
        buf->ptr[0] = '\0';
    }
}

int buf_reserve(struct buf *buf, size_t len, struct err *err)
{
    if (len > buf->ceiling) {
        return err_set(err, ERR_LIMIT, "more than %zu bytes", buf->ceiling);
    }
    if (len < buf->room) {
        return 0;
    }
    size_t room = buf->room ? buf->room * 2 : 64;
    if (room <= len) {
        room = len + 1;
    }
    /* One byte past the ceiling is for the terminating NUL. */
    if (room > buf->ceiling + 1) {
        room = buf->ceiling + 1;
    }
    /* Not realloc: the old bytes may be a secret and must be wiped. */
    char *ptr = mem_alloc(room);
    if (buf->len) {
        memcpy(ptr, buf->ptr, buf->len);
    }
    mem_wipe_free(buf->ptr, buf->room);
    buf->ptr = ptr;
    buf->room = room;
    buf->ptr[buf->len] = '\0';
    return 0;
}

int buf_add(struct buf *buf, struct span bytes, struct err *err)
{
    size_t len;
    if (__builtin_add_overflow(buf->len, bytes.len, &len)) {
        return err_set(err, ERR_LIMIT, "size overflow");
    }
    int rc = buf_reserve(buf, len, err);
    if (rc < 0) {
        return rc;
    }
    if (bytes.len) {
        memcpy(buf->ptr + buf->len, bytes.ptr, bytes.len);
    }
    buf->len = len;
    buf->ptr[len] = '\0';
    return 0;
}

int buf_add_format(struct buf *buf, struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (need < 0) {
        return err_set(err, ERR_FORMAT, "cannot format text");
    }
    int rc = buf_reserve(buf, buf->len + (size_t)need, err);
    if (rc < 0) {
        return rc;
    }
    va_start(args, format);
    vsnprintf(buf->ptr + buf->len, (size_t)need + 1, format, args);
    va_end(args);
    buf->len += (size_t)need;
    return 0;
}

char *buf_detach(struct buf *buf, size_t *len)
{
    char *ptr = buf->ptr ? buf->ptr : mem_strdup("");
    if (len) {
        *len = buf->len;
    }
    buf_init(buf, buf->ceiling);
    return ptr;
}
