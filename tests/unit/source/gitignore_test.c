/* SPDX-License-Identifier: Apache-2.0
 *
 * Expected answers are those of `git check-ignore --no-index` (git 2.39). */
#include "source/gitignore.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static enum ignore_verdict ask(const char *lines, const char *path, bool folder)
{
    struct ignore_list *list = ignore_list_new(span_str(lines));
    enum ignore_verdict verdict =
        ignore_list_match(list, span_str(path), folder);
    ignore_list_free(list);
    return verdict;
}

static bool file(const char *lines, const char *path)
{
    return ask(lines, path, false) == IGNORE_YES;
}

static bool folder(const char *lines, const char *path)
{
    return ask(lines, path, true) == IGNORE_YES;
}

static void test_names_match_anywhere(void **state)
{
    (void)state;
    assert_true(file("*.log", "a.log"));
    assert_true(file("*.log", "x/y/a.log"));
    assert_true(file("name", "x/name"));
    assert_false(file("name", "x/name2"));
}

static void test_a_slash_anchors(void **state)
{
    (void)state;
    assert_true(file("/a", "a"));
    assert_false(file("/a", "x/a"));
    assert_true(file("x/a", "x/a"));
    assert_false(file("x/a", "y/x/a"));
    assert_true(file("**/x/a", "y/x/a"));
    assert_true(file("/*.c", "a.c"));
    assert_false(file("/*.c", "x/a.c"));
}

static void test_folders_only(void **state)
{
    (void)state;
    assert_true(folder("build/", "build"));
    assert_true(folder("build/", "x/build"));
    assert_false(file("build/", "build"));
    assert_true(folder("/x/build/", "x/build"));
    assert_false(folder("/x/build/", "y/x/build"));
}

static void test_the_last_line_decides(void **state)
{
    (void)state;
    assert_int_equal(ask("*.c\n!main.c", "main.c", false), IGNORE_NO);
    assert_true(file("!main.c\n*.c", "main.c"));
    assert_true(file("*.c\n!main.c\nmain.c", "main.c"));
    assert_int_equal(ask("*.c", "main.h", false), IGNORE_UNDECIDED);
}

static void test_comments_spaces_and_escapes(void **state)
{
    (void)state;
    assert_false(file("# a", "# a"));
    assert_true(file("\\#a", "#a"));
    assert_true(file("\\!a", "!a"));
    assert_true(file("a   ", "a"));
    assert_true(file("a\\ ", "a "));
    assert_false(file("a\\ ", "a"));
    assert_true(file("a\\  ", "a "));
    assert_true(file(" a", " a"));
    assert_false(file(" a", "a"));
    assert_true(file("a b", "a b"));
    assert_true(file("\xef\xbb\xbf*.c", "a.c"));
    assert_true(file("*.c\r\n*.h\r\n", "a.c"));
    assert_true(file("*.c\r\n*.h\r\n", "a.h"));
}

static void test_lines_that_say_nothing(void **state)
{
    (void)state;
    static const char *const lines[] = {"",   "\n\n", "/",  "!",
                                        "!/", "   ",  "#x", "\r\n"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct ignore_list *list = ignore_list_new(span_str(lines[i]));
        assert_true(ignore_list_is_empty(list));
        assert_int_equal(ignore_list_match(list, span_str("a"), false),
                         IGNORE_UNDECIDED);
        ignore_list_free(list);
    }
}

static void test_bytes_of_any_kind(void **state)
{
    (void)state;
    struct ignore_list *list = ignore_list_new(span_of("a\0b\n*.\xff\n", 8));
    assert_int_equal(ignore_list_match(list, span_of("x.\xff", 3), false),
                     IGNORE_YES);
    assert_int_equal(ignore_list_match(list, span_of("a\0b", 3), false),
                     IGNORE_YES);
    ignore_list_free(list);
}

static void test_lines_have_a_ceiling(void **state)
{
    (void)state;
    size_t count = LIMIT_IGNORE_LINES + 1;
    char *text = malloc(count * 9 + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        snprintf(text + i * 9, 10, "n%07zu\n", i);
    }
    char last[16];
    snprintf(last, sizeof(last), "n%07zu", count - 2);
    assert_true(file(text, last));
    snprintf(last, sizeof(last), "n%07zu", count - 1);
    assert_false(file(text, last));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_match_anywhere),
        cmocka_unit_test(test_a_slash_anchors),
        cmocka_unit_test(test_folders_only),
        cmocka_unit_test(test_the_last_line_decides),
        cmocka_unit_test(test_comments_spaces_and_escapes),
        cmocka_unit_test(test_lines_that_say_nothing),
        cmocka_unit_test(test_bytes_of_any_kind),
        cmocka_unit_test(test_lines_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
