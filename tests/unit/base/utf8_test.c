/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint32_t first(const char *text, size_t *len)
{
    *len = 0;
    return utf8_next(span_str(text), len);
}

static void assert_point(const char *text, uint32_t point)
{
    size_t len;
    assert_int_equal(first(text, &len), point);
    assert_int_equal(len, strlen(text));
}

static void assert_bad(const char *text)
{
    size_t len;
    assert_int_equal(first(text, &len), UTF8_BAD);
    assert_int_equal(len, 1);
    assert_false(utf8_is_valid(span_str(text)));
}

static void the_borders_of_each_length_are_read(void **state)
{
    (void)state;
    assert_point("\x01", 0x01);
    assert_point("\x7f", 0x7f);
    assert_point("\xc2\x80", 0x80);
    assert_point("\xdf\xbf", 0x7ff);
    assert_point("\xe0\xa0\x80", 0x800);
    assert_point("\xed\x9f\xbf", 0xd7ff);
    assert_point("\xee\x80\x80", 0xe000);
    assert_point("\xef\xbf\xbf", 0xffff);
    assert_point("\xf0\x90\x80\x80", 0x10000);
    assert_point("\xf4\x8f\xbf\xbf", 0x10ffff);
}

static void what_is_malformed_is_one_bad_byte(void **state)
{
    (void)state;
    assert_bad("\x80");             /* stray */
    assert_bad("\xc0\x80");         /* overlong */
    assert_bad("\xc1\xbf");         /* overlong */
    assert_bad("\xe0\x9f\xbf");     /* overlong */
    assert_bad("\xf0\x8f\xbf\xbf"); /* overlong */
    assert_bad("\xed\xa0\x80");     /* surrogate */
    assert_bad("\xed\xbf\xbf");     /* surrogate */
    assert_bad("\xf4\x90\x80\x80"); /* past the end */
    assert_bad("\xf5\x80\x80\x80");
    assert_bad("\xff");
    assert_bad("\xc3");     /* cut by the end */
    assert_bad("\xe2\x82"); /* cut by the end */
    assert_bad("\xc3(");    /* cut by another character */
}

static void every_code_point_survives_encoding(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10ffff; point++) {
        if (point >= 0xd800 && point <= 0xdfff) {
            continue;
        }
        unsigned char bytes[4];
        size_t len = 0;
        if (point < 0x80) {
            bytes[len++] = (unsigned char)point;
        } else if (point < 0x800) {
            bytes[len++] = (unsigned char)(0xc0 | point >> 6);
        } else if (point < 0x10000) {
            bytes[len++] = (unsigned char)(0xe0 | point >> 12);
        } else {
            bytes[len++] = (unsigned char)(0xf0 | point >> 18);
        }
        for (int shift = point < 0x80      ? -6
                         : point < 0x800   ? 0
                         : point < 0x10000 ? 6
                                           : 12;
             shift >= 0; shift -= 6) {
            bytes[len++] = (unsigned char)(0x80 | (point >> shift & 0x3f));
        }
        size_t at = 0;
        uint32_t got = utf8_next(span_of(bytes, len), &at);
        if (got != point || at != len) {
            fail_msg("U+%04X", (unsigned)point);
        }
    }
}

static void hostile_is_what_a_terminal_obeys_or_hides(void **state)
{
    (void)state;
    static const uint32_t hostile[] = {0,      0x1b,   '\n',   0x7f,   0x9b,
                                       0xad,   0x200b, 0x200f, 0x202e, 0x2028,
                                       0x2066, 0xfeff, 0xe0041};
    static const uint32_t fine[] = {' ', 'a', '~', 0xa0, 0xe9, 0x3042, 0x1f600};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        assert_true(utf8_is_hostile(hostile[i]));
    }
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        assert_false(utf8_is_hostile(fine[i]));
    }
}

static void wide_and_combining_characters_have_their_width(void **state)
{
    (void)state;
    assert_int_equal(utf8_width('a'), 1);
    assert_int_equal(utf8_width(0xe9), 1);
    assert_int_equal(utf8_width(0x301), 0);
    assert_int_equal(utf8_width(0x65e5), 2);
    assert_int_equal(utf8_width(0x1f600), 2);
}

static void a_cut_keeps_characters_whole(void **state)
{
    (void)state;
    struct span text = span_str("a\xe6\x97\xa5z");
    static const size_t want[] = {0, 1, 1, 1, 4, 5, 5};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_int_equal(utf8_cut(text, i).len, want[i]);
    }
    struct span stray = span_str("\x80\x80\x80\x80\x80\x80");
    assert_int_equal(utf8_cut(stray, 5).len, 5);
    assert_int_equal(utf8_cut(span_str(""), 3).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_borders_of_each_length_are_read),
        cmocka_unit_test(what_is_malformed_is_one_bad_byte),
        cmocka_unit_test(every_code_point_survives_encoding),
        cmocka_unit_test(hostile_is_what_a_terminal_obeys_or_hides),
        cmocka_unit_test(wide_and_combining_characters_have_their_width),
        cmocka_unit_test(a_cut_keeps_characters_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
