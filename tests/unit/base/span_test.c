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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
