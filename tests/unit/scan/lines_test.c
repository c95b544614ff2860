/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/lines.h"

#include "base/utf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_at(const char *text, size_t at, uint32_t line,
                      uint32_t column)
{
    struct lines lines;
    lines_begin(&lines);
    lines_enter(&lines, span_str(text), 0);
    struct position here = lines_at(&lines, at);
    assert_int_equal(here.line, line);
    assert_int_equal(here.column, column);
}

static void every_kind_of_line_end_counts_once(void **state)
{
    (void)state;
    assert_at("", 0, 1, 1);
    assert_at("abc", 2, 1, 3);
    assert_at("a\nb", 2, 2, 1);
    assert_at("a\r\nb", 3, 2, 1);
    assert_at("a\rb", 2, 2, 1);
    assert_at("a\r\rb", 3, 3, 1);
    assert_at("a\n\r\nb", 4, 3, 1);
    assert_at("a\r\n\nb", 4, 3, 1);
    assert_at("a\nb\n", 4, 3, 1);
    assert_at("a\r", 2, 2, 1);
}

static void columns_are_code_points(void **state)
{
    (void)state;
    assert_at("\xc3\xa4x", 2, 1, 2);
    assert_at("\n\xf0\x9f\x98\x80\xe2\x82\xacx", 8, 2, 3);
    assert_at("\xff\xffx", 2, 1, 3); /* Latin-1 */
}

static void a_byte_order_mark_is_no_column(void **state)
{
    (void)state;
    struct lines lines;
    lines_begin(&lines);
    lines_enter(&lines, span_str("\xef\xbb\xbfkey"), 3);
    assert_int_equal(lines_at(&lines, 3).column, 1);
    assert_int_equal(lines_at(&lines, 5).column, 3);
}

/* Line and column by walking over every character. */
static struct position slow_at(struct span text, size_t at)
{
    struct position here = {1, 1};
    size_t i = 0;
    while (i < at) {
        unsigned char byte = text.ptr[i];
        bool end =
            byte == '\n' || (byte == '\r' && span_at(text, i + 1) != '\n');
        utf_next(text, &i);
        here.column++;
        if (end) {
            here = (struct position){here.line + 1, 1};
        }
    }
    return here;
}

static struct span random_text(void)
{
    static const char *const parts[] = {"a",
                                        "bc",
                                        "\n",
                                        "\r\n",
                                        "\r",
                                        " ",
                                        "xyz0123456789",
                                        "\xc3\xa4",
                                        "\xf0\x9f\x98\x80"};
    static char text[4000];
    size_t len = 0;
    size_t most = 200 + (size_t)rand() % 3000;
    while (len < most) {
        const char *part = parts[(size_t)rand() % 9];
        memcpy(text + len, part, strlen(part));
        len += strlen(part);
    }
    return span_of(text, len);
}

static bool is_boundary(struct span text, size_t at)
{
    return (span_at(text, at) & 0xc0) != 0x80;
}

static void answers_in_any_order_are_right(void **state)
{
    (void)state;
    srand(3);
    for (int round = 0; round < 50; round++) {
        struct span text = random_text();
        struct lines lines;
        lines_begin(&lines);
        lines_enter(&lines, text, 0);
        for (int i = 0; i < 50; i++) {
            size_t at = (size_t)rand() % (text.len + 1);
            if (!is_boundary(text, at)) {
                continue;
            }
            struct position want = slow_at(text, at);
            struct position here = lines_at(&lines, at);
            assert_int_equal(here.line, want.line);
            assert_int_equal(here.column, want.column);
        }
    }
}

/* A file in windows that overlap: the same answers as in one piece. */
static void windows_do_not_show(void **state)
{
    (void)state;
    srand(4);
    for (int round = 0; round < 200; round++) {
        struct span text = random_text();
        struct lines lines;
        lines_begin(&lines);
        size_t start = 0;
        size_t known = 0; /* in the whole text */
        for (;;) {
            size_t end = start + 300 < text.len ? start + 300 : text.len;
            struct span window = span_slice(text, (struct range){start, end});
            lines_enter(&lines, window, known - start);
            size_t done = end == text.len ? end : end - 100;
            for (size_t at = known; at < done; at += 1 + (size_t)rand() % 9) {
                if (!is_boundary(text, at)) {
                    continue;
                }
                struct position want = slow_at(text, at);
                struct position here = lines_at(&lines, at - start);
                assert_int_equal(here.line, want.line);
                assert_int_equal(here.column, want.column);
            }
            known = start + lines_leave(&lines, done - start);
            if (end == text.len) {
                break;
            }
            start = done - 50;
        }
    }
}

static void lines_are_counted_in_words_too(void **state)
{
    (void)state;
    srand(5);
    for (int round = 0; round < 200; round++) {
        struct span text = random_text();
        size_t start = (size_t)rand() % text.len;
        size_t end = start + (size_t)rand() % (text.len - start + 1);
        size_t want = 0;
        for (size_t i = start; i < end; i++) {
            want += text.ptr[i] == '\n' ||
                    (text.ptr[i] == '\r' && span_at(text, i + 1) != '\n');
        }
        assert_int_equal(lines_count(text, (struct range){start, end}), want);
    }
}

static void assert_line(const char *text, size_t at, const char *want,
                        const char *before)
{
    struct span span = span_str(text);
    struct range line = lines_around(span, at);
    assert_true(span_equal(span_slice(span, line), span_str(want)));
    struct range previous = lines_before(span, line.start);
    assert_true(span_equal(span_slice(span, previous), span_str(before)));
}

static void the_line_and_the_one_before(void **state)
{
    (void)state;
    assert_line("one", 1, "one", "");
    assert_line("one\ntwo\nthree", 5, "two", "one");
    assert_line("one\r\ntwo\r\nthree", 6, "two", "one");
    assert_line("one\rtwo\rthree", 4, "two", "one");
    assert_line("one\n\nthree", 6, "three", "");
    assert_line("one\n", 4, "", "one");
    assert_line("one\r\n", 5, "", "one");
    assert_line("", 0, "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_line_end_counts_once),
        cmocka_unit_test(columns_are_code_points),
        cmocka_unit_test(a_byte_order_mark_is_no_column),
        cmocka_unit_test(answers_in_any_order_are_right),
        cmocka_unit_test(windows_do_not_show),
        cmocka_unit_test(lines_are_counted_in_words_too),
        cmocka_unit_test(the_line_and_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
