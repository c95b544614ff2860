/* SPDX-License-Identifier: Apache-2.0
 *
 * Report files: complete or not there. */
#include "cli/output.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int enter(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/jackdaw-test-XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

/* The names in the current folder; they are removed. */
static unsigned clear(void)
{
    unsigned count = 0;
    DIR *dir = opendir(".");
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.' && strlen(entry->d_name) < 3) {
            continue;
        }
        assert_int_equal(remove(entry->d_name), 0);
        count++;
    }
    closedir(dir);
    return count;
}

static int leave(void **state)
{
    (void)state;
    clear();
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void assert_holds(const char *path, const char *text)
{
    char bytes[64] = "";
    FILE *stream = fopen(path, "re");
    assert_non_null(stream);
    bytes[fread(bytes, 1, sizeof(bytes) - 1, stream)] = '\0';
    fclose(stream);
    assert_string_equal(bytes, text);
}

static void put(const char *path, const char *text)
{
    struct output output;
    assert_int_equal(output_check(path, NULL), 0);
    assert_int_equal(output_open(&output, path, NULL), 0);
    fputs(text, output.stream);
    assert_int_equal(output_commit(&output, NULL), 0);
    output_release(&output);
}

static void test_a_file_appears_whole_and_private(void **state)
{
    (void)state;
    struct output output;
    struct stat status;
    assert_int_equal(output_open(&output, "report", NULL), 0);
    fputs("new", output.stream);
    fflush(output.stream);
    assert_int_not_equal(access("report", F_OK), 0);
    assert_int_equal(output_commit(&output, NULL), 0);
    output_release(&output);
    assert_holds("report", "new");
    assert_int_equal(stat("report", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(clear(), 1);
}

static void test_the_old_file_stays_until_then(void **state)
{
    (void)state;
    struct output output;
    put("report", "old");
    assert_int_equal(output_open(&output, "report", NULL), 0);
    fputs("half", output.stream);
    fflush(output.stream);
    assert_holds("report", "old");
    output_release(&output); /* not committed */
    assert_holds("report", "old");
    put("report", "new");
    assert_holds("report", "new");
    assert_int_equal(clear(), 1);
}

static void test_a_link_stays_a_link(void **state)
{
    (void)state;
    struct stat status;
    put("real", "old");
    assert_int_equal(symlink("real", "link"), 0);
    put("link", "new");
    assert_holds("real", "new");
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(clear(), 2);
}

static void test_devices_are_written_in_place(void **state)
{
    (void)state;
    struct stat status;
    put("/dev/null", "x");
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    struct output output;
    struct err err = {.text = ""};
    assert_int_equal(output_open(&output, "/dev/full", NULL), 0);
    fputs("x", output.stream);
    assert_int_equal(output_commit(&output, &err), ERR_SYSTEM);
    assert_string_equal(err.text,
                        "cannot write to /dev/full: No space left on device");
    output_release(&output);
}

static void test_impossible_places_are_told_early(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(output_check(NULL, NULL), 0);
    assert_int_equal(output_check("-", NULL), 0);
    assert_int_equal(output_check(".", &err), ERR_USAGE);
    assert_string_equal(err.text, "--output: . is a folder");
    assert_int_equal(output_check("none/report", &err), ERR_SYSTEM);
    assert_int_equal(output_check("", &err), ERR_USAGE);
    struct output output;
    assert_int_equal(output_open(&output, "none/report", &err), ERR_SYSTEM);
    output_release(&output);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_file_appears_whole_and_private),
        TEST(test_the_old_file_stays_until_then),
        TEST(test_a_link_stays_a_link),
        TEST(test_devices_are_written_in_place),
        TEST(test_impossible_places_are_told_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
