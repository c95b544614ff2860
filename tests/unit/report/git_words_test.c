/* SPDX-License-Identifier: Apache-2.0
 *
 * Durations, shells, and which advice goes with which case. */
#include "report/git_words.h"

#include "report/git_advice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void durations(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "less than a minute"},
        {59, "less than a minute"},
        {60, "1 minute"},
        {7199, "1 hour"},
        {86400, "1 day"},
        {29 * 86400, "29 days"},
        {2629746, "1 month"},
        {31556951, "11 months"},
        {31556952, "1 year"},
        {31556952 + 2629746, "1 year 1 month"},
        {2 * 31556952 + 3 * 2629746, "2 years 3 months"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(git_duration(cases[i].seconds).text, cases[i].text);
    }
    assert_string_equal(git_date(1700000000).text, "2023-11-14");
    assert_string_equal(git_date(INT64_MAX).text, "");
    assert_string_equal(git_date(-5).text, "");
}

static void exposure(void **state)
{
    (void)state;
    struct git_attribution git = {.still = GIT_STILL_HEAD,
                                  .introduced = {.commit = "c", .time = 100},
                                  .removed = {.commit = "d", .time = 150}};
    assert_int_equal(git_exposed(&git, 400), 300);
    git.still = GIT_STILL_TIP;
    assert_int_equal(git_exposed(&git, 400), 300);
    git.still = GIT_STILL_HISTORY;
    assert_int_equal(git_exposed(&git, 400), 50);
    git.removed.commit = NULL;
    assert_int_equal(git_exposed(&git, 400), 300);
    /* A clock that was wrong tells nothing. */
    assert_int_equal(git_exposed(&git, 50), -1);
    git.introduced.time = INT64_MIN;
    assert_int_equal(git_exposed(&git, 50), -1);
    git.introduced.commit = NULL;
    assert_int_equal(git_exposed(&git, 400), -1);
}

static void quoted(const char *word, const char *expected)
{
    struct buf out;
    buf_init(&out, 1000);
    assert_int_equal(git_advice_quote(&out, word, NULL), 0);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static void shells(void **state)
{
    (void)state;
    quoted("src/a-b_c.txt", "src/a-b_c.txt");
    quoted("", "''");
    quoted("a b", "'a b'");
    quoted("it's", "'it'\\''s'");
    quoted("$(rm)", "'$(rm)'");
    quoted("~", "'~'");
    quoted("a\nb", "'a\nb'");
}

static const struct rule rule = {.id = "r"};

static void advised(const struct git_attribution *git, struct place place,
                    const struct report_git *repository, const char *command)
{
    struct finding finding = {
        .rule = &rule, .places = &place, .n_places = 1, .git = git};
    struct git_advice advice;
    git_advice_init(&advice, &finding, repository);
    assert_non_null(advice.what);
    assert_true(advice.n_commands > 0);
    assert_string_equal(advice.commands[advice.n_commands - 1].ptr, command);
    assert_int_equal(advice.first != NULL, git->spread == GIT_SPREAD_UNKNOWN);
    git_advice_release(&advice);
}

static void advice(void **state)
{
    (void)state;
    static const struct report_git below = {.revision = "1", .below = true};
    static const struct report_git fresh = {.revision = ""};
    const struct place file = {.path = "a b"};
    const struct place message = {.path = "commit:1", .part = PLACE_MESSAGE};
    struct git_attribution git = {
        .still = GIT_STILL_HEAD,
        .spread = GIT_SPREAD_LOCAL,
        .introduced = {.commit = "0123456789abcdef0123456789abcdef01234567"},
        .ref = "refs/heads/main",
        .on_head = true,
        .stash = -1};
    advised(&git, file, NULL, "git rebase --interactive 0123456789ab^");
    git.in_merges = true;
    advised(&git, file, NULL,
            "git rebase --interactive --rebase-merges 0123456789ab^");
    git.by_root = true;
    advised(&git, message, NULL,
            "git rebase --interactive --rebase-merges --root");
    git.by_head = true;
    advised(&git, file, NULL,
            "git add -- 'a b' && git commit --amend --no-edit");
    advised(&git, file, &below,
            "git add -- ':/a b' && git commit --amend --no-edit");
    advised(&git, message, NULL, "git commit --amend");
    git.spread = GIT_SPREAD_UNKNOWN;
    advised(&git, message, NULL, "git commit --amend");
    git.spread = GIT_SPREAD_PUSHED;
    advised(&git, file, NULL, "jackdaw scan --history --cleanup-plan FILE");
    git.spread = GIT_SPREAD_LOCAL;
    git.still = GIT_STILL_STAGED;
    advised(&git, file, NULL, "git restore --staged -- 'a b'");
    advised(&git, file, &fresh, "git rm --cached -- 'a b'");
    git.still = GIT_STILL_STASH;
    advised(&git, file, NULL, "git stash list");
    git.stash = 2;
    advised(&git, file, NULL, "git stash drop 'stash@{2}'");
    git.still = GIT_STILL_UNREACHABLE;
    advised(&git, file, NULL, git_advice_forget);
    git.still = GIT_STILL_LOOSE;
    advised(&git, file, NULL, "git gc --prune=now");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations),
        cmocka_unit_test(exposure),
        cmocka_unit_test(shells),
        cmocka_unit_test(advice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
