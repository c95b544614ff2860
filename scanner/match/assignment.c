/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads one assignment round its sign. No grammar of any language: a name is
 * word characters, dots and dashes before the sign; a value is what the
 * quotes hold, or what goes on without a blank. */
#include "match/assignment.h"

#define NAME_MAX_LEN 100
#define BLANKS_MAX   32
#define VALUE_MAX    1024

static bool is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static bool is_quote(int c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_name(int c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           c == '_' || c == '-' || c == '.';
}

/* The name that ends before `pos`. */
static struct range name_before(struct span text, size_t pos)
{
    for (unsigned n = 0; pos > 0 && is_blank(text.ptr[pos - 1]); n++) {
        if (n == BLANKS_MAX) {
            return (struct range){pos, pos};
        }
        pos--;
    }
    /* "name"  'name'  \"name\"  ["name"] */
    for (unsigned n = 0; n < 3 && pos > 0; n++) {
        int c = text.ptr[pos - 1];
        if (c != ']' && c != '\\' && !is_quote(c)) {
            break;
        }
        pos--;
    }
    size_t end = pos;
    while (pos > 0 && end - pos < NAME_MAX_LEN && is_name(text.ptr[pos - 1])) {
        pos--;
    }
    return (struct range){pos, end};
}

/* Steps over the rest of an operator (:=, =>, ==, ::) and blanks. */
static size_t skip_to_value(struct span text, size_t pos)
{
    for (unsigned n = 0; n < 2; n++) {
        int c = span_at(text, pos);
        if (c != '=' && c != '>' && c != ':') {
            break;
        }
        pos++;
    }
    for (unsigned n = 0; n < BLANKS_MAX && is_blank(span_at(text, pos)); n++) {
        pos++;
    }
    return pos;
}

static bool ends_bare(int c)
{
    return c <= ' ' || c == '"' || c == '\'' || c == '`' || c == ',' ||
           c == ';' || c == '<' || c == '>' || c == ')' || c == ']' ||
           c == '}' || c == '|' || c == '\\' || c == '&';
}

static struct range bare_value(struct span text, size_t pos)
{
    size_t end = pos;
    while (end - pos < VALUE_MAX && !ends_bare(span_at(text, end))) {
        end++;
    }
    return (struct range){pos, end};
}

/* Inside quotes to the same quote; a line end before it means that it was no
 * string. `escaped`: the quote itself stood behind a backslash. */
static bool quoted_value(struct span text, size_t pos, bool escaped,
                         struct range *value)
{
    int quote = text.ptr[pos];
    size_t end = pos + 1;
    while (end < text.len && end - pos < VALUE_MAX) {
        int c = text.ptr[end];
        if (c == '\n' || c == '\r') {
            return false;
        }
        if (c == quote) {
            size_t stop = escaped && text.ptr[end - 1] == '\\' ? end - 1 : end;
            *value = (struct range){pos + 1, stop};
            return stop > pos + 1;
        }
        end += c == '\\' && !escaped ? 2 : 1;
    }
    return false;
}

bool assignment_parse(struct span text, size_t sign,
                      struct assignment *assignment)
{
    assignment->name = name_before(text, sign);
    if (range_len(assignment->name) == 0) {
        return false;
    }
    size_t pos = skip_to_value(text, sign + 1);
    bool escaped =
        span_at(text, pos) == '\\' && is_quote(span_at(text, pos + 1));
    pos += escaped;
    assignment->quoted = is_quote(span_at(text, pos));
    if (assignment->quoted) {
        return quoted_value(text, pos, escaped, &assignment->value);
    }
    assignment->value = bare_value(text, pos);
    return range_len(assignment->value) > 0;
}

struct range assignment_name_of(struct span text, size_t value)
{
    size_t pos = value;
    for (unsigned n = 0; n < 2 && pos > 0; n++) {
        if (!is_quote(text.ptr[pos - 1]) && text.ptr[pos - 1] != '\\') {
            break;
        }
        pos--;
    }
    for (unsigned n = 0; n < BLANKS_MAX && pos > 0; n++) {
        if (!is_blank(text.ptr[pos - 1])) {
            break;
        }
        pos--;
    }
    bool sign = false;
    for (unsigned n = 0; n < 3 && pos > 0; n++) {
        int c = text.ptr[pos - 1];
        if (c != '=' && c != ':' && c != '>') {
            break;
        }
        pos--;
        sign = true;
        if (n == 0 && c == '>' && (pos == 0 || text.ptr[pos - 1] != '=')) {
            break; /* <name>value */
        }
    }
    return sign ? name_before(text, pos) : (struct range){value, value};
}
