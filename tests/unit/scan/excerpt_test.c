/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/excerpt.h"

#include "base/utf8.h"
#include "scan/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* The excerpt of a text in which the bytes between < and > are hidden, and
 * whose token begins at the first of them. */
static void assert_excerpt(const char *marked, size_t before, size_t most,
                           const char *want)
{
    char text[512];
    size_t len = 0;
    size_t at = 0;
    struct bits hidden;
    bits_init(&hidden);
    bits_reset(&hidden, sizeof(text));
    bool on = false;
    bool seen = false;
    for (const char *c = marked; *c; c++) {
        if (*c == '<' || *c == '>') {
            on = *c == '<';
            if (on && !seen) {
                at = len;
                seen = true;
            }
            continue;
        }
        if (on) {
            bits_set(&hidden, (struct range){len, len + 1});
        }
        text[len++] = *c;
    }
    struct excerpt excerpt = {
        .text = span_of(text, len),
        .hidden = &hidden,
        .line = lines_around(span_of(text, len), at),
        .at = at,
        .before = before,
        .most = most,
    };
    struct buf out;
    buf_init(&out, EXCERPT_ROOM(most));
    assert_int_equal(excerpt_add(&out, &excerpt, NULL), 0);
    assert_string_equal(out.ptr, want);
    buf_release(&out);
    bits_release(&hidden);
}

static void secrets_become_stars(void **state)
{
    (void)state;
    assert_excerpt("key = <hello>;", 80, 240, "key = ********;");
    assert_excerpt("<h>", 80, 240, "********");
    assert_excerpt("a <one> b <two> c", 80, 240, "a ******** b ******** c");
    assert_excerpt("a <one><two> c", 80, 240, "a ******** c");
}

static void only_the_line_is_shown(void **state)
{
    (void)state;
    assert_excerpt("one\nk=<x>;\nthree", 80, 240, "k=********;");
    assert_excerpt("one\r\nk=<x>;\r\nthree", 80, 240, "k=********;");
    /* A token of several lines. */
    assert_excerpt("k=<one\ntwo>;\nthree", 80, 240, "k=********");
}

static void long_lines_are_cut_round_the_token(void **state)
{
    (void)state;
    assert_excerpt("abcdef<x>ghijkl", 3, 240,
                   "\xe2\x80\xa6"
                   "def********ghijkl");
    assert_excerpt("abcdef<x>ghijkl", 6, 240, "abcdef********ghijkl");
    assert_excerpt("abcdef<x>ghijkl", 3, 6,
                   "\xe2\x80\xa6"
                   "def********gh\xe2\x80\xa6");
    assert_excerpt("ab\xc3\xa4\xe2\x82\xac<x>", 1, 240,
                   "\xe2\x80\xa6\xe2\x82\xac********");
    /* Cut in the middle of another secret. */
    assert_excerpt("k=<abc>,", 0, 240, "\xe2\x80\xa6********,");
}

static void nothing_reaches_the_terminal_raw(void **state)
{
    (void)state;
    assert_excerpt("\ta\x1b[31m<x>\x7f", 80, 240, " a\\x1b[31m********\\x7f");
    assert_excerpt("\xc2\x9b\xe2\x80\xae<x>", 80, 240,
                   "\\u009b\\u202e********");
    assert_excerpt("\xf3\xa0\x80\x81<x>", 80, 240, "\\U000e0001********");
    assert_excerpt("\xff\xc3<x>\xe2\x82", 80, 240,
                   "\xef\xbf\xbd\xef\xbf\xbd********\xef\xbf\xbd");
}

static void random_bytes_give_clean_text(void **state)
{
    (void)state;
    static char text[1000];
    srand(5);
    struct bits hidden;
    bits_init(&hidden);
    struct buf out;
    buf_init(&out, EXCERPT_ROOM(60));
    for (int round = 0; round < 3000; round++) {
        size_t len = 1 + (size_t)rand() % sizeof(text);
        for (size_t i = 0; i < len; i++) {
            text[i] = (char)(rand() % 3 ? rand() : rand() % 64 + 33);
        }
        bits_reset(&hidden, len);
        size_t from = (size_t)rand() % len;
        bits_set(&hidden, (struct range){from, from + 30});
        size_t at = (size_t)rand() % len;
        struct span span = span_of(text, len);
        struct excerpt excerpt = {span, &hidden, lines_around(span, at),
                                  at,   20,      60};
        if (rand() % 2) {
            excerpt.line = excerpt_printable(span, excerpt.line, at);
        }
        buf_clear(&out);
        assert_int_equal(excerpt_add(&out, &excerpt, NULL), 0);
        struct span shown = buf_span(&out);
        assert_true(utf8_is_valid(shown));
        for (size_t i = 0; i < shown.len;) {
            assert_false(utf8_is_hostile(utf8_next(shown, &i)));
        }
    }
    buf_release(&out);
    bits_release(&hidden);
}

static void binary_files_show_what_is_printable(void **state)
{
    (void)state;
    static const char text[] = "junk\0\x01key=abcdef;\xff\xfemore";
    struct span span = span_of(text, sizeof(text) - 1);
    struct range all = {0, span.len};
    struct range range = excerpt_printable(span, all, 10);
    assert_int_equal(range.start, 6);
    assert_int_equal(range.end, 17);
    range = excerpt_printable(span, all, 4); /* on the NUL */
    assert_int_equal(range.start, 0);
    assert_int_equal(range.end, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_become_stars),
        cmocka_unit_test(only_the_line_is_shown),
        cmocka_unit_test(long_lines_are_cut_round_the_token),
        cmocka_unit_test(nothing_reaches_the_terminal_raw),
        cmocka_unit_test(random_bytes_give_clean_text),
        cmocka_unit_test(binary_files_show_what_is_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
