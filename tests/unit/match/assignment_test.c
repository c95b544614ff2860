/* SPDX-License-Identifier: Apache-2.0 */
#include "match/assignment.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* "name|value" of the assignment at `sign`, or "". */
static const char *parsed_at(struct span text, size_t sign)
{
    static char out[256];
    struct assignment a = {.name = assignment_name(text, sign)};
    if (range_len(a.name) == 0 || !assignment_value(text, sign, &a)) {
        return "";
    }
    snprintf(out, sizeof(out), "%.*s|%.*s", (int)range_len(a.name),
             (const char *)text.ptr + a.name.start, (int)range_len(a.value),
             (const char *)text.ptr + a.value.start);
    return out;
}

/* Of the first sign that gives one. */
static const char *parsed(const char *line)
{
    const char *out = "";
    for (size_t i = 0; line[i] && !*out; i++) {
        out = strchr("=:>\"'", line[i]) ? parsed_at(span_str(line), i) : "";
    }
    return out;
}

/* Of the last one. */
static const char *parsed_last(const char *line)
{
    const char *out = "";
    for (size_t i = strlen(line); i-- > 0 && !*out;) {
        out = strchr("=:>\"'", line[i]) ? parsed_at(span_str(line), i) : "";
    }
    return out;
}

static const char *name_of(const char *line, const char *value)
{
    static char out[128];
    struct span text = span_str(line);
    size_t pos = span_find(text, span_str(value));
    struct range name = assignment_name_of(text, pos);
    snprintf(out, sizeof(out), "%.*s", (int)range_len(name), line + name.start);
    return out;
}

static void assignments_of_many_languages(void **state)
{
    (void)state;
    assert_string_equal(parsed("PASSWORD="
                               "hunter2x"),
                        "PASSWORD|hunter2x");
    assert_string_equal(parsed("export K=v; ls"), "K|v");
    assert_string_equal(parsed("password = \"a b\";"), "password|a b");
    assert_string_equal(parsed("pass   :   'x y'"), "pass|x y");
    assert_string_equal(parsed("{\"db.pass\": \"v\"}"), "db.pass|v");
    assert_string_equal(parsed("{\\\"pass\\\": \\\"v\\\"}"), "pass|v");
    assert_string_equal(parsed("'pass' => 'v',"), "pass|v");
    assert_string_equal(parsed("cfg[\"pass\"] = `v`"), "pass|v");
    assert_string_equal(parsed("pass := \"v\""), "pass|v");
    assert_string_equal(parsed("pass: v # comment"), "pass|v");
    assert_string_equal(parsed("f(pass=v)"), "pass|v");
    assert_string_equal(parsed("k=\"a\\\"b\""), "k|a\\\"b");
}

static void typed_declarations(void **state)
{
    (void)state;
    assert_string_equal(parsed("api_key: str = \"v1\""), "api_key|v1");
    assert_string_equal(parsed("let apiKey: string = 'v1'"), "apiKey|v1");
    assert_string_equal(parsed("KEY: &'static str = \"v1\";"), "KEY|v1");
    assert_string_equal(parsed("key: Option<String> = \"v1\""), "key|v1");
    assert_string_equal(parsed("var key string = \"v1\""), "key|v1");
    assert_string_equal(parsed("string = \"v1\""), "string|v1");
    assert_string_equal(parsed("key: str = v1"), "key|str");
    assert_string_equal(parsed("key: str == \"v1\""), "key|str");
    assert_string_equal(name_of("api_key: str = \"v1\"", "v1"), "api_key");
    assert_string_equal(name_of("key: &'static str = \"v1\"", "v1"), "key");
    assert_string_equal(name_of("var key string = \"v1\"", "v1"), "key");
    assert_string_equal(name_of("run: KEY=\"v1\"", "v1"), "KEY");
    assert_string_equal(name_of("a::key = \"v1\"", "v1"), "key");
    assert_string_equal(name_of("{a: b, key = \"v1\"}", "v1"), "key");
}

static void calls_and_words(void **state)
{
    (void)state;
    assert_string_equal(parsed_last("define( 'PASS', 'v1' );"), "PASS|v1");
    assert_string_equal(parsed_last("getenv(\"PASS\", \"v1\")"), "PASS|v1");
    assert_string_equal(parsed(".setPass(\"v1\")"), ".setPass|v1");
    assert_string_equal(parsed("storePass 'v1'"), "storePass|v1");
    assert_string_equal(parsed("IDENTIFIED BY 'v1';"), "IDENTIFIED BY|v1");
    assert_string_equal(parsed("PASS = b'v1'"), "PASS|v1");
    assert_string_equal(parsed("pass = @\"v1\""), "pass|v1");
    /* a list */
    assert_string_equal(parsed("['pass', 'v1']"), "");
    assert_string_equal(name_of("define('PASS', 'v1')", "v1"), "PASS");
    assert_string_equal(name_of("['pass', 'v1']", "v1"), "");
}

static void pairs_of_name_and_value(void **state)
{
    (void)state;
    assert_string_equal(name_of("{\"name\":\"P\",\"value\":\"v1\"}", "v1"),
                        "P");
    assert_string_equal(name_of("<add key=\"P\" value=\"v1\"/>", "v1"), "P");
    assert_string_equal(name_of("- name: P\n  value: v1", "v1"), "P");
    assert_string_equal(
        name_of("{'key': 'P', 'type': 'text', 'value': 'v1'}", "v1"), "P");
    assert_string_equal(name_of("value = 'v1'", "v1"), "value");
    assert_string_equal(name_of("type: P\nvalue: 'v1'", "v1"), "value");
    assert_string_equal(name_of("name:\nvalue: 'v1'", "v1"), "value");
}

static void elements(void **state)
{
    (void)state;
    assert_string_equal(parsed("<pass>v1</pass>"), "pass|v1");
    assert_string_equal(parsed_last("<s name=\"p\">v1</s>"), "p|v1");
    assert_string_equal(name_of("<s name=\"p\">v1</s>", "v1"), "p");
    assert_string_equal(parsed("if (pass > v1)"), "");
    assert_string_equal(parsed("<pass>v1 and more"), "");
    assert_string_equal(parsed("a->v1"), "");
}

static void what_is_no_assignment(void **state)
{
    (void)state;
    assert_string_equal(parsed("= value"), "");
    assert_string_equal(parsed("name ="), "");
    assert_string_equal(parsed("name = \"\""), "");
    assert_string_equal(parsed("name = \"never closed\n"), "");
    assert_string_equal(parsed(":"), "");
    assert_string_equal(parsed("pass: :data"), "");
}

static void the_name_of_a_value(void **state)
{
    (void)state;
    assert_string_equal(name_of("a_key = \"tok\"", "tok"), "a_key");
    assert_string_equal(name_of("\"a\": \"tok\"", "tok"), "a");
    assert_string_equal(name_of("A=tok", "tok"), "A");
    assert_string_equal(name_of("'a' => 'tok'", "tok"), "a");
    assert_string_equal(name_of("a := tok", "tok"), "a");
    assert_string_equal(name_of("say tok", "tok"), "");
    assert_string_equal(name_of("tok", "tok"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assignments_of_many_languages),
        cmocka_unit_test(typed_declarations),
        cmocka_unit_test(calls_and_words),
        cmocka_unit_test(pairs_of_name_and_value),
        cmocka_unit_test(elements),
        cmocka_unit_test(what_is_no_assignment),
        cmocka_unit_test(the_name_of_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
