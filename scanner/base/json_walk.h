/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_JSON_WALK_H
#define BASE_JSON_WALK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"

/* A strict reader of JSON text (RFC 8259) that builds nothing: it checks the
 * grammar, UTF-8, escapes and depth, and knows at each value where it is.
 *
 *     struct json_walk walk;
 *     json_walk_init(&walk, text);
 *     while ((rc = json_walk_next(&walk)) > 0) { ... walk.value ... }
 *
 * Stricter than the RFC in one thing: a text cannot hold a NUL ("\u0000"),
 * since C strings carry the texts. One UTF-8 byte order mark is skipped. */
struct json_level {
    bool is_object;
    size_t index;    /* of the current element, in an array */
    struct span key; /* of the current member, quotes taken off, escapes left;
                        ptr is NULL before the first one */
};

struct json_walk {
    struct span text;
    size_t at;      /* the next byte to read; after a failure, the wrong one */
    size_t value;   /* where the value of the last call begins */
    size_t n_path;  /* how many levels lead to this value */
    size_t n_level; /* how many levels are open */
    int state;      /* private */
    enum err_code code;  /* after a failure */
    const char *problem; /* after a failure: a constant text */
    struct json_level levels[LIMIT_JSON_NESTING];
};

void json_walk_init(struct json_walk *walk, struct span text);

/* To the next value in the order of the text; a container comes before what
 * it holds. Returns 1, 0 at the end, or a negative err_code when the text is
 * not JSON: walk->problem says why and walk->at where. */
MUST_CHECK int json_walk_next(struct json_walk *walk);

/* Appends the JSON pointer (RFC 6901) of the levels that are open. */
MUST_CHECK int json_walk_pointer(const struct json_walk *walk, struct buf *out,
                                 struct err *err);

/* Appends a "/" and one step of a pointer: a key with its escapes, or an
 * index in decimal. */
MUST_CHECK int json_pointer_add(struct buf *out, struct span key,
                                struct err *err);

/* The line (from 1) on which the value of a JSON pointer begins; 0 when there
 * is none. Of members with the same name the last one counts. */
size_t json_locate(struct span text, const char *pointer);

/* The line (from 1) of a byte. */
size_t json_line(struct span text, size_t offset);

#endif
