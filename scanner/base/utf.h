/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_UTF_H
#define BASE_UTF_H

#include "base/span.h"

#include <stdint.h>

/* Which encoding a text has, and UTF-16 and UTF-32 as UTF-8 with the way back
 * to the original offsets. (base/utf8.h judges single characters.) */

enum utf_kind {
    UTF_BYTES, /* UTF-8, or anything else that is read as it stands */
    UTF_16LE,
    UTF_16BE,
    UTF_32LE,
    UTF_32BE
};

/* Bytes of one code unit: 1, 2 or 4. */
size_t utf_width(enum utf_kind kind);

/* By byte order mark, whose length goes to `bom_len` (0: there is none), or
 * by the pattern of NUL bytes that UTF-16 of mostly ASCII text shows. `head`
 * is the beginning of a file; its first LIMIT_PROBE bytes are looked at. */
enum utf_kind utf_detect(struct span head, size_t *bom_len);

/* The code point at `*at` of a UTF-8 text, which moves behind it. What is
 * malformed gives U+FFFD and moves by the longest part that could have begun
 * a character, as the WHATWG decoder (and so every browser and Node) does;
 * that keeps columns and GitHub's line hash the same as theirs. `*at` must be
 * inside the text. */
uint32_t utf_next(struct span text, size_t *at);

/* How many of them there are. */
size_t utf_count(struct span text);

/* Bytes of a code point as UTF-8; returns how many. */
size_t utf_put(unsigned char out[4], uint32_t point);

/* A transcoded text. The buffers stay for the next one. */
struct utf_text {
    unsigned char *bytes; /* owned; LIMIT_PADDING zero bytes follow */
    size_t len;
    size_t room;
    enum utf_kind kind;
    struct span source;  /* what was transcoded; borrowed */
    struct range *marks; /* owned; start: offset in the source, end: the
                            same place in the result */
    size_t n_marks;
    size_t marks_room;
};

void utf_text_init(struct utf_text *text);

/* Wipes. */
void utf_text_release(struct utf_text *text);

/* `kind` is not UTF_BYTES. Begins `skip` bytes into the source. Lone
 * surrogates and what is no code point become U+FFFD, and a rest shorter than
 * a code unit too. The source must stay as long as the offsets are asked
 * for. */
void utf_text_decode(struct utf_text *text, enum utf_kind kind,
                     struct span source, size_t skip);

/* Offset in the source of the character that holds the byte `at` of the
 * result; the end for the end. */
size_t utf_text_to_source(const struct utf_text *text, size_t at);

/* Offset in the result of the character that holds the byte `at` of the
 * source. */
size_t utf_text_from_source(const struct utf_text *text, size_t at);

#endif
