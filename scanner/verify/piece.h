/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_PIECE_H
#define VERIFY_PIECE_H

#include "base/span.h"

#include <stdint.h>

/* Cutting a token into its parts. All results lie inside the span given, and
 * positions past its end are cut to it. */

static inline struct span piece(struct span span, size_t start, size_t end)
{
    return span_slice(span, (struct range){start, end});
}

static inline struct span piece_from(struct span span, size_t start)
{
    return piece(span, start, span.len);
}

static inline bool piece_starts(struct span span, const char *head)
{
    return span_starts_with(span, span_str(head));
}

static inline bool piece_is(struct span span, const char *text)
{
    return span_equal(span, span_str(text));
}

static inline bool byte_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool byte_is_lower(int c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool byte_is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool byte_is_alpha(int c)
{
    return byte_is_lower(c) || byte_is_upper(c);
}

static inline bool byte_is_alnum(int c)
{
    return byte_is_alpha(c) || byte_is_digit(c);
}

static inline bool byte_is_hex(int c)
{
    return byte_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool byte_is_base64(int c)
{
    return byte_is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

static inline bool byte_is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

typedef bool (*byte_test_fn)(int c);

/* How many bytes from the start, or before the end, pass the test. */
size_t piece_run(struct span span, byte_test_fn test);
size_t piece_run_back(struct span span, byte_test_fn test);

static inline bool piece_all(struct span span, byte_test_fn test)
{
    return piece_run(span, test) == span.len;
}

/* Position of the first or last such byte; span.len when there is none. */
size_t piece_find(struct span span, int byte);
size_t piece_find_last(struct span span, int byte);

/* Takes the part before the next `separator` off the front of `rest`; the
 * whole rest when there is none left. False when nothing is left at all. */
bool piece_next(struct span *rest, int separator, struct span *out);

/* Takes `head` off the front; false when it does not stand there. */
bool piece_skip(struct span *span, const char *head);

/* The part between the first `head` and the next `tail`; empty without. */
struct span piece_between(struct span span, const char *head, const char *tail);

/* Decimal; false when empty, past 64 bits or not only digits. */
bool piece_number(struct span span, uint64_t *out);

/* Printable ASCII and not empty. */
bool piece_is_text(struct span span);

#endif
