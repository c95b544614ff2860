/* SPDX-License-Identifier: Apache-2.0
 *
 * Standard input, memory, and several sources as one. */
#include "source/source_dir.h"
#include "source/source_list.h"
#include "source/source_memory.h"
#include "source/source_stdin.h"

#include "unit/source/source_fixture.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* A descriptor from which `text` can be read. */
static int pipe_with(const char *text)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
    close(ends[1]);
    return ends[0];
}

static void test_stdin_goes_to_one_reader(void **state)
{
    (void)state;
    struct gathered got;
    struct gather_options options = {.threads = 4, .keep = true};
    int fd = pipe_with("hello");
    gather(&got, source_stdin_new(fd, "<stdin>", NULL), &options);
    assert_false(got.bad);
    assert_int_equal(got.n_files, 1);
    assert_string_equal(got.files[0].path, "<stdin>");
    assert_string_equal(got.files[0].bytes, "hello");
    assert_int_equal(got.totals.files, 1);
    assert_int_equal(got.totals.bytes, 5);
    gathered_release(&got);
    close(fd);
}

static void test_a_closed_stdin_is_a_failure(void **state)
{
    (void)state;
    struct gathered got;
    gather(&got, source_stdin_new(-1, "<stdin>", NULL), NULL);
    assert_int_equal(got.n_notices, 1);
    assert_true(notice_is_failure(got.notices[0].kind));
    gathered_release(&got);
}

static void test_stdin_stops_when_told(void **state)
{
    (void)state;
    struct gathered got;
    atomic_bool stop = true;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    gather(&got, source_stdin_new(ends[0], "<stdin>", &stop), NULL);
    assert_int_equal(got.totals.bytes, 0);
    gathered_release(&got);
    close(ends[0]);
    close(ends[1]);
}

static void test_memory_hands_out_copies(void **state)
{
    (void)state;
    char first[] = "first";
    struct memory_item items[] = {{.path = "a", .bytes = span_str(first)},
                                  {.path = "b", .bytes = span_of("x\0y", 3)},
                                  {.path = "empty", .bytes = span_of(NULL, 0)}};
    struct gathered got;
    struct gather_options options = {.threads = 3, .keep = true};
    struct source *source = source_memory_new(items, 3, NULL);
    memset(first, '?', sizeof(first) - 1);
    gather(&got, source, &options);
    assert_false(got.bad);
    assert_int_equal(got.n_files, 3);
    assert_string_equal(gathered_find(&got, "a")->bytes, "first");
    assert_int_equal(gathered_find(&got, "b")->len, 3);
    assert_int_equal(gathered_find(&got, "empty")->len, 0);
    assert_int_equal(got.totals.bytes, 8);
    gathered_release(&got);
}

static void test_memory_in_windows(void **state)
{
    (void)state;
    char text[1001];
    struct memory_item item = {.path = "a", .bytes = span_of(text, 1000)};
    struct gathered got;
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (char)('a' + i % 26);
    }
    text[1000] = '\0';
    for (size_t size = 1; size < 1100; size += 13) {
        struct window_sizes sizes = {.before = 8, .fresh = size, .after = 6};
        gather(&got, source_memory_new(&item, 1, &sizes), NULL);
        assert_false(got.bad);
        assert_string_equal(got.files[0].bytes, text);
        assert_int_equal(got.files[0].windows, (1000 + size - 1) / size);
        assert_true(got.longest <= size + 14);
        gathered_release(&got);
    }
}

static void test_fresh_ranges_are_cut_with_the_windows(void **state)
{
    (void)state;
    const struct range fresh[] = {{2, 4}, {7, 13}, {29, 30}};
    struct memory_item item = {.path = "a",
                               .bytes =
                                   span_str("0123456789abcdefghijklmnopqrst"),
                               .fresh = fresh,
                               .n_fresh = 3};
    for (size_t size = 1; size < 32; size++) {
        struct window_sizes sizes = {.before = 3, .fresh = size, .after = 2};
        struct source *source = source_memory_new(&item, 1, &sizes);
        struct source_reader *reader = NULL;
        struct unit unit;
        char all[32] = "";
        size_t len = 0;
        assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
        while (source->ops->next(reader, &unit, NULL) == 1) {
            for (size_t i = 0; i < unit.n_fresh; i++) {
                struct span part = span_slice(unit.text, unit.fresh[i]);
                assert_true(range_len(unit.fresh[i]) > 0);
                memcpy(all + len, part.ptr, part.len);
                len += part.len;
            }
        }
        assert_string_equal(all, "23789abct");
        source->ops->reader_free(reader);
        source->ops->free(source);
    }
    /* No fresh range at all is not the same as all of it. */
    struct gathered got;
    item.n_fresh = 0;
    gather(&got, source_memory_new(&item, 1, NULL), NULL);
    assert_int_equal(got.files[0].len, 0);
    gathered_release(&got);
}

static void test_several_sources(void **state)
{
    (void)state;
    const char *here = ".";
    struct memory_item item = {.path = "memory", .bytes = span_str("m")};
    struct gather_options options = {.threads = 3, .keep = true};
    struct gathered got;
    struct source *parts[4];
    int fd = pipe_with("s");
    folder_enter();
    put_file("a", "x");
    put_file("d/b", "y");
    assert_int_equal(symlink("a", "link"), 0);
    assert_int_equal(source_dir_new(&parts[0], &here, 1, NULL, NULL), 0);
    parts[1] = source_stdin_new(fd, "<stdin>", NULL);
    parts[2] = source_memory_new(&item, 1, NULL);
    parts[3] = source_memory_new(NULL, 0, NULL);
    gather(&got, source_list_new(parts, 4), &options);
    assert_false(got.bad); /* also: no number twice */
    assert_int_equal(got.n_files, 4);
    assert_int_equal(got.totals.files, 4);
    assert_int_equal(got.totals.bytes, 4);
    assert_true(gathered_has_notice(&got, NOTICE_SYMLINK, "link"));
    gathered_release(&got);
    folder_leave();
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stdin_goes_to_one_reader),
        cmocka_unit_test(test_a_closed_stdin_is_a_failure),
        cmocka_unit_test(test_stdin_stops_when_told),
        cmocka_unit_test(test_memory_hands_out_copies),
        cmocka_unit_test(test_memory_in_windows),
        cmocka_unit_test(test_fresh_ranges_are_cut_with_the_windows),
        cmocka_unit_test(test_several_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
