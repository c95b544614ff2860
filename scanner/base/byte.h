/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_BYTE_H
#define BASE_BYTE_H

#include <stdbool.h>

/* Kinds of bytes, of ASCII and in no locale. A byte is an int, as span_at
 * gives it: -1, which is behind the end, is of no kind. */

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

/* What names are made of in most languages. */
static inline bool byte_is_word(int c)
{
    return byte_is_alnum(c) || c == '_';
}

static inline bool byte_is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline int byte_lower(int c)
{
    return byte_is_upper(c) ? c - 'A' + 'a' : c;
}

#endif
