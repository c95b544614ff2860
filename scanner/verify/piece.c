/* SPDX-License-Identifier: Apache-2.0
 *
 * Cutting a token into its parts: the small vocabulary that the checks are
 * written in, so that none of them counts bytes by itself. */
#include "verify/piece.h"

#include "base/codec.h"

size_t piece_run(struct span span, byte_test_fn test)
{
    size_t at = 0;
    while (at < span.len && test(span.ptr[at])) {
        at++;
    }
    return at;
}

size_t piece_run_back(struct span span, byte_test_fn test)
{
    size_t at = span.len;
    while (at > 0 && test(span.ptr[at - 1])) {
        at--;
    }
    return span.len - at;
}

size_t piece_find(struct span span, int byte)
{
    if (span.len == 0) {
        return 0;
    }
    const unsigned char *hit = memchr(span.ptr, byte, span.len);
    return hit ? (size_t)(hit - span.ptr) : span.len;
}

size_t piece_find_last(struct span span, int byte)
{
    if (span.len == 0) {
        return 0;
    }
    const unsigned char *hit = memrchr(span.ptr, byte, span.len);
    return hit ? (size_t)(hit - span.ptr) : span.len;
}

bool piece_next(struct span *rest, int separator, struct span *out)
{
    if (!rest->ptr) {
        return false;
    }
    size_t at = piece_find(*rest, separator);
    *out = piece(*rest, 0, at);
    *rest = at < rest->len ? piece_from(*rest, at + 1) : span_of(NULL, 0);
    return true;
}

bool piece_skip(struct span *span, const char *head)
{
    if (!piece_starts(*span, head)) {
        return false;
    }
    *span = piece_from(*span, strlen(head));
    return true;
}

struct span piece_between(struct span span, const char *head, const char *tail)
{
    size_t at = span_find(span, span_str(head));
    if (at == span.len) {
        return span_of(NULL, 0);
    }
    struct span rest = piece_from(span, at + strlen(head));
    return piece(rest, 0, span_find(rest, span_str(tail)));
}

bool piece_number(struct span span, uint64_t *out)
{
    return codec_number(span, "0123456789", out);
}

static bool is_printable(int c)
{
    return c >= 0x20 && c < 0x7f;
}

bool piece_is_text(struct span span)
{
    return span.len > 0 && piece_all(span, is_printable);
}
