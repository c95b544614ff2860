/* SPDX-License-Identifier: Apache-2.0
 *
 * A sliding buffer over a file descriptor. After a window has been handed
 * out, the bytes that the next one needs again (lookbehind and lookahead, 36
 * KiB of each MiB) move to the front and the rest is read behind them: plain
 * reads cost less than mapping, and a file that shrinks cannot kill us. */
#include "source/window.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* How long a silent pipe may keep an interrupted scan from ending. */
#define POLL_MILLISECONDS 100

/* The kernel copies whole pages twice as fast to where a page begins. What
 * stays of a window before the next read is a multiple of it too. */
#define PAGE_BYTES 4096
_Static_assert((LIMIT_LOOKBEHIND + LIMIT_TOKEN) % PAGE_BYTES == 0,
               "reads begin at a page");

void window_init(struct window *window)
{
    *window = (struct window){0};
    window->memory = mem_alloc(WINDOW_ROOM + LIMIT_PADDING + PAGE_BYTES);
    uintptr_t address = (uintptr_t)window->memory;
    size_t skip = (PAGE_BYTES - address % PAGE_BYTES) % PAGE_BYTES;
    window->bytes = (unsigned char *)window->memory + skip;
    window_begin(window);
}

void window_release(struct window *window)
{
    mem_wipe(window->bytes, window->used);
    free(window->memory);
    *window = (struct window){0};
}

void window_begin(struct window *window)
{
    window->len = 0;
    window->done = 0;
    window->offset = 0;
    window->limit = UINT64_MAX;
    window->end = false;
    window->fresh = (struct range){0, 0};
}

/* How many bytes may still come into the buffer. */
static size_t room_left(const struct window *window)
{
    size_t room = WINDOW_ROOM - window->len;
    uint64_t at = window->offset + window->len;
    uint64_t left = window->limit > at ? window->limit - at : 0;
    return left < room ? (size_t)left : room;
}

int window_read(struct window *window, int fd)
{
    size_t room = room_left(window);
    if (room == 0) {
        window->end = window->len < WINDOW_ROOM;
        return 0;
    }
    ssize_t n;
    do {
        n = read(fd, window->bytes + window->len, room);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return -errno;
    }
    if (n == 0) {
        window->end = true;
        return 0;
    }
    window->len += (size_t)n;
    if (window->len > window->used) {
        window->used = window->len;
    }
    return 1;
}

/* Waits for bytes; false once `stop` is set. */
static bool wait_readable(int fd, const atomic_bool *stop)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    while (!atomic_load(stop)) {
        int rc = poll(&entry, 1, POLL_MILLISECONDS);
        if (rc > 0 || (rc < 0 && errno != EINTR)) {
            return true;
        }
    }
    return false;
}

/* Moves what the next window needs to the front. */
static void slide(struct window *window)
{
    window->done = window->fresh.end;
    if (window->done <= LIMIT_LOOKBEHIND) {
        return;
    }
    size_t from = window->done - LIMIT_LOOKBEHIND;
    memmove(window->bytes, window->bytes + from, window->len - from);
    window->len -= from;
    window->done -= from;
    window->offset += from;
}

int window_fill(struct window *window, int fd, const atomic_bool *stop)
{
    slide(window);
    while (!window->end && window->len < WINDOW_ROOM) {
        if (stop && !wait_readable(fd, stop)) {
            window->end = true;
            break;
        }
        int rc = window_read(window, fd);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

void window_take(struct window *window, struct unit *unit)
{
    size_t end = window->end ? window->len : window->len - LIMIT_TOKEN;
    window->fresh = (struct range){window->done, end};
    memset(window->bytes + window->len, 0, LIMIT_PADDING);
    unit->text = span_of(window->bytes, window->len);
    unit->offset = window->offset;
    unit->first = window->offset == 0 && window->done == 0;
    unit->last = window->end;
    unit->fresh = &window->fresh;
    unit->n_fresh = 1;
}

struct window_cut window_cut(size_t len, size_t done,
                             const struct window_sizes *sizes)
{
    size_t left = len - done;
    bool last = left <= sizes->fresh;
    size_t fresh_end = last ? len : done + sizes->fresh;
    size_t start = done > sizes->before ? done - sizes->before : 0;
    size_t behind = len - fresh_end;
    size_t end = fresh_end + (behind < sizes->after ? behind : sizes->after);
    return (struct window_cut){
        .text = {start, end}, .fresh = {done, fresh_end}, .last = last};
}
