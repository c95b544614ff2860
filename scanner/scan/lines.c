/* SPDX-License-Identifier: Apache-2.0
 *
 * Line numbers on demand. Findings are rare, so nothing is indexed: line
 * breaks are counted from the last answer on, sixteen bytes at a time. A CR
 * counts when no LF follows. */
#include "scan/lines.h"

#include "base/utf.h"

/* Sixteen bytes; the compiler knows the instruction on every processor. */
typedef unsigned char vec __attribute__((vector_size(16)));

#define VEC sizeof(vec)

static vec load(const unsigned char *ptr)
{
    vec bytes;
    memcpy(&bytes, ptr, VEC);
    return bytes;
}

static size_t sum_lanes(vec sums)
{
    size_t count = 0;
    for (size_t i = 0; i < VEC; i++) {
        count += (unsigned char)-sums[i];
    }
    return count;
}

/* Line breaks in `n` vectors, at most 255: a lane counts down from 0 by one
 * (0xff) for each. Reads one byte more. */
static size_t count_vectors(const unsigned char *ptr, size_t n)
{
    vec sums = {0};
    if (!memchr(ptr, '\r', n * VEC)) {
#pragma GCC unroll 8
        for (size_t i = 0; i < n; i++, ptr += VEC) {
            sums += (vec)(load(ptr) == '\n');
        }
        return sum_lanes(sums);
    }
    for (size_t i = 0; i < n; i++, ptr += VEC) {
        vec here = load(ptr);
        vec next = load(ptr + 1);
        sums += (vec)(here == '\n');
        sums += (vec)((here == '\r') & (next != '\n'));
    }
    return sum_lanes(sums);
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
    size_t end = range.end < text.len ? range.end : text.len;
    while (at < end) {
        size_t n = (end - at) / VEC;
        /* The last CR must know its follower. */
        if (n > 0 && at + n * VEC == text.len) {
            n--;
        }
        n = n < 255 ? n : 255;
        if (n == 0) {
            break;
        }
        count += count_vectors(text.ptr + at, n);
        at += n * VEC;
    }
    for (; at < end; at++) {
        count += ends_line(text, at);
    }
    return count;
}

/* The last byte of value `byte` in a range, or its end. In steps, since the
 * range may be a megabyte and the answer is mostly near. */
static size_t find_back(struct span text, struct range range, int byte)
{
    size_t none = range.end;
    for (size_t step = 256; range.end > range.start; step *= 2) {
        size_t from = range_len(range) > step ? range.end - step : range.start;
        const unsigned char *hit =
            memrchr(text.ptr + from, byte, range.end - from);
        if (hit) {
            return (size_t)(hit - text.ptr);
        }
        range.end = from;
    }
    return none;
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
