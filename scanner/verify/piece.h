/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_PIECE_H
#define VERIFY_PIECE_H

#include "base/byte.h"
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
