/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON tree: checks, accessors, and that every message names the file,
 * the line and the pointer. */
#include "base/json_in.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct json_doc *parse(const char *text)
{
    struct json_doc *doc = NULL;
    struct err err = {.text = ""};
    if (json_parse(&doc, span_str(text), "f.json", &err) < 0) {
        fail_msg("%s", err.text);
    }
    return doc;
}

static void refuses(const char *text, const char *message)
{
    struct json_doc *doc = NULL;
    struct err err = {.text = ""};
    assert_true(json_parse(&doc, span_str(text), "f.json", &err) < 0);
    assert_null(doc);
    assert_string_equal(err.text, message);
    assert_int_equal(json_parse(&doc, span_str(text), "f.json", NULL),
                     err.code);
}

static void test_messages(void **state)
{
    (void)state;
    refuses("", "f.json:1: /: the text ends in the middle");
    refuses("{\n\"a\": [1,\n2", "f.json:3: /a/1: the text ends in the middle");
    refuses("{\n\n\"a\": {\"b\": \"\\u0000\"}}",
            "f.json:3: /a/b: a text cannot hold a NUL");
    refuses("{\"a\": 1,\n\"b\": {\"c\": 1, \"d\": 2,\n\"c\": 3}}",
            "f.json:3: /b/c: \"c\" is there twice");
    refuses("{\"a\": 1, \"\\u0061\": 2}", "f.json:1: /a: \"a\" is there twice");
    refuses("[\"\xff\"]", "f.json:1: /0: not UTF-8");
    refuses("{\"a\x1b[31m\": 1}", "f.json:1: /: a control character in a text");
    /* Escapes in names must not reach the terminal. */
    refuses("{\"\\u001b[31m\": x}", "f.json:1: /?[31m: a value was expected");
    refuses("{\"\\u202e~/\": x}",
            "f.json:1: /\?\?\?~0~1: a value was expected");
}

static void test_long_names(void **state)
{
    (void)state;
    enum {
        LEN = 20000
    };
    static const char bad[] = "\":\n[1, x]}";
    static const char good[] = "\":\n[1, {}]}";
    char *text = mem_alloc(LEN + 100);
    text[0] = '{';
    text[1] = '"';
    memset(text + 2, '~', LEN);
    memcpy(text + 2 + LEN, bad, sizeof(bad));
    struct json_doc *doc = NULL;
    struct err err;
    assert_int_equal(json_parse(&doc, span_str(text), "f.json", &err),
                     ERR_FORMAT);
    assert_non_null(strstr(err.text, "f.json:2: /~0~0"));
    assert_non_null(strstr(err.text, "...: a value was expected"));

    memcpy(text + 2 + LEN, good, sizeof(good));
    doc = parse(text);
    struct json value = json_item(json_first(json_root(doc)), 1);
    json_fail(value, &err, "%s", text); /* longer than any message */
    assert_non_null(strstr(err.text, "f.json:2: /~0~0"));
    assert_non_null(strstr(err.text, "...: {\"~~"));
    json_free(doc);
    free(text);
}

/* An array of `n` values; false when the reader refuses it. */
static bool array_fits(size_t n)
{
    struct buf text;
    struct json_doc *doc = NULL;
    struct err err;
    buf_init(&text, 1u << 24);
    int rc = buf_add(&text, span_str("[0"), NULL);
    for (size_t i = 1; i < n && rc == 0; i++) {
        rc = buf_add(&text, span_str(",0"), NULL);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(buf_add(&text, span_str("]"), NULL), 0);
    rc = json_parse(&doc, buf_span(&text), "f", &err);
    if (rc < 0) {
        assert_int_equal(rc, ERR_LIMIT);
        assert_non_null(strstr(err.text, "too many values"));
    }
    json_free(doc);
    buf_release(&text);
    return rc == 0;
}

static void test_many_values(void **state)
{
    (void)state;
    /* The array itself is a value. */
    assert_true(array_fits(LIMIT_JSON_VALUES - 1));
    assert_false(array_fits(LIMIT_JSON_VALUES));
}

static void test_depth(void **state)
{
    (void)state;
    char text[3 * LIMIT_JSON_NESTING];
    struct json_doc *doc = NULL;
    struct err err;
    size_t n = LIMIT_JSON_NESTING;
    memset(text, '[', n);
    text[n] = '7';
    memset(text + n + 1, ']', n);
    assert_int_equal(json_parse(&doc, span_of(text, 2 * n + 1), "f", &err), 0);
    struct json value = json_root(doc);
    while (json_kind(value) == JSON_ARRAY) {
        value = json_first(value);
    }
    assert_int_equal((int)json_number(value, 0), 7);
    /* The route to the deepest value. */
    json_fail(value, &err, "here");
    assert_non_null(strstr(err.text, "/0/0/0/0/0/0"));
    json_free(doc);

    memset(text, '[', n + 1);
    assert_int_equal(json_parse(&doc, span_of(text, n + 1), "f", &err),
                     ERR_LIMIT);
    assert_non_null(strstr(err.text, "nested too deeply"));
}

static void test_access(void **state)
{
    (void)state;
    struct json_doc *doc =
        parse("{\"s\": \"x\\u00e9\", \"n\": -2.5, \"t\": true,"
              "\"z\": null, \"a\": [1, \"two\"], \"o\": {}}");
    struct json root = json_root(doc);
    assert_int_equal(json_kind(root), JSON_OBJECT);
    assert_int_equal(json_count(root), 6);
    assert_string_equal(json_string(json_get(root, "s")), "x\xc3\xa9");
    assert_true(json_number(json_get(root, "n"), 0) < -2.4);
    assert_true(json_bool(json_get(root, "t"), false));
    assert_int_equal(json_kind(json_get(root, "z")), JSON_NULL);
    assert_int_equal(json_kind(json_get(root, "a")), JSON_ARRAY);
    assert_string_equal(json_string(json_item(json_get(root, "a"), 1)), "two");
    assert_string_equal(json_key(json_first(root)), "s");
    assert_null(json_key(json_item(json_get(root, "a"), 0)));
    assert_int_equal(json_count(json_get(root, "o")), 0);

    /* Absent, and of another kind: nothing happens. */
    struct json none = json_get(root, "none");
    assert_false(json_exists(none));
    assert_int_equal(json_kind(none), JSON_NONE);
    assert_false(json_exists(json_get(none, "x")));
    assert_false(json_exists(json_get(json_get(root, "a"), "x")));
    assert_false(json_exists(json_first(none)));
    assert_false(json_exists(json_next(none)));
    assert_false(json_exists(json_item(json_get(root, "a"), 2)));
    assert_null(json_string(json_get(root, "n")));
    assert_true(json_bool(json_get(root, "n"), true));
    assert_int_equal((int)json_number(json_get(root, "s"), 7), 7);
    /* Names are compared with their case. */
    assert_false(json_exists(json_get(root, "S")));
    json_free(doc);
    json_free(NULL);
}

static const struct json_field fields[] = {
    {"id", JSON_STRING, true},
    {"n", JSON_NUMBER | JSON_NULL, false},
    {"list", JSON_ARRAY | JSON_STRING, false},
};

static void object_fails(const char *text, const char *message)
{
    struct err err = {.text = ""};
    struct json_doc *doc = parse(text);
    int rc = json_check_object(json_root(doc), fields, 3, &err);
    if (message) {
        assert_int_equal(rc, ERR_FORMAT);
        assert_string_equal(err.text, message);
    } else {
        assert_int_equal(rc, 0);
    }
    json_free(doc);
}

static void test_objects(void **state)
{
    (void)state;
    object_fails("{\"id\": \"\"}", NULL);
    object_fails("{\"n\": null, \"list\": \"x\", \"id\": \"\"}", NULL);
    object_fails("{\"n\": 1, \"list\": [], \"id\": \"\"}", NULL);
    object_fails("[]", "f.json:1: /: an object is wanted here");
    object_fails("{}", "f.json:1: /: \"id\" is missing");
    object_fails("{\"id\": \"\",\n\"ID\": 1}",
                 "f.json:2: /ID: no such field; there are id, n, list");
    object_fails("{\n\"id\": 7}", "f.json:2: /id: a text is wanted here");
    object_fails("{\"id\": \"\", \"n\": true}",
                 "f.json:1: /n: one of null, a number is wanted here");
    object_fails("{\"id\": \"\", \"list\": {}}",
                 "f.json:1: /list: one of a text, an array is wanted here");
}

/* More names than a message has room for. */
static void test_many_names(void **state)
{
    (void)state;
    struct json_field many[60];
    for (size_t i = 0; i < 60; i++) {
        many[i] = (struct json_field){"abcdefghi", JSON_STRING, false};
    }
    struct err err;
    struct json_doc *doc = parse("{\"x\": 1}");
    assert_int_equal(json_check_object(json_root(doc), many, 60, &err),
                     ERR_FORMAT);
    const char *tail = ", abcdefghi, ...";
    size_t len = strlen(err.text);
    assert_true(len > 200);
    assert_string_equal(err.text + len - strlen(tail), tail);
    json_free(doc);
}

static void test_integers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool fits;
    } cases[] = {
        {"[5]", true},
        {"[1]", true},
        {"[10]", true},
        {"[5.0]", true},
        {"[1e1]", true},
        {"[0]", false},
        {"[11]", false},
        {"[5.5]", false},
        {"[-5]", false},
        {"[1e999]", false},
        {"[-1e999]", false},
        {"[4294967301]", false},
        {"[18446744073709551621]", false},
        {"[\"5\"]", false},
        {"[null]", false},
        {"[true]", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = {.text = ""};
        uint32_t out = 77;
        struct json_doc *doc = parse(cases[i].text);
        int rc =
            json_check_integer(&out, json_first(json_root(doc)), 1, 10, &err);
        assert_int_equal(rc, cases[i].fits ? 0 : ERR_FORMAT);
        assert_true(cases[i].fits ? out <= 10 : out == 77);
        if (!cases[i].fits) {
            assert_non_null(strstr(err.text, "f.json:1: /0: "));
        }
        json_free(doc);
    }
    struct json_doc *doc = parse("[]");
    uint32_t out = 77;
    struct json none = json_first(json_root(doc));
    assert_int_equal(json_check_integer(&out, none, 1, 10, NULL), 0);
    assert_int_equal(out, 77);
    json_free(doc);
}

static void test_choices(void **state)
{
    (void)state;
    static const char *const names[] = {"low", "high"};
    struct json_doc *doc = parse("[\"high\",\n\"huge\", 1]");
    struct json value = json_first(json_root(doc));
    struct err err;
    unsigned out = 9;
    assert_int_equal(json_check_choice(&out, value, names, 2, &err), 0);
    assert_int_equal(out, 1);
    value = json_next(value);
    assert_int_equal(json_check_choice(&out, value, names, 2, &err),
                     ERR_FORMAT);
    assert_string_equal(err.text,
                        "f.json:2: /1: \"huge\" is not one of low, high");
    value = json_next(value);
    assert_int_equal(json_check_choice(&out, value, names, 2, &err),
                     ERR_FORMAT);
    value = json_next(value);
    assert_int_equal(json_check_choice(&out, value, names, 2, &err), 0);
    assert_int_equal(out, 1);
    json_free(doc);
}

static void test_fail_at(void **state)
{
    (void)state;
    struct err err;
    struct span text = span_str("{\n\"a\":\n[1]}");
    assert_int_equal(json_fail_at("f", text, "/a/0", &err, "no"), ERR_FORMAT);
    assert_string_equal(err.text, "f:3: /a/0: no");
    assert_int_equal(json_fail_at("f", text, "/gone", &err, "no"), ERR_FORMAT);
    assert_string_equal(err.text, "f:1: /gone: no");
    assert_int_equal(json_fail_at("f", text, "/a", NULL, "no"), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),    cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_many_values), cmocka_unit_test(test_depth),
        cmocka_unit_test(test_access),      cmocka_unit_test(test_objects),
        cmocka_unit_test(test_integers),    cmocka_unit_test(test_choices),
        cmocka_unit_test(test_fail_at),     cmocka_unit_test(test_many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
