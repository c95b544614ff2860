/* SPDX-License-Identifier: Apache-2.0
 *
 * Glob matching without recursion. A star takes nothing at first and one
 * byte more each time the rest fails; only the last star needs to be
 * remembered, because whatever an earlier one could still take, the later
 * one can take as well. The same holds one level up for `**` and names. */
#include "source/wildmatch.h"

#include <ctype.h>
#include <stdint.h>

/* A place in a set, `[` already passed. */
struct set_cursor {
    struct span pattern;
    size_t at;
};

static const struct {
    const char *name;
    int (*has)(int);
} classes[] = {
    {"alnum:]", isalnum}, {"alpha:]", isalpha}, {"blank:]", isblank},
    {"cntrl:]", iscntrl}, {"digit:]", isdigit}, {"graph:]", isgraph},
    {"lower:]", islower}, {"print:]", isprint}, {"punct:]", ispunct},
    {"space:]", isspace}, {"upper:]", isupper}, {"xdigit:]", isxdigit},
};

/* `[:name:]` at the cursor: 1 when the byte is in it, 0 when not, -1 when
 * there is no such class. The cursor moves behind it. */
static int class_match(struct set_cursor *cursor, unsigned char byte)
{
    struct range rest = {cursor->at + 2, cursor->pattern.len};
    struct span text = span_slice(cursor->pattern, rest);
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        struct span name = span_str(classes[i].name);
        if (span_starts_with(text, name)) {
            cursor->at += 2 + name.len;
            return byte < 0x80 && classes[i].has(byte);
        }
    }
    return -1;
}

/* The byte at the cursor, `\` taken off; -1 at the end. */
static int set_byte(struct set_cursor *cursor)
{
    int byte = span_at(cursor->pattern, cursor->at++);
    if (byte == '\\') {
        byte = span_at(cursor->pattern, cursor->at++);
    }
    return byte;
}

/* One member of a set (a byte, a range or a class): 1, 0, or -1. */
static int member_match(struct set_cursor *cursor, unsigned char byte)
{
    if (span_at(cursor->pattern, cursor->at) == '[' &&
        span_at(cursor->pattern, cursor->at + 1) == ':') {
        return class_match(cursor, byte);
    }
    int low = set_byte(cursor);
    int high = low;
    int next = span_at(cursor->pattern, cursor->at + 1);
    if (span_at(cursor->pattern, cursor->at) == '-' && next >= 0 &&
        next != ']') {
        cursor->at++;
        high = set_byte(cursor);
    }
    if (low < 0 || high < 0) {
        return -1;
    }
    /* An upside-down range still has its first byte, as in git. */
    return byte == low || (low <= byte && byte <= high);
}

/* A whole set; `*at` stands behind its `[` and is moved behind its `]`.
 * 1, 0, or -1 when it is malformed. */
static int set_match(struct span pattern, size_t *at, unsigned char byte)
{
    struct set_cursor cursor = {pattern, *at};
    int first = span_at(pattern, cursor.at);
    bool negated = first == '!' || first == '^';
    cursor.at += negated;
    bool found = false;
    size_t start = cursor.at;
    /* A `]` that comes first is a member. */
    while (cursor.at == start || span_at(pattern, cursor.at) != ']') {
        int hit = cursor.at < pattern.len ? member_match(&cursor, byte) : -1;
        if (hit < 0) {
            return -1;
        }
        found = found || hit;
    }
    *at = cursor.at + 1;
    return found != negated;
}

/* One element of the pattern that is no star, against one byte. Moves `*at`
 * behind the element when it fits. */
static bool element_match(struct span pattern, size_t *at, unsigned char byte)
{
    size_t next = *at + 1;
    int element = span_at(pattern, *at);
    bool fits = false;
    if (element == '?') {
        fits = true;
    } else if (element == '[') {
        fits = set_match(pattern, &next, byte) == 1;
    } else if (element == '\\') {
        fits = span_at(pattern, next++) == byte;
    } else {
        fits = element == byte;
    }
    if (fits) {
        *at = next;
    }
    return fits;
}

bool wildmatch_name(struct span pattern, struct span name)
{
    size_t at = 0;
    size_t i = 0;
    size_t star = SIZE_MAX; /* behind the last star */
    size_t star_i = 0;      /* first byte that it has not taken */
    while (i < name.len) {
        if (span_at(pattern, at) == '*') {
            star = ++at;
            star_i = i;
        } else if (element_match(pattern, &at, name.ptr[i])) {
            i++;
        } else if (star != SIZE_MAX) {
            at = star;
            i = ++star_i;
        } else {
            return false;
        }
    }
    while (span_at(pattern, at) == '*') {
        at++;
    }
    return at == pattern.len;
}

/* The name that begins at `start`, up to the next '/'. */
static struct range name_at(struct span path, size_t start)
{
    const unsigned char *slash =
        memchr(path.ptr + start, '/', path.len - start);
    size_t end = slash ? (size_t)(slash - path.ptr) : path.len;
    return (struct range){start, end};
}

/* The same in a pattern, where a '/' inside a set does not end it. */
static struct range part_at(struct span pattern, size_t start)
{
    size_t at = start;
    while (at < pattern.len && pattern.ptr[at] != '/') {
        size_t next = at + 1;
        if (pattern.ptr[at] != '[' || set_match(pattern, &next, 0) < 0) {
            next = at + 1;
        }
        at = next;
    }
    return (struct range){start, at};
}

/* Two stars or more and nothing else. */
static bool is_double_star(struct span part)
{
    size_t stars = 0;
    while (span_at(part, stars) == '*') {
        stars++;
    }
    return stars >= 2 && stars == part.len;
}

/* Where the next name begins; one past the end when there is none. */
#define BEHIND(range) ((range).end + 1)

bool wildmatch_path(struct span pattern, struct span path)
{
    size_t at = 0;
    size_t i = 0;
    size_t star = SIZE_MAX;
    size_t star_i = 0;
    while (i <= path.len) {
        struct range name = name_at(path, i);
        if (at <= pattern.len) {
            struct range part = part_at(pattern, at);
            struct span glob = span_slice(pattern, part);
            if (is_double_star(glob)) {
                if (part.end == pattern.len) {
                    return true;
                }
                star = at = BEHIND(part);
                star_i = i;
                continue;
            }
            if (wildmatch_name(glob, span_slice(path, name))) {
                at = BEHIND(part);
                i = BEHIND(name);
                continue;
            }
        }
        if (star == SIZE_MAX) {
            return false;
        }
        at = star;
        i = star_i = BEHIND(name_at(path, star_i));
    }
    return at > pattern.len;
}
