/* SPDX-License-Identifier: Apache-2.0
 *
 * --range gives what each commit of a range adds, and never an empty range
 * for one that cannot be known. */
#include "source/source_range.h"

#include "unit/source/git_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

static const char *fresh(const struct seen *seen, const char *path)
{
    const struct seen_unit *unit = seen_unit(seen, path, UNIT_CONTENT);
    assert_non_null(unit);
    return unit->fresh;
}

static void added_and_removed_is_seen(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    see_range(&seen, "HEAD~3..HEAD");
    assert_true(seen_text(&seen, "needle-gone"));
    assert_int_equal(seen.totals.commits, 3);
    const struct seen_unit *unit = seen_unit(&seen, "a", UNIT_CONTENT);
    assert_string_equal(unit->commit, repo_output("git rev-parse HEAD~2"));
    assert_string_equal(unit->object, repo_output("git rev-parse HEAD~2:a"));
    assert_true(strncmp(unit->fresh, "token", 5) == 0);
    seen_release(&seen);
    see_range(&seen, "HEAD~1..");
    assert_int_equal(seen.totals.commits, 1);
    assert_false(seen_text(&seen, "needle-gone"));
    seen_release(&seen);
    repo_leave();
}

static void merges_count_against_all_parents(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("merge_only");
    see_range(&seen, "HEAD^!");
    assert_int_equal(seen.totals.commits, 1);
    assert_non_null(strstr(fresh(&seen, "a"), "needle-evil"));
    assert_true(seen_text(&seen, "needle-new"));
    assert_false(seen_text(&seen, "needle-side"));
    assert_false(seen_text(&seen, "needle-main"));
    seen_release(&seen);
    repo_leave();
    repo_enter("octopus");
    see_range(&seen, "HEAD^!");
    assert_true(seen_text(&seen, "needle-octopus"));
    assert_false(seen_text(&seen, "needle-b"));
    assert_false(seen_text(&seen, "needle-c\n"));
    assert_false(seen_text(&seen, "needle-m"));
    seen_release(&seen);
    repo_leave();
}

static void messages_authors_and_tags(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("messages");
    see_range(&seen, "HEAD~2..HEAD");
    assert_true(seen_text(&seen, "needle-message"));
    assert_true(seen_text(&seen, "needle-author"));
    assert_false(seen_text(&seen, "needle-tag"));
    seen_release(&seen);
    see_range(&seen, "HEAD..v1");
    assert_int_equal(seen.totals.commits, 0);
    assert_true(seen_text(&seen, "needle-tag"));
    seen_release(&seen);
    see_range(&seen, "notes/commits^!");
    assert_true(seen_text(&seen, "needle-note"));
    seen_release(&seen);
    repo_leave();
}

static void renames_and_names(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("rename_edit");
    see_range(&seen, "HEAD~2..HEAD");
    assert_false(seen_text(&seen, "needle-before"));
    assert_true(seen_text(&seen, "needle-after"));
    assert_non_null(seen_unit(&seen, "settings/new.ini", UNIT_NAME));
    assert_non_null(seen_unit(&seen, "final.ini", UNIT_NAME));
    assert_null(seen_unit(&seen, "final.ini", UNIT_CONTENT));
    seen_release(&seen);
    repo_leave();
    repo_enter("deep");
    see_range(&seen, "HEAD~3..HEAD");
    assert_true(seen_text(&seen, "needle-deeper"));
    assert_true(seen_text(&seen, "needle-file-now"));
    assert_true(seen_text(&seen, "needle-folder-again"));
    assert_false(seen_text(&seen, "needle-deep\n"));
    seen_release(&seen);
    repo_leave();
}

static void roots_and_attributes(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("attributes");
    see_range(&seen, "HEAD");
    assert_int_equal(seen.totals.commits, 2);
    assert_true(seen_text(&seen, "needle-env"));
    assert_true(seen_text(&seen, "Nothing here"));
    seen_release(&seen);
    repo_leave();
}

/* Commits of a range are those of git, whatever the graph. */
static void commits_as_git_lists_them(void **state)
{
    (void)state;
    static const char *const ranges[] = {
        "HEAD~5..HEAD", "HEAD...side", "side..HEAD", "HEAD..side",
        "HEAD",         "side^!",      "HEAD^2..",   "..side"};
    repo_enter(NULL);
    repo_run("for i in 1 2 3 4 5 6; do echo $i >f$i; git add f$i; "
             "GIT_COMMITTER_DATE=\"$((1700000000 + (i * 7919) % 5000)) +0000\" "
             "git commit -qm $i; [ $i != 3 ] || git branch side; done; "
             "git checkout -q side; for i in 7 8 9; do echo $i >f$i; "
             "git add f$i; git commit -qm $i; done; "
             "git merge -q -m m main~1; git checkout -q main; "
             "git merge -q -m n side~1");
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        struct seen seen;
        char script[256];
        snprintf(script, sizeof(script), "git rev-list --count '%s'",
                 ranges[i]);
        see_range(&seen, ranges[i]);
        assert_int_equal(seen.totals.commits,
                         strtoull(repo_output(script), NULL, 10));
        seen_release(&seen);
    }
    repo_leave();
}

static int range_code(const char *const *ranges, size_t n, enum git_hide hide,
                      struct seen *seen, struct err *err)
{
    struct source_range_options options = {
        .ranges = ranges, .n_ranges = n, .hide = hide};
    struct source *source = NULL;
    int rc = source_range_new(&source, &options, err);
    if (rc == 0) {
        see(seen, source, 2);
    }
    return rc;
}

static void what_others_have_is_left_out(void **state)
{
    (void)state;
    struct seen seen;
    struct err err = {0};
    repo_enter("branches");
    char *tip = strdup(
        repo_output("git commit-tree -m needle-new -p HEAD HEAD^{tree}"));
    const char *range = tip;
    assert_int_equal(range_code(&range, 1, GIT_HIDE_REFS, &seen, &err), 0);
    assert_int_equal(seen.totals.commits, 1);
    assert_true(seen_text(&seen, "needle-new"));
    seen_release(&seen);
    free(tip);
    repo_leave();
}

static void several_ranges_at_once(void **state)
{
    (void)state;
    struct seen seen;
    struct err err = {0};
    repo_enter("branches");
    const char *const both[] = {"topic", "main", "^main~2"};
    assert_int_equal(range_code(both, 3, GIT_HIDE_NOTHING, &seen, &err), 0);
    assert_int_equal(seen.totals.commits, 3);
    seen_release(&seen);
    repo_leave();
}

static void what_cannot_be_known_is_an_error(void **state)
{
    (void)state;
    struct err err = {0};
    static const char *const wrong[] = {
        "nowhere..HEAD",
        "HEAD..nowhere",
        "nowhere...HEAD",
        "nowhere",
        "1234567890123456789012345678901234567890..HEAD",
        "nowhere^!"};
    repo_enter("added_removed");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(range_code(&wrong[i], 1, GIT_HIDE_NOTHING, NULL, &err),
                         ERR_MISSING);
        assert_non_null(strstr(err.text, "git fetch"));
    }
    const char *empty = "";
    assert_int_equal(range_code(&empty, 1, GIT_HIDE_NOTHING, NULL, &err),
                     ERR_USAGE);
    repo_leave();
}

static void shallow_clones(void **state)
{
    (void)state;
    struct seen seen;
    struct err err = {0};
    repo_enter("added_removed");
    repo_run("first=$(git rev-parse HEAD~3); "
             "git clone -q --depth 2 file://$PWD shallow; "
             "git -C shallow fetch -q --depth 1 origin $first; "
             "git -C shallow tag base $first");
    assert_int_equal(chdir("shallow"), 0);
    const char *range = "HEAD~2..HEAD";
    assert_int_equal(range_code(&range, 1, GIT_HIDE_NOTHING, NULL, &err),
                     ERR_MISSING);
    assert_non_null(strstr(err.text, "shallow"));
    assert_non_null(strstr(err.text, "--unshallow"));
    range = "base..HEAD";
    assert_int_equal(range_code(&range, 1, GIT_HIDE_NOTHING, NULL, &err),
                     ERR_MISSING);
    assert_non_null(strstr(err.text, "ends at commit"));
    range = "base...HEAD";
    assert_int_equal(range_code(&range, 1, GIT_HIDE_NOTHING, NULL, &err),
                     ERR_MISSING);
    range = "HEAD~1..HEAD";
    assert_int_equal(range_code(&range, 1, GIT_HIDE_NOTHING, &seen, &err), 0);
    assert_int_equal(seen.totals.commits, 1);
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    range = "HEAD";
    assert_int_equal(range_code(&range, 1, GIT_HIDE_NOTHING, &seen, &err), 0);
    assert_int_equal(seen.totals.commits, 2);
    assert_true(seen_notice(&seen, NOTICE_MISSING, "shallow"));
    seen_release(&seen);
    repo_leave();
}

static void missing_and_damaged_objects(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("git repack -adq; p=$(echo .git/objects/pack/*.pack); "
             "mv $p .git/p; rm -f .git/objects/pack/*; "
             "git unpack-objects -q <.git/p; rm -f .git/objects/"
             "$(git rev-parse HEAD~2:a | sed 's,^..,&/,')");
    see_range(&seen, "HEAD~3..HEAD");
    assert_true(seen_notice(&seen, NOTICE_MISSING, "a"));
    assert_true(seen_text(&seen, "needle-kept"));
    seen_release(&seen);
    repo_run("rm -f .git/objects/"
             "$(git rev-parse HEAD~2^{tree} | sed 's,^..,&/,')");
    see_range(&seen, "HEAD~3..HEAD");
    assert_true(seen_failures(&seen) >= 2);
    assert_true(seen_text(&seen, "needle-kept"));
    seen_release(&seen);
    repo_leave();
}

static void only_paths_that_are_named(void **state)
{
    (void)state;
    struct seen seen;
    struct source *source = NULL;
    struct err err = {0};
    repo_enter("attributes");
    struct source_range_options options = {.ranges = (const char *[]){"HEAD"},
                                           .n_ranges = 1,
                                           .paths = (const char *[]){"*.env"},
                                           .n_paths = 1};
    assert_int_equal(source_range_new(&source, &options, &err), 0);
    see(&seen, source, 1);
    assert_true(seen_text(&seen, "needle-env"));
    assert_false(seen_text(&seen, "needle-cfg"));
    seen_release(&seen);
    repo_leave();
}

/* What pre-receive sees: the objects are not in the repository yet. */
static void quarantine(void **state)
{
    (void)state;
    struct seen seen;
    struct err err = {0};
    repo_enter("added_removed");
    repo_run("git clone -q --bare . server.git; mkdir quarantine; "
             "echo needle-pushed >n; git add n; git commit -qm p; "
             "git rev-parse HEAD >new; "
             "cp -r .git/objects/?? quarantine");
    char *range = strdup(repo_output("cat new"));
    const char *given = range;
    setenv("GIT_DIR", "server.git", 1);
    assert_int_equal(range_code(&given, 1, GIT_HIDE_REFS, NULL, &err),
                     ERR_MISSING);
    setenv("GIT_OBJECT_DIRECTORY", "quarantine", 1);
    setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES",
           "\"nowhere\\\"x\":server.git/objects", 1);
    assert_int_equal(range_code(&given, 1, GIT_HIDE_REFS, &seen, &err), 0);
    assert_int_equal(seen.totals.commits, 1);
    assert_true(seen_text(&seen, "needle-pushed"));
    seen_release(&seen);
    unsetenv("GIT_DIR");
    unsetenv("GIT_OBJECT_DIRECTORY");
    unsetenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    free(range);
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
        cmocka_unit_test(added_and_removed_is_seen),
        cmocka_unit_test(merges_count_against_all_parents),
        cmocka_unit_test(messages_authors_and_tags),
        cmocka_unit_test(renames_and_names),
        cmocka_unit_test(roots_and_attributes),
        cmocka_unit_test(commits_as_git_lists_them),
        cmocka_unit_test(what_others_have_is_left_out),
        cmocka_unit_test(several_ranges_at_once),
        cmocka_unit_test(what_cannot_be_known_is_an_error),
        cmocka_unit_test(shallow_clones),
        cmocka_unit_test(missing_and_damaged_objects),
        cmocka_unit_test(only_paths_that_are_named),
        cmocka_unit_test(quarantine),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
