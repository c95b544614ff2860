/* SPDX-License-Identifier: Apache-2.0 */
#include "source/walk.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *path_of(const struct walk_folder *folder)
{
    static char path[256];
    memset(path, '?', sizeof(path));
    walk_folder_path(folder, path);
    assert_int_equal(strlen(path), folder->path_len);
    return path;
}

static void test_paths_of_folders(void **state)
{
    (void)state;
    static const struct {
        const char *given;
        const char *below;
        const char *deep;
    } cases[] = {{"", "a", "a/b"},
                 {"/", "/a", "/a/b"},
                 {"x", "x/a", "x/a/b"},
                 {"../y", "../y/a", "../y/a/b"}};
    struct walk walk;
    walk_init(&walk, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct walk_folder *top = walk_folder_new(&walk, NULL, cases[i].given);
        struct walk_folder *below = walk_folder_new(&walk, top, "a");
        struct walk_folder *deep = walk_folder_new(&walk, below, "b");
        walk_folder_unref(&walk, top); /* kept by those below */
        walk_folder_unref(&walk, below);
        assert_string_equal(path_of(top), cases[i].given);
        assert_string_equal(path_of(below), cases[i].below);
        assert_string_equal(path_of(deep), cases[i].deep);
        assert_int_equal(walk.folders, 3);
        walk_folder_unref(&walk, deep);
        assert_int_equal(walk.folders, 0);
    }
    walk_release(&walk);
}

static void test_the_ceiling_of_folders(void **state)
{
    (void)state;
    struct walk walk;
    struct walk_folder *folders[3];
    walk_init(&walk, 0);
    walk.max_folders = 3;
    for (size_t i = 0; i < 3; i++) {
        folders[i] = walk_folder_new(&walk, i ? folders[0] : NULL, "x");
        assert_non_null(folders[i]);
    }
    assert_null(walk_folder_new(&walk, folders[0], "y"));
    walk_folder_unref(&walk, folders[2]);
    folders[2] = walk_folder_new(&walk, folders[0], "y");
    assert_non_null(folders[2]);
    for (size_t i = 0; i < 3; i++) {
        walk_folder_unref(&walk, folders[i]);
    }
    walk_release(&walk);
}

static void test_order_of_work(void **state)
{
    (void)state;
    struct walk walk;
    walk_init(&walk, 2);
    struct walk_item item = walk_take(&walk);
    assert_int_equal(item.kind, WALK_GIVEN);
    assert_int_equal(item.given, 0);
    struct walk_folder *top = walk_folder_new(&walk, NULL, "x");
    item = (struct walk_item){.kind = WALK_OPEN, .folder = top};
    walk_push(&walk, &item);
    walk_done(&walk);
    item = walk_take(&walk); /* deep first, then the next given path */
    assert_int_equal(item.kind, WALK_OPEN);
    walk_folder_unref(&walk, item.folder);
    walk_done(&walk);
    item = walk_take(&walk);
    assert_int_equal(item.kind, WALK_GIVEN);
    assert_int_equal(item.given, 1);
    walk_done(&walk);
    assert_int_equal(walk_take(&walk).kind, WALK_END);
    walk_release(&walk);
}

/* What waits is freed with the walk. */
static void test_release_with_work_left(void **state)
{
    (void)state;
    struct walk walk;
    walk_init(&walk, 0);
    struct walk_folder *top = walk_folder_new(&walk, NULL, "x");
    struct walk_folder *below = walk_folder_new(&walk, top, "y");
    walk_folder_hold(&walk, top);
    struct walk_item open = {.kind = WALK_OPEN, .folder = below};
    struct walk_item files = {.kind = WALK_FILES,
                              .folder = top,
                              .names = mem_strndup("a", 2),
                              .len = 2};
    walk_push(&walk, &open);
    walk_push(&walk, &files);
    walk_folder_unref(&walk, top);
    walk_release(&walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_of_folders),
        cmocka_unit_test(test_the_ceiling_of_folders),
        cmocka_unit_test(test_order_of_work),
        cmocka_unit_test(test_release_with_work_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
