/* SPDX-License-Identifier: Apache-2.0
 *
 * Added lines, and the windows in which they go out. */
#include "source/git_diff.h"
#include "source/git_unit.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_api.h"
#include "source/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

/* The added parts, "|" between them. */
static char *added(const char *old, const char *text)
{
    struct range_list list;
    range_list_init(&list);
    git_diff_lines(&list, span_str(old), span_str(text));
    char *out = calloc(1, strlen(text) + list.count + 1);
    assert_non_null(out);
    size_t len = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) {
            out[len++] = '|';
        }
        memcpy(out + len, text + list.items[i].start, range_len(list.items[i]));
        len += range_len(list.items[i]);
    }
    range_list_release(&list);
    return out;
}

static void added_lines(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"", "a\nb\n", "a\nb\n"},
        {"a\nb\n", "", ""},
        {"a\nb\n", "a\nb\n", ""},
        {"a\nb\n", "a\nx\nb\n", "x\n"},
        {"a\nb\nc\n", "x\nb\ny\n", "x\n|y\n"},
        {"a\nb\n", "b\n", ""},
        {"a\nb", "a\nb\n", "b\n"},
        {"a\nb\n", "a\nb", "b"},
        {"a\n", "a\nb", "b"},
        {"a\r\nb\r\n", "a\nb\r\n", "a\n"},
        {"a b\n", "a  b\n", "a  b\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *got = added(cases[i][0], cases[i][1]);
        assert_string_equal(got, cases[i][2]);
        free(got);
    }
}

/* A NUL makes no text binary, and no line vanishes. */
static void binary_is_text_too(void **state)
{
    (void)state;
    struct range_list list;
    static const char old[] = "\0\1\2\nkeep\n";
    static const char text[] = "\0\1\2\nkeep\n\0needle\n";
    range_list_init(&list);
    git_diff_lines(&list, span_of(old, sizeof(old) - 1),
                   span_of(text, sizeof(text) - 1));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].start, 9);
    assert_int_equal(list.items[0].end, sizeof(text) - 1);
    range_list_release(&list);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

/* Whatever the two texts: each line of the new one that is nowhere in the
 * old one is in a fresh range. */
static void no_new_line_is_lost(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int round = 0; round < 300; round++) {
        char old[512] = "";
        char text[512] = "";
        size_t old_len = 0;
        size_t len = 0;
        for (int i = 0; i < 40; i++) {
            old_len += (size_t)snprintf(old + old_len, sizeof(old) - old_len,
                                        "%u\n", next_random(&seed) % 30);
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%u\n",
                                    next_random(&seed) % 40);
        }
        char *got = added(old, text);
        for (unsigned line = 30; line < 40; line++) {
            char wanted[16];
            snprintf(wanted, sizeof(wanted), "%u\n", line);
            assert_int_equal(strstr(text, wanted) != NULL,
                             strstr(got, wanted) != NULL);
        }
        free(got);
    }
}

/* Without the added lines, the new text is some lines of the old one in
 * their order; and edits that are few are found to be few. */
static void what_is_kept_was_there(void **state)
{
    (void)state;
    unsigned seed = 11;
    for (int round = 0; round < 2000; round++) {
        unsigned letters = 2 + next_random(&seed) % 30;
        unsigned lines = next_random(&seed) % 60;
        char old[256] = "";
        char text[256] = "";
        size_t len = 0;
        unsigned changes = 0;
        for (unsigned i = 0; i < lines; i++) {
            old[2 * i] = (char)('A' + next_random(&seed) % letters);
            old[2 * i + 1] = '\n';
            unsigned what = next_random(&seed) % 8;
            if (what != 0) {
                text[len++] = old[2 * i];
                text[len++] = '\n';
            }
            if (what == 1) {
                text[len++] = (char)('A' + next_random(&seed) % letters);
                text[len++] = '\n';
                changes++;
            }
        }
        struct range_list list;
        range_list_init(&list);
        git_diff_lines(&list, span_of(old, 2 * lines), span_of(text, len));
        size_t n_added = 0;
        size_t at = 0;
        for (size_t i = 0, r = 0; i < len; i += 2) {
            while (r < list.count && list.items[r].end <= i) {
                r++;
            }
            if (r < list.count && list.items[r].start <= i) {
                n_added++;
                continue;
            }
            while (at < 2 * lines && old[at] != text[i]) {
                at += 2;
            }
            assert_true(at < 2 * lines);
            at += 2;
        }
        assert_true(n_added <= changes);
        range_list_release(&list);
    }
}

/* More edits than the shortest way is looked for: lines that occur once tell
 * which are the same. */
static void many_edits(void **state)
{
    (void)state;
    enum {
        LINES = 5000,
        ROOM = 100000
    };
    char *old = calloc(1, ROOM);
    char *text = calloc(1, ROOM);
    size_t old_len = 0;
    size_t len = 0;
    struct range_list list;
    assert_true(old && text);
    for (int i = 0; i < LINES; i++) {
        old_len += (size_t)snprintf(old + old_len, ROOM - old_len, "%d\n", i);
        len += (size_t)snprintf(text + len, ROOM - len,
                                i % 5 == 3 ? "x%d\n" : "%d\n", i);
    }
    range_list_init(&list);
    git_diff_lines(&list, span_of(old, old_len), span_of(text, len));
    assert_int_equal(list.count, LINES / 5);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(text[list.items[i].start], 'x');
    }
    range_list_release(&list);
    free(old);
    free(text);
}

/* Much of the same line: more edits than are looked for make all new. */
static void texts_of_few_lines(void **state)
{
    (void)state;
    enum {
        LINES = 60000
    };
    unsigned seed = 3;
    char *old = calloc(LINES, 2);
    char *text = calloc(LINES, 2);
    struct range_list list;
    assert_true(old && text);
    for (size_t i = 0; i < LINES; i++) {
        old[2 * i] = "{};"[next_random(&seed) % 3];
        text[2 * i] = "{};"[next_random(&seed) % 3];
        old[2 * i + 1] = text[2 * i + 1] = '\n';
    }
    range_list_init(&list);
    git_diff_lines(&list, span_of(old, (size_t)LINES * 2),
                   span_of(text, (size_t)LINES * 2));
    assert_true(list.count > 0);
    memcpy(text, old, (size_t)LINES * 2);
    text[1000] = '#';
    range_list_clear(&list);
    git_diff_lines(&list, span_of(old, (size_t)LINES * 2),
                   span_of(text, (size_t)LINES * 2));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].start, 1000);
    assert_int_equal(list.items[0].end, 1002);
    range_list_release(&list);
    free(old);
    free(text);
}

static void ranges(void **state)
{
    (void)state;
    struct range_list a;
    struct range_list b;
    range_list_init(&a);
    range_list_init(&b);
    range_list_add(&a, (struct range){0, 10});
    range_list_add(&a, (struct range){10, 12});
    range_list_add(&a, (struct range){13, 13});
    range_list_add(&a, (struct range){20, 30});
    assert_int_equal(a.count, 2);
    range_list_add(&b, (struct range){5, 21});
    range_list_add(&b, (struct range){25, 26});
    range_list_add(&b, (struct range){29, 99});
    range_list_intersect(&a, &b);
    static const struct range wanted[] = {
        {5, 12}, {20, 21}, {25, 26}, {29, 30}};
    assert_int_equal(a.count, 4);
    assert_memory_equal(a.items, wanted, sizeof(wanted));
    range_list_clear(&b);
    range_list_intersect(&a, &b);
    assert_int_equal(a.count, 0);
    range_list_release(&a);
    range_list_release(&b);
}

static void likeness(void **state)
{
    (void)state;
    char text[4096] = "";
    char other[4096] = "";
    for (size_t i = 0, n = 0; i < 100; i++) {
        n += (size_t)snprintf(text + n, sizeof(text) - n, "line %zu\n", i);
    }
    memcpy(other, text, sizeof(other));
    memcpy(other + 100, "something else\n", 15);
    struct git_likeness *a = git_likeness_new(span_str(text));
    struct git_likeness *b = git_likeness_new(span_str(other));
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(git_likeness_compare(a, a), 100);
    assert_in_range(git_likeness_compare(a, b), 60, 99);
    git_likeness_free(a);
    git_likeness_free(b);
    git_likeness_free(NULL);
}

/* Windows of a text of `len` bytes: what is fresh goes out exactly once. */
static void check_windows(size_t len, const struct range *fresh, size_t n)
{
    struct git_cutter cutter;
    struct unit unit = {0};
    unsigned char *text = mem_alloc(len);
    unsigned char *seen = mem_calloc(len + 1, 1);
    bool last = false;
    size_t windows = 0;
    for (size_t i = 0; i < len; i++) {
        text[i] = (unsigned char)(i * 31 >> 3);
    }
    git_cutter_init(&cutter);
    for (size_t i = 0; i < n; i++) {
        range_list_add(&cutter.fresh, fresh[i]);
    }
    git_cutter_begin(&cutter, span_of(text, len));
    while (git_cutter_next(&cutter, &unit)) {
        assert_int_equal(unit.first, windows == 0);
        assert_false(last);
        last = unit.last;
        assert_memory_equal(unit.text.ptr, text + unit.offset, unit.text.len);
        assert_true(unit.text.len <= WINDOW_ROOM);
        for (size_t i = 0; i < unit.n_fresh; i++) {
            for (size_t at = unit.fresh[i].start; at < unit.fresh[i].end;
                 at++) {
                seen[unit.offset + at]++;
            }
        }
        windows++;
    }
    assert_int_equal(last, n > 0);
    for (size_t i = 0; i < n; i++) {
        for (size_t at = fresh[i].start; at < fresh[i].end; at++) {
            assert_int_equal(seen[at]--, 1);
        }
    }
    for (size_t i = 0; i < len; i++) {
        assert_int_equal(seen[i], 0);
    }
    git_cutter_release(&cutter);
    free(text);
    free(seen);
}

static void windows(void **state)
{
    (void)state;
    const size_t window = LIMIT_WINDOW;
    check_windows(10, (struct range[]){{0, 10}}, 1);
    check_windows(10, NULL, 0);
    check_windows(WINDOW_ROOM, (struct range[]){{0, 5}, {window, window + 9}},
                  2);
    check_windows(WINDOW_ROOM + 1, (struct range[]){{0, WINDOW_ROOM + 1}}, 1);
    check_windows(3 * window,
                  (struct range[]){{5, 6}, {window - 3, window + 3}}, 2);
    check_windows(3 * window, (struct range[]){{3 * window - 1, 3 * window}},
                  1);
    check_windows(4 * window + 77,
                  (struct range[]){{window, 2 * window},
                                   {2 * window + 1, 4 * window + 70}},
                  2);
}

static int prepare(void **state)
{
    (void)state;
    const struct git_api *api;
    return git_api_load(&api, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(added_lines),
        cmocka_unit_test(binary_is_text_too),
        cmocka_unit_test(no_new_line_is_lost),
        cmocka_unit_test(what_is_kept_was_there),
        cmocka_unit_test(many_edits),
        cmocka_unit_test(texts_of_few_lines),
        cmocka_unit_test(ranges),
        cmocka_unit_test(likeness),
        cmocka_unit_test(windows),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
