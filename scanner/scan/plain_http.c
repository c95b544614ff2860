/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes back from the token to the nearest "://" before anything that ends a
 * URL, and then reads the host behind it. */
#include "scan/plain_http.h"

#include "base/byte.h"

/* How far away the scheme may be, and how long the URL. */
#define REACH 2048

static bool ends_url(int byte)
{
    return byte <= ' ' || byte == 0x7f || strchr("\"'`<>|\\^{}", byte);
}

/* Where the authority begins, behind "http://"; text.len when the token is in
 * no such URL. */
static size_t find_authority(struct span text, size_t at)
{
    static const struct {
        const char *text;
        size_t len;
    } scheme = {"http://", 7};
    size_t stop = at > REACH ? at - REACH : 0;
    struct span rest = span_slice(text, (struct range){at, at + scheme.len});
    if (span_find_fold(rest, span_str(scheme.text)) == 0) {
        at += scheme.len; /* the token is the URL */
    }
    for (; at >= stop + scheme.len && !ends_url(span_at(text, at - 1)); at--) {
        struct span head = span_slice(text, (struct range){at - 3, at});
        if (!span_equal(head, span_str("://"))) {
            continue;
        }
        size_t start = at - scheme.len;
        head = span_slice(text, (struct range){start, at});
        bool plain = span_find_fold(head, span_str(scheme.text)) == 0 &&
                     (start == 0 || !byte_is_alpha(text.ptr[start - 1]));
        return plain ? at : text.len;
    }
    return text.len;
}

/* "user:password@host:80/path" -> "host" */
static struct span find_host(struct span text, size_t at)
{
    size_t start = at;
    size_t end = at;
    while (end < text.len && end - at < REACH && !ends_url(text.ptr[end]) &&
           !strchr("/?#", text.ptr[end])) {
        start = text.ptr[end] == '@' ? end + 1 : start;
        end++;
    }
    size_t len = start;
    while (len < end && text.ptr[len] != ':') {
        len++;
    }
    return span_slice(text, (struct range){start, len});
}

static bool ends_with(struct span host, const char *tail)
{
    size_t len = strlen(tail);
    return host.len >= len &&
           span_find_fold(
               span_slice(host, (struct range){host.len - len, host.len}),
               span_str(tail)) == 0;
}

/* RFC 1918, loopback, and "this machine". */
static bool is_private_address(struct span host)
{
    static const char *const heads[] = {"10.", "127.", "192.168.", "0.0.0.0",
                                        "169.254."};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (span_starts_with(host, span_str(heads[i]))) {
            return true;
        }
    }
    return span_starts_with(host, span_str("172.")) && host.len > 6 &&
           host.ptr[6] == '.' &&
           ((host.ptr[4] == '1' && host.ptr[5] >= '6') || host.ptr[4] == '2' ||
            (host.ptr[4] == '3' && host.ptr[5] <= '1'));
}

static bool is_elsewhere(struct span host)
{
    static const char *const tails[] = {".localhost", ".local", ".internal",
                                        ".test", ".lan"};
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        if (ends_with(host, tails[i])) {
            return false;
        }
    }
    /* An IPv6 address begins with '[', and is cut at its first colon. */
    return span_find(host, span_str(".")) < host.len && host.ptr[0] != '[' &&
           !is_private_address(host);
}

bool plain_http_holds(struct span text, struct range token)
{
    size_t authority = find_authority(text, token.start);
    return authority < text.len && is_elsewhere(find_host(text, authority));
}
