/* SPDX-License-Identifier: Apache-2.0
 *
 * The only way to the terminal. A repository chooses its file names and its
 * text; without this it could move the cursor, hide a finding or send keys
 * through an escape sequence. */
#include "report/text_out.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "report/file_uri.h"

#include <inttypes.h>

/* Behind "  looks like ", the longest label. */
#define LABEL_COLUMN 13

void text_out_init(struct text_out *out, FILE *stream, bool color,
                   unsigned width)
{
    *out = (struct text_out){.stream = stream, .color = color, .width = width};
}

void text_out_style(struct text_out *out, enum text_style style)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "\033[0m",      [STYLE_BOLD] = "\033[1m",
        [STYLE_DIM] = "\033[2m",        [STYLE_RED] = "\033[1;31m",
        [STYLE_MAGENTA] = "\033[1;35m", [STYLE_YELLOW] = "\033[1;33m",
        [STYLE_CYAN] = "\033[1;36m",    [STYLE_GREEN] = "\033[1;32m",
    };
    if (out->color) {
        fputs(codes[style], out->stream);
    }
}

/* How one character of `text` is shown. */
struct glyph {
    char text[16];
    unsigned width;
    bool is_escape; /* otherwise the bytes themselves */
};

static struct glyph glyph_next(struct span text, size_t *at)
{
    size_t start = *at;
    uint32_t point = utf8_next(text, at);
    struct glyph glyph = {.is_escape = true};
    if (point == UTF8_BAD) {
        snprintf(glyph.text, sizeof glyph.text, "\\x%02x", text.ptr[start]);
    } else if (point == '\t') {
        snprintf(glyph.text, sizeof glyph.text, "\\t");
    } else if (point == '\n') {
        snprintf(glyph.text, sizeof glyph.text, "\\n");
    } else if (point == '\r') {
        snprintf(glyph.text, sizeof glyph.text, "\\r");
    } else if (point < 0x80 && utf8_is_hostile(point)) {
        snprintf(glyph.text, sizeof glyph.text, "\\x%02" PRIx32, point);
    } else if (utf8_is_hostile(point)) {
        snprintf(glyph.text, sizeof glyph.text, "\\u{%" PRIx32 "}", point);
    } else {
        glyph.is_escape = false;
        glyph.width = utf8_width(point);
        return glyph;
    }
    glyph.width = (unsigned)strlen(glyph.text);
    return glyph;
}

void text_out_span(struct text_out *out, struct span text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        struct glyph glyph = glyph_next(text, &at);
        if (glyph.is_escape) {
            fputs(glyph.text, out->stream);
        } else {
            (void)fwrite(text.ptr + start, 1, at - start, out->stream);
        }
        out->column += glyph.width;
    }
}

unsigned text_out_width(struct span text)
{
    unsigned width = 0;
    size_t at = 0;
    while (at < text.len) {
        width += glyph_next(text, &at).width;
    }
    return width;
}

struct span text_out_part(struct span text, unsigned skip, unsigned width)
{
    unsigned column = 0;
    size_t start = 0;
    size_t at = 0;
    while (start < text.len && column < skip) {
        column += glyph_next(text, &start).width;
    }
    at = start;
    unsigned used = 0;
    while (at < text.len) {
        size_t next = at;
        used += glyph_next(text, &next).width;
        if (used > width) {
            break;
        }
        at = next;
    }
    return span_of(text.ptr + start, at - start);
}

static void put_gap(struct text_out *out)
{
    if (out->gap) {
        out->gap = false;
        fputc(' ', out->stream);
        out->column++;
    }
}

void text_out_put(struct text_out *out, const char *text)
{
    put_gap(out);
    text_out_span(out, span_str(text));
}

static void break_line(struct text_out *out)
{
    fputc('\n', out->stream);
    out->column = 0;
    out->gap = false;
}

void text_out_line(struct text_out *out)
{
    break_line(out);
    out->indent = 0;
}

static void pad(struct text_out *out, unsigned column)
{
    while (out->column < column) {
        fputc(' ', out->stream);
        out->column++;
    }
}

void text_out_indent(struct text_out *out, unsigned column)
{
    pad(out, column);
    out->indent = column;
    out->gap = false;
}

void text_out_label(struct text_out *out, const char *label)
{
    pad(out, 2);
    if (label[0]) {
        text_out_style(out, STYLE_DIM);
        text_out_put(out, label);
        text_out_style(out, STYLE_PLAIN);
    }
    text_out_indent(out, LABEL_COLUMN);
}

static bool is_blank(int byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static void put_word(struct text_out *out, struct span word)
{
    unsigned width = text_out_width(word);
    unsigned gap = out->gap ? 1 : 0;
    out->gap = false;
    if (out->width > 0 && out->column > out->indent &&
        out->column + gap + width > out->width) {
        break_line(out);
        pad(out, out->indent);
    } else {
        pad(out, out->column + gap);
    }
    text_out_span(out, word);
}

void text_out_words(struct text_out *out, const char *text)
{
    struct span span = span_str(text);
    size_t at = 0;
    while (at < span.len) {
        if (is_blank(span.ptr[at])) {
            out->gap = out->column > out->indent;
            at++;
            continue;
        }
        size_t start = at;
        while (at < span.len && !is_blank(span.ptr[at])) {
            at++;
        }
        put_word(out, span_slice(span, (struct range){start, at}));
    }
}

int text_out_link(struct text_out *out, const char *root, const char *path,
                  struct err *err)
{
    /* "<stdin>" is no file. */
    if (!out->color || path[0] == '<' || (!root && path[0] != '/')) {
        return 0;
    }
    struct buf uri;
    put_gap(out);
    buf_init(&uri, FILE_URI_CEILING);
    int rc = file_uri_absolute(&uri, root, path, err);
    if (rc == 0) {
        /* Percent-encoded, so nothing in it can end the sequence. */
        fprintf(out->stream, "\033]8;;%s\033\\", uri.ptr);
        out->in_link = true;
    }
    buf_release(&uri);
    return rc;
}

void text_out_link_end(struct text_out *out)
{
    if (out->in_link) {
        fputs("\033]8;;\033\\", out->stream);
        out->in_link = false;
    }
}
