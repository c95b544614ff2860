/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads one assignment round its sign. No grammar of any language: a name is
 * word characters, dots and dashes before the sign; a value is what the
 * quotes hold, or what goes on without a blank. */
#include "match/assignment.h"

#include "base/byte.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 100
#define BLANKS_MAX   32
#define VALUE_MAX    1024
#define TYPE_MAX     40

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
    return byte_is_word(c) || c == '-' || c == '.';
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

static bool is_type(int c)
{
    return is_name(c) || c == '&' || c == '<' || c == '>' || c == '[' ||
           c == ']' || c == '|' || c == '?' || c == '*' || c == '\'';
}

static const char rust_static[] = "&'static "; /* in front of a type */

/* "name: type = value" (Python, TypeScript, Rust, Kotlin): where the value
 * begins; `pos` if this is no type. Only in front of a quote, and with a blank
 * before the sign: in "run: KEY='value'" KEY is the name. */
static size_t skip_type(struct span text, size_t pos)
{
    struct span rest = span_slice(text, (struct range){pos, text.len});
    size_t start = pos;
    if (span_starts_with(rest, span_str(rust_static))) {
        start += sizeof(rust_static) - 1;
    }
    size_t at = start;
    while (at - start < TYPE_MAX && is_type(span_at(text, at))) {
        at++;
    }
    size_t end = at;
    while (at - end < BLANKS_MAX && is_blank(span_at(text, at))) {
        at++;
    }
    if (end == start || at == end || span_at(text, at) != '=') {
        return pos;
    }
    at++;
    for (unsigned n = 0; n < BLANKS_MAX && is_blank(span_at(text, at)); n++) {
        at++;
    }
    return is_quote(span_at(text, at)) ? at : pos;
}

/* "name string = value" (Go): the name before the type. */
static struct range name_of_string(struct span text, struct range name)
{
    static const char type[] = "string";
    struct span is = span_slice(text, name);
    if (is.len != sizeof(type) - 1 || memcmp(is.ptr, type, is.len) != 0) {
        return name;
    }
    struct range before = name_before(text, name.start);
    bool apart = before.end < name.start;
    return apart && range_len(before) > 0 ? before : name;
}

static size_t skip_blanks_back(struct span text, size_t pos)
{
    for (unsigned n = 0;
         n < BLANKS_MAX && pos > 0 && is_blank(text.ptr[pos - 1]); n++) {
        pos--;
    }
    return pos;
}

/* The name of a quoted value, when what stands before its sign is a type. */
static struct range name_before_type(struct span text, size_t sign)
{
    size_t end = skip_blanks_back(text, sign);
    size_t at = end;
    while (at > 0 && end - at < TYPE_MAX && is_type(text.ptr[at - 1])) {
        at--;
    }
    size_t n = sizeof(rust_static) - 1;
    if (at >= n && memcmp(text.ptr + at - n, rust_static, n) == 0) {
        at -= n;
    }
    size_t colon = skip_blanks_back(text, at);
    if (at < end && end < sign && colon > 1 && text.ptr[colon - 1] == ':' &&
        text.ptr[colon - 2] != ':') {
        return name_before(text, colon - 1);
    }
    return name_of_string(text, name_before(text, sign));
}

#define BIT(c) (UINT64_C(1) << ((c)&63))

/* Blanks and the signs of languages; no letters beyond ASCII. */
static bool ends_bare(int c)
{
    static const uint64_t ends[4] = {
        (BIT(' ') - 1) | BIT(' ') | BIT('"') | BIT('\'') | BIT(',') | BIT(';') |
            BIT('<') | BIT('>') | BIT(')') | BIT('&'),
        BIT('`') | BIT(']') | BIT('}') | BIT('|') | BIT('\\'), 0, 0};
    return c < 0 || (ends[c >> 6] >> (c & 63) & 1);
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

/* How far a pair's other half is looked for, and over how many attributes. */
#define PAIR_REACH 200
#define PAIR_HOPS  3

static bool is_called(struct span text, struct range range, const char *word)
{
    return range_len(range) == strlen(word) &&
           strncasecmp((const char *)text.ptr + range.start, word,
                       range_len(range)) == 0;
}

static bool is_between_attributes(int c)
{
    return byte_is_space(c) || c == ',' || is_quote(c) || c == '\\';
}

/* The attribute in front of `pos`, over blanks, line ends and a comma. */
static bool attribute_before(struct span text, size_t pos, size_t limit,
                             struct range *name, struct range *value)
{
    while (pos > limit && is_between_attributes(text.ptr[pos - 1])) {
        pos--;
    }
    size_t end = pos;
    while (pos > limit && is_name(text.ptr[pos - 1])) {
        pos--;
    }
    *value = (struct range){pos, end};
    size_t sign = skip_blanks_back(text, pos);
    while (sign > limit &&
           (is_quote(text.ptr[sign - 1]) || text.ptr[sign - 1] == '\\')) {
        sign = skip_blanks_back(text, sign - 1);
    }
    if (sign <= limit ||
        (text.ptr[sign - 1] != '=' && text.ptr[sign - 1] != ':')) {
        return false;
    }
    *name = name_before(text, sign - 1);
    return range_len(*name) > 0 && name->start >= limit;
}

/* {"name": "DB_PASSWORD", "value": "..."}, <add key="Password" value="..."/>,
 * - name: DB_PASSWORD
 *   value: ...
 * The name of a "value" is the attribute "name" or "key" before it. */
static struct range name_of_pair(struct span text, struct range name)
{
    if (!is_called(text, name, "value")) {
        return name;
    }
    size_t limit = name.start > PAIR_REACH ? name.start - PAIR_REACH : 0;
    struct range attribute = name;
    struct range value;
    for (unsigned n = 0; n < PAIR_HOPS; n++) {
        if (!attribute_before(text, attribute.start, limit, &attribute,
                              &value)) {
            return name;
        }
        if (is_called(text, attribute, "name") ||
            is_called(text, attribute, "key")) {
            return range_len(value) > 0 ? value : name;
        }
    }
    return name;
}

/* <password>value, <string name="password">value */
static struct range name_of_tag(struct span text, size_t sign)
{
    struct range name = name_before(text, sign);
    size_t limit = sign > PAIR_REACH ? sign - PAIR_REACH : 0;
    for (size_t pos = name.start; pos > limit; pos--) {
        int c = text.ptr[pos - 1];
        if (c == '<') {
            return name;
        }
        if (c == '>' || c == '\n') {
            break;
        }
    }
    return (struct range){sign, sign};
}

/* The name of call('NAME', 'value'): a list may have names side by side. */
static struct range name_of_call(struct span text, size_t end)
{
    struct range name = name_before(text, end);
    size_t open = name.start;
    if (open > 0 && is_quote(text.ptr[open - 1])) {
        open = skip_blanks_back(text, open - 1);
    }
    bool call = open > 0 && text.ptr[open - 1] == '(';
    return call ? name : (struct range){end, end};
}

/* define('NAME', 'value'), setName("value"), name "value" */
static struct range name_before_quote(struct span text, size_t quote)
{
    struct range none = {quote, quote};
    size_t pos = skip_blanks_back(text, quote);
    int c = pos > 0 ? text.ptr[pos - 1] : ' ';
    if (c == '(') {
        return name_before(text, pos - 1);
    }
    if (c == ',') {
        pos = skip_blanks_back(text, pos - 1);
        bool quoted = pos > 0 && is_quote(text.ptr[pos - 1]);
        return quoted ? name_of_call(text, pos) : none;
    }
    if (pos == quote || !is_name(c)) {
        return none;
    }
    struct range name = name_before(text, pos);
    if (range_len(name) == 2) { /* IDENTIFIED BY 'value' */
        name.start = name_before(text, name.start).start;
    }
    return name;
}

struct range assignment_name(struct span text, size_t sign)
{
    int c = text.ptr[sign];
    if (is_quote(c)) {
        return name_before_quote(text, sign);
    }
    if (c == '>') {
        return name_of_tag(text, sign);
    }
    struct range name = name_of_string(text, name_before(text, sign));
    return name_of_pair(text, name);
}

/* b"...", r'...', L"...", @"...", N'...': where the quote is. */
static size_t skip_prefix(struct span text, size_t pos)
{
    int c = span_at(text, pos);
    bool prefix = c == '@' || c == '$' || byte_is_alpha(c);
    return prefix && is_quote(span_at(text, pos + 1)) ? pos + 1 : pos;
}

/* <name>value</name> */
static bool tag_value(struct span text, size_t pos, struct range *value)
{
    *value = bare_value(text, pos);
    return range_len(*value) > 0 && span_at(text, value->end) == '<';
}

bool assignment_value(struct span text, size_t sign,
                      struct assignment *assignment)
{
    int c = text.ptr[sign];
    if (c == '>') {
        assignment->quoted = false;
        return tag_value(text, sign + 1, &assignment->value);
    }
    size_t pos = is_quote(c) ? sign : skip_to_value(text, sign + 1);
    if (c == ':') {
        pos = skip_type(text, pos);
    }
    pos = skip_prefix(text, pos);
    bool escaped =
        span_at(text, pos) == '\\' && is_quote(span_at(text, pos + 1));
    pos += escaped;
    assignment->quoted = is_quote(span_at(text, pos));
    if (assignment->quoted) {
        return quoted_value(text, pos, escaped, &assignment->value);
    }
    /* A colon there is a role of reStructuredText: "password: :data:`None`". */
    assignment->value = bare_value(text, pos);
    return range_len(assignment->value) > 0 && text.ptr[pos] != ':';
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
    bool quoted = pos < value && is_quote(text.ptr[value - 1]);
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
    if (!sign) {
        return quoted ? name_before_quote(text, value - 1)
                      : (struct range){value, value};
    }
    bool typed = quoted && text.ptr[pos] == '=';
    return name_of_pair(text, typed ? name_before_type(text, pos)
                                    : name_before(text, pos));
}
