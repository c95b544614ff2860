/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const heads[] = {"acme_", "acme_live_"};
static const struct segment parts[] = {
    {.kind = SEGMENT_TEXT, .texts = heads, .n_texts = 2},
    {.kind = SEGMENT_RUN},
};
static const struct shape shape = {.segments = parts, .n_segments = 2};
static const struct rule rule = {.id = "acme", .shapes = &shape, .n_shapes = 1};
static const struct rule by_regex = {.id = "x", .regex.anchor = "whsec"};
static const struct rule bare = {.id = "bare"};

static void assert_mask(const struct rule *of, const char *token,
                        size_t secret_at, const char *want)
{
    struct span text = span_str(token);
    struct candidate candidate = {
        .rule = of,
        .token = {0, text.len},
        .secret = {secret_at, text.len},
    };
    struct buf out;
    buf_init(&out, 1000);
    struct span secret = span_slice(text, candidate.secret);
    assert_int_equal(mask_add(&out, secret, mask_of(&candidate, text), NULL),
                     0);
    assert_string_equal(out.ptr, want);
    buf_release(&out);
}

#define TEN "0123456789"

static void the_fixed_head_stays(void **state)
{
    (void)state;
    assert_mask(&rule, "acme_" TEN TEN TEN, 0, "acme_********89");
    assert_mask(&rule, "acme_" TEN TEN TEN TEN, 0, "acme_********6789");
    /* At most eight characters, at most a quarter. */
    assert_mask(&rule, "acme_live_" TEN TEN TEN, 0, "acme_liv********6789");
    assert_mask(&rule, "acme_" TEN, 0, "acm********");
    assert_mask(&by_regex, "whsec" TEN TEN, 0, "whsec********89");
}

static void a_secret_that_is_a_part(void **state)
{
    (void)state;
    assert_mask(&rule, "acme_" TEN TEN TEN, 5, "********89");
    assert_mask(&rule, "acme_" TEN TEN TEN, 3, "e_********89");
}

static void passwords_are_not_shown_at_all(void **state)
{
    (void)state;
    assert_mask(&bare, "hunter2", 0, "********");
    assert_mask(&bare, TEN TEN "012", 0, "********");
    assert_mask(&bare, TEN TEN "0123", 0, "********23");
}

static void odd_bytes_are_never_shown(void **state)
{
    (void)state;
    assert_mask(&bare, TEN TEN TEN "\n", 0, "********");
    assert_mask(&bare, TEN TEN TEN "\xc3\xa4", 0, "********");
    assert_mask(&bare, "", 0, "********");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fixed_head_stays),
        cmocka_unit_test(a_secret_that_is_a_part),
        cmocka_unit_test(passwords_are_not_shown_at_all),
        cmocka_unit_test(odd_bytes_are_never_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
