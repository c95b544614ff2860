/* SPDX-License-Identifier: Apache-2.0
 *
 * The line of a long scan: at its ends, and where numbers do not fit. */
#include "cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static char line[256];

static const char *at(uint64_t objects, uint64_t bytes, uint64_t total,
                      double seconds)
{
    struct source_totals done = {.objects = objects, .bytes = bytes};
    progress_line(line, sizeof(line), &done, total, seconds, 200);
    return line;
}

static void says_how_far_it_is(void **state)
{
    (void)state;
    assert_string_equal(at(250, 10000000, 1000, 2),
                        "[=====               ]  25% 250 of 1,000 objects, "
                        "10.0 MB, 5.0 MB/s, 6 s left");
}

static void ends_are_plain(void **state)
{
    (void)state;
    assert_string_equal(at(0, 0, 1000, 1), "[                    ]   0% 0 of "
                                           "1,000 objects, 0 bytes");
    assert_string_equal(at(1000, 1000000, 1000, 1),
                        "[====================] 100% 1,000 of 1,000 objects, "
                        "1.0 MB, 1.0 MB/s, 0 s left");
}

static void odd_numbers_stay_in_bounds(void **state)
{
    (void)state;
    assert_non_null(strstr(at(1001, 5, 1000, 1), "100% 1,000 of"));
    assert_non_null(strstr(at(1, 1, 0, 0), "  0% 0 of 0"));
    assert_non_null(strstr(at(1, UINT64_MAX, UINT64_MAX, 1e-9), "  0% 1 of"));
    assert_true(strlen(line) < sizeof(line));
}

static void is_cut_to_the_terminal(void **state)
{
    (void)state;
    struct source_totals done = {.objects = 1};
    progress_line(line, sizeof(line), &done, 10, 1, 30);
    assert_int_equal(strlen(line), 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_far_it_is),
        cmocka_unit_test(ends_are_plain),
        cmocka_unit_test(odd_numbers_stay_in_bounds),
        cmocka_unit_test(is_cut_to_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
