/* SPDX-License-Identifier: Apache-2.0 */
#include "match/assignment.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* "name|value" of the assignment at the first sign that gives one. */
static const char *parsed(const char *line)
{
    static char out[256];
    struct span text = span_str(line);
    for (size_t i = 0; i < text.len; i++) {
        if (line[i] != '=' && line[i] != ':') {
            continue;
        }
        struct assignment a = {.name = assignment_name(text, i)};
        if (range_len(a.name) > 0 && assignment_value(text, i, &a)) {
            snprintf(out, sizeof(out), "%.*s|%.*s", (int)range_len(a.name),
                     line + a.name.start, (int)range_len(a.value),
                     line + a.value.start);
            return out;
        }
    }
    return "";
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

static void what_is_no_assignment(void **state)
{
    (void)state;
    assert_string_equal(parsed("= value"), "");
    assert_string_equal(parsed("name ="), "");
    assert_string_equal(parsed("name = \"\""), "");
    assert_string_equal(parsed("name = \"never closed\n"), "");
    assert_string_equal(parsed(":"), "");
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
        cmocka_unit_test(what_is_no_assignment),
        cmocka_unit_test(the_name_of_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
