/* SPDX-License-Identifier: Apache-2.0 */
#include "report/file_uri.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_uri(const char *root, const char *path,
                       enum file_uri_kind want_kind, const char *want)
{
    struct buf out;
    enum file_uri_kind kind;
    buf_init(&out, FILE_URI_CEILING);
    assert_int_equal(file_uri_build(&out, &kind, root, path, NULL), 0);
    assert_string_equal(out.ptr, want);
    assert_int_equal(kind, want_kind);
    buf_release(&out);
}

static void inside(const char *path, const char *want)
{
    assert_uri("/srv/tree", path, FILE_URI_RELATIVE, want);
}

static void outside(const char *path, const char *want)
{
    assert_uri("/srv/tree", path, FILE_URI_ABSOLUTE, want);
}

static void paths_inside_are_relative(void **state)
{
    (void)state;
    inside("src/a.c", "src/a.c");
    inside("./src//./a.c", "src/a.c");
    inside("src/../lib/a.c", "lib/a.c");
    inside("/srv/tree/src/a.c", "src/a.c");
    inside("../tree/a.c", "a.c");
    assert_uri("/", "etc/passwd", FILE_URI_RELATIVE, "etc/passwd");
    assert_uri("/srv/tree/", "/srv/tree/a", FILE_URI_RELATIVE, "a");
}

static void paths_outside_are_absolute(void **state)
{
    (void)state;
    outside("/etc/passwd", "file:///etc/passwd");
    outside("../sibling", "file:///srv/sibling");
    outside("/srv/treehouse/a", "file:///srv/treehouse/a");
    outside("../../../../up", "file:///up");
    outside("/srv/tree", "file:///srv/tree");
    outside("/", "file:///");
}

static void without_a_root_relative_stays_relative(void **state)
{
    (void)state;
    assert_uri(NULL, "./a b", FILE_URI_RELATIVE, "a%20b");
    assert_uri(NULL, "../a", FILE_URI_RELATIVE, "a");
    assert_uri(NULL, "/a", FILE_URI_ABSOLUTE, "file:///a");
}

static void bytes_are_encoded(void **state)
{
    (void)state;
    inside("a b#c?d%e", "a%20b%23c%3Fd%25e");
    inside("c:d", "c%3Ad");
    inside("[id]{x}|\\^`\"<>", "%5Bid%5D%7Bx%7D%7C%5C%5E%60%22%3C%3E");
    inside("!$&'()*+,;=@-._~", "!$&'()*+,;=@-._~");
    inside("\xc3\xbc\xff\x01\x7f\n", "%C3%BC%FF%01%7F%0A");
}

static void long_paths_are_cut_not_refused(void **state)
{
    (void)state;
    size_t len = 1u << 20;
    char *path = mem_alloc(len + 1);
    memset(path, ' ', len);
    path[len] = '\0';
    struct buf out;
    enum file_uri_kind kind;
    buf_init(&out, FILE_URI_CEILING);
    assert_int_equal(file_uri_build(&out, &kind, "/srv", path, NULL), 0);
    assert_int_equal(out.len, 3 * 16 * 4096);
    buf_release(&out);
    free(path);
}

static void folders_end_with_a_slash(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, FILE_URI_CEILING);
    assert_int_equal(file_uri_folder(&out, "/srv/my tree", NULL), 0);
    assert_string_equal(out.ptr, "file:///srv/my%20tree/");
    assert_int_equal(file_uri_folder(&out, "/", NULL), 0);
    assert_string_equal(out.ptr, "file:///");
    assert_int_equal(file_uri_absolute(&out, "/srv", "a/../b", NULL), 0);
    assert_string_equal(out.ptr, "file:///srv/b");
    buf_release(&out);
}

static void web_addresses_keep_their_parts(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, FILE_URI_CEILING);
    assert_int_equal(file_uri_web(&out, "https://a.b/c?d=%20#e f<g>", NULL), 0);
    assert_string_equal(out.ptr, "https://a.b/c?d=%20#e%20f%3Cg%3E");
    assert_int_equal(file_uri_web(&out, "javascript:alert(1)", NULL), 0);
    assert_int_equal(out.len, 0);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_inside_are_relative),
        cmocka_unit_test(paths_outside_are_absolute),
        cmocka_unit_test(without_a_root_relative_stays_relative),
        cmocka_unit_test(bytes_are_encoded),
        cmocka_unit_test(long_paths_are_cut_not_refused),
        cmocka_unit_test(folders_end_with_a_slash),
        cmocka_unit_test(web_addresses_keep_their_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
