/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_WINDOW_H
#define SOURCE_WINDOW_H

#include "base/limits.h"
#include "source/source.h"

#include <stdatomic.h>

/* Reads a file or a stream of any size with one bounded buffer, in windows
 * that overlap:
 *
 *     text  = [ seen before | fresh                 | seen again ]
 *     bytes     LOOKBEHIND    WINDOW, more if small   TOKEN
 *
 * A token that begins in the fresh part ends in the text, and the keyword
 * before it is there too; so every token is found whole, and (since the
 * matcher looks at what overlaps the fresh part) none is lost at a border.
 * Offsets of windows are even: UTF-16 is never cut in half. */

/* The longest text of a window. What fits is one window, wholly fresh. */
#define WINDOW_ROOM (LIMIT_LOOKBEHIND + LIMIT_WINDOW + LIMIT_TOKEN)

struct window {
    void *memory;         /* owned; bytes point into it */
    unsigned char *bytes; /* WINDOW_ROOM and LIMIT_PADDING of them */
    size_t len;
    size_t done;     /* bytes before this one have been handed out as fresh */
    size_t used;     /* the longest text so far: what must be wiped */
    uint64_t offset; /* of bytes[0] in the file */
    uint64_t limit;  /* offset at which the file counts as ended */
    bool end;        /* no bytes come after the buffer */
    struct range fresh;
};

void window_init(struct window *window);
void window_release(struct window *window);

/* Forgets the file before; the buffer stays. */
void window_begin(struct window *window);

/* One read call, for the small file that it holds whole. 1 when bytes came,
 * 0 at the end, -errno. */
int window_read(struct window *window, int fd);

/* Reads until the buffer is full or the file ends. 0 or -errno. With `stop`
 * (may be NULL) the file ends once it is set; then `fd` is polled, since a
 * pipe can be silent for ever. */
int window_fill(struct window *window, int fd, const atomic_bool *stop);

/* Describes the next window in `unit` (all but path, number and detail).
 * Call it after each fill until unit->last; text and fresh stay valid until
 * the window is filled again. */
void window_take(struct window *window, struct unit *unit);

/* The same division for a text that is in memory as a whole: the window
 * whose fresh part begins at `done`. */
struct window_cut {
    struct range text;
    struct range fresh; /* in the whole text, not in `text` */
    bool last;
};

struct window_sizes {
    size_t before;
    size_t fresh;
    size_t after;
};

struct window_cut window_cut(size_t len, size_t done,
                             const struct window_sizes *sizes);

#endif
