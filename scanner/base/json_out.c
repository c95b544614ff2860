/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer behind every JSON and SARIF report. It keeps a fixed stack of
 * open containers: enough to place commas and line breaks and to catch calls
 * in the wrong order, so a report of any size needs no memory. cJSON is not
 * used here because it builds the whole document first. */
#include "base/json_out.h"

#include "base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

void json_out_init(struct json_out *out, FILE *stream,
                   enum json_out_layout layout)
{
    *out = (struct json_out){.stream = stream, .layout = layout};
}

static void put(struct json_out *out, const char *text)
{
    /* Errors are sticky in the stream; the caller asks once. */
    (void)fputs(text, out->stream);
}

static void new_line(struct json_out *out)
{
    if (out->layout == JSON_OUT_COMPACT) {
        return;
    }
    (void)fputc('\n', out->stream);
    for (unsigned i = 0; i < out->depth; i++) {
        (void)fputc(' ', out->stream);
    }
}

/* What stands between this item and the one before it. */
static void separate(struct json_out *out)
{
    if (out->depth == 0) {
        return;
    }
    struct json_out_level *level = &out->levels[out->depth - 1];
    if (level->has_items) {
        (void)fputc(',', out->stream);
    }
    level->has_items = true;
    new_line(out);
}

static void begin_value(struct json_out *out)
{
    assert(!out->in_string);
    if (out->after_key) {
        out->after_key = false;
        return;
    }
    assert(out->depth == 0 || !out->levels[out->depth - 1].is_object);
    separate(out);
}

static void open_container(struct json_out *out, bool is_object)
{
    begin_value(out);
    assert(out->depth < JSON_OUT_NESTING);
    out->levels[out->depth] = (struct json_out_level){.is_object = is_object};
    out->depth++;
    (void)fputc(is_object ? '{' : '[', out->stream);
}

void json_out_object(struct json_out *out)
{
    open_container(out, true);
}

void json_out_array(struct json_out *out)
{
    open_container(out, false);
}

void json_out_close(struct json_out *out)
{
    assert(out->depth > 0 && !out->after_key && !out->in_string);
    out->depth--;
    const struct json_out_level *level = &out->levels[out->depth];
    if (level->has_items) {
        new_line(out);
    }
    (void)fputc(level->is_object ? '}' : ']', out->stream);
}

bool json_out_is_done(const struct json_out *out)
{
    return out->depth == 0 && !out->after_key && !out->in_string;
}

/* One UTF-16 code unit as an escape. */
static void put_unit(struct json_out *out, uint32_t unit)
{
    char text[16];
    snprintf(text, sizeof text, "\\u%04" PRIx32, unit);
    put(out, text);
}

static void put_escape(struct json_out *out, uint32_t point)
{
    switch (point) {
    case '"':
        put(out, "\\\"");
        return;
    case '\\':
        put(out, "\\\\");
        return;
    case '\n':
        put(out, "\\n");
        return;
    case '\r':
        put(out, "\\r");
        return;
    case '\t':
        put(out, "\\t");
        return;
    default:
        break;
    }
    if (point >= 0x10000) {
        point -= 0x10000;
        put_unit(out, 0xd800 + (point >> 10));
        point = 0xdc00 + (point & 0x3ff);
    }
    put_unit(out, point);
}

static bool needs_escape(uint32_t point)
{
    return point == '"' || point == '\\' || utf8_is_hostile(point);
}

/* Writes runs that need no escape in one call. */
static void put_escaped(struct json_out *out, struct span text)
{
    size_t start = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t here = at;
        uint32_t point = utf8_next(text, &at);
        if (point != UTF8_BAD && !needs_escape(point)) {
            continue;
        }
        (void)fwrite(text.ptr + start, 1, here - start, out->stream);
        start = at;
        if (point == UTF8_BAD) {
            put(out, "\xef\xbf\xbd");
        } else {
            put_escape(out, point);
        }
    }
    if (at > start) {
        (void)fwrite(text.ptr + start, 1, at - start, out->stream);
    }
}

void json_out_key(struct json_out *out, const char *name)
{
    assert(out->depth > 0 && out->levels[out->depth - 1].is_object);
    assert(!out->after_key && !out->in_string);
    separate(out);
    (void)fputc('"', out->stream);
    put_escaped(out, span_str(name));
    put(out, out->layout == JSON_OUT_COMPACT ? "\":" : "\": ");
    out->after_key = true;
}

void json_out_string_begin(struct json_out *out)
{
    begin_value(out);
    out->in_string = true;
    (void)fputc('"', out->stream);
}

void json_out_string_add(struct json_out *out, struct span piece)
{
    assert(out->in_string);
    put_escaped(out, piece);
}

void json_out_string_text(struct json_out *out, const char *piece)
{
    json_out_string_add(out, span_str(piece));
}

void json_out_string_end(struct json_out *out)
{
    assert(out->in_string);
    out->in_string = false;
    (void)fputc('"', out->stream);
}

void json_out_span(struct json_out *out, struct span text)
{
    json_out_string_begin(out);
    json_out_string_add(out, text);
    json_out_string_end(out);
}

void json_out_text(struct json_out *out, const char *text)
{
    json_out_span(out, span_str(text));
}

void json_out_uint(struct json_out *out, uint64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, number);
    begin_value(out);
    put(out, text);
}

void json_out_int(struct json_out *out, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    begin_value(out);
    put(out, text);
}

void json_out_real(struct json_out *out, double number, unsigned decimals)
{
    char text[64];
    /* Numbers of a report are small; one that does not fit is no number. */
    if (!isfinite(number) || fabs(number) > 1e15 || decimals > 15) {
        json_out_null(out);
        return;
    }
    snprintf(text, sizeof text, "%.*f", (int)decimals, number);
    begin_value(out);
    put(out, text);
}

void json_out_bool(struct json_out *out, bool value)
{
    begin_value(out);
    put(out, value ? "true" : "false");
}

void json_out_null(struct json_out *out)
{
    begin_value(out);
    put(out, "null");
}

void json_out_member(struct json_out *out, const char *name, const char *text)
{
    if (text) {
        json_out_key(out, name);
        json_out_text(out, text);
    }
}

void json_out_member_uint(struct json_out *out, const char *name,
                          uint64_t number)
{
    json_out_key(out, name);
    json_out_uint(out, number);
}

void json_out_member_bool(struct json_out *out, const char *name, bool value)
{
    json_out_key(out, name);
    json_out_bool(out, value);
}

void json_out_member_object(struct json_out *out, const char *name)
{
    json_out_key(out, name);
    json_out_object(out);
}

void json_out_member_array(struct json_out *out, const char *name)
{
    json_out_key(out, name);
    json_out_array(out);
}
