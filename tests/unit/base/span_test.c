/* SPDX-License-Identifier: Apache-2.0 */
#include "base/span.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void same(void **state)
{
    (void)state;
    unsigned char a[200];
    unsigned char b[200];
    memset(a, 'x', sizeof(a));
    for (size_t at = 0; at < sizeof(a); at++) {
        memcpy(b, a, sizeof(a));
        b[at] = 'y';
        assert_int_equal(span_same(span_of(a, 200), span_of(b, 200)), at);
        assert_int_equal(span_same(span_of(a, at), span_of(b, 200)), at);
        assert_int_equal(span_same(span_of(b, 200), span_of(a, at)), at);
    }
    assert_int_equal(span_same(span_of(NULL, 0), span_of(a, 200)), 0);
    assert_int_equal(span_same(span_of(NULL, 0), span_of(NULL, 0)), 0);
}

static void blanks_and_their_escapes(void **state)
{
    (void)state;
    assert_int_equal(span_blank_len(span_str("a b"), 1), 1);
    assert_int_equal(span_blank_len(span_str("\r\n"), 0), 1);
    assert_int_equal(span_blank_len(span_str("a\\nb"), 1), 2);
    assert_int_equal(span_blank_len(span_str("a\\\\\\rb"), 1), 4);
    assert_int_equal(span_blank_len(span_str("a\\b"), 1), 0);
    assert_int_equal(span_blank_len(span_str("n"), 0), 0);
    assert_int_equal(span_blank_len(span_str("\\"), 0), 0);
    assert_int_equal(span_blank_len(span_str(""), 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same),
        cmocka_unit_test(blanks_and_their_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
