/* SPDX-License-Identifier: Apache-2.0
 *
 * Code with carets. Where the secret stands in the excerpt is found by its
 * own text, masked or in clear as the excerpt is; if that is not there, the
 * line has no carets. */
#include "report/text_excerpt.h"

#include "base/utf8.h"

#include <inttypes.h>

/* Columns of the line number. */
#define NUMBER_WIDTH 7
#define CUT          "..."
/* Of code where nobody says how wide the page is. */
#define UNKNOWN_WIDTH 120

/* A part of an excerpt, in columns. */
struct window {
    unsigned skip;
    unsigned width;
    bool is_cut_left;
    bool is_cut_right;
};

/* Which part is shown on a narrow terminal: the mark with what stands before
 * it if both fit, otherwise the mark from its start. */
static struct window choose_window(unsigned room, unsigned all,
                                   unsigned mark_start, unsigned mark_width)
{
    struct window window = {.width = all};
    unsigned cut = (unsigned)strlen(CUT);
    if (room == 0 || all <= room || room < 4 * cut) {
        return window;
    }
    unsigned mark_end = mark_start + mark_width;
    if (mark_end > room - cut) {
        /* A quarter of the line for what names the secret. */
        unsigned before = room / 4;
        window.skip = mark_start > before ? mark_start - before : 0;
    }
    window.is_cut_left = window.skip > 0;
    window.width = room - (window.is_cut_left ? cut : 0);
    window.is_cut_right = window.skip + window.width < all;
    if (window.is_cut_right) {
        window.width -= cut;
    }
    return window;
}

/* The needle in the excerpt; empty when it is not there. The same text may
 * stand twice in a line: the one nearest to the column of the place is
 * meant, as far as the excerpt begins with the line. */
static struct range find_near(struct span text, struct span needle,
                              uint32_t column)
{
    struct range best = {0, 0};
    size_t best_far = SIZE_MAX;
    size_t at = 0;
    while (needle.len > 0 && at < text.len) {
        struct span rest = span_of(text.ptr + at, text.len - at);
        size_t found = span_find(rest, needle);
        if (found == rest.len) {
            break;
        }
        at += found;
        size_t far = at + 1 > column ? at + 1 - column : column - at - 1;
        if (far < best_far) {
            best = (struct range){at, at + needle.len};
            best_far = far;
        }
        at += needle.len;
    }
    return best;
}

/* What shows of the secret. A key of many lines shows without its tail, which
 * is on another line: then all up to the last star. */
static struct range find_mark(struct span text, const char *token,
                              uint32_t column)
{
    struct range mark = find_near(text, span_str(token), column);
    const char *star = strrchr(token, '*');
    if (range_len(mark) == 0 && star) {
        size_t len = (size_t)(star - token) + 1;
        mark = find_near(text, span_of(token, len), column);
    }
    return mark;
}

static void put_gutter(struct text_out *out, const char *number)
{
    unsigned width = (unsigned)strlen(number);
    text_out_style(out, STYLE_DIM);
    text_out_indent(out, width < NUMBER_WIDTH ? NUMBER_WIDTH - width : 0);
    text_out_put(out, number);
    text_out_put(out, " | ");
    text_out_style(out, STYLE_PLAIN);
}

static void put_cut(struct text_out *out, bool is_cut)
{
    if (is_cut) {
        text_out_style(out, STYLE_DIM);
        text_out_put(out, CUT);
        text_out_style(out, STYLE_PLAIN);
    }
}

static void put_carets(struct text_out *out, struct window window,
                       unsigned mark_start, unsigned mark_width)
{
    unsigned end = window.skip + window.width;
    unsigned last = mark_start + mark_width;
    unsigned cut = window.is_cut_left ? (unsigned)strlen(CUT) : 0;
    put_gutter(out, "");
    text_out_indent(out, out->column + cut + mark_start - window.skip);
    text_out_style(out, STYLE_RED);
    for (unsigned i = mark_start; i < last && i < end; i++) {
        text_out_put(out, "^");
    }
    text_out_style(out, STYLE_PLAIN);
    text_out_line(out);
}

static void put_code(struct text_out *out, struct span text, struct range mark,
                     const char *number)
{
    struct range head = {0, mark.start};
    unsigned mark_start = text_out_width(span_slice(text, head));
    unsigned mark_width = text_out_width(span_slice(text, mark));
    put_gutter(out, number);
    unsigned width = out->width > 0 ? out->width : UNKNOWN_WIDTH;
    unsigned room = width > out->column ? width - out->column : 0;
    struct window window =
        choose_window(room, text_out_width(text), mark_start, mark_width);
    put_cut(out, window.is_cut_left);
    text_out_span(out, text_out_part(text, window.skip, window.width));
    put_cut(out, window.is_cut_right);
    text_out_line(out);
    if (mark_width > 0) {
        put_carets(out, window, mark_start, mark_width);
    }
}

void text_excerpt(struct text_out *out, const struct finding *finding,
                  const struct place *place)
{
    bool is_clear = finding->secret && place->revealed;
    const char *line = is_clear ? place->revealed : place->excerpt;
    if (!line || !line[0]) {
        return;
    }
    /* Indentation says nothing here. */
    size_t blank = strspn(line, " \t");
    struct span text = span_str(line + blank);
    uint32_t column =
        place->column > blank ? place->column - (uint32_t)blank : 1;
    struct range mark =
        find_mark(text, is_clear ? finding->secret : finding->masked, column);
    char number[24] = "";
    if (!place->binary) {
        snprintf(number, sizeof number, "%" PRIu32, place->line);
    }
    put_code(out, text, mark, number);
}
