/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text_out.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct page {
    char *text;
    size_t len;
    FILE *stream;
    struct text_out out;
};

static void page_open(struct page *page, bool color, unsigned width)
{
    *page = (struct page){0};
    page->stream = open_memstream(&page->text, &page->len);
    text_out_init(&page->out, page->stream, color, width);
}

static void page_close(struct page *page, const char *want)
{
    fclose(page->stream);
    assert_string_equal(page->text, want);
    free(page->text);
}

static void hostile_bytes_are_shown(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, true, 0);
    text_out_put(&page.out, "\x1b[31m\x07\t\n\r\x7f\xc2\x9b\xe2\x80\xae\xff");
    text_out_span(&page.out, span_of("a\0b", 3));
    page_close(&page, "\\x1b[31m\\x07\\t\\n\\r\\x7f\\u{9b}\\u{202e}\\xff"
                      "a\\x00b");
}

/* No bytes of the input can make an escape sequence, in any function. */
static void noise_holds_no_control_character(void **state)
{
    (void)state;
    uint32_t seed = 7;
    char noise[40];
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i + 1 < sizeof noise; i++) {
            seed = seed * 1664525 + 1013904223;
            noise[i] = (char)(seed >> 24);
            noise[i] = noise[i] ? noise[i] : ' ';
        }
        noise[sizeof noise - 1] = '\0';
        char *text = NULL;
        size_t len = 0;
        struct text_out out;
        FILE *stream = open_memstream(&text, &len);
        text_out_init(&out, stream, false, 0);
        text_out_put(&out, noise);
        text_out_words(&out, noise);
        text_out_label(&out, noise);
        assert_int_equal(text_out_link(&out, "/", noise, NULL), 0);
        fclose(stream);
        struct span span = span_of(text, len);
        for (size_t at = 0; at < len;) {
            uint32_t point = utf8_next(span, &at);
            assert_true(point != UTF8_BAD && !utf8_is_hostile(point));
        }
        free(text);
    }
}

static void words_break_at_the_width(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, false, 16);
    text_out_indent(&page.out, 4);
    text_out_words(&page.out, "one two three\nfour ");
    text_out_words(&page.out, "five");
    text_out_words(&page.out, ", six ");
    text_out_words(&page.out, " a-word-longer-than-the-line x");
    text_out_line(&page.out);
    text_out_words(&page.out, "start");
    page_close(&page, "    one two\n"
                      "    three four\n"
                      "    five, six\n"
                      "    a-word-longer-than-the-line\n"
                      "    x\n"
                      "start");
}

static void without_a_width_nothing_breaks(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, false, 0);
    for (int i = 0; i < 30; i++) {
        text_out_words(&page.out, "0123456789 ");
    }
    fclose(page.stream);
    assert_int_equal(page.len, 30 * 11 - 1);
    free(page.text);
}

static void exactly_full_lines_are_kept(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, false, 7);
    text_out_words(&page.out, "abc def ghi jkl m");
    page_close(&page, "abc def\nghi jkl\nm");
}

static void wide_characters_count_twice(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, false, 5);
    text_out_words(&page.out, "\xe6\x97\xa5\xe6\x9c\xac x y");
    page_close(&page, "\xe6\x97\xa5\xe6\x9c\xac\nx y");
    assert_int_equal(text_out_width(span_str("a\xe6\x97\xa5\x1b")), 7);
}

static void labels_align(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, true, 30);
    text_out_label(&page.out, "why");
    text_out_words(&page.out, "because it is so and so");
    page_close(&page, "  \033[2mwhy\033[0m        because it is so\n"
                      "             and so");
}

static void colour_and_links_only_when_asked(void **state)
{
    (void)state;
    struct page page;
    for (int color = 0; color < 2; color++) {
        page_open(&page, color, 0);
        text_out_style(&page.out, STYLE_RED);
        assert_int_equal(text_out_link(&page.out, "/r", "a\x1b\\\x07 b", NULL),
                         0);
        text_out_put(&page.out, "x");
        text_out_link_end(&page.out);
        text_out_style(&page.out, STYLE_PLAIN);
        page_close(&page, color ? "\033[1;31m"
                                  "\033]8;;file:///r/a%1B%5C%07%20b\033\\"
                                  "x\033]8;;\033\\\033[0m"
                                : "x");
    }
}

static void what_is_no_file_is_no_link(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, true, 0);
    assert_int_equal(text_out_link(&page.out, "/r", "<stdin>", NULL), 0);
    text_out_put(&page.out, "<stdin>");
    text_out_link_end(&page.out);
    assert_int_equal(text_out_link(&page.out, NULL, "a", NULL), 0);
    text_out_link_end(&page.out);
    page_close(&page, "<stdin>");
}

static void parts_are_measured_in_columns(void **state)
{
    (void)state;
    struct span text = span_str("a\xe6\x97\xa5\xe6\x9c\xac"
                                "bc");
    assert_true(span_equal(text_out_part(text, 0, 3), span_of(text.ptr, 4)));
    assert_true(span_equal(text_out_part(text, 0, 2), span_of(text.ptr, 1)));
    assert_true(span_equal(text_out_part(text, 5, 9), span_str("bc")));
    assert_int_equal(text_out_part(text, 99, 5).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_bytes_are_shown),
        cmocka_unit_test(noise_holds_no_control_character),
        cmocka_unit_test(words_break_at_the_width),
        cmocka_unit_test(without_a_width_nothing_breaks),
        cmocka_unit_test(exactly_full_lines_are_kept),
        cmocka_unit_test(wide_characters_count_twice),
        cmocka_unit_test(labels_align),
        cmocka_unit_test(colour_and_links_only_when_asked),
        cmocka_unit_test(what_is_no_file_is_no_link),
        cmocka_unit_test(parts_are_measured_in_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
