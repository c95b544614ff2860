/* SPDX-License-Identifier: Apache-2.0
 *
 * The flat JSON reader: what it refuses and where, and the lines that
 * json_locate finds. */
#include "base/json_walk.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int walk_all(struct json_walk *walk, struct span text)
{
    int rc;
    json_walk_init(walk, text);
    while ((rc = json_walk_next(walk)) > 0) {
    }
    return rc;
}

static void accepts(const char *text)
{
    struct json_walk walk;
    if (walk_all(&walk, span_str(text)) != 0) {
        fail_msg("refused: %s: %s", text, walk.problem);
    }
}

static void refuses(const char *text, size_t at)
{
    struct json_walk walk;
    int rc = walk_all(&walk, span_str(text));
    if (rc >= 0) {
        fail_msg("accepted: %s", text);
    }
    if (walk.at != at) {
        fail_msg("%s: wrong at %zu, not %zu", text, walk.at, at);
    }
    assert_non_null(walk.problem);
}

static void test_grammar(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{}",
        "[]",
        " null ",
        "true",
        "false",
        "\"\"",
        "0",
        "-0",
        "1.5e+10",
        "10E-2",
        "[1,[2,{}],{\"a\":[]}]",
        "{\"a\":{\"b\":null},\"c\":\"\\u00e9\\n\\/\\\"\"}",
        "\"\\ud83d\\ude00\"",
        "\"\xf0\x9f\x98\x80\x7f\"",
        "\xef\xbb\xbf{}",
        "\t\r\n[ 1 , 2 ]\n",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        accepts(good[i]);
    }
}

static const struct {
    const char *text;
    size_t at;
} bad[] = {
    {"", 0},
    {"  ", 2},
    {"nul", 0},
    {"nulls", 4},
    {"True", 0},
    {"+1", 0},
    {".5", 0},
    {"01", 2},
    {"1.", 2},
    {"1e", 2},
    {"-", 1},
    {"NaN", 0},
    {"0x10", 1},
    {"[1,]", 3},
    {"[1 2]", 3},
    {"[,1]", 1},
    {"[1", 2},
    {"[1}", 2},
    {"{\"a\"}", 4},
    {"{\"a\":}", 5},
    {"{\"a\":1,}", 7},
    {"{a:1}", 1},
    {"{1:1}", 1},
    {"{'a':1}", 1},
    {"{\"a\":1", 6},
    {"{\"a\"", 4},
    {"{", 1},
    {"[", 1},
    {"]", 0},
    {"}", 0},
    {"{} {}", 3},
    {"{}x", 2},
    {"// c\n{}", 0},
    {"\"abc", 4},
    {"\"a\\", 3},
    {"\"\\x41\"", 2},
    {"\"\\u12g4\"", 3},
    {"\"\\u12", 3},
    {"\"\\u0000\"", 3},
    {"\"\\ud800\"", 7},
    {"\"\\ud800\\u0041\"", 7},
    {"\"\\udc00\"", 7},
    {"\"a\nb\"", 2},
    {"\"a\tb\"", 2},
    {"\"\x80\"", 1},
    {"\"\xc0\xaf\"", 1},
    {"\"\xed\xa0\x80\"", 1},
    {"\"\xf5\x80\x80\x80\"", 1},
    {"\"\xe2\x82\"", 1},
    {"\"\xc3", 1},
    {"\xff\xfe{\"a\"", 0},
    {"\xef\xbb\xbf\xef\xbb\xbf{}", 3},
};

static void test_malformed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        refuses(bad[i].text, bad[i].at);
    }
}

static void test_nul_bytes(void **state)
{
    (void)state;
    struct json_walk walk;
    assert_int_equal(walk_all(&walk, span_of("\"a\0b\"", 5)), ERR_FORMAT);
    assert_int_equal(walk.at, 2);
    assert_int_equal(walk_all(&walk, span_of("{}\0", 3)), ERR_FORMAT);
    assert_int_equal(walk.at, 2);
    assert_int_equal(walk_all(&walk, span_of("\"\\\0\"", 4)), ERR_FORMAT);
    assert_int_equal(walk_all(&walk, span_of(NULL, 0)), ERR_FORMAT);
}

/* `n` opening and closing brackets. */
static int walk_nested(struct json_walk *walk, size_t n)
{
    char text[4 * LIMIT_JSON_NESTING];
    assert_true(2 * n <= sizeof(text));
    memset(text, '[', n);
    memset(text + n, ']', n);
    return walk_all(walk, span_of(text, 2 * n));
}

static void test_nesting(void **state)
{
    (void)state;
    struct json_walk walk;
    assert_int_equal(walk_nested(&walk, LIMIT_JSON_NESTING), 0);
    assert_int_equal(walk_nested(&walk, LIMIT_JSON_NESTING + 1), ERR_LIMIT);
    assert_int_equal(walk.at, LIMIT_JSON_NESTING);

    /* What made recursive readers run out of stack. */
    size_t len = 4u << 20;
    char *deep = mem_alloc(len);
    memset(deep, '[', len);
    assert_int_equal(walk_all(&walk, span_of(deep, len)), ERR_LIMIT);
    free(deep);
}

static void test_long_number(void **state)
{
    (void)state;
    struct json_walk walk;
    char text[61];
    memset(text, '1', sizeof(text));
    assert_int_equal(walk_all(&walk, span_of(text, 60)), 0);
    assert_int_equal(walk_all(&walk, span_of(text, 61)), ERR_LIMIT);
    assert_int_equal(walk.at, 0);
}

/* Each value of the text in order: its first byte and its depth. */
static void test_order(void **state)
{
    (void)state;
    const char *text = "{\"a\": [1, {\"b\": null}], \"c\": \"x\"}";
    static const char first[] = "{[1{n\"";
    static const size_t depth[] = {0, 1, 2, 2, 3, 1};
    struct json_walk walk;
    json_walk_init(&walk, span_str(text));
    for (size_t i = 0; first[i]; i++) {
        assert_int_equal(json_walk_next(&walk), 1);
        assert_int_equal(text[walk.value], first[i]);
        assert_int_equal(walk.n_path, depth[i]);
    }
    assert_int_equal(json_walk_next(&walk), 0);
    assert_int_equal(json_walk_next(&walk), 0);
}

static const char located[] = "{\n"                         /* 1 */
                              "  \"a\": [10,\n"             /* 2 */
                              "    {\"b/c\": 1,\n"          /* 3 */
                              "     \"d~e\":\n"             /* 4 */
                              "        \"\\n]}\\\"{\",\n"   /* 5 */
                              "     \"\": 3}\n"             /* 6 */
                              "  ],\n"                      /* 7 */
                              "  \"k\\u00e9y\\n\": true,\n" /* 8 */
                              "  \"\\ud83d\\ude00\": {},\n" /* 9 */
                              "  \"1\": [[], [[null]]],\n"  /* 10 */
                              "  \"a\\/\\\"\": false,\n"    /* 11 */
                              "  \"twice\": 1,\n"           /* 12 */
                              "  \"twice\": 2\n"            /* 13 */
                              "}\n";

static void test_locate(void **state)
{
    (void)state;
    static const struct {
        const char *pointer;
        size_t line;
    } cases[] = {
        {"", 1},
        {"/a", 2},
        {"/a/0", 2},
        {"/a/1", 3},
        {"/a/1/b~1c", 3},
        {"/a/1/d~0e", 5},
        {"/a/1/", 6},
        {"/k\xc3\xa9y\n", 8},
        {"/\xf0\x9f\x98\x80", 9},
        {"/1", 10},
        {"/1/1/0/0", 10},
        {"/a~1\"", 11},
        {"/twice", 13},
        /* not there */
        {"/", 0},
        {"/b", 0},
        {"/a/2", 0},
        {"/a/01", 0},
        {"/a/1/b", 0},
        {"/a/1/b~1", 0},
        {"/a/1/b~1cd", 0},
        {"/a/1/b/c", 0},
        {"a", 0},
        {"/a/", 0},
        {"/1/0/0", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t line = json_locate(span_str(located), cases[i].pointer);
        if (line != cases[i].line) {
            fail_msg("%s is on line %zu, not %zu", cases[i].pointer,
                     cases[i].line, line);
        }
    }
}

static void test_locate_malformed(void **state)
{
    (void)state;
    /* As far as it can be read. */
    assert_int_equal(json_locate(span_str("{\"a\":\n1, \"b\""), "/a"), 2);
    assert_int_equal(json_locate(span_str("{\"a\":\n1, \"b\""), "/b"), 0);
    assert_int_equal(json_locate(span_str(""), ""), 0);
}

static void test_pointer(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *pointer;
    } cases[] = {
        {"x", ""},
        {"{x", ""},
        {"{\"a\":x", "/a"},
        {"{\"a\":1,x", ""},
        {"{\"a\":[0,1,x", "/a/2"},
        {"{\"a/b~\\u00e9\":[{\"c\":x", "/a~1b~0\xc3\xa9/0/c"},
        {"[[],[[],x", "/1/1"},
        {"[{\"a\":1} x", "/0"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct json_walk walk;
        struct buf pointer;
        buf_init(&pointer, 1000);
        assert_true(walk_all(&walk, span_str(cases[i].text)) < 0);
        assert_int_equal(json_walk_pointer(&walk, &pointer, NULL), 0);
        assert_string_equal(pointer.ptr ? pointer.ptr : "", cases[i].pointer);
        buf_release(&pointer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grammar),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_nul_bytes),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_long_number),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_locate),
        cmocka_unit_test(test_locate_malformed),
        cmocka_unit_test(test_pointer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
