/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the parameters of a URL that a token was found in. */
#include "verify/query.h"

#include "base/codec.h"
#include "verify/piece.h"

#define REACH 4096

/* RFC 3986, section 2, and '\' no more: in JSON it escapes what follows. */
static bool is_url_byte(int c)
{
    return byte_is_alnum(c) || (c > 0 && strchr("-._~:/?#[]@!$&*+,;=%", c));
}

struct span query_around(const struct check_input *in)
{
    size_t from = in->where.start > REACH ? in->where.start - REACH : 0;
    struct span before = piece(in->text, from, in->where.start);
    struct span behind = piece(in->text, in->where.end, in->where.end + REACH);
    size_t start = in->where.start - piece_run_back(before, is_url_byte);
    return piece(in->text, start,
                 in->where.end + piece_run(behind, is_url_byte));
}

static bool is_value_byte(int c)
{
    return c > 0x20 && c != '&' && c != ';' && c != '#' && c != '"' &&
           c != '\'' && c != '<' && c != '\\';
}

struct span query_value(struct span text, const char *name)
{
    size_t len = strlen(name);
    while (text.len > 0) {
        size_t at = span_find(text, span_str(name));
        bool begins = at == 0 || !byte_is_alnum(text.ptr[at - 1]);
        struct span rest = piece_from(text, at + len);
        if (at < text.len && begins && span_at(rest, 0) == '=') {
            rest = piece_from(rest, 1);
            return piece(rest, 0, piece_run(rest, is_value_byte));
        }
        text = rest;
    }
    return span_of(NULL, 0);
}

size_t query_unescape(struct span value, unsigned char *out, size_t room)
{
    size_t len = 0;
    size_t at = 0;
    while (at < value.len && len < room) {
        size_t n;
        if (value.ptr[at] == '%' &&
            codec_hex(piece(value, at + 1, at + 3), out + len, 1, &n) &&
            n == 1) {
            len++;
            at += 3;
            continue;
        }
        out[len++] = value.ptr[at++];
    }
    return len;
}
