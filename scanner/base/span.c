/* SPDX-License-Identifier: Apache-2.0
 *
 * Searching in borrowed bytes. For short pieces of text round a candidate;
 * whole files are searched by match/, never by this. */
#include "base/span.h"

#include <strings.h>

size_t span_find(struct span span, struct span needle)
{
    if (needle.len == 0) {
        return 0;
    }
    if (span.len < needle.len) {
        return span.len;
    }
    const unsigned char *hit =
        memmem(span.ptr, span.len, needle.ptr, needle.len);
    return hit ? (size_t)(hit - span.ptr) : span.len;
}

size_t span_find_fold(struct span span, struct span needle)
{
    for (size_t i = 0; i + needle.len <= span.len; i++) {
        if (strncasecmp((const char *)span.ptr + i, (const char *)needle.ptr,
                        needle.len) == 0) {
            return i;
        }
    }
    return span.len;
}

/* memcmp goes by vectors, and does not say where. */
#define SAME_STEP 64

size_t span_same(struct span a, struct span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    size_t at = 0;
    while (len - at >= SAME_STEP &&
           memcmp(a.ptr + at, b.ptr + at, SAME_STEP) == 0) {
        at += SAME_STEP;
    }
    while (at < len && a.ptr[at] == b.ptr[at]) {
        at++;
    }
    return at;
}

size_t span_blank_len(struct span span, size_t at)
{
    int first = span_at(span, at);
    if (first == ' ' || first == '\t' || first == '\n' || first == '\r') {
        return 1;
    }
    size_t end = at;
    while (span_at(span, end) == '\\') {
        end++;
    }
    int byte = span_at(span, end);
    bool escape = end > at && (byte == 'n' || byte == 'r' || byte == 't');
    return escape ? end + 1 - at : 0;
}
