/* SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void only_the_folder_is_resolved(void **state)
{
    (void)state;
    char top[] = "/tmp/path_test.XXXXXX";
    char out[PATH_MAX];
    char wanted[PATH_MAX];
    assert_non_null(mkdtemp(top));
    assert_int_equal(chdir(top), 0);
    assert_int_equal(mkdir("real", 0700), 0);
    assert_int_equal(symlink("real", "link"), 0);
    assert_int_equal(symlink("nowhere", "real/file"), 0);

    assert_true(path_resolve(out, "link/file"));
    snprintf(wanted, sizeof(wanted), "%s/real/file", top);
    assert_string_equal(out, wanted);
    assert_true(path_resolve(out, "absent"));
    snprintf(wanted, sizeof(wanted), "%s/absent", top);
    assert_string_equal(out, wanted);
    assert_true(path_resolve(out, "/etc"));
    assert_string_equal(out, "/etc");
    assert_false(path_resolve(out, "gone/file"));

    unlink("real/file");
    unlink("link");
    rmdir("real");
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(top), 0);
}

static void too_long_is_refused(void **state)
{
    (void)state;
    char out[PATH_MAX];
    char name[PATH_MAX + 8];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    assert_false(path_resolve(out, name));
    memset(name, '/', sizeof(name) - 1);
    assert_false(path_resolve(out, name));
}

static void texts_of_paths(void **state)
{
    (void)state;
    char *path = path_absolute("/a/b", "../c/./d//");
    assert_string_equal(path, "/a/c/d");
    assert_string_equal(path_inside("/a", path), "c/d");
    assert_string_equal(path_inside("/a/c/d", path), "");
    assert_null(path_inside("/a/c/dd", path));
    assert_null(path_inside("/a/c/", "/a/cd"));
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_folder_is_resolved),
        cmocka_unit_test(too_long_is_refused),
        cmocka_unit_test(texts_of_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
