/* SPDX-License-Identifier: Apache-2.0
 *
 * The C text that mkrules writes: what is special in a literal, what is
 * shared, what is the same twice. That the whole compiles and holds the same
 * rules is the matter of builtin_test.c. */
#include "rule/rule_emit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define RULE(id, name, dummy)                                            \
    "{\"id\": \"" id "\", \"name\": \"" name                             \
    "\", \"severity\": \"low\", \"formats\": [{\"prefix\": \"ab_\", "    \
    "\"alphabet\": \"hex-lower\", \"length\": 8}], \"dummies\": [" dummy \
    "], \"grants\": \"G\", \"revoke\": {\"steps\": [\"one\", \"two\"]}}"
#define FILE_OF(rules) "{\"provider\": \"P\", \"rules\": [" rules "]}"

static int emit_text(struct buf *out, struct span text)
{
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    if (rule_set_parse(&set, text, "p.json", NULL, &err) < 0) {
        fail_msg("%s", err.text);
    }
    buf_init(out, 1u << 24);
    int rc = rule_emit(out, set, &err);
    rule_set_free(set);
    return rc;
}

static size_t count(const struct buf *text, const char *needle)
{
    size_t n = 0;
    for (const char *at = text->ptr; (at = strstr(at, needle)); at++) {
        n++;
    }
    return n;
}

static void test_literals(void **state)
{
    (void)state;
    struct buf out;
    /* A name with quotes, a backslash and a trigraph, and a digit behind an
     * escape, which must not become part of it. */
    assert_int_equal(
        emit_text(&out, span_str(FILE_OF(RULE("abc",
                                              "q\\\" b\\\\ t?\?/ \xc3\xa9"
                                              "9 %s",
                                              "\"a\\n1\"")))),
        0);
    assert_int_equal(
        count(&out, "\"q\\042 b\\134 t\\077\\077/ \\303\\2519 %s\""), 1);
    assert_int_equal(count(&out, "\"a\\0121\""), 1);
    buf_release(&out);
}

/* ISO C promises 4095 characters in a literal. */
static void test_long_text(void **state)
{
    (void)state;
    static const char head[] =
        FILE_OF(RULE("abc", "N", "\"@\"")); /* @: here the text goes */
    for (size_t len = 4000; len <= 4001; len++) {
        struct buf text;
        struct buf out;
        buf_init(&text, 1u << 20);
        const char *at = strchr(head, '@');
        assert_int_equal(buf_add_format(&text, NULL, "%.*s%0*d%s",
                                        (int)(at - head), head, (int)len, 7,
                                        at + 1),
                         0);
        assert_int_equal(emit_text(&out, buf_span(&text)), 0);
        assert_int_equal(count(&out, "00007\""), len == 4000);
        assert_int_equal(count(&out, "'\\067', '\\0'}"), len == 4001);
        assert_int_equal(count(&out, "'\\060',"), len == 4001 ? 4000 : 0);
        buf_release(&out);
        buf_release(&text);
    }
}

static void test_shared(void **state)
{
    (void)state;
    struct buf out;
    assert_int_equal(
        emit_text(&out, span_str(FILE_OF(RULE("abc", "Same", "\"x\"") "," RULE(
                            "abd", "Same", "\"x\", \"Same\"")))),
        0);
    assert_int_equal(count(&out, "\"Same\""), 1);
    assert_int_equal(count(&out, "\"x\""), 1);
    assert_int_equal(count(&out, "\"hex-lower\""), 1);
    assert_int_equal(count(&out, "static const struct alphabet "), 1);
    assert_int_equal(count(&out, "static const struct rule r"), 2);
    buf_release(&out);
}

/* The order of the file does not show. */
static void test_deterministic(void **state)
{
    (void)state;
    struct buf one;
    struct buf two;
    assert_int_equal(
        emit_text(&one, span_str(FILE_OF(RULE("abc", "A", "\"x\"") "," RULE(
                            "abd", "B", "\"y\"")))),
        0);
    assert_int_equal(
        emit_text(&two, span_str(FILE_OF(RULE("abd", "B", "\"y\"") "," RULE(
                            "abc", "A", "\"x\"")))),
        0);
    assert_string_equal(one.ptr, two.ptr);
    buf_release(&one);
    buf_release(&two);
}

static void test_nothing(void **state)
{
    (void)state;
    struct buf out;
    assert_int_equal(emit_text(&out, span_str(FILE_OF(""))), ERR_MISSING);
    buf_release(&out);
}

/* The caller's ceiling is respected, and half a file is an error. */
static void test_ceiling(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    struct buf out;
    assert_int_equal(
        rule_set_parse(&set, span_str(FILE_OF(RULE("abc", "N", "\"x\""))), "p",
                       NULL, &err),
        0);
    buf_init(&out, 500);
    assert_int_equal(rule_emit(&out, set, &err), ERR_LIMIT);
    buf_release(&out);
    rule_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),      cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_shared),        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_deterministic), cmocka_unit_test(test_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
