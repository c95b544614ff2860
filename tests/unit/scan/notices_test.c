/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/notices.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void add(struct notices *notices, enum notice_kind kind,
                const char *path, const char *text)
{
    struct notice notice = {kind, path, text};
    notices_add(notices, &notice);
}

static void sorted_by_path_and_kind(void **state)
{
    (void)state;
    struct notices notices;
    notices_init(&notices);
    char path[] = "b";
    add(&notices, NOTICE_SYMLINK, path, "x");
    path[0] = 'a'; /* it was copied */
    add(&notices, NOTICE_SYMLINK, path, "x");
    add(&notices, NOTICE_UNREADABLE, path, "y");
    add(&notices, NOTICE_LIMIT, NULL, NULL);
    struct outcome outcome = {0};
    notices_finish(&notices, &outcome);
    assert_int_equal(outcome.n_notices, 4);
    assert_string_equal(outcome.notices[0].path, "");
    assert_string_equal(outcome.notices[1].path, "a");
    assert_int_equal(outcome.notices[1].kind, NOTICE_UNREADABLE);
    assert_int_equal(outcome.notices[2].kind, NOTICE_SYMLINK);
    assert_string_equal(outcome.notices[3].path, "b");
    assert_int_equal(outcome.coverage.notices[NOTICE_SYMLINK], 2);
    notices_release(&notices);
}

/* The same thousand stay, in whatever order ten thousand come. */
static void the_first_ones_stay(void **state)
{
    (void)state;
    struct notices notices;
    notices_init(&notices);
    for (unsigned i = 0; i < 10007; i++) {
        char path[20];
        snprintf(path, sizeof(path), "%05u", i * 5003 % 10007);
        add(&notices, NOTICE_UNREADABLE, path, "x");
    }
    struct outcome outcome = {0};
    notices_finish(&notices, &outcome);
    assert_int_equal(outcome.n_notices, LIMIT_NOTICES);
    assert_int_equal(outcome.coverage.notices[NOTICE_UNREADABLE], 10007);
    for (unsigned i = 0; i < LIMIT_NOTICES; i++) {
        char path[20];
        snprintf(path, sizeof(path), "%05u", i);
        assert_string_equal(outcome.notices[i].path, path);
    }
    notices_release(&notices);
}

static void at_the_limit_all_stay(void **state)
{
    (void)state;
    struct notices notices;
    notices_init(&notices);
    for (unsigned i = 0; i < LIMIT_NOTICES; i++) {
        add(&notices, NOTICE_SPECIAL, "p", "x");
    }
    struct outcome outcome = {0};
    notices_finish(&notices, &outcome);
    assert_int_equal(outcome.n_notices, LIMIT_NOTICES);
    add(&notices, NOTICE_SPECIAL, "p", "x");
    notices_finish(&notices, &outcome);
    assert_int_equal(outcome.n_notices, LIMIT_NOTICES);
    assert_int_equal(outcome.coverage.notices[NOTICE_SPECIAL],
                     LIMIT_NOTICES + 1);
    notices_release(&notices);
}

static void none(void **state)
{
    (void)state;
    struct notices notices;
    notices_init(&notices);
    struct outcome outcome = {0};
    notices_finish(&notices, &outcome);
    assert_int_equal(outcome.n_notices, 0);
    notices_release(&notices);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_by_path_and_kind),
        cmocka_unit_test(the_first_ones_stay),
        cmocka_unit_test(at_the_limit_all_stay),
        cmocka_unit_test(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
