/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include "base/span.h"

#include <stdint.h>
#include <stdio.h>

/* Writes JSON (RFC 8259) to a stream as it comes; nothing is kept but which
 * containers are open. Whatever the input, the output is valid UTF-8 JSON:
 * malformed sequences become U+FFFD, and what a terminal or a browser could
 * take for a command is escaped (controls, line separators, bidirectional
 * marks).
 *
 *     json_out_init(&out, stream, JSON_OUT_INDENTED);
 *     json_out_object(&out);
 *     json_out_key(&out, "name");
 *     json_out_text(&out, name);
 *     json_out_close(&out);
 *
 * A wrong order of calls (a value without its key, too many closes) is an
 * error in the program and asserted. Failures of the stream stay in its error
 * flag (ferror), which the caller checks once at the end. */

/* How deep containers may nest: SARIF needs 12. */
#define JSON_OUT_NESTING 32

enum json_out_layout {
    JSON_OUT_COMPACT, /* no blank, no line break: one line of JSON Lines */
    JSON_OUT_INDENTED /* one member a line, one space a level */
};

struct json_out {
    FILE *stream;
    enum json_out_layout layout;
    unsigned depth; /* how many containers are open */
    struct json_out_level {
        bool is_object;
        bool has_items;
    } levels[JSON_OUT_NESTING];
    bool after_key;
    bool in_string;
};

void json_out_init(struct json_out *out, FILE *stream,
                   enum json_out_layout layout);

/* Begin a container; json_out_close ends the one begun last. */
void json_out_object(struct json_out *out);
void json_out_array(struct json_out *out);
void json_out_close(struct json_out *out);

/* The name of the next value of an object. Names are the caller's to keep
 * unique. */
void json_out_key(struct json_out *out, const char *name);

void json_out_span(struct json_out *out, struct span text);
void json_out_text(struct json_out *out, const char *text);
void json_out_uint(struct json_out *out, uint64_t number);
void json_out_int(struct json_out *out, int64_t number);
void json_out_bool(struct json_out *out, bool value);
void json_out_null(struct json_out *out);

/* With so many digits behind the point (at most 15); null if it is not finite
 * or past 1e15. */
void json_out_real(struct json_out *out, double number, unsigned decimals);

/* One string in pieces. A UTF-8 sequence must not be cut by a piece. */
void json_out_string_begin(struct json_out *out);
void json_out_string_add(struct json_out *out, struct span piece);
void json_out_string_text(struct json_out *out, const char *piece);
void json_out_string_end(struct json_out *out);

/* A key and its value. A NULL text writes nothing at all. */
void json_out_member(struct json_out *out, const char *name, const char *text);
void json_out_member_uint(struct json_out *out, const char *name,
                          uint64_t number);
void json_out_member_bool(struct json_out *out, const char *name, bool value);
void json_out_member_object(struct json_out *out, const char *name);
void json_out_member_array(struct json_out *out, const char *name);

/* True when the one value is complete. */
bool json_out_is_done(const struct json_out *out);

#endif
