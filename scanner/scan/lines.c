/* SPDX-License-Identifier: Apache-2.0
 *
 * Line numbers on demand. Findings are rare, so nothing is indexed: line
 * breaks are counted from the last answer on, eight bytes at a time (the
 * exact zero-byte test of Hacker's Delight 6-1, so that the sum is right and
 * not only non-zero). A CR counts when no LF follows. */
#include "scan/lines.h"

#include "base/utf.h"

#define ONES UINT64_C(0x0101010101010101)
#define LOWS UINT64_C(0x7f7f7f7f7f7f7f7f)

/* 0x80 in each byte of `word` that is `byte`. */
static uint64_t equal_bytes(uint64_t word, unsigned char byte)
{
    uint64_t x = word ^ (ONES * byte);
    return ~(((x & LOWS) + LOWS) | x | LOWS);
}

static size_t flag_count(uint64_t flags)
{
    return (size_t)((flags >> 7) * ONES >> 56);
}

static uint64_t load(const unsigned char *ptr)
{
    uint64_t word;
    memcpy(&word, ptr, sizeof(word));
    return word;
}

static bool ends_line(struct span text, size_t at)
{
    return text.ptr[at] == '\n' ||
           (text.ptr[at] == '\r' && span_at(text, at + 1) != '\n');
}

size_t lines_count(struct span text, struct range range)
{
    size_t count = 0;
    size_t at = range.start;
    /* Nine bytes, since a CR must know its follower. */
    for (; at + 9 <= text.len && at + 8 <= range.end; at += 8) {
        uint64_t word = load(text.ptr + at);
        uint64_t lf = equal_bytes(word, '\n');
        uint64_t cr = equal_bytes(word, '\r');
        if (cr) {
            cr &= ~equal_bytes(load(text.ptr + at + 1), '\n');
        }
        count += flag_count(lf | cr);
    }
    for (; at < range.end && at < text.len; at++) {
        count += ends_line(text, at);
    }
    return count;
}

/* The last byte value `byte` in [start, end), or `end`. */
static size_t find_back(struct span text, struct range range, int byte)
{
    if (range.start == range.end) {
        return range.end;
    }
    const unsigned char *hit =
        memrchr(text.ptr + range.start, byte, range_len(range));
    return hit ? (size_t)(hit - text.ptr) : range.end;
}

/* Where the line begins that the byte `end` stands in, not before `start`. */
static size_t line_start(struct span text, size_t start, size_t end)
{
    size_t lf = find_back(text, (struct range){start, end}, '\n');
    size_t from = lf < end ? lf + 1 : start;
    size_t stop = end;
    /* The CR of a CR LF that `end` cuts in half is no line break yet. */
    if (stop > from && text.ptr[stop - 1] == '\r' &&
        span_at(text, stop) == '\n') {
        stop--;
    }
    size_t cr = find_back(text, (struct range){from, stop}, '\r');
    return cr < stop ? cr + 1 : from;
}

struct range lines_around(struct span text, size_t at)
{
    if (at > text.len) {
        at = text.len;
    }
    struct range line = {line_start(text, 0, at), text.len};
    static const unsigned char ends[] = {'\n', '\r'};
    for (size_t i = 0; i < sizeof ends && at < line.end; i++) {
        const unsigned char *hit =
            memchr(text.ptr + at, ends[i], line.end - at);
        if (hit) {
            line.end = (size_t)(hit - text.ptr);
        }
    }
    return line;
}

struct range lines_before(struct span text, size_t start)
{
    if (start == 0 || start > text.len) {
        return (struct range){0, 0};
    }
    size_t end = start - 1;
    if (end > 0 && text.ptr[end] == '\n' && text.ptr[end - 1] == '\r') {
        end--;
    }
    return (struct range){line_start(text, 0, end), end};
}

static void forward(struct span text, struct lines_cursor *cursor, size_t to)
{
    struct range range = {cursor->at, to};
    size_t breaks = lines_count(text, range);
    if (breaks) {
        range.start = line_start(text, range.start, to);
        cursor->column = 0;
        cursor->line += breaks;
    }
    cursor->column += utf_count(span_slice(text, range));
    cursor->at = to;
}

/* Before the mark: what was seen in the window before, so its line is known
 * backwards, but its column only if the line begins here. */
static struct lines_cursor backward(const struct lines *lines, size_t at)
{
    struct lines_cursor mark = lines->mark;
    struct range range = {at, mark.at};
    size_t breaks = lines_count(lines->text, range);
    size_t start = line_start(lines->text, 0, at);
    uint64_t column =
        utf_count(span_slice(lines->text, (struct range){start, at}));
    if (start == 0 && breaks == 0) {
        uint64_t points = utf_count(span_slice(lines->text, range));
        column = mark.column > points ? mark.column - points : 0;
    }
    return (struct lines_cursor){
        at, mark.line > breaks ? mark.line - breaks : 0, column};
}

static uint32_t from_one(uint64_t count)
{
    return count < UINT32_MAX ? (uint32_t)count + 1 : UINT32_MAX;
}

void lines_begin(struct lines *lines)
{
    *lines = (struct lines){0};
}

void lines_enter(struct lines *lines, struct span text, size_t known)
{
    lines->text = text;
    lines->mark.at = known < text.len ? known : text.len;
    lines->cursor = lines->mark;
}

struct position lines_at(struct lines *lines, size_t at)
{
    if (at > lines->text.len) {
        at = lines->text.len;
    }
    struct lines_cursor here;
    if (at < lines->mark.at) {
        here = backward(lines, at);
    } else {
        if (at < lines->cursor.at) {
            lines->cursor = lines->mark;
        }
        forward(lines->text, &lines->cursor, at);
        here = lines->cursor;
    }
    return (struct position){from_one(here.line), from_one(here.column)};
}

size_t lines_leave(struct lines *lines, size_t upto)
{
    if (upto > lines->text.len) {
        upto = lines->text.len;
    }
    for (int i = 0; i < 3 && upto > lines->mark.at &&
                    (span_at(lines->text, upto) & 0xc0) == 0x80;
         i++) {
        upto--;
    }
    if (upto > lines->mark.at) {
        forward(lines->text, &lines->mark, upto);
    }
    return lines->mark.at;
}
