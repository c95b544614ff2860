/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/shown_command.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void assert_shown(char **argv, const char *text)
{
    struct arguments arguments = {.argv = argv};
    struct shown_command command;
    while (argv[arguments.argc]) {
        arguments.argc++;
    }
    shown_command_init(&command, &arguments);
    assert_string_equal(command.text, text);
    shown_command_release(&command);
}

static char name[] = "/usr/local/bin/jackdaw";
static char scan[] = "scan";

static void test_words_are_quoted_for_a_shell(void **state)
{
    (void)state;
    char blank[] = "a b";
    char quote[] = "it's";
    char empty[] = "";
    char plain[] = "--format=json";
    char glob[] = "*.c";
    char *argv[] = {name, scan, blank, quote, empty, plain, glob, NULL};
    assert_shown(argv, "jackdaw scan 'a b' 'it'\\''s' '' --format=json '*.c'");
}

static void test_user_password_and_query_of_a_url_are_left_out(void **state)
{
    (void)state;
    char url[] = "https://user:pa@ss@host.example/path?x=a@b";
    char harmless[] = "https://host.example/@scope/name";
    char ssh[] = "ssh://git@host.example/x";
    char query[] = "https://host.example/path?token=abc";
    char *argv[] = {name, scan, url, harmless, ssh, query, NULL};
    assert_shown(argv, "jackdaw scan 'https://***@host.example/path?***' "
                       "https://host.example/@scope/name "
                       "'ssh://***@host.example/x' "
                       "'https://host.example/path?***'");
}

static void test_a_long_line_is_cut(void **state)
{
    (void)state;
    char word[1000];
    char *argv[12] = {name, scan};
    char expected[5000] = "jackdaw scan";
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    for (size_t i = 2; i < 11; i++) {
        argv[i] = word;
    }
    for (size_t i = 0; i < 4; i++) {
        size_t len = strlen(expected);
        snprintf(expected + len, sizeof(expected) - len, " %s", word);
    }
    memcpy(expected + strlen(expected), " ...", 5);
    assert_shown(argv, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_quoted_for_a_shell),
        cmocka_unit_test(test_user_password_and_query_of_a_url_are_left_out),
        cmocka_unit_test(test_a_long_line_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
