/* SPDX-License-Identifier: Apache-2.0
 *
 * The flat reader of JSON text. cJSON builds the tree, but it recurses, keeps
 * no positions and lets through what is not JSON (control characters, "01",
 * bad UTF-8), so this reader goes first: a state machine with an explicit
 * stack, one pass, nothing allocated. The same machine answers on which line
 * the value of a JSON pointer stands, by walking again and comparing the way
 * to each value with the pointer: slow, and only ever needed for a message. */
#include "base/json_walk.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* What may come next. */
enum walk_state {
    WANT_VALUE,
    WANT_FIRST_ITEM, /* behind "[": a value or "]" */
    WANT_FIRST_KEY,  /* behind "{": a key or "}" */
    WANT_KEY,
    WANT_COMMA /* behind a value: a comma, a closing bracket or the end */
};

/* cJSON reads at most 63 bytes of a number and then stumbles over the rest;
 * no number that means something is that long. */
#define NUMBER_LEN 60

static int fail(struct json_walk *walk, enum err_code code, const char *why)
{
    walk->code = code;
    walk->problem = why;
    return code;
}

static int malformed(struct json_walk *walk, const char *why)
{
    return fail(walk, ERR_FORMAT, why);
}

static int peek(const struct json_walk *walk)
{
    return span_at(walk->text, walk->at);
}

void json_walk_init(struct json_walk *walk, struct span text)
{
    memset(walk, 0, sizeof(*walk));
    walk->text = text;
    walk->state = WANT_VALUE;
    if (span_starts_with(text, span_str("\xef\xbb\xbf"))) {
        walk->at = 3;
    }
}

/* The four hexadecimal digits at `at`; -1 when they are not there. */
static int hex4(struct span text, size_t at)
{
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        int c = span_at(text, at + i);
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

static bool is_high_surrogate(int unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low_surrogate(int unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* walk->at is behind "\u". */
static int walk_unicode(struct json_walk *walk)
{
    int unit = hex4(walk->text, walk->at);
    if (unit < 0) {
        return malformed(walk, "\\u wants four hexadecimal digits");
    }
    if (unit == 0) {
        return malformed(walk, "a text cannot hold a NUL");
    }
    walk->at += 4;
    if (is_low_surrogate(unit)) {
        return malformed(walk, "half of a surrogate pair");
    }
    if (!is_high_surrogate(unit)) {
        return 0;
    }
    if (peek(walk) != '\\' || span_at(walk->text, walk->at + 1) != 'u' ||
        !is_low_surrogate(hex4(walk->text, walk->at + 2))) {
        return malformed(walk, "half of a surrogate pair");
    }
    walk->at += 6;
    return 0;
}

/* walk->at is behind the backslash. */
static int walk_escape(struct json_walk *walk)
{
    int c = peek(walk);
    if (c < 0) {
        return malformed(walk, "a text is not closed");
    }
    if (c == 'u') {
        walk->at++;
        return walk_unicode(walk);
    }
    if (!c || !strchr("\"\\/bfnrt", c)) {
        return malformed(walk, "an escape that JSON does not have");
    }
    walk->at++;
    return 0;
}

/* Most of a text: printable ASCII that ends and escapes nothing. */
static void skip_plain(struct json_walk *walk)
{
    const unsigned char *ptr = walk->text.ptr;
    size_t at = walk->at;
    while (at < walk->text.len && ptr[at] >= ' ' && ptr[at] < 0x7f &&
           ptr[at] != '"' && ptr[at] != '\\') {
        at++;
    }
    walk->at = at;
}

/* walk->at is at the opening quote; afterwards behind the closing one. */
static int walk_string(struct json_walk *walk, struct span *out)
{
    size_t start = ++walk->at;
    for (;;) {
        skip_plain(walk);
        int c = peek(walk);
        if (c < 0) {
            return malformed(walk, "a text is not closed");
        }
        if (c == '"') {
            *out = span_slice(walk->text, (struct range){start, walk->at});
            walk->at++;
            return 0;
        }
        if (c < 0x20) {
            return malformed(walk, "a control character in a text");
        }
        if (c == '\\') {
            walk->at++;
            int rc = walk_escape(walk);
            if (rc < 0) {
                return rc;
            }
            continue;
        }
        size_t next = walk->at;
        if (utf8_next(walk->text, &next) == UTF8_BAD) {
            return malformed(walk, "not UTF-8");
        }
        walk->at = next;
    }
}

static size_t skip_digits(struct json_walk *walk)
{
    size_t start = walk->at;
    while (peek(walk) >= '0' && peek(walk) <= '9') {
        walk->at++;
    }
    return walk->at - start;
}

/* -? (0|[1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)? */
static int walk_number(struct json_walk *walk)
{
    size_t start = walk->at;
    if (peek(walk) == '-') {
        walk->at++;
    }
    bool zero = peek(walk) == '0';
    size_t n = skip_digits(walk);
    if (n == 0 || (zero && n > 1)) {
        return malformed(walk, "a malformed number");
    }
    if (peek(walk) == '.') {
        walk->at++;
        if (skip_digits(walk) == 0) {
            return malformed(walk, "a malformed number");
        }
    }
    if (peek(walk) == 'e' || peek(walk) == 'E') {
        walk->at++;
        if (peek(walk) == '+' || peek(walk) == '-') {
            walk->at++;
        }
        if (skip_digits(walk) == 0) {
            return malformed(walk, "a malformed number");
        }
    }
    if (walk->at - start > NUMBER_LEN) {
        walk->at = start;
        return fail(walk, ERR_LIMIT, "a number with too many digits");
    }
    return 0;
}

static int walk_word(struct json_walk *walk)
{
    static const char *const words[] = {"true", "false", "null"};
    struct span rest =
        span_slice(walk->text, (struct range){walk->at, walk->text.len});
    for (size_t i = 0; i < 3; i++) {
        struct span word = span_str(words[i]);
        if (span_starts_with(rest, word)) {
            walk->at += word.len;
            return 0;
        }
    }
    return malformed(walk, walk->at < walk->text.len
                               ? "a value was expected"
                               : "the text ends in the middle");
}

static int open_level(struct json_walk *walk, bool is_object)
{
    if (walk->n_level == LIMIT_JSON_NESTING) {
        return fail(walk, ERR_LIMIT, "nested too deeply");
    }
    walk->levels[walk->n_level++] = (struct json_level){.is_object = is_object};
    walk->state = is_object ? WANT_FIRST_KEY : WANT_FIRST_ITEM;
    walk->at++;
    return 0;
}

static void close_level(struct json_walk *walk)
{
    walk->n_level--;
    walk->state = WANT_COMMA;
    walk->at++;
}

static int walk_value(struct json_walk *walk)
{
    walk->value = walk->at;
    walk->n_path = walk->n_level;
    int c = peek(walk);
    if (c == '{' || c == '[') {
        return open_level(walk, c == '{');
    }
    walk->state = WANT_COMMA;
    if (c == '"') {
        struct span ignored;
        return walk_string(walk, &ignored);
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        return walk_number(walk);
    }
    return walk_word(walk);
}

static void skip_space(struct json_walk *walk)
{
    for (;;) {
        int c = peek(walk);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            return;
        }
        walk->at++;
    }
}

static int walk_key(struct json_walk *walk)
{
    if (peek(walk) != '"') {
        return malformed(walk, "the name of a member was expected");
    }
    int rc = walk_string(walk, &walk->levels[walk->n_level - 1].key);
    if (rc < 0) {
        return rc;
    }
    skip_space(walk);
    if (peek(walk) != ':') {
        return malformed(walk, "a colon was expected");
    }
    walk->at++;
    walk->state = WANT_VALUE;
    return 0;
}

/* Behind a value. */
static int walk_comma(struct json_walk *walk)
{
    int c = peek(walk);
    if (walk->n_level == 0) {
        return c < 0 ? 0 : malformed(walk, "something behind the end");
    }
    struct json_level *level = &walk->levels[walk->n_level - 1];
    if (c == (level->is_object ? '}' : ']')) {
        close_level(walk);
        return 0;
    }
    if (c != ',') {
        return malformed(walk, c < 0 ? "the text ends in the middle"
                                     : "a comma or a closing bracket was "
                                       "expected");
    }
    walk->at++;
    level->index++;
    level->key = span_of(NULL, 0);
    walk->state = level->is_object ? WANT_KEY : WANT_VALUE;
    return 0;
}

/* One move that is no value; 1 when a value must come now. */
static int walk_between(struct json_walk *walk)
{
    int c = peek(walk);
    switch ((enum walk_state)walk->state) {
    case WANT_FIRST_ITEM:
        if (c == ']') {
            close_level(walk);
            return 0;
        }
        return 1;
    case WANT_FIRST_KEY:
        if (c == '}') {
            close_level(walk);
            return 0;
        }
        return walk_key(walk);
    case WANT_KEY:
        return walk_key(walk);
    case WANT_COMMA:
        return walk_comma(walk);
    case WANT_VALUE:
        break;
    }
    return 1;
}

int json_walk_next(struct json_walk *walk)
{
    for (;;) {
        skip_space(walk);
        bool at_end = walk->state == WANT_COMMA && walk->n_level == 0 &&
                      walk->at >= walk->text.len;
        if (at_end) {
            return 0;
        }
        int rc = walk_between(walk);
        if (rc < 0) {
            return rc;
        }
        if (rc > 0) {
            rc = walk_value(walk);
            return rc < 0 ? rc : 1;
        }
    }
}

/* --- pointers ------------------------------------------------------------ */

/* Takes one character of a key off its raw form and puts its UTF-8 into
 * `out`. The key has passed walk_string, so it is well formed. */
static size_t decode_char(struct span key, size_t *at, unsigned char out[4])
{
    static const char names[] = "bfnrt";
    static const char bytes[] = "\b\f\n\r\t";
    int c = span_at(key, (*at)++);
    if (c != '\\') {
        out[0] = (unsigned char)c;
        return 1;
    }
    c = span_at(key, (*at)++);
    if (c != 'u') {
        const char *name = c > 0 ? strchr(names, c) : NULL;
        out[0] = (unsigned char)(name ? bytes[name - names] : c);
        return 1;
    }
    unsigned code = (unsigned)hex4(key, *at);
    *at += 4;
    if (is_high_surrogate((int)code)) {
        unsigned low = (unsigned)hex4(key, *at + 2);
        *at += 6;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (code < 0x80) {
        out[0] = (unsigned char)code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (unsigned char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (unsigned char)(lead[len] | code);
    return len;
}

int json_pointer_add(struct buf *out, struct span key, struct err *err)
{
    int rc = buf_add(out, span_str("/"), err);
    for (size_t i = 0; i < key.len && rc == 0; i++) {
        int c = span_at(key, i);
        struct span part = c == '~'   ? span_str("~0")
                           : c == '/' ? span_str("~1")
                                      : span_of(key.ptr + i, 1);
        rc = buf_add(out, part, err);
    }
    return rc;
}

static int add_level(struct buf *out, const struct json_level *level,
                     struct err *err)
{
    if (!level->is_object) {
        return buf_add_format(out, err, "/%zu", level->index);
    }
    struct buf key;
    buf_init(&key, level->key.len + 1);
    int rc = 0;
    for (size_t at = 0; at < level->key.len && rc == 0;) {
        unsigned char bytes[4];
        size_t len = decode_char(level->key, &at, bytes);
        rc = buf_add(&key, span_of(bytes, len), err);
    }
    if (rc == 0) {
        rc = json_pointer_add(out, buf_span(&key), err);
    }
    buf_release(&key);
    return rc;
}

int json_walk_pointer(const struct json_walk *walk, struct buf *out,
                      struct err *err)
{
    for (size_t i = 0; i < walk->n_level; i++) {
        const struct json_level *level = &walk->levels[i];
        if (level->is_object && !level->key.ptr) {
            break;
        }
        int rc = add_level(out, level, err);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

/* Takes one byte off a pointer, "~0" and "~1" turned back; -1 at the end of
 * the step. */
static int pointer_byte(const char **pointer)
{
    const char *p = *pointer;
    if (*p == '\0' || *p == '/') {
        return -1;
    }
    bool escape = *p == '~' && (p[1] == '0' || p[1] == '1');
    *pointer = p + (escape ? 2 : 1);
    if (!escape) {
        return (unsigned char)*p;
    }
    return p[1] == '0' ? '~' : '/';
}

static bool key_is(struct span key, const char **pointer)
{
    for (size_t at = 0; at < key.len;) {
        unsigned char bytes[4];
        size_t len = decode_char(key, &at, bytes);
        for (size_t i = 0; i < len; i++) {
            if (pointer_byte(pointer) != bytes[i]) {
                return false;
            }
        }
    }
    return pointer_byte(pointer) == -1;
}

static bool index_is(size_t index, const char **pointer)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%zu", index);
    return key_is(span_str(digits), pointer);
}

static bool path_is(const struct json_walk *walk, const char *pointer)
{
    for (size_t i = 0; i < walk->n_path; i++) {
        const struct json_level *level = &walk->levels[i];
        if (*pointer++ != '/') {
            return false;
        }
        bool same = level->is_object ? key_is(level->key, &pointer)
                                     : index_is(level->index, &pointer);
        if (!same) {
            return false;
        }
    }
    return *pointer == '\0';
}

size_t json_line(struct span text, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset && i < text.len; i++) {
        line += span_at(text, i) == '\n';
    }
    return line;
}

size_t json_locate(struct span text, const char *pointer)
{
    struct json_walk walk;
    size_t line = 0;
    json_walk_init(&walk, text);
    while (json_walk_next(&walk) > 0) {
        if (path_is(&walk, pointer)) {
            line = json_line(text, walk.value);
        }
    }
    return line;
}
