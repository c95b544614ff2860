/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The compiler warns when the result of such a function is thrown away. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Somebody else's bytes: never owned, never NUL-terminated. */
struct span {
    const unsigned char *ptr;
    size_t len;
};

/* The bytes [start, end) of a span. */
struct range {
    size_t start;
    size_t end;
};

static inline struct span span_of(const void *ptr, size_t len)
{
    return (struct span){.ptr = ptr, .len = len};
}

static inline struct span span_str(const char *text)
{
    return span_of(text, strlen(text));
}

static inline size_t range_len(struct range range)
{
    return range.end - range.start;
}

static inline bool range_overlaps(struct range a, struct range b)
{
    return a.start < b.end && b.start < a.end;
}

/* The part of `span` inside `range`, cut to what the span really holds. */
static inline struct span span_slice(struct span span, struct range range)
{
    size_t end = range.end < span.len ? range.end : span.len;
    size_t start = range.start < end ? range.start : end;
    /* An empty span may have no address to add to. */
    return span_of(start > 0 ? span.ptr + start : span.ptr, end - start);
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool span_starts_with(struct span span, struct span head)
{
    return span.len >= head.len &&
           (head.len == 0 || memcmp(span.ptr, head.ptr, head.len) == 0);
}

/* Length of white space, or of an escape for it ("\n", however many times it
 * was encoded), at `at`; 0: neither. What a key of many lines is broken by. */
size_t span_blank_len(struct span span, size_t at);

/* The byte at `index`, or -1 outside the span. */
static inline int span_at(struct span span, size_t index)
{
    return index < span.len ? span.ptr[index] : -1;
}

/* How many bytes at the beginning of both are the same. */
size_t span_same(struct span a, struct span b);

/* Position of the first `needle` in `span`; span.len when there is none. */
size_t span_find(struct span span, struct span needle);

/* The same, ASCII letters compared without their case. */
size_t span_find_fold(struct span span, struct span needle);

#endif
