/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/suggest.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *best(const char *typed)
{
    static const char *const names[] = {"scan",         "patterns",
                                        "exclude",      "exclude-rule",
                                        "min-severity", "github-pat-classic"};
    struct suggestion near = suggest_begin(typed);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        suggest_offer(&near, names[i]);
    }
    return near.best ? near.best : "";
}

static void test_typing_errors(void **state)
{
    (void)state;
    assert_string_equal(best("scan"), "scan");
    assert_string_equal(best("scna"), "scan"); /* swapped */
    assert_string_equal(best("can"), "scan");
    assert_string_equal(best("scann"), "scan");
    assert_string_equal(best("scam"), "scan");
    assert_string_equal(best("exlcude-rul"), "exclude-rule");
    assert_string_equal(best("min-serverity"), "min-severity");
}

static void test_beginnings(void **state)
{
    (void)state;
    assert_string_equal(best("pat"), "patterns");
    assert_string_equal(best("github-pat"), "github-pat-classic");
    assert_string_equal(best("exclude"), "exclude");
}

static void test_nothing_near(void **state)
{
    (void)state;
    assert_string_equal(best(""), "");
    assert_string_equal(best("x"), "");
    assert_string_equal(best("zzzzzzzzz"), "");
}

static void test_long_words_are_harmless(void **state)
{
    (void)state;
    char word[5000];
    memset(word, 's', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    assert_string_equal(best(word), "");
    for (size_t len = 78; len < 84; len++) {
        word[len] = '\0';
        struct suggestion near = suggest_begin(word);
        suggest_offer(&near, word);
        suggest_offer(&near, "s");
        word[len] = 's';
    }
}

static void test_the_text(void **state)
{
    (void)state;
    struct suggestion near = suggest_begin("scna");
    assert_string_equal(suggest_end(&near, "--").text, "");
    suggest_offer(&near, "scan");
    assert_string_equal(suggest_end(&near, "--").text,
                        " (did you mean '--scan'?)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typing_errors),
        cmocka_unit_test(test_beginnings),
        cmocka_unit_test(test_nothing_near),
        cmocka_unit_test(test_long_words_are_harmless),
        cmocka_unit_test(test_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
