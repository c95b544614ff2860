/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows of streams: that together they show every byte once as fresh, with
 * its surroundings, whatever the size and however the reads are cut. */
#include "source/window.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* Byte `at` of every stream here. */
static unsigned char byte_at(uint64_t at)
{
    return (unsigned char)((at * 2654435761u) >> 13);
}

struct writer {
    int fd;
    size_t len;
    size_t piece; /* bytes for each write */
};

static void *write_stream(void *ctx)
{
    struct writer *writer = ctx;
    unsigned char *bytes = malloc(writer->len + 1);
    for (size_t i = 0; i < writer->len; i++) {
        bytes[i] = byte_at(i);
    }
    for (size_t at = 0; at < writer->len;) {
        size_t n = writer->len - at;
        n = n < writer->piece ? n : writer->piece;
        ssize_t done = write(writer->fd, bytes + at, n);
        if (done <= 0) {
            break;
        }
        at += (size_t)done;
    }
    close(writer->fd);
    free(bytes);
    return NULL;
}

/* Checks one window and returns where its fresh part ends. */
static uint64_t check_window(const struct unit *unit, uint64_t expected,
                             bool first)
{
    assert_int_equal(unit->n_fresh, 1);
    assert_int_equal(unit->offset + unit->fresh->start, expected);
    assert_int_equal(unit->offset % 2, 0);
    assert_int_equal(unit->first, first);
    assert_true(unit->text.len <= WINDOW_ROOM);
    uint64_t before = expected < LIMIT_LOOKBEHIND ? expected : LIMIT_LOOKBEHIND;
    assert_int_equal(unit->fresh->start, before);
    if (!unit->last) {
        assert_int_equal(unit->text.len - unit->fresh->end, LIMIT_TOKEN);
        assert_true(range_len(*unit->fresh) >= LIMIT_WINDOW);
    } else {
        assert_int_equal(unit->text.len, unit->fresh->end);
    }
    for (size_t i = 0; i < unit->text.len; i++) {
        if (unit->text.ptr[i] != byte_at(unit->offset + i)) {
            fail_msg("wrong byte at %zu", i);
        }
    }
    for (size_t i = 0; i < LIMIT_PADDING; i++) {
        assert_int_equal(unit->text.ptr[unit->text.len + i], 0);
    }
    return unit->offset + unit->fresh->end;
}

static void stream(struct window *window, size_t len, size_t piece)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct writer writer = {.fd = ends[1], .len = len, .piece = piece};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_stream, &writer), 0);
    struct unit unit = {0};
    uint64_t done = 0;
    window_begin(window);
    for (bool first = true; !unit.last; first = false) {
        assert_int_equal(window_fill(window, ends[0], NULL), 0);
        window_take(window, &unit);
        done = check_window(&unit, done, first);
    }
    assert_int_equal(done, len);
    pthread_join(thread, NULL);
    close(ends[0]);
}

static void test_every_size_round_the_borders(void **state)
{
    (void)state;
    static const size_t sizes[] = {0,
                                   1,
                                   LIMIT_LOOKBEHIND,
                                   LIMIT_WINDOW - 1,
                                   LIMIT_WINDOW,
                                   LIMIT_WINDOW + LIMIT_TOKEN,
                                   WINDOW_ROOM - 1,
                                   WINDOW_ROOM,
                                   WINDOW_ROOM + 1,
                                   WINDOW_ROOM + LIMIT_WINDOW - 1,
                                   WINDOW_ROOM + LIMIT_WINDOW,
                                   WINDOW_ROOM + LIMIT_WINDOW + 1,
                                   5 * LIMIT_WINDOW + 12345};
    struct window window;
    window_init(&window);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        stream(&window, sizes[i], 65536);
    }
    window_release(&window);
}

static void test_odd_pieces(void **state)
{
    (void)state;
    struct window window;
    window_init(&window);
    stream(&window, 3 * LIMIT_WINDOW + 7, 4093);
    stream(&window, 999, 1);
    window_release(&window);
}

static void test_a_limit_ends_the_file(void **state)
{
    (void)state;
    struct window window;
    struct unit unit = {0};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "0123456789", 10), 10);
    window_init(&window);
    window.limit = 4;
    assert_int_equal(window_fill(&window, ends[0], NULL), 0);
    window_take(&window, &unit);
    assert_true(unit.last);
    assert_int_equal(unit.text.len, 4);
    window_release(&window);
    close(ends[0]);
    close(ends[1]);
}

static void test_errors_are_told(void **state)
{
    (void)state;
    struct window window;
    window_init(&window);
    assert_int_equal(window_fill(&window, -1, NULL), -EBADF);
    window_release(&window);
    window_release(&window); /* harmless */
}

static void *set_soon(void *ctx)
{
    usleep(50000);
    atomic_store((atomic_bool *)ctx, true);
    return NULL;
}

static void test_a_silent_pipe_can_be_stopped(void **state)
{
    (void)state;
    struct window window;
    struct unit unit = {0};
    atomic_bool stop = false;
    pthread_t thread;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "abc", 3), 3);
    window_init(&window);
    assert_int_equal(pthread_create(&thread, NULL, set_soon, &stop), 0);
    assert_int_equal(window_fill(&window, ends[0], &stop), 0);
    pthread_join(thread, NULL);
    window_take(&window, &unit);
    assert_true(unit.last);
    assert_int_equal(unit.text.len, 3);
    window_release(&window);
    close(ends[0]);
    close(ends[1]);
}

/* For one size: fresh parts are disjoint and complete. */
static void check_cuts(size_t len, const struct window_sizes *sizes)
{
    size_t done = 0;
    struct window_cut cut = {.last = false};
    while (!cut.last) {
        cut = window_cut(len, done, sizes);
        size_t before = done < sizes->before ? done : sizes->before;
        size_t behind = len - cut.fresh.end;
        size_t after = behind < sizes->after ? behind : sizes->after;
        assert_int_equal(cut.fresh.start, done);
        assert_int_equal(cut.fresh.start - cut.text.start, before);
        assert_int_equal(cut.text.end - cut.fresh.end, after);
        assert_true(cut.text.end <= len);
        assert_true(cut.last || range_len(cut.fresh) == sizes->fresh);
        done = cut.fresh.end;
    }
    assert_int_equal(done, len);
}

static void test_cuts_of_memory(void **state)
{
    (void)state;
    struct window_sizes sizes = {.before = 3, .fresh = 5, .after = 2};
    for (size_t len = 0; len < 60; len++) {
        check_cuts(len, &sizes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_round_the_borders),
        cmocka_unit_test(test_odd_pieces),
        cmocka_unit_test(test_a_limit_ends_the_file),
        cmocka_unit_test(test_errors_are_told),
        cmocka_unit_test(test_a_silent_pipe_can_be_stopped),
        cmocka_unit_test(test_cuts_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
