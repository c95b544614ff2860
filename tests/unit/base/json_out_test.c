/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_out.h"

#include "base/json_walk.h"
#include "base/utf8.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef void write_fn(struct json_out *out);

static char *written(write_fn *write, enum json_out_layout layout)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    struct json_out out;
    json_out_init(&out, stream, layout);
    write(&out);
    assert_true(json_out_is_done(&out));
    fclose(stream);
    return text;
}

static void assert_writes(write_fn *write, enum json_out_layout layout,
                          const char *want)
{
    char *text = written(write, layout);
    assert_string_equal(text, want);
    free(text);
}

static void write_nested(struct json_out *out)
{
    json_out_object(out);
    json_out_member(out, "a", "x");
    json_out_member(out, "left out", NULL);
    json_out_member_array(out, "b");
    json_out_uint(out, UINT64_MAX);
    json_out_int(out, INT64_MIN);
    json_out_array(out);
    json_out_close(out);
    json_out_object(out);
    json_out_close(out);
    json_out_bool(out, true);
    json_out_bool(out, false);
    json_out_null(out);
    json_out_close(out);
    json_out_member_object(out, "c");
    json_out_member_bool(out, "d", false);
    json_out_member_uint(out, "e", 7);
    json_out_close(out);
    json_out_close(out);
}

static void commas_and_lines_are_placed(void **state)
{
    (void)state;
    assert_writes(write_nested, JSON_OUT_COMPACT,
                  "{\"a\":\"x\",\"b\":[18446744073709551615,"
                  "-9223372036854775808,[],{},true,false,null],"
                  "\"c\":{\"d\":false,\"e\":7}}");
    assert_writes(write_nested, JSON_OUT_INDENTED,
                  "{\n"
                  " \"a\": \"x\",\n"
                  " \"b\": [\n"
                  "  18446744073709551615,\n"
                  "  -9223372036854775808,\n"
                  "  [],\n"
                  "  {},\n"
                  "  true,\n"
                  "  false,\n"
                  "  null\n"
                  " ],\n"
                  " \"c\": {\n"
                  "  \"d\": false,\n"
                  "  \"e\": 7\n"
                  " }\n"
                  "}");
}

static void write_escapes(struct json_out *out)
{
    json_out_span(out, span_of("\"\\/\b\n\r\t\0\x1b\x7f", 10));
}

static void write_unicode(struct json_out *out)
{
    json_out_text(out, "\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80"
                       "\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\xf3\xa0\x81\x81");
}

static void write_malformed(struct json_out *out)
{
    json_out_text(out, "a\xff\xc3(\xed\xa0\x80\xe2\x82");
}

static void strings_are_escaped(void **state)
{
    (void)state;
    assert_writes(write_escapes, JSON_OUT_COMPACT,
                  "\"\\\"\\\\/\\u0008\\n\\r\\t\\u0000\\u001b\\u007f\"");
    assert_writes(write_unicode, JSON_OUT_COMPACT,
                  "\"\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80"
                  "\\u009b\\u202e\\u2028\\udb40\\udc41\"");
#define R "\xef\xbf\xbd"
    assert_writes(write_malformed, JSON_OUT_COMPACT,
                  "\"a" R R "(" R R R R R "\"");
}

static void write_pieces(struct json_out *out)
{
    json_out_array(out);
    json_out_string_begin(out);
    json_out_string_text(out, "one \"");
    json_out_string_text(out, "");
    json_out_string_add(out, span_of("two\nthree", 4));
    json_out_string_end(out);
    json_out_string_begin(out);
    json_out_string_end(out);
    json_out_close(out);
}

static void a_string_may_come_in_pieces(void **state)
{
    (void)state;
    assert_writes(write_pieces, JSON_OUT_COMPACT, "[\"one \\\"two\\n\",\"\"]");
}

static void write_reals(struct json_out *out)
{
    json_out_array(out);
    json_out_real(out, 3.14159, 2);
    json_out_real(out, -0.5, 0);
    json_out_real(out, (double)NAN, 2);
    json_out_real(out, (double)INFINITY, 2);
    json_out_real(out, DBL_MAX, 2);
    json_out_real(out, 1, 16);
    json_out_real(out, 1e15, 1);
    json_out_close(out);
}

static void numbers_are_json_or_null(void **state)
{
    (void)state;
    assert_writes(write_reals, JSON_OUT_COMPACT,
                  "[3.14,-0,null,null,null,null,1000000000000000.0]");
}

static void write_deep(struct json_out *out)
{
    for (int i = 0; i < JSON_OUT_NESTING; i++) {
        json_out_array(out);
    }
    for (int i = 0; i < JSON_OUT_NESTING; i++) {
        json_out_close(out);
    }
}

static void nesting_goes_to_the_limit(void **state)
{
    (void)state;
    char want[2 * JSON_OUT_NESTING + 1];
    for (int i = 0; i < JSON_OUT_NESTING; i++) {
        want[i] = '[';
        want[JSON_OUT_NESTING + i] = ']';
    }
    want[2 * JSON_OUT_NESTING] = '\0';
    assert_writes(write_deep, JSON_OUT_COMPACT, want);
}

static unsigned char noise[64];

static void write_noise(struct json_out *out)
{
    json_out_object(out);
    json_out_key(out, "k");
    json_out_span(out, span_of(noise, sizeof noise));
    json_out_close(out);
}

/* Whatever the bytes, the result is JSON that shows no control character. */
static void noise_becomes_valid_json(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof noise; i++) {
            seed = seed * 1664525 + 1013904223;
            noise[i] = (unsigned char)(seed >> 24);
            if (noise[i] == 0) {
                noise[i] = 1; /* our reader takes no NUL in strings */
            }
        }
        char *text = written(write_noise, JSON_OUT_COMPACT);
        struct span span = span_str(text);
        struct json_walk walk;
        int rc;
        json_walk_init(&walk, span);
        while ((rc = json_walk_next(&walk)) > 0) {
        }
        assert_int_equal(rc, 0);
        for (size_t at = 0; at < span.len;) {
            assert_false(utf8_is_hostile(utf8_next(span, &at)));
        }
        free(text);
    }
}

static void a_full_disk_shows_in_the_stream(void **state)
{
    (void)state;
    FILE *stream = fopen("/dev/full", "w");
    assert_non_null(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    struct json_out out;
    json_out_init(&out, stream, JSON_OUT_COMPACT);
    write_nested(&out);
    assert_true(ferror(stream));
    fclose(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_lines_are_placed),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(a_string_may_come_in_pieces),
        cmocka_unit_test(numbers_are_json_or_null),
        cmocka_unit_test(nesting_goes_to_the_limit),
        cmocka_unit_test(noise_becomes_valid_json),
        cmocka_unit_test(a_full_disk_shows_in_the_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
