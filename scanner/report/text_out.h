/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TEXT_OUT_H
#define REPORT_TEXT_OUT_H

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>
#include <stdio.h>

/* Text for a terminal. Whatever is written through it is shown, never obeyed:
 * control characters appear as \x1b, invisible and direction-changing ones as
 * \u{202e}, bytes that are no UTF-8 as \xff. Only text_out itself sends
 * escape sequences, and only with colour on. */

enum text_style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_RED,     /* critical; carets */
    STYLE_MAGENTA, /* high */
    STYLE_YELLOW,  /* medium */
    STYLE_CYAN,    /* low */
    STYLE_GREEN
};

struct text_out {
    FILE *stream;
    bool color;
    unsigned width;  /* 0: lines are not broken */
    unsigned column; /* where the next character goes, from 0 */
    unsigned indent; /* where a broken line goes on */
    bool gap;        /* a blank is due before the next word */
    bool in_link;
};

void text_out_init(struct text_out *out, FILE *stream, bool color,
                   unsigned width);

/* Holds until the next call; STYLE_PLAIN ends it. */
void text_out_style(struct text_out *out, enum text_style style);

/* As it is, on this line. */
void text_out_put(struct text_out *out, const char *text);
void text_out_span(struct text_out *out, struct span text);

/* Words, broken at blanks when the line is full. A blank at either end of
 * `text` separates it from what stands there. A word is never broken. */
void text_out_words(struct text_out *out, const char *text);

/* Ends the line. */
void text_out_line(struct text_out *out);

/* Blanks up to a column, which is where broken lines go on. */
void text_out_indent(struct text_out *out, unsigned column);

/* A new line beginning with a label; what follows is aligned behind it. */
void text_out_label(struct text_out *out, const char *label);

/* The text is a link to a file (OSC 8) while colour is on. */
MUST_CHECK int text_out_link(struct text_out *out, const char *root,
                             const char *path, struct err *err);
void text_out_link_end(struct text_out *out);

/* Columns that a text takes when it is shown. */
unsigned text_out_width(struct span text);

/* The part of `text` from the character at `skip` columns on, at most `width`
 * columns of it. */
struct span text_out_part(struct span text, unsigned skip, unsigned width);

#endif
