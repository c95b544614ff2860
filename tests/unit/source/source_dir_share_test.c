/* SPDX-License-Identifier: Apache-2.0
 *
 * Large files in windows, and work shared among threads. */
#include "source/source_dir.h"

#include "unit/source/source_fixture.h"
#include "source/window.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static int enter(void **state)
{
    (void)state;
    folder_enter();
    return 0;
}

static int leave(void **state)
{
    (void)state;
    folder_leave();
    return 0;
}

static struct source *tree(const char *const *paths, size_t n,
                           const struct source_dir_options *options)
{
    struct source *source = NULL;
    assert_int_equal(source_dir_new(&source, paths, n, options, NULL), 0);
    return source;
}

/* A file of zeros with some bytes in it; sparse, so it costs nothing. */
static void put_sparse(const char *path, off_t size)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, size), 0);
    close(fd);
}

static void put_at(const char *path, off_t at, const char *text)
{
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, text, strlen(text), at), strlen(text));
    close(fd);
}

/* The token as the matcher would find it: whole in a text, its start fresh. */
static unsigned count_whole(const struct unit *unit, const char *token,
                            uint64_t at)
{
    size_t len = strlen(token);
    if (at < unit->offset + unit->fresh->start ||
        at >= unit->offset + unit->fresh->end) {
        return 0;
    }
    size_t where = (size_t)(at - unit->offset);
    assert_true(where + len <= unit->text.len);
    assert_memory_equal(unit->text.ptr + where, token, len);
    return 1;
}

static void test_tokens_across_window_borders(void **state)
{
    (void)state;
    static const char token[] = "token-across-a-border";
    const char *path = "big";
    const uint64_t size = 200u << 20;
    const uint64_t border = WINDOW_ROOM - LIMIT_TOKEN;
    const uint64_t places[] = {0,
                               border - 10,
                               border + LIMIT_WINDOW,
                               border + 3 * LIMIT_WINDOW - 1,
                               border + 100 * (uint64_t)LIMIT_WINDOW - 5,
                               size - sizeof(token) + 1};
    struct source_reader *reader = NULL;
    struct unit unit;
    unsigned found[6] = {0};
    put_sparse(path, (off_t)size);
    for (size_t i = 0; i < 6; i++) {
        put_at(path, (off_t)places[i], token);
    }
    struct source *source = tree(&path, 1, NULL);
    uint64_t fresh = 0;
    assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
    while (source->ops->next(reader, &unit, NULL) == 1) {
        assert_true(unit.text.len <= WINDOW_ROOM);
        fresh += range_len(unit.fresh[0]);
        for (size_t i = 0; i < 6; i++) {
            found[i] += count_whole(&unit, token, places[i]);
        }
    }
    assert_int_equal(fresh, size);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(found[i], 1);
    }
    source->ops->reader_free(reader);
    source->ops->free(source);
}

static void test_a_file_that_grows_ends(void **state)
{
    (void)state;
    const char *path = "log";
    struct source_reader *reader = NULL;
    struct unit unit;
    off_t size = 3 * (off_t)LIMIT_WINDOW;
    uint64_t fresh = 0;
    put_sparse(path, size);
    struct source *source = tree(&path, 1, NULL);
    assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
    for (off_t more = 1; source->ops->next(reader, &unit, NULL) == 1; more++) {
        fresh += range_len(unit.fresh[0]);
        assert_int_equal(truncate(path, size + 2 * more * LIMIT_WINDOW), 0);
        assert_true(more < 10);
    }
    assert_int_equal(fresh, size);
    source->ops->reader_free(reader);
    source->ops->free(source);
}

static void test_a_file_that_shrinks_ends(void **state)
{
    (void)state;
    const char *path = "log";
    struct source_reader *reader = NULL;
    struct unit unit;
    put_sparse(path, 5 * (off_t)LIMIT_WINDOW);
    struct source *source = tree(&path, 1, NULL);
    assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 1);
    assert_false(unit.last);
    put_sparse(path, 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 1);
    assert_true(unit.last);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 0);
    source->ops->reader_free(reader);
    source->ops->free(source);
}

static void test_files_of_the_kernel(void **state)
{
    (void)state;
    /* Size 0 by stat, longer than one read gives. */
    static const char *const named[] = {"/proc/self/smaps", "/proc/version"};
    struct gathered got;
    if (access(named[0], R_OK) != 0) {
        skip();
    }
    gather(&got, tree(named, 2, NULL), NULL);
    assert_int_equal(got.n_files, 2);
    assert_true(gathered_find(&got, named[0])->len > 8192);
    assert_non_null(strstr(gathered_find(&got, named[0])->bytes, "[vdso]"));
    assert_true(gathered_find(&got, named[1])->len > 10);
    gathered_release(&got);
}

static void put_many(const char *folder, unsigned count)
{
    char path[128];
    for (unsigned i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s/a-file-with-a-longer-name-%05u",
                 folder, i);
        put_file(path, path);
    }
}

static void test_one_huge_folder_is_shared(void **state)
{
    (void)state;
    const char *here = ".";
    struct gathered got;
    struct gather_options options = {.threads = 4, .keep = true, .wait = 100};
    put_many("huge", 3000);
    gather(&got, tree(&here, 1, NULL), &options);
    assert_false(got.bad);
    assert_int_equal(got.n_files, 3000);
    assert_int_equal(got.n_notices, 0);
    for (size_t i = 0; i < got.n_files; i++) {
        assert_string_equal(got.files[i].path, got.files[i].bytes);
        assert_true(i == 0 ||
                    strcmp(got.files[i].path, got.files[i - 1].path) != 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_true(got.by_thread[i] > 300);
    }
    gathered_release(&got);
}

static void test_several_huge_files_are_shared(void **state)
{
    (void)state;
    const char *here = ".";
    struct gathered got;
    struct gather_options options = {.threads = 2, .wait = 5000};
    for (int i = 0; i < 6; i++) {
        char name[16];
        snprintf(name, sizeof(name), "big%d", i);
        put_sparse(name, 4 * (off_t)LIMIT_WINDOW);
    }
    gather(&got, tree(&here, 1, NULL), &options);
    assert_false(got.bad);
    assert_int_equal(got.n_files, 6);
    assert_true(got.by_thread[0] >= 2);
    assert_true(got.by_thread[1] >= 2);
    assert_true(got.longest <= WINDOW_ROOM);
    gathered_release(&got);
}

static void test_any_number_of_threads_reads_the_same(void **state)
{
    (void)state;
    const char *here = ".";
    struct gathered one;
    struct gathered many;
    struct gather_options options = {.threads = 8, .keep = true};
    char path[64];
    for (int i = 0; i < 60; i++) {
        snprintf(path, sizeof(path), "d%d/e%d/f%d", i % 4, i % 7, i);
        put_many(path, (unsigned)i % 5);
        put_folder(path);
    }
    put_sparse("d1/big", 2 * (off_t)LIMIT_WINDOW);
    gather(&one, tree(&here, 1, NULL), NULL);
    for (int round = 0; round < 20; round++) {
        gather(&many, tree(&here, 1, NULL), &options);
        assert_false(many.bad);
        assert_int_equal(many.n_files, one.n_files);
        assert_int_equal(many.totals.bytes, one.totals.bytes);
        assert_int_equal(many.totals.folders, one.totals.folders);
        for (size_t i = 0; i < one.n_files; i++) {
            assert_string_equal(many.files[i].path, one.files[i].path);
        }
        gathered_release(&many);
    }
    gathered_release(&one);
}

/* Reads with one reader while another one holds work, then gives it up. */
struct reading {
    struct source *source;
    unsigned units;
};

static void *read_rest(void *ctx)
{
    struct reading *reading = ctx;
    struct source *source = reading->source;
    struct source_reader *reader = NULL;
    struct unit unit;
    if (source->ops->reader_open(source, &reader, NULL) == 0) {
        while (source->ops->next(reader, &unit, NULL) == 1) {
            reading->units++;
        }
        source->ops->reader_free(reader);
    }
    return NULL;
}

/* A reader that waits for another one ends when that one gives up. */
static void test_a_reader_that_stops_lets_the_others_end(void **state)
{
    (void)state;
    const char *here = ".";
    struct source_reader *lazy = NULL;
    struct unit unit;
    pthread_t thread;
    put_file("a", "x");
    struct reading reading = {.source = tree(&here, 1, NULL)};
    struct source *source = reading.source;
    assert_int_equal(source->ops->reader_open(source, &lazy, NULL), 0);
    assert_int_equal(source->ops->next(lazy, &unit, NULL), 1);
    assert_int_equal(pthread_create(&thread, NULL, read_rest, &reading), 0);
    usleep(50000);
    source->ops->reader_free(lazy);
    pthread_join(thread, NULL);
    assert_int_equal(reading.units, 0);
    source->ops->free(source);
}

/* A walk that ends early must not leak what still waits. */
static void test_ending_in_the_middle(void **state)
{
    (void)state;
    const char *here = ".";
    struct source_reader *reader = NULL;
    struct unit unit;
    for (int i = 0; i < 20; i++) {
        char path[32];
        snprintf(path, sizeof(path), "d%d/e/f", i);
        put_file(path, "x");
    }
    for (int stop = 0; stop < 20; stop++) {
        struct source *source = tree(&here, 1, NULL);
        assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
        for (int i = 0; i < stop; i++) {
            assert_int_equal(source->ops->next(reader, &unit, NULL), 1);
        }
        source->ops->reader_free(reader);
        source->ops->free(source);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tokens_across_window_borders),
        TEST(test_a_file_that_grows_ends),
        TEST(test_a_file_that_shrinks_ends),
        TEST(test_files_of_the_kernel),
        TEST(test_one_huge_folder_is_shared),
        TEST(test_several_huge_files_are_shared),
        TEST(test_any_number_of_threads_reads_the_same),
        TEST(test_a_reader_that_stops_lets_the_others_end),
        TEST(test_ending_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
