/* SPDX-License-Identifier: Apache-2.0 */
#include "match/shape.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* [0-9a-f] and [a-z], by hand: the alphabets' own reader is tested there. */
static const struct alphabet hex = {
    .bits = {0x03ff000000000000, 0x0000007e00000000}, .size = 16};
static const struct alphabet lower = {.bits = {0, 0x07fffffe00000000},
                                      .size = 26};

#define TEXTS(...)                                                     \
    .kind = SEGMENT_TEXT, .texts = (const char *const[]){__VA_ARGS__}, \
    .n_texts = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define RUN(set, low, high) \
    .kind = SEGMENT_RUN, .alphabet = &(set), .min = (low), .max = (high)
#define SHAPE(parts)                                                          \
    {                                                                         \
        .segments = (parts), .n_segments = sizeof(parts) / sizeof((parts)[0]) \
    }

/* "token|secret", or "" without a match at `pos`. */
static const char *match(const struct shape *shape, const char *text,
                         size_t pos)
{
    static char out[256];
    struct range token;
    struct range secret;
    if (!shape_match(shape, span_str(text), pos, &token, &secret)) {
        return "";
    }
    snprintf(out, sizeof(out), "%.*s|%.*s", (int)range_len(token),
             text + token.start, (int)range_len(secret), text + secret.start);
    return out;
}

static void a_prefix_and_a_run(void **state)
{
    (void)state;
    const struct segment parts[] = {{TEXTS("k_")}, {RUN(hex, 4, 4)}};
    const struct shape shape = SHAPE(parts);
    assert_string_equal(match(&shape, "k_12ab", 0), "k_12ab|k_12ab");
    assert_string_equal(match(&shape, "k_12ab.", 0), "k_12ab|k_12ab");
    assert_string_equal(match(&shape, "k_12ab-", 0), "k_12ab|k_12ab");
    assert_string_equal(match(&shape, "k_12a", 0), "");
    assert_string_equal(match(&shape, "k_12abc", 0), ""); /* goes on */
    assert_string_equal(match(&shape, "k_12abz", 0), "");
    assert_string_equal(match(&shape, "k_12ab_", 0), "");
    assert_string_equal(match(&shape, "K_12ab", 0), "");
    assert_string_equal(match(&shape, "", 0), "");
}

static void alternatives_folding_and_options(void **state)
{
    (void)state;
    const struct segment parts[] = {{TEXTS("live", "test"), .fold = true},
                                    {TEXTS("-"), .optional = true},
                                    {RUN(hex, 2, 3)},
                                    {TEXTS("=="), .optional = true}};
    const struct shape shape = SHAPE(parts);
    assert_string_equal(match(&shape, "test12", 0), "test12|test12");
    assert_string_equal(match(&shape, "LiVe-123", 0), "LiVe-123|LiVe-123");
    assert_string_equal(match(&shape, "live123==", 0), "live123==|live123==");
    assert_string_equal(match(&shape, "live1", 0), "");
}

static void the_secret_is_what_is_marked(void **state)
{
    (void)state;
    const struct segment parts[] = {{TEXTS("db://")},
                                    {RUN(lower, 1, 9)},
                                    {TEXTS(":")},
                                    {RUN(hex, 2, 9), .secret = true},
                                    {TEXTS("@")}};
    const struct shape shape = SHAPE(parts);
    assert_string_equal(match(&shape, "db://me:12ab@h", 0),
                        "db://me:12ab@|12ab");
    assert_string_equal(match(&shape, "db://me:12abx@", 0), "");
    assert_string_equal(match(&shape, "db://me:12ab@.", 0),
                        "db://me:12ab@|12ab");
    assert_string_equal(match(&shape, "db:\\/\\/me:12ab@", 0),
                        "db:\\/\\/me:12ab@|12ab");
}

static void a_text_ends_a_run_as_early_as_it_can(void **state)
{
    (void)state;
    const struct segment parts[] = {
        {RUN(lower, 2, 20)}, {TEXTS("end")}, {RUN(hex, 2, 2)}};
    const struct shape shape = SHAPE(parts);
    assert_string_equal(match(&shape, "aaend12", 0), "aaend12|aaend12");
    /* the first "end" is not followed by two digits: the next one is */
    assert_string_equal(match(&shape, "aaendxend12", 0),
                        "aaendxend12|aaendxend12");
    assert_string_equal(match(&shape, "aaen12", 0), "");
}

static void two_runs_share_what_stands_there(void **state)
{
    (void)state;
    const struct segment parts[] = {{RUN(hex, 2, 8)}, {RUN(lower, 3, 3)}};
    const struct shape shape = SHAPE(parts);
    /* hex takes "abcdef" first and must give three letters back */
    assert_string_equal(match(&shape, "abcdef", 0), "abcdef|abcdef");
    assert_string_equal(match(&shape, "12xyz", 0), "12xyz|12xyz");
    assert_string_equal(match(&shape, "12xy", 0), "");
}

static void hostile_text_ends_in_bounded_time(void **state)
{
    (void)state;
    static char text[60000];
    const struct segment parts[] = {{RUN(lower, 0, 30000)},
                                    {RUN(lower, 0, 30000)},
                                    {RUN(lower, 0, 30000)},
                                    {RUN(lower, 0, 30000)},
                                    {TEXTS("!")}};
    const struct shape shape = SHAPE(parts);
    memset(text, 'a', sizeof(text) - 1);
    assert_string_equal(match(&shape, text, 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prefix_and_a_run),
        cmocka_unit_test(alternatives_folding_and_options),
        cmocka_unit_test(the_secret_is_what_is_marked),
        cmocka_unit_test(a_text_ends_a_run_as_early_as_it_can),
        cmocka_unit_test(two_runs_share_what_stands_there),
        cmocka_unit_test(hostile_text_ends_in_bounded_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
