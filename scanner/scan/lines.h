/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_LINES_H
#define SCAN_LINES_H

#include "base/span.h"

#include <stdint.h>

/* Lines and columns of bytes in a file that comes in windows. LF, CR LF and
 * CR alone end a line, as for GitHub and editors; columns count code points.
 * Both count from 1.
 *
 *     lines_begin(&lines);
 *     for each window: lines_enter(text, known); lines_at(...) ...;
 *                      lines_leave(upto);
 *
 * Nothing is counted before lines_at asks for it; only lines_leave, for files
 * of more than one window, looks at all bytes. */

struct position {
    uint32_t line;
    uint32_t column;
};

struct lines_cursor {
    size_t at;       /* in the text */
    uint64_t line;   /* line breaks before it */
    uint64_t column; /* code points between the last of them and it */
};

struct lines {
    struct span text;
    struct lines_cursor mark;   /* what is known for sure */
    struct lines_cursor cursor; /* the last answer: the next one is near */
};

/* A new file. */
void lines_begin(struct lines *lines);

/* The text of the next window (the first one included). The byte `known` of
 * it is the one that lines_leave returned for the window before; for the
 * first window it is where counting begins, behind a byte order mark. */
void lines_enter(struct lines *lines, struct span text, size_t known);

struct position lines_at(struct lines *lines, size_t at);

/* Counts up to `upto`, or to the start of the character that it is in the
 * middle of. Returns where that is; the next window must hold it. */
size_t lines_leave(struct lines *lines, size_t upto);

/* The line that holds the byte `at`, without what ends it. */
struct range lines_around(struct span text, size_t at);

/* The line before the one that begins at `start`; empty at 0 for the first. */
struct range lines_before(struct span text, size_t start);

/* Line breaks that end in [range): the second byte of CR LF counts. */
size_t lines_count(struct span text, struct range range);

#endif
