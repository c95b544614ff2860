/* SPDX-License-Identifier: Apache-2.0
 *
 * Escapes in front of a token. glue_lengths is the definition (it looks
 * forward from where the word begins); glue_allows asks it about the few
 * places where such a word could begin. */
#include "match/glue.h"

#include "base/byte.h"

/* The longest glue: "[38;5;123m" of a terminal, less its bracket. */
#define GLUE_REACH 10

static size_t count_hex(struct span text, size_t pos, size_t max)
{
    size_t n = 0;
    while (n < max && byte_is_hex(span_at(text, pos + n))) {
        n++;
    }
    return n;
}

/* Behind a backslash: \n, \x3d, \u003d, \U0000003d, \075. */
static size_t backslash_length(struct span text, size_t pos)
{
    int c = span_at(text, pos);
    if (c == 'x') {
        return count_hex(text, pos + 1, 2) == 2 ? 3 : 0;
    }
    if (c == 'u') {
        return count_hex(text, pos + 1, 4) == 4 ? 5 : 0;
    }
    if (c == 'U') {
        return count_hex(text, pos + 1, 8) == 8 ? 9 : 0;
    }
    if (byte_is_digit(c)) {
        size_t n = 1;
        while (n < 3 && byte_is_digit(span_at(text, pos + n))) {
            n++;
        }
        return n;
    }
    return c > 0 && strchr("abefnrtv", c) ? 1 : 0;
}

/* Behind '=': quoted-printable (RFC 2045, 6.7), which has capitals. "=3D" is
 * what it writes for '='; other digits may as well begin a value. */
static size_t printable_length(struct span text, size_t pos)
{
    static const char digits[] = "0123456789ABCDEF";
    int first = span_at(text, pos);
    int second = span_at(text, pos + 1);
    if (first <= 0 || second <= 0 || !strchr(digits, first) ||
        !strchr(digits, second)) {
        return 0;
    }
    bool sign = first == '3' && second == 'D';
    return sign || count_hex(text, pos, 10) < 10 ? 2 : 0;
}

/* Behind '[' or ';': the rest of a terminal's colour sequence, to its 'm'. */
static size_t colour_length(struct span text, size_t pos)
{
    size_t n = 0;
    while (n < 3 && byte_is_digit(span_at(text, pos + n))) {
        n++;
    }
    return span_at(text, pos + n) == 'm' ? n + 1 : 0;
}

/* Is the dash at `pos` the beginning of a short option, as in `-uTOKEN`? */
static bool begins_option(struct span text, size_t pos)
{
    int before = pos == 0 ? ' ' : text.ptr[pos - 1];
    return before == ' ' || before == '\t' || before == '\n' || before == '"' ||
           before == '\'';
}

size_t glue_lengths(struct span text, size_t pos, size_t lengths[GLUE_MAX])
{
    size_t n = 0;
    size_t len = 0;
    switch (pos == 0 ? 0 : text.ptr[pos - 1]) {
    case '\\':
        len = backslash_length(text, pos);
        break;
    case '%':
        if (count_hex(text, pos, 2) == 2) {
            lengths[n++] = 2;
            /* %253D: encoded twice */
            len = text.ptr[pos] == '2' && text.ptr[pos + 1] == '5' &&
                          count_hex(text, pos + 2, 2) == 2
                      ? 4
                      : 0;
        }
        break;
    case '=':
        len = printable_length(text, pos);
        break;
    case '[':
    case ';':
        len = colour_length(text, pos);
        break;
    case '-':
        len = byte_is_alpha(span_at(text, pos)) && begins_option(text, pos - 1);
        break;
    default:
        break;
    }
    if (len) {
        lengths[n++] = len;
    }
    return n;
}

bool glue_allows(struct span text, size_t pos)
{
    if (pos == 0 || !byte_is_word(text.ptr[pos - 1])) {
        return true;
    }
    for (size_t back = 1; back <= GLUE_REACH && back <= pos; back++) {
        size_t start = pos - back;
        if (start > 0 && byte_is_word(text.ptr[start - 1])) {
            continue;
        }
        size_t lengths[GLUE_MAX];
        size_t n = glue_lengths(text, start, lengths);
        for (size_t i = 0; i < n; i++) {
            if (lengths[i] == back) {
                return true;
            }
        }
        return false;
    }
    return false;
}
