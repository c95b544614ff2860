/* SPDX-License-Identifier: Apache-2.0
 *
 * Encodings of whole texts. A transcoded text remembers a pair of offsets at
 * every MARK_STEP bytes of the source; between two of them offsets are found
 * by decoding again, so the map costs a thousandth of the text and a look-up
 * at most MARK_STEP bytes of work.
 *
 * The UTF-8 reader is a table of what the second byte may be (Unicode 15,
 * table 3-7): it finds the maximal part of a malformed sequence on the way,
 * which the strict reader in base/utf8.c does not have to know. */
#include "base/utf.h"

#include "base/limits.h"
#include "base/mem.h"

#define MARK_STEP   1024
#define REPLACEMENT 0xfffdu

size_t utf_width(enum utf_kind kind)
{
    switch (kind) {
    case UTF_16LE:
    case UTF_16BE:
        return 2;
    case UTF_32LE:
    case UTF_32BE:
        return 4;
    case UTF_BYTES:
        break;
    }
    return 1;
}

/* UTF-16 of mostly ASCII: in one half of all bytes most are NUL, in the other
 * half hardly any (the second half of an emoji is U+DE00). Text of other
 * scripts has spaces and line ends, but without a mark it cannot be told from
 * binary data, and is read as bytes. */
static enum utf_kind detect_by_nul(struct span head)
{
    size_t nul[2] = {0, 0};
    size_t pairs = head.len / 2;
    for (size_t i = 0; i < pairs * 2; i++) {
        nul[i & 1] += head.ptr[i] == 0;
    }
    if (pairs < 2) {
        return UTF_BYTES;
    }
    if (nul[0] * 32 <= pairs && nul[1] * 4 >= pairs * 3) {
        return UTF_16LE;
    }
    if (nul[1] * 32 <= pairs && nul[0] * 4 >= pairs * 3) {
        return UTF_16BE;
    }
    return UTF_BYTES;
}

enum utf_kind utf_detect(struct span head, size_t *bom_len)
{
    static const struct {
        unsigned char bytes[4];
        unsigned char len;
        enum utf_kind kind;
    } marks[] = {
        /* The longer ones first: UTF-32LE begins like UTF-16LE. */
        {{0xff, 0xfe, 0, 0}, 4, UTF_32LE},
        {{0, 0, 0xfe, 0xff}, 4, UTF_32BE},
        {{0xef, 0xbb, 0xbf, 0}, 3, UTF_BYTES},
        {{0xff, 0xfe, 0, 0}, 2, UTF_16LE},
        {{0xfe, 0xff, 0, 0}, 2, UTF_16BE},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (span_starts_with(head, span_of(marks[i].bytes, marks[i].len))) {
            *bom_len = marks[i].len;
            return marks[i].kind;
        }
    }
    *bom_len = 0;
    /* Nearly every file ends here: a NUL must come early. */
    size_t early = head.len < 64 ? head.len : 64;
    if (early == 0 || !memchr(head.ptr, 0, early)) {
        return UTF_BYTES;
    }
    return detect_by_nul(span_slice(head, (struct range){0, LIMIT_PROBE}));
}

/* Bytes after the lead, and what the first of them may be. */
struct lead {
    unsigned char more;
    unsigned char low;
    unsigned char high;
};

static struct lead lead_of(unsigned char byte)
{
    if (byte < 0xc2 || byte > 0xf4) {
        return (struct lead){0, 0, 0};
    }
    if (byte < 0xe0) {
        return (struct lead){1, 0x80, 0xbf};
    }
    if (byte < 0xf0) {
        return (struct lead){2, byte == 0xe0 ? 0xa0 : 0x80,
                             byte == 0xed ? 0x9f : 0xbf};
    }
    return (struct lead){3, byte == 0xf0 ? 0x90 : 0x80,
                         byte == 0xf4 ? 0x8f : 0xbf};
}

uint32_t utf_next(struct span text, size_t *at)
{
    unsigned char byte = text.ptr[(*at)++];
    if (byte < 0x80) {
        return byte;
    }
    struct lead lead = lead_of(byte);
    if (lead.more == 0) {
        return REPLACEMENT;
    }
    uint32_t point = byte & (0x3fu >> lead.more);
    for (unsigned i = 0; i < lead.more; i++) {
        int next = span_at(text, *at);
        int low = i == 0 ? lead.low : 0x80;
        int high = i == 0 ? lead.high : 0xbf;
        if (next < low || next > high) {
            return REPLACEMENT;
        }
        point = point << 6 | ((uint32_t)next & 0x3f);
        (*at)++;
    }
    return point;
}

/* How many bytes from `at` on are ASCII, 32 at a time. */
static size_t ascii_run(struct span text, size_t at)
{
    size_t start = at;
    while (at + 32 <= text.len) {
        uint64_t words[4];
        memcpy(words, text.ptr + at, 32);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) {
            break;
        }
        at += 32;
    }
    while (at < text.len && text.ptr[at] < 0x80) {
        at++;
    }
    return at - start;
}

size_t utf_count(struct span text)
{
    size_t count = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t run = ascii_run(text, at);
        count += run;
        at += run;
        if (at < text.len) {
            utf_next(text, &at);
            count++;
        }
    }
    return count;
}

size_t utf_put(unsigned char out[4], uint32_t point)
{
    if (point < 0x80) {
        out[0] = (unsigned char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (unsigned char)(0xc0 | point >> 6);
        out[1] = (unsigned char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (unsigned char)(0xe0 | point >> 12);
        out[1] = (unsigned char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (unsigned char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (unsigned char)(0xf0 | (point >> 18 & 7));
    out[1] = (unsigned char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (unsigned char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (unsigned char)(0x80 | (point & 0x3f));
    return 4;
}

/* One code unit; the caller has checked that it is there. */
static uint32_t unit_at(const unsigned char *ptr, enum utf_kind kind)
{
    switch (kind) {
    case UTF_16LE:
        return (uint32_t)(ptr[0] | ptr[1] << 8);
    case UTF_16BE:
        return (uint32_t)(ptr[0] << 8 | ptr[1]);
    case UTF_32LE:
        return ptr[0] | (uint32_t)ptr[1] << 8 | (uint32_t)ptr[2] << 16 |
               (uint32_t)ptr[3] << 24;
    case UTF_32BE:
        return (uint32_t)ptr[0] << 24 | (uint32_t)ptr[1] << 16 |
               (uint32_t)ptr[2] << 8 | ptr[3];
    case UTF_BYTES:
        break;
    }
    return ptr[0];
}

static bool is_between(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

/* The code point at `*at` of the source, which moves behind it. */
static uint32_t source_next(struct span source, enum utf_kind kind, size_t *at)
{
    size_t width = utf_width(kind);
    if (source.len - *at < width) {
        *at = source.len;
        return REPLACEMENT;
    }
    uint32_t point = unit_at(source.ptr + *at, kind);
    *at += width;
    if (width == 2 && is_between(point, 0xd800, 0xdbff) &&
        source.len - *at >= 2) {
        uint32_t low = unit_at(source.ptr + *at, kind);
        if (is_between(low, 0xdc00, 0xdfff)) {
            *at += 2;
            return 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    if (point > 0x10ffff || is_between(point, 0xd800, 0xdfff)) {
        return REPLACEMENT;
    }
    return point;
}

void utf_text_init(struct utf_text *text)
{
    *text = (struct utf_text){.kind = UTF_BYTES};
}

void utf_text_release(struct utf_text *text)
{
    mem_wipe_free(text->bytes, text->room);
    mem_wipe_free(text->marks, 0);
    utf_text_init(text);
}

/* The worst case: a unit of two bytes becomes three, one of four four, and a
 * cut rest three. */
static void make_room(struct utf_text *text, size_t source_len)
{
    size_t need = source_len / 2 * 3 + 4 + LIMIT_PADDING;
    if (need > text->room) {
        mem_wipe_free(text->bytes, text->room);
        text->bytes = mem_alloc(need);
        text->room = need;
    }
    size_t marks = source_len / MARK_STEP + 2;
    if (marks > text->marks_room) {
        text->marks = mem_realloc(text->marks, marks, sizeof(*text->marks));
        text->marks_room = marks;
    }
}

void utf_text_decode(struct utf_text *text, enum utf_kind kind,
                     struct span source, size_t skip)
{
    make_room(text, source.len);
    text->kind = kind;
    text->source = source;
    size_t at = skip < source.len ? skip : source.len;
    text->marks[0] = (struct range){at, 0};
    text->n_marks = 1;
    size_t next_mark = at + MARK_STEP;
    size_t len = 0;
    while (at < source.len) {
        if (at >= next_mark) {
            text->marks[text->n_marks++] = (struct range){at, len};
            next_mark = at + MARK_STEP;
        }
        len += utf_put(text->bytes + len, source_next(source, kind, &at));
    }
    text->len = len;
    memset(text->bytes + len, 0, LIMIT_PADDING);
}

/* The last mark at or before an offset, on either side of the map. */
static struct range mark_before(const struct utf_text *text, size_t at,
                                bool by_source)
{
    size_t low = 0;
    size_t high = text->n_marks;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        size_t value =
            by_source ? text->marks[mid].start : text->marks[mid].end;
        if (value <= at) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return text->marks[low];
}

size_t utf_text_to_source(const struct utf_text *text, size_t at)
{
    if (at >= text->len) {
        return text->source.len;
    }
    struct range mark = mark_before(text, at, false);
    unsigned char scrap[4];
    for (;;) {
        size_t start = mark.start;
        uint32_t point = source_next(text->source, text->kind, &mark.start);
        mark.end += utf_put(scrap, point);
        if (mark.end > at) {
            return start;
        }
    }
}

size_t utf_text_from_source(const struct utf_text *text, size_t at)
{
    if (at >= text->source.len) {
        return text->len;
    }
    struct range mark = mark_before(text, at, true);
    unsigned char scrap[4];
    while (mark.start <= at) {
        size_t target = mark.end;
        uint32_t point = source_next(text->source, text->kind, &mark.start);
        mark.end += utf_put(scrap, point);
        if (mark.start > at) {
            return target;
        }
    }
    return mark.end; /* before the text begins: in the byte order mark */
}
