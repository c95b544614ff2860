/* SPDX-License-Identifier: Apache-2.0
 *
 * --staged gives what the next commit adds: no more, and never less. */
#include "source/source_staged.h"

#include "unit/source/git_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

/* The fresh text of a path's contents; fails when it is no unit. */
static const char *fresh(const struct seen *seen, const char *path)
{
    const struct seen_unit *unit = seen_unit(seen, path, UNIT_CONTENT);
    assert_non_null(unit);
    return unit->fresh;
}

static void only_added_lines(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("printf '1\\nnew\\n' >a.b; git add a.b; echo unstaged >>a0");
    see_staged(&seen, ".");
    assert_int_equal(seen.n_units, 1);
    assert_string_equal(fresh(&seen, "a.b"), "new\n");
    assert_int_equal(seen.totals.files, 1);
    assert_int_equal(seen.totals.bytes, 4);
    seen_release(&seen);
    repo_run("git commit -qm x; printf 'a\\nb\\nc\\nd\\ne\\n' >f; git add f; "
             "git commit -qm f; printf 'A\\nb\\nC\\nd\\nE' >f; git add f");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "f"), "A\n|C\n|E");
    seen_release(&seen);
    repo_leave();
}

static void nothing_staged(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("echo x >>a0; echo untracked >u; rm a.b; git rm -q --cached a.b");
    see_staged(&seen, ".");
    assert_int_equal(seen.n_units, 0);
    assert_int_equal(seen.totals.files, 0);
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_leave();
}

static void first_commit(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter(NULL);
    repo_run("mkdir d; echo needle-first >d/f; git add d");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "d/f"), "needle-first\n");
    assert_non_null(seen_unit(&seen, "d/f", UNIT_NAME));
    seen_release(&seen);
    repo_leave();
}

static void attributes_hide_nothing(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("attributes");
    repo_run(
        "echo needle-more >>prod.env; printf 'a\\0needle-nul\\n' >>app.cfg;"
        "git add .");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "prod.env"), "needle-more\n");
    assert_string_equal(fresh(&seen, "app.cfg"), "a~needle-nul\n");
    seen_release(&seen);
    repo_leave();
}

static void all_of_it_from_a_subdirectory(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("echo needle-root >>a0; echo needle-sub >>a/b/c/d/e; git add .");
    assert_int_equal(chdir("a/b/c"), 0);
    see_staged(&seen, NULL);
    assert_string_equal(fresh(&seen, "a0"), "needle-root\n");
    assert_string_equal(fresh(&seen, "a/b/c/d/e"), "needle-sub\n");
    seen_release(&seen);
    repo_leave();
}

static void see_paths(struct seen *out, const char *const *paths, size_t n)
{
    struct source_staged_options options = {.paths = paths, .n_paths = n};
    struct source *source = NULL;
    struct err err = {0};
    assert_int_equal(source_staged_new(&source, &options, &err), 0);
    see(out, source, 1);
}

static void only_paths_that_are_named(void **state)
{
    (void)state;
    struct seen seen;
    struct source *source = NULL;
    struct err err = {0};
    repo_enter("deep");
    repo_run("echo x >>a0; echo x >>a.b; echo x >>a/b/c/d/e; git add .");
    see_paths(&seen, (const char *[]){"a"}, 1);
    assert_int_equal(seen.totals.files, 1);
    seen_release(&seen);
    see_paths(&seen, (const char *[]){"./a0", "a.b"}, 2);
    assert_int_equal(seen.totals.files, 2);
    seen_release(&seen);
    see_paths(&seen, (const char *[]){"*"}, 1);
    assert_int_equal(seen.totals.files, 2);
    seen_release(&seen);
    assert_int_equal(chdir("a/b"), 0);
    see_paths(&seen, (const char *[]){"../../a0", "."}, 2);
    assert_int_equal(seen.totals.files, 2);
    seen_release(&seen);
    struct source_staged_options outside = {
        .paths = (const char *[]){"../../../x"}, .n_paths = 1};
    assert_int_equal(source_staged_new(&source, &outside, &err), ERR_USAGE);
    repo_leave();
}

static void whole_files(void **state)
{
    (void)state;
    struct seen seen;
    struct source_staged_options options = {.repository = ".",
                                            .whole_files = true};
    struct source *source = NULL;
    repo_enter("deep");
    repo_run("echo x >>a0; git add .");
    assert_int_equal(source_staged_new(&source, &options, NULL), 0);
    see(&seen, source, 1);
    assert_string_equal(fresh(&seen, "a0"), "2\nx\n");
    seen_release(&seen);
    repo_leave();
}

static void renames(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("rename_edit");
    repo_run("git mv final.ini moved.ini; echo needle-edit >>moved.ini; "
             "git add .");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "moved.ini"), "needle-edit\n");
    assert_non_null(seen_unit(&seen, "moved.ini", UNIT_NAME));
    seen_release(&seen);
    repo_run("git reset -q --hard; git mv final.ini same.ini");
    see_staged(&seen, ".");
    assert_null(seen_unit(&seen, "same.ini", UNIT_CONTENT));
    assert_non_null(seen_unit(&seen, "same.ini", UNIT_NAME));
    seen_release(&seen);
    repo_run("git reset -q --hard; git rm -q final.ini; "
             "echo quite different >other.ini; git add .");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "other.ini"), "quite different\n");
    seen_release(&seen);
    repo_leave();
}

static void links_modes_and_types(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("names");
    repo_run("ln -sf needle-new-target link; chmod +x plain; "
             "ln -sf plain needle-file.txt; git add .");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "link"), "needle-new-target");
    assert_string_equal(fresh(&seen, "needle-file.txt"), "plain");
    assert_null(seen_unit(&seen, "plain", UNIT_CONTENT));
    seen_release(&seen);
    repo_leave();
}

static void folder_and_file_change_places(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("rm -r a; echo needle-file >a; rm a0; mkdir a0; "
             "echo needle-folder >a0/x; git add -A");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "a"), "needle-file\n");
    assert_string_equal(fresh(&seen, "a0/x"), "needle-folder\n");
    seen_release(&seen);
    repo_leave();
}

static void conflicts(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter(NULL);
    repo_run("echo base >f; git add f; git commit -qm b; "
             "git checkout -q -b side; echo needle-theirs >f; "
             "git commit -qam t; git checkout -q main; echo ours >f; "
             "git commit -qam o; git merge -q side >/dev/null || true");
    see_staged(&seen, ".");
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_run("git merge --abort; git cherry-pick side >/dev/null 2>&1 || true");
    see_staged(&seen, ".");
    assert_true(seen_text(&seen, "needle-theirs"));
    seen_release(&seen);
    repo_leave();
}

/* In a merge only what neither side has is new. */
static void merge_in_progress(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter(NULL);
    repo_run("echo base >f; git add f; git commit -qm b; "
             "git checkout -q -b side; echo needle-theirs >g; "
             "git add g; git commit -qm t; git checkout -q main; echo o >h; "
             "git add h; git commit -qm o; git merge -q --no-commit side "
             ">/dev/null 2>&1; "
             "echo needle-evil >>g; git add g");
    see_staged(&seen, ".");
    assert_false(seen_text(&seen, "needle-theirs"));
    assert_string_equal(fresh(&seen, "g"), "needle-evil\n");
    seen_release(&seen);
    repo_leave();
}

static void intent_to_add_has_no_contents(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("echo later >later; git add -N later");
    see_staged(&seen, ".");
    assert_int_equal(seen.n_units, 0);
    seen_release(&seen);
    repo_leave();
}

static void as_a_hook(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("echo needle-hook >>a0; GIT_INDEX_FILE=.git/other git read-tree "
             "HEAD; GIT_INDEX_FILE=.git/other git add a0");
    setenv("GIT_DIR", ".git", 1);
    setenv("GIT_INDEX_FILE", ".git/other", 1);
    see_staged(&seen, NULL);
    assert_string_equal(fresh(&seen, "a0"), "needle-hook\n");
    seen_release(&seen);
    unsetenv("GIT_INDEX_FILE");
    see_staged(&seen, NULL);
    assert_int_equal(seen.n_units, 0);
    seen_release(&seen);
    unsetenv("GIT_DIR");
    repo_leave();
}

static void worktree_and_submodule(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("git worktree add -q linked -b linked; "
             "echo needle-linked >>linked/a0; git -C linked add a0; "
             "git init -q -b main up; (cd up; echo f >f; git add f; "
             "git commit -qm f); git -c protocol.file.allow=always submodule "
             "--quiet add ./up mod; echo needle-mod >>mod/f; "
             "git -C mod add f");
    see_staged(&seen, "linked");
    assert_string_equal(fresh(&seen, "a0"), "needle-linked\n");
    assert_int_equal(seen.n_units, 1);
    seen_release(&seen);
    see_staged(&seen, "mod");
    assert_string_equal(fresh(&seen, "f"), "needle-mod\n");
    seen_release(&seen);
    see_staged(&seen, ".");
    assert_true(seen_notice(&seen, NOTICE_IGNORED, "mod"));
    assert_non_null(seen_unit(&seen, ".gitmodules", UNIT_CONTENT));
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_leave();
}

static void every_index_format(void **state)
{
    (void)state;
    static const char *const formats[] = {
        "git update-index --index-version 2",
        "git update-index --index-version 3",
        "git update-index --index-version 4",
        "git update-index --untracked-cache; git config index.threads 4",
        "git update-index --skip-worktree a.b; git update-index "
        "--assume-unchanged a0"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct seen seen;
        repo_enter("deep");
        repo_run(formats[i]);
        see_staged(&seen, ".");
        assert_int_equal(seen.n_units, 0);
        seen_release(&seen);
        repo_run("echo needle-x >>a/b/c/d/e; git add a/b/c/d/e");
        see_staged(&seen, ".");
        assert_int_equal(seen.n_units, 1);
        assert_string_equal(fresh(&seen, "a/b/c/d/e"), "needle-x\n");
        seen_release(&seen);
        repo_leave();
    }
}

static void sparse_index(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("mkdir -p far/away near; echo 1 >far/away/f; echo 1 >near/f; "
             "git add .; git commit -qm s; "
             "git sparse-checkout init --cone --sparse-index; "
             "git sparse-checkout set near; echo needle-near >>near/f; "
             "git add near");
    assert_string_equal(
        repo_output("git ls-files --sparse -s | grep -c ^040000"), "2");
    see_staged(&seen, ".");
    assert_int_equal(seen.n_units, 1);
    assert_string_equal(fresh(&seen, "near/f"), "needle-near\n");
    seen_release(&seen);
    repo_run("b=$(echo needle-far | git hash-object -w --stdin); "
             "t=$(printf '100644 blob %s\\tnew\\n' $b | git mktree); "
             "git reset -q --soft HEAD~1");
    see_staged(&seen, ".");
    assert_string_equal(fresh(&seen, "far/away/f"), "1\n");
    seen_release(&seen);
    repo_leave();
}

static int staged_code(const char *path, struct err *err)
{
    struct source_staged_options options = {.repository = path};
    struct source *source = NULL;
    int rc = source_staged_new(&source, &options, err);
    if (rc == 0) {
        source->ops->free(source);
    }
    return rc;
}

static void damaged_index_is_an_error(void **state)
{
    (void)state;
    struct err err = {0};
    repo_enter("deep");
    repo_run("cp .git/index whole; head -c 150 whole >.git/index");
    assert_int_equal(staged_code(".", &err), ERR_FORMAT);
    repo_run("echo DIRC >.git/index");
    assert_int_equal(staged_code(".", &err), ERR_FORMAT);
    repo_run("cp whole .git/index; printf '\\377\\377' | dd of=.git/index "
             "bs=1 seek=8 conv=notrunc 2>/dev/null");
    assert_int_equal(staged_code(".", &err), ERR_FORMAT);
    repo_run("cp whole .git/index; git update-index --split-index");
    assert_int_equal(staged_code(".", &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "split"));
    assert_int_equal(staged_code("/", &err), ERR_MISSING);
    repo_leave();
}

static void broken_head_is_an_error(void **state)
{
    (void)state;
    struct err err = {0};
    repo_enter("deep");
    repo_run("echo garbage >.git/HEAD");
    assert_true(staged_code(".", &err) < 0);
    repo_run("echo 'ref: refs/heads/main' >.git/HEAD; "
             "mkdir -p .git/refs/heads; "
             "echo 1234567890123456789012345678901234567890 "
             ">.git/refs/heads/main");
    assert_int_equal(staged_code(".", &err), ERR_MISSING);
    repo_leave();
}

static void missing_blob_is_said(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("echo gone >gone; git add gone; rm -f .git/objects/"
             "$(git rev-parse :gone | sed 's,^..,&/,')");
    see_staged(&seen, ".");
    assert_true(seen_notice(&seen, NOTICE_MISSING, "gone"));
    seen_release(&seen);
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
        cmocka_unit_test(only_added_lines),
        cmocka_unit_test(nothing_staged),
        cmocka_unit_test(first_commit),
        cmocka_unit_test(attributes_hide_nothing),
        cmocka_unit_test(all_of_it_from_a_subdirectory),
        cmocka_unit_test(only_paths_that_are_named),
        cmocka_unit_test(whole_files),
        cmocka_unit_test(renames),
        cmocka_unit_test(links_modes_and_types),
        cmocka_unit_test(folder_and_file_change_places),
        cmocka_unit_test(conflicts),
        cmocka_unit_test(merge_in_progress),
        cmocka_unit_test(intent_to_add_has_no_contents),
        cmocka_unit_test(as_a_hook),
        cmocka_unit_test(worktree_and_submodule),
        cmocka_unit_test(every_index_format),
        cmocka_unit_test(sparse_index),
        cmocka_unit_test(damaged_index_is_an_error),
        cmocka_unit_test(broken_head_is_an_error),
        cmocka_unit_test(missing_blob_is_said),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
