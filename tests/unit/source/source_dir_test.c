/* SPDX-License-Identifier: Apache-2.0
 *
 * Trees as people and enemies make them. */
#include "source/source_dir.h"

#include "unit/source/source_fixture.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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

static void scan_here(struct gathered *out,
                      const struct source_dir_options *options)
{
    const char *here = ".";
    gather(out, tree(&here, 1, options), NULL);
    assert_false(out->bad);
}

static void assert_text(const struct gathered *gathered, const char *path,
                        const char *text)
{
    const struct gathered_file *file = gathered_find(gathered, path);
    if (!file) {
        fail_msg("%s was not read", path);
    }
    assert_string_equal(file->bytes, text);
}

static void test_paths_are_shown_as_given(void **state)
{
    (void)state;
    static const char *const ways[][3] = {
        {".", "a", "d/e/b"},        {"./", "a", "d/e/b"},
        {".//.//", "a", "d/e/b"},   {"../x/.", "../x/./a", "../x/./d/e/b"},
        {"d", NULL, "d/e/b"},       {"./d/", NULL, "d/e/b"},
        {"./d/e/b", NULL, "d/e/b"}, {"d//", NULL, "d/e/b"},
    };
    put_file("x/a", "one");
    put_file("x/d/e/b", "two");
    put_file("x/empty", "");
    assert_int_equal(chdir("x"), 0);
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        struct gathered got;
        gather(&got, tree(&ways[i][0], 1, NULL), NULL);
        assert_int_equal(got.n_notices, 0);
        assert_text(&got, ways[i][2], "two");
        if (ways[i][1]) {
            assert_text(&got, ways[i][1], "one");
            assert_int_equal(got.totals.files, 3);
            assert_int_equal(got.totals.folders, 3);
            assert_int_equal(got.totals.bytes, 6);
        }
        gathered_release(&got);
    }
}

static void test_names_of_any_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"new\nline", "-dash", " ",  "\xff\xfe",
                                        "a\tb",      "*",     "\\", "...",
                                        "\x1b[31m",  "..."};
    struct gathered got;
    char path[64];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        put_file(names[i], names[i]);
        snprintf(path, sizeof(path), "f\n/%s", names[i]);
        put_file(path, names[i]);
    }
    scan_here(&got, NULL);
    assert_int_equal(got.n_notices, 0);
    assert_int_equal(got.n_files, 18);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_text(&got, names[i], names[i]);
        snprintf(path, sizeof(path), "f\n/%s", names[i]);
        assert_text(&got, path, names[i]);
    }
    gathered_release(&got);
}

static void test_git_internals_are_passed_over(void **state)
{
    (void)state;
    struct gathered got;
    put_file(".git/HEAD", "ref");
    put_file(".git/config", "x");
    put_file("sub/.git", "gitdir: ../.git/modules/sub");
    put_file("bare.git/HEAD", "ref");
    put_file("bare.git/config", "url");
    put_file("bare.git/objects/aa/bb", "z");
    put_folder("bare.git/refs");
    put_file("code/objects/c", "c");
    put_file("code/HEAD", "no repository");
    put_file("odd/.git/notes", "no HEAD, so no repository");
    scan_here(&got, NULL);
    assert_int_equal(got.n_notices, 0);
    assert_null(gathered_find(&got, ".git/HEAD"));
    assert_null(gathered_find(&got, ".git/config"));
    assert_null(gathered_find(&got, "bare.git/objects/aa/bb"));
    assert_non_null(gathered_find(&got, "sub/.git"));
    assert_non_null(gathered_find(&got, "bare.git/config"));
    assert_non_null(gathered_find(&got, "code/objects/c"));
    assert_non_null(gathered_find(&got, "odd/.git/notes"));
    gathered_release(&got);
    /* Named, it is searched. */
    const char *named = ".git";
    gather(&got, tree(&named, 1, NULL), NULL);
    assert_text(&got, ".git/config", "x");
    gathered_release(&got);
}

static void test_links_are_told_and_not_followed(void **state)
{
    (void)state;
    struct gathered got;
    const char *named = "to-folder";
    put_file("real/a", "x");
    assert_int_equal(symlink("real", "to-folder"), 0);
    assert_int_equal(symlink("real/a", "to-file"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    scan_here(&got, NULL);
    assert_int_equal(got.n_files, 1);
    assert_int_equal(got.n_notices, 4);
    assert_true(gathered_has_notice(&got, NOTICE_SYMLINK, "to-folder"));
    assert_true(gathered_has_notice(&got, NOTICE_SYMLINK, "to-file"));
    assert_true(gathered_has_notice(&got, NOTICE_SYMLINK, "dangling"));
    assert_true(gathered_has_notice(&got, NOTICE_SYMLINK, "loop"));
    gathered_release(&got);
    gather(&got, tree(&named, 1, NULL), NULL);
    assert_text(&got, "to-folder/a", "x");
    gathered_release(&got);
    named = "to-file";
    gather(&got, tree(&named, 1, NULL), NULL);
    assert_text(&got, "to-file", "x");
    gathered_release(&got);
}

static void test_special_files_are_never_opened(void **state)
{
    (void)state;
    struct gathered got;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(
        bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(mkfifo("pipe", 0666), 0);
    put_file("a", "x");
    scan_here(&got, NULL); /* opening the pipe would wait for ever */
    assert_int_equal(got.n_files, 1);
    assert_int_equal(got.n_notices, 2);
    assert_true(gathered_has_notice(&got, NOTICE_SPECIAL, "socket"));
    assert_true(gathered_has_notice(&got, NOTICE_SPECIAL, "pipe"));
    gathered_release(&got);
    static const char *const named[] = {"pipe", "/dev/zero", "a"};
    gather(&got, tree(named, 3, NULL), NULL);
    assert_true(gathered_has_notice(&got, NOTICE_SPECIAL, "pipe"));
    assert_true(gathered_has_notice(&got, NOTICE_SPECIAL, "/dev/zero"));
    assert_text(&got, "a", "x");
    gathered_release(&got);
    close(fd);
}

static void test_missing_paths_are_failures(void **state)
{
    (void)state;
    static const char *const named[] = {"nowhere", "", "a/b"};
    struct gathered got;
    put_file("a", "x");
    gather(&got, tree(named, 3, NULL), NULL);
    assert_int_equal(got.n_files, 0);
    assert_int_equal(got.n_notices, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(gathered_has_notice(&got, NOTICE_UNREADABLE, named[i]));
        assert_true(notice_is_failure(got.notices[i].kind));
    }
    gathered_release(&got);
    gather(&got, tree(NULL, 0, NULL), NULL);
    assert_int_equal(got.n_files + got.n_notices, 0);
    gathered_release(&got);
}

static void test_unreadable_things(void **state)
{
    (void)state;
    struct gathered got;
    bool root = geteuid() == 0;
    put_file("open/a", "x");
    put_file("secret", "x");
    put_file("closed/b", "x");
    put_file("listed/c", "x");
    assert_int_equal(chmod("secret", 0), 0);
    assert_int_equal(chmod("closed", 0), 0);
    assert_int_equal(chmod("listed", 0444), 0); /* names, but no files */
    /* root may read everything. */
    assert_int_equal(root ? seteuid(65534) : 0, 0);
    if (access("secret", R_OK) == 0 && !root) {
        skip();
    }
    scan_here(&got, NULL);
    assert_int_equal(root ? seteuid(0) : 0, 0);
    assert_int_equal(got.n_files, 1);
    assert_int_equal(got.n_notices, 3);
    assert_true(gathered_has_notice(&got, NOTICE_UNREADABLE, "secret"));
    assert_true(gathered_has_notice(&got, NOTICE_UNREADABLE, "closed"));
    assert_true(gathered_has_notice(&got, NOTICE_UNREADABLE, "listed/c"));
    gathered_release(&got);
    assert_int_equal(chmod("closed", 0755) + chmod("listed", 0755), 0);
}

/* Notices of one reader that is driven by hand. */
static struct notice last_notice;

static void keep_notice(void *ctx, const struct notice *notice)
{
    ++*(unsigned *)ctx;
    last_notice.kind = notice->kind;
}

static void test_files_that_vanish(void **state)
{
    (void)state;
    const char *here = ".";
    struct source_reader *reader = NULL;
    struct unit unit;
    unsigned notices = 0;
    put_file("a", "x");
    put_file("b", "x");
    struct source *source = tree(&here, 1, NULL);
    source->notice = keep_notice;
    source->notice_ctx = &notices;
    assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 1);
    /* The folder has been listed; the other file goes now. */
    assert_int_equal(unlink(strcmp(unit.path, "a") == 0 ? "b" : "a"), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 0);
    assert_int_equal(notices, 1);
    assert_int_equal(last_notice.kind, NOTICE_VANISHED);
    source->ops->reader_free(reader);
    source->ops->free(source);
}

static void test_a_file_turned_into_a_link(void **state)
{
    (void)state;
    const char *here = ".";
    struct source_reader *reader = NULL;
    struct unit unit;
    unsigned notices = 0;
    put_file("a", "x");
    put_file("b", "x");
    struct source *source = tree(&here, 1, NULL);
    source->notice = keep_notice;
    source->notice_ctx = &notices;
    assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 1);
    const char *other = strcmp(unit.path, "a") == 0 ? "b" : "a";
    assert_int_equal(unlink(other), 0);
    assert_int_equal(symlink("/etc/hostname", other), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 0);
    assert_int_equal(last_notice.kind, NOTICE_SYMLINK);
    assert_int_equal(unlink(other), 0);
    source->ops->reader_free(reader);
    source->ops->free(source);
}

static void test_a_file_turned_into_a_pipe(void **state)
{
    (void)state;
    const char *here = ".";
    struct source_reader *reader = NULL;
    struct unit unit;
    unsigned notices = 0;
    put_file("a", "x");
    put_file("b", "x");
    struct source *source = tree(&here, 1, NULL);
    source->notice = keep_notice;
    source->notice_ctx = &notices;
    assert_int_equal(source->ops->reader_open(source, &reader, NULL), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 1);
    const char *other = strcmp(unit.path, "a") == 0 ? "b" : "a";
    assert_int_equal(unlink(other), 0);
    assert_int_equal(mkfifo(other, 0666), 0);
    assert_int_equal(source->ops->next(reader, &unit, NULL), 0);
    assert_int_equal(notices, 1);
    assert_int_equal(last_notice.kind, NOTICE_SPECIAL);
    source->ops->reader_free(reader);
    source->ops->free(source);
}

static void test_paths_past_the_limit(void **state)
{
    (void)state;
    char name[201];
    struct gathered got;
    memset(name, 'n', 200);
    name[200] = '\0';
    int fd = open(".", O_RDONLY | O_DIRECTORY);
    for (int depth = 0; depth < 30; depth++) {
        assert_int_equal(mkdirat(fd, name, 0755), 0);
        int next = openat(fd, name, O_RDONLY | O_DIRECTORY);
        int file = openat(fd, "f", O_CREAT | O_WRONLY, 0644);
        assert_int_equal(write(file, "x", 1), 1);
        close(file);
        close(fd);
        fd = next;
    }
    close(fd);
    scan_here(&got, NULL);
    /* 20 folders of 201 bytes fit in 4,096; each holds a file. */
    assert_int_equal(got.n_files, 21);
    assert_int_equal(got.n_notices, 1);
    assert_int_equal(got.notices[0].kind, NOTICE_LIMIT);
    gathered_release(&got);
}

static void test_a_deep_tree_needs_no_stack(void **state)
{
    (void)state;
    struct gathered got;
    int fd = open(".", O_RDONLY | O_DIRECTORY);
    for (int depth = 0; depth < 2040; depth++) {
        assert_int_equal(mkdirat(fd, "d", 0755), 0);
        int next = openat(fd, "d", O_RDONLY | O_DIRECTORY);
        close(fd);
        fd = next;
    }
    int file = openat(fd, "f", O_CREAT | O_WRONLY, 0644);
    assert_int_equal(write(file, "deep", 4), 4);
    close(file);
    close(fd);
    scan_here(&got, NULL);
    assert_int_equal(got.n_notices, 0);
    assert_int_equal(got.n_files, 1);
    assert_string_equal(got.files[0].bytes, "deep");
    assert_int_equal(got.totals.folders, 2041);
    gathered_release(&got);
}

static void test_each_path_once(void **state)
{
    (void)state;
    static const char *const twice[] = {".",   "d",        "./d/",
                                        "d/a", "./d/../d", "d/a"};
    static const char *const links[] = {"d", "hard"};
    struct gathered got;
    put_file("d/a", "x");
    put_file("d/b", "x");
    put_file("c", "x");
    gather(&got, tree(twice, 6, NULL), NULL);
    assert_int_equal(got.n_files, 3);
    assert_int_equal(got.n_notices, 0);
    assert_int_equal(got.totals.folders, 2);
    gathered_release(&got);
    /* Another name of the same file is another place. */
    assert_int_equal(link("d/a", "hard"), 0);
    gather(&got, tree(links, 2, NULL), NULL);
    assert_int_equal(got.n_files, 3);
    assert_non_null(gathered_find(&got, "d/a"));
    assert_non_null(gathered_find(&got, "hard"));
    gathered_release(&got);
}

static void test_excludes(void **state)
{
    (void)state;
    static const char *const globs[] = {"*.min.js", "vendor/", "/top"};
    struct source_dir_options options = {.excludes = globs, .n_excludes = 3};
    static const char *const named[] = {"vendor/v", "a.min.js", "d"};
    struct gathered got;
    put_file("a.min.js", "x");
    put_file("d/b.min.js", "x");
    put_file("vendor/v", "x");
    put_file("d/vendor/v", "x");
    put_file("top", "x");
    put_file("d/top", "x");
    put_file("keep", "x");
    scan_here(&got, &options);
    assert_int_equal(got.n_files, 2);
    assert_non_null(gathered_find(&got, "d/top"));
    assert_non_null(gathered_find(&got, "keep"));
    assert_int_equal(got.n_notices, 5);
    assert_true(gathered_has_notice(&got, NOTICE_IGNORED, "d/vendor"));
    gathered_release(&got);
    gather(&got, tree(named, 3, &options), NULL);
    assert_int_equal(got.n_files, 1);
    assert_true(gathered_has_notice(&got, NOTICE_IGNORED, "vendor/v"));
    assert_true(gathered_has_notice(&got, NOTICE_IGNORED, "a.min.js"));
    gathered_release(&got);
}

static void put_ignoring_tree(void)
{
    put_file("repo/.git/HEAD", "ref");
    put_file("repo/.git/info/exclude", "local\n");
    put_file("repo/.gitignore", "*.log\n/build/\n!keep.log\n/sub/deep/x\n");
    put_file("repo/a.log", "x");
    put_file("repo/keep.log", "x");
    put_file("repo/local", "x");
    put_file("repo/build/keep.log", "x");
    put_file("repo/sub/.gitignore", "!b.log\ny\n");
    put_file("repo/sub/b.log", "x");
    put_file("repo/sub/build/c", "x");
    put_file("repo/sub/deep/x", "x");
    put_file("repo/sub/deep/y", "x");
    put_file("repo/sub/deep/z", "x");
    put_file("repo/inner/.git/HEAD", "ref");
    put_file("repo/inner/d.log", "x");
}

static void test_gitignore(void **state)
{
    (void)state;
    struct source_dir_options options = {.gitignore = true};
    struct gathered got;
    put_ignoring_tree();
    put_file("outside.log", "x");
    scan_here(&got, &options);
    assert_null(gathered_find(&got, "repo/a.log"));
    assert_null(gathered_find(&got, "repo/local"));
    assert_null(gathered_find(&got, "repo/build/keep.log"));
    assert_null(gathered_find(&got, "repo/sub/deep/x"));
    assert_null(gathered_find(&got, "repo/sub/deep/y"));
    assert_non_null(gathered_find(&got, "repo/keep.log"));
    assert_non_null(gathered_find(&got, "repo/sub/b.log"));
    assert_non_null(gathered_find(&got, "repo/sub/build/c"));
    assert_non_null(gathered_find(&got, "repo/sub/deep/z"));
    assert_non_null(gathered_find(&got, "repo/.gitignore"));
    assert_non_null(gathered_find(&got, "repo/inner/d.log"));
    assert_non_null(gathered_find(&got, "outside.log"));
    assert_int_equal(got.n_notices, 5);
    gathered_release(&got);
    /* Not asked for, nothing is left out. */
    scan_here(&got, NULL);
    assert_int_equal(got.n_notices, 0);
    assert_non_null(gathered_find(&got, "repo/a.log"));
    gathered_release(&got);
}

static void test_gitignore_above_the_given_folder(void **state)
{
    (void)state;
    struct source_dir_options options = {.gitignore = true};
    static const char *const named[] = {"repo/sub/deep", "repo/a.log"};
    struct gathered got;
    put_ignoring_tree();
    put_file("repo/sub/deep/local", "x");
    gather(&got, tree(named, 2, &options), NULL);
    assert_int_equal(got.n_files, 2);
    assert_non_null(gathered_find(&got, "repo/sub/deep/z"));
    assert_non_null(gathered_find(&got, "repo/a.log")); /* named */
    assert_true(gathered_has_notice(&got, NOTICE_IGNORED, "repo/sub/deep/x"));
    assert_true(gathered_has_notice(&got, NOTICE_IGNORED, "repo/sub/deep/y"));
    assert_true(
        gathered_has_notice(&got, NOTICE_IGNORED, "repo/sub/deep/local"));
    gathered_release(&got);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_paths_are_shown_as_given),
        TEST(test_names_of_any_bytes),
        TEST(test_git_internals_are_passed_over),
        TEST(test_links_are_told_and_not_followed),
        TEST(test_special_files_are_never_opened),
        TEST(test_missing_paths_are_failures),
        TEST(test_unreadable_things),
        TEST(test_files_that_vanish),
        TEST(test_a_file_turned_into_a_link),
        TEST(test_a_file_turned_into_a_pipe),
        TEST(test_paths_past_the_limit),
        TEST(test_a_deep_tree_needs_no_stack),
        TEST(test_each_path_once),
        TEST(test_excludes),
        TEST(test_gitignore),
        TEST(test_gitignore_above_the_given_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
