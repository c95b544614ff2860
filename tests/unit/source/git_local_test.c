/* SPDX-License-Identifier: Apache-2.0
 *
 * What git ignores and does not track; and what --gitignore leaves out, which
 * is the same. */
#include "source/git_local.h"

#include "source/git_tracked.h"
#include "source/source_dir.h"
#include "unit/source/git_fixture.h"
#include "unit/source/source_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void put_repo(void)
{
    repo_enter(NULL);
    put_file("repo/.gitignore", "*.log\n/build/\n!keep.log\n");
    put_file("repo/sub/.gitignore", "!b.log\ny\n");
    static const char *const files[] = {
        "tracked.log",   "other.log",   "plain",          "keep.log",
        "build/tracked", "build/other", "build/keep.log", "build!",
        "sub/b.log",     "sub/y",       "sub/deep/y",     "sub/deep/z",
        "sub/t.log",     "local",       "build-not/x"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[64];
        snprintf(path, sizeof(path), "repo/%s", files[i]);
        put_file(path, "x");
    }
    repo_run("cd repo && git init -q && echo local >>.git/info/exclude && "
             "git add -f tracked.log build/tracked 'build!' sub/t.log plain");
}

/* git itself is asked the same. */
static void the_same_as_git(void **state)
{
    (void)state;
    char line[256];
    size_t count = 0;
    put_repo();
    repo_run("cd repo && find . -type f -not -path './.git/*' | "
             "sed 's|^./||' | sort >../all && "
             "git ls-files -o -i --exclude-standard | sort >../ignored");
    struct git_local *local = git_local_new();
    FILE *all = fopen("all", "r");
    assert_non_null(all);
    while (fgets(line, sizeof(line), all)) {
        char path[300];
        char command[400];
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof(path), "repo/%s", line);
        snprintf(command, sizeof(command), "grep -c -F -x '%s' ignored || true",
                 line);
        bool expected = repo_output(command)[0] == '1';
        if (git_local_has(local, path) != expected) {
            fail_msg("%s: %d expected", path, expected);
        }
        count += expected;
    }
    fclose(all);
    assert_in_range(count, 6, 10);
    git_local_free(local);
    repo_leave();
}

static void other_places(void **state)
{
    (void)state;
    put_repo();
    put_file("outside.log", "x");
    put_file("repo/inner/.gitignore", "secret\n");
    put_file("repo/inner/secret", "x");
    put_file("repo/inner/a.log", "x");
    repo_run("git init -q repo/inner");
    struct git_local *local = git_local_new();
    assert_false(git_local_has(local, "outside.log"));
    assert_false(git_local_has(local, "none/outside.log"));
    /* A repository of its own begins anew. */
    assert_true(git_local_has(local, "repo/inner/secret"));
    assert_false(git_local_has(local, "repo/inner/a.log"));
    assert_int_equal(chdir("repo"), 0);
    assert_true(git_local_has(local, "other.log"));
    assert_true(git_local_has(local, "./sub/../other.log"));
    assert_false(git_local_has(local, "plain"));
    assert_int_equal(chdir("sub"), 0);
    assert_true(git_local_has(local, "../build/other"));
    assert_false(git_local_has(local, "../build/tracked"));
    assert_true(git_local_has(local, "y"));
    assert_int_equal(chdir("../.."), 0);
    /* Unknown is not local. */
    repo_run("echo DIRC >repo/.git/index");
    git_local_free(local);
    local = git_local_new();
    assert_false(git_local_has(local, "repo/other.log"));
    git_local_free(local);
    git_local_free(NULL);
    repo_leave();
}

static void in_a_linked_worktree(void **state)
{
    (void)state;
    put_repo();
    repo_run("cd repo && git add .gitignore && git commit -q -m x && "
             "git worktree add -q ../linked && cd ../linked && touch new.log");
    struct git_local *local = git_local_new();
    assert_true(git_local_has(local, "linked/new.log"));
    assert_false(git_local_has(local, "linked/tracked.log"));
    git_local_free(local);
    repo_leave();
}

static void gather_paths(struct gathered *out, const char *const *paths,
                         size_t n)
{
    const struct source_dir_options options = {.gitignore = true};
    struct source *source = NULL;
    struct err err = {0};
    assert_int_equal(source_dir_new(&source, paths, n, &options, &err), 0);
    gather(out, source, NULL);
}

static void gitignore_leaves_what_is_tracked(void **state)
{
    (void)state;
    static const char *const all[] = {"repo"};
    static const char *const below[] = {"repo/sub", "repo/build"};
    struct gathered got;
    put_repo();
    gather_paths(&got, all, 1);
    assert_non_null(gathered_find(&got, "repo/tracked.log"));
    assert_non_null(gathered_find(&got, "repo/build/tracked"));
    assert_non_null(gathered_find(&got, "repo/build!"));
    assert_non_null(gathered_find(&got, "repo/sub/t.log"));
    assert_non_null(gathered_find(&got, "repo/keep.log"));
    assert_null(gathered_find(&got, "repo/other.log"));
    /* In a folder that is ignored nothing else is looked at. */
    assert_null(gathered_find(&got, "repo/build/other"));
    assert_null(gathered_find(&got, "repo/build/keep.log"));
    assert_true(gathered_has_notice(&got, NOTICE_IGNORED, "repo/build/other"));
    gathered_release(&got);
    gather_paths(&got, below, 2);
    assert_non_null(gathered_find(&got, "repo/sub/t.log"));
    assert_non_null(gathered_find(&got, "repo/build/tracked"));
    assert_null(gathered_find(&got, "repo/sub/y"));
    /* What is named is searched. */
    assert_non_null(gathered_find(&got, "repo/build/other"));
    gathered_release(&got);
    /* Unknown is not untracked: that is said. */
    repo_run("echo DIRC >repo/.git/index");
    gather_paths(&got, all, 1);
    assert_true(gathered_has_notice(&got, NOTICE_UNREADABLE, "repo"));
    gathered_release(&got);
    gather_paths(&got, below, 1);
    assert_true(gathered_has_notice(&got, NOTICE_UNREADABLE, "repo/sub"));
    gathered_release(&got);
    repo_leave();
}

static void names_that_begin_alike(void **state)
{
    (void)state;
    struct git_tracked *tracked = NULL;
    struct err err = {0};
    repo_enter(NULL);
    repo_run("git init -q . && mkdir -p a a.b ab && touch a/x a.b/x ab/x "
             "'a!' a0 && git add . && mkdir -p a/y");
    assert_int_equal(git_tracked_open(&tracked, ".", &err), 0);
    static const char *const there[] = {"a", "a/x", "a.b", "ab", "a!", "a0"};
    static const char *const absent[] = {"a.", "a/", "a/y", "b", "a!/x", "A"};
    for (size_t i = 0; i < 6; i++) {
        assert_true(git_tracked_has(tracked, span_str(there[i])));
        assert_false(git_tracked_has(tracked, span_str(absent[i])));
    }
    git_tracked_free(tracked);
    git_tracked_free(NULL);
    repo_leave();
}

static int prepare(void **state)
{
    (void)state;
    repo_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_as_git),
        cmocka_unit_test(other_places),
        cmocka_unit_test(in_a_linked_worktree),
        cmocka_unit_test(gitignore_leaves_what_is_tracked),
        cmocka_unit_test(names_that_begin_alike),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
