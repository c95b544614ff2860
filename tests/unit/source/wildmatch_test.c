/* SPDX-License-Identifier: Apache-2.0 */
#include "source/wildmatch.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static bool name(const char *pattern, const char *text)
{
    return wildmatch_name(span_str(pattern), span_str(text));
}

static bool path(const char *pattern, const char *text)
{
    return wildmatch_path(span_str(pattern), span_str(text));
}

static void test_literals_and_stars(void **state)
{
    (void)state;
    assert_true(name("", ""));
    assert_false(name("", "a"));
    assert_true(name("abc", "abc"));
    assert_false(name("abc", "abcd"));
    assert_false(name("abcd", "abc"));
    assert_true(name("*", ""));
    assert_true(name("*", "anything"));
    assert_true(name("*.c", "main.c"));
    assert_false(name("*.c", "main.h"));
    assert_true(name("a*b*c", "aXXbYYbZZc"));
    assert_false(name("a*b*c", "aXXbYYb"));
    assert_true(name("a**c", "abc"));
    assert_true(name("?a?", "bab"));
    assert_false(name("?", ""));
}

static void test_sets(void **state)
{
    (void)state;
    assert_true(name("[abc]", "b"));
    assert_false(name("[abc]", "d"));
    assert_true(name("[!abc]", "d"));
    assert_true(name("[^abc]", "d"));
    assert_false(name("[!abc]", "a"));
    assert_true(name("[a-c]x", "bx"));
    assert_true(name("[]]", "]"));
    assert_true(name("[]-]", "-"));
    assert_true(name("[!]]", "a"));
    assert_true(name("[a-]", "-"));
    assert_true(name("[\\]]", "]"));
    assert_true(name("[[:digit:]]", "7"));
    assert_false(name("[[:digit:]]", "x"));
    assert_true(name("[![:upper:][:digit:]]", "x"));
    assert_false(name("[[:upper:][:digit:]]", "x"));
    assert_true(name("[[:xdigit:]z]", "z"));
}

static void test_malformed_sets_match_nothing(void **state)
{
    (void)state;
    assert_false(name("[", "["));
    assert_false(name("[a", "a"));
    assert_false(name("[a-", "a"));
    assert_false(name("[]", "]"));
    assert_false(name("[\\", "\\"));
    assert_false(name("[[:nosuch:]]", "a"));
    assert_false(name("[[:alpha", "a"));
}

static void test_escapes(void **state)
{
    (void)state;
    assert_true(name("\\*", "*"));
    assert_false(name("\\*", "a"));
    assert_true(name("a\\?b", "a?b"));
    assert_false(name("a\\", "a\\"));
    assert_false(name("a\\", "a"));
}

static void test_paths(void **state)
{
    (void)state;
    assert_true(path("a/b", "a/b"));
    assert_false(path("a/b", "a/b/c"));
    assert_false(path("a/*", "a/b/c"));
    assert_true(path("a/*/c", "a/b/c"));
    assert_false(path("a?b", "a/b"));
    assert_false(path("a[/]b", "a/b"));
    assert_true(path("**/c", "c"));
    assert_true(path("**/c", "a/b/c"));
    assert_false(path("a[x/]b", "a/b"));
    assert_true(path("a/[b/]", "a/b"));
    assert_true(path("***/c", "a/b/c"));
    assert_true(path("a/**", "a/b/c"));
    assert_false(path("a/**", "a"));
    assert_true(path("a/**/c", "a/c"));
    assert_true(path("a/**/c", "a/x/y/c"));
    assert_false(path("a/**/c", "a/x/y/d"));
    assert_true(path("a/**/b/*/d", "a/b/b/c/d"));
    assert_true(path("**/a/**/b/**", "x/a/y/b/z"));
    assert_false(path("**/a/**/b/**", "x/a/y/b"));
    assert_true(path("**", "a"));
    assert_true(path("**/**", "a/b"));
}

/* Exponential matchers need centuries for this. */
static void test_hostile_patterns_end(void **state)
{
    (void)state;
    char pattern[2001];
    char text[4001];
    for (size_t i = 0; i < 2000; i++) {
        pattern[i] = i % 2 ? '*' : 'a';
    }
    pattern[2000] = '\0';
    memset(text, 'a', 4000);
    text[4000] = '\0';
    text[3999] = 'b';
    assert_true(name(pattern, text)); /* ends in a star */
    pattern[1999] = 'c';
    assert_false(name(pattern, text));
    for (size_t i = 0; i < 1998; i += 3) {
        memcpy(pattern + i, "**/", 3);
    }
    memcpy(pattern + 1998, "x", 2);
    for (size_t i = 0; i < 4000; i += 2) {
        memcpy(text + i, "a/", 2);
    }
    text[3999] = '\0';
    assert_false(path(pattern, text));
}

/* The plain definition, to compare with: what the fast one must equal. */
static bool slow(const char *pattern, const char *text)
{
    bool table[16][16] = {{false}};
    size_t m = strlen(pattern);
    size_t n = strlen(text);
    table[0][0] = true;
    for (size_t i = 1; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            bool one = j > 0 && table[i - 1][j - 1];
            if (pattern[i - 1] == '*') {
                table[i][j] = table[i - 1][j] || (j > 0 && table[i][j - 1]);
            } else {
                table[i][j] = one && (pattern[i - 1] == '?' ||
                                      pattern[i - 1] == text[j - 1]);
            }
        }
    }
    return table[m][n];
}

static void test_random_against_the_definition(void **state)
{
    (void)state;
    srand(1);
    size_t hits = 0;
    for (int round = 0; round < 200000; round++) {
        char pattern[16] = "";
        char text[16] = "";
        for (int i = rand() % 9; i > 0; i--) {
            pattern[i - 1] = "ab?**"[rand() % 5];
        }
        for (int i = rand() % 11; i > 0; i--) {
            text[i - 1] = "ab"[rand() % 2];
        }
        bool expected = slow(pattern, text);
        hits += expected;
        if (name(pattern, text) != expected) {
            fail_msg("'%s' against '%s'", pattern, text);
        }
    }
    assert_true(hits > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals_and_stars),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_malformed_sets_match_nothing),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_hostile_patterns_end),
        cmocka_unit_test(test_random_against_the_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
