/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 after RFC 3629: the shortest form only, no surrogates, nothing past
 * U+10FFFF. The lead byte gives the length and the smallest code point that
 * may be written so; everything else follows from the value.
 *
 * The tables of hostile and of wide characters are short on purpose: they
 * decide how a report looks on a terminal, not what is found. */
#include "base/utf8.h"

struct point_range {
    uint32_t first;
    uint32_t last;
};

/* How many bytes follow the lead byte; -1 for one that cannot lead. */
static int follow_count(unsigned char lead)
{
    if (lead < 0x80) {
        return 0;
    }
    if (lead < 0xc2) {
        return -1;
    }
    return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
}

uint32_t utf8_next(struct span text, size_t *at)
{
    static const uint32_t smallest[4] = {0, 0x80, 0x800, 0x10000};
    size_t start = *at;
    unsigned char lead = text.ptr[start];
    int n = follow_count(lead);
    *at = start + 1;
    if (n < 0) {
        return UTF8_BAD;
    }
    uint32_t point = n == 0 ? lead : lead & (0x3fu >> n);
    for (int i = 1; i <= n; i++) {
        int byte = span_at(text, start + (size_t)i);
        if (byte < 0 || (byte & 0xc0) != 0x80) {
            return UTF8_BAD;
        }
        point = point << 6 | ((uint32_t)byte & 0x3f);
    }
    if (point < smallest[n] || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff)) {
        return UTF8_BAD;
    }
    *at = start + (size_t)n + 1;
    return point;
}

static bool in_ranges(const struct point_range *ranges, size_t count,
                      uint32_t point)
{
    for (size_t i = 0; i < count; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool utf8_is_hostile(uint32_t point)
{
    static const struct point_range ranges[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},
        {0x61c, 0x61c},   {0x180e, 0x180e},   {0x200b, 0x200f},
        {0x2028, 0x202e}, {0x2060, 0x206f},   {0xfeff, 0xfeff},
        {0xfff9, 0xfffb}, {0xe0000, 0xe007f}, {0xfdd0, 0xfdef},
        {0xfffe, 0xffff}, {0x3164, 0x3164},   {0x115f, 0x1160},
        {0xffa0, 0xffa0},
    };
    if (point >= ' ' && point < 0x7f) {
        return false; /* nearly all of what is asked */
    }
    return in_ranges(ranges, sizeof ranges / sizeof *ranges, point);
}

unsigned utf8_width(uint32_t point)
{
    static const struct point_range none[] = {
        {0x300, 0x36f},   {0x483, 0x489},     {0x591, 0x5bd},
        {0x610, 0x61a},   {0x64b, 0x65f},     {0x1ab0, 0x1aff},
        {0x1dc0, 0x1dff}, {0x20d0, 0x20ff},   {0xfe00, 0xfe0f},
        {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
    };
    static const struct point_range wide[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
        {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
        {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
    };
    if (point < 0x300) {
        return 1;
    }
    if (in_ranges(none, sizeof none / sizeof *none, point)) {
        return 0;
    }
    return in_ranges(wide, sizeof wide / sizeof *wide, point) ? 2 : 1;
}

bool utf8_is_valid(struct span text)
{
    size_t at = 0;
    while (at < text.len) {
        if (utf8_next(text, &at) == UTF8_BAD) {
            return false;
        }
    }
    return true;
}

struct span utf8_cut(struct span text, size_t len)
{
    if (len >= text.len) {
        return text;
    }
    /* A sequence is at most four bytes; what still looks like the middle of
     * one after three steps back is malformed and may be cut anywhere. */
    for (size_t back = 0; back < 4 && back <= len; back++) {
        if ((text.ptr[len - back] & 0xc0) != 0x80) {
            return span_of(text.ptr, len - back);
        }
    }
    return span_of(text.ptr, len);
}
