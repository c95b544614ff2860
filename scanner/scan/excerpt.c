/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws a line with its secrets starred out. It asks a bitmap for each byte,
 * so that secrets that overlap, touch or reach over the edges need no thought
 * here, and a run of hidden bytes of any length becomes the same stars. */
#include "scan/excerpt.h"

#include "base/utf.h"
#include "base/utf8.h"
#include "scan/mask.h"

#define CUT       "\xe2\x80\xa6" /* U+2026, horizontal ellipsis */
#define MALFORMED 0xfffd

/* Goes back by at most `count` characters. */
static size_t step_back(struct span text, size_t at, size_t stop, size_t count)
{
    for (; count > 0 && at > stop; count--) {
        at--;
        for (int i = 0; i < 3 && at > stop && (text.ptr[at] & 0xc0) == 0x80;
             i++) {
            at--;
        }
    }
    return at;
}

static int add_point(struct buf *out, uint32_t point, struct err *err)
{
    unsigned char bytes[4];
    if (point == '\t') {
        return buf_add(out, span_str(" "), err);
    }
    if (!utf8_is_hostile(point)) {
        return buf_add(out, span_of(bytes, utf_put(bytes, point)), err);
    }
    if (point < 0x80) {
        return buf_add_format(out, err, "\\x%02x", (unsigned)point);
    }
    return buf_add_format(out, err, point < 0x10000 ? "\\u%04x" : "\\U%08x",
                          (unsigned)point);
}

/* Appends what stands at `*at` and moves behind it. */
static int add_one(struct buf *out, const struct excerpt *excerpt, size_t *at,
                   struct err *err)
{
    if (excerpt->hidden && bits_at(excerpt->hidden, *at)) {
        *at = bits_next_off(excerpt->hidden, *at);
        return buf_add(out, span_str(MASK_STARS), err);
    }
    struct span line = span_of(excerpt->text.ptr, excerpt->line.end);
    return add_point(out, utf_next(line, at), err);
}

int excerpt_add(struct buf *out, const struct excerpt *excerpt, struct err *err)
{
    size_t stop = excerpt->line.end;
    size_t at = step_back(excerpt->text, excerpt->at, excerpt->line.start,
                          excerpt->before);
    int rc = at > excerpt->line.start ? buf_add(out, span_str(CUT), err) : 0;
    size_t shown = 0;
    while (rc == 0 && at < stop && shown < excerpt->most) {
        rc = add_one(out, excerpt, &at, err);
        shown++;
    }
    if (rc == 0 && at < stop) {
        rc = buf_add(out, span_str(CUT), err);
    }
    return rc;
}

static bool is_printable(uint32_t point)
{
    return point == '\t' || (point != MALFORMED && !utf8_is_hostile(point));
}

/* Where the character before `at` begins. */
static size_t char_before(struct span text, size_t at, size_t stop)
{
    return step_back(text, at, stop, 1);
}

struct range excerpt_printable(struct span text, struct range line, size_t at)
{
    struct range range = {at, at};
    while (range.start > line.start) {
        size_t before = char_before(text, range.start, line.start);
        size_t next = before;
        uint32_t point = utf_next(span_of(text.ptr, range.start), &next);
        if (!is_printable(point) || next != range.start) {
            break;
        }
        range.start = before;
    }
    while (range.end < line.end) {
        size_t next = range.end;
        uint32_t point = utf_next(span_of(text.ptr, line.end), &next);
        if (!is_printable(point)) {
            break;
        }
        range.end = next;
    }
    return range;
}
