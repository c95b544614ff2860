/* SPDX-License-Identifier: Apache-2.0 */
#include "source/git_needles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Texts of all lengths, at all places, against a plain search. */
static void like_a_plain_search(void **state)
{
    (void)state;
    static const char text[] = "begin abcdefgh-abcdefgh-abcdefgh end";
    struct span bytes = span_str(text);
    for (size_t start = 0; start < bytes.len; start++) {
        for (size_t end = start; end <= bytes.len; end++) {
            char other[sizeof(text)];
            struct span pieces[2];
            pieces[0] = span_slice(bytes, (struct range){start, end});
            memcpy(other, text, sizeof(text));
            other[end > start ? end - 1 : 0] = '#';
            pieces[1] = span_slice(span_str(other), (struct range){start, end});
            struct git_texts sets[] = {{&pieces[0], 1}, {&pieces[1], 1}};
            struct git_needles *needles = git_needles_new(sets, 2);
            uint32_t found[2] = {0};
            git_needles_find(needles, bytes, found, 7);
            assert_int_equal(found[0], end > start ? 7 : 0);
            assert_int_equal(found[1], 0);
            git_needles_free(needles);
        }
    }
}

static void several_of_one_set(void **state)
{
    (void)state;
    const struct span texts[] = {span_str("nowhere at all"), span_str("here"),
                                 span_str("here and now")};
    const struct git_texts sets[] = {{texts, 3}, {texts, 1}, {NULL, 0}};
    struct git_needles *needles = git_needles_new(sets, 3);
    uint32_t found[3] = {0};
    git_needles_find(needles, span_str("it is here"), found, 1);
    assert_int_equal(found[0], 1);
    assert_int_equal(found[1], 0);
    git_needles_find(needles, span_str(""), found, 2);
    assert_int_equal(found[0], 1);
    git_needles_find(needles, span_str("xhere and now"), found, 3);
    assert_int_equal(found[0], 3);
    git_needles_free(needles);
    git_needles_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_a_plain_search),
        cmocka_unit_test(several_of_one_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
