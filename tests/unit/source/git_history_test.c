/* SPDX-License-Identifier: Apache-2.0
 *
 * --history sees every object, wherever git keeps it, and says what is not
 * there. */
#include "source/source_history.h"

#include "unit/source/git_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

/* Fails unless fresh bytes of some unit hold the text. */
#define assert_seen(seen, text)     assert_true(seen_text(seen, text))
#define assert_not_seen(seen, text) assert_false(seen_text(seen, text))

/* As many objects as git itself counts, each once. */
static void assert_all_objects(const struct seen *seen)
{
    const char *count =
        repo_output("git cat-file --batch-all-objects --batch-check | wc -l");
    assert_int_equal(seen->totals.objects, strtoull(count, NULL, 10));
}

static void attributes_hide_nothing(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("attributes");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-env");
    assert_seen(&seen, "needle-cfg");
    assert_all_objects(&seen);
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_leave();
}

static void replace_refs_hide_nothing(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("attributes");
    repo_run("git replace $(git rev-parse HEAD:prod.env) "
             "$(echo harmless | git hash-object -w --stdin)");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-env");
    assert_seen(&seen, "harmless");
    seen_release(&seen);
    repo_leave();
}

static void grafts_hide_nothing(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("git replace --graft HEAD && git gc -q && "
             "git rev-parse HEAD >.git/info/grafts");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-gone");
    seen_release(&seen);
    repo_leave();
}

static void nothing_is_run(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("attributes");
    repo_run("for key in diff.env.textconv diff.external core.fsmonitor "
             "filter.x.smudge filter.x.clean filter.x.process core.pager "
             "core.sshCommand core.alternateRefsCommand diff.env.command "
             "core.gitProxy uploadpack.packObjectsHook; do "
             "git config $key \"touch $PWD/was-run; cat\"; done; "
             "echo '* diff=env filter=x' >.git/info/attributes");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-env");
    seen_release(&seen);
    repo_run("git -c core.fsmonitor= -c filter.x.clean= -c filter.x.process= "
             "-c filter.x.smudge= update-index --add --cacheinfo "
             "100644,$(git rev-parse HEAD:prod.env),other.env");
    see_staged(&seen, ".");
    assert_seen(&seen, "needle-env");
    seen_release(&seen);
    see_range(&seen, "HEAD~1..HEAD");
    assert_seen(&seen, "needle-env");
    seen_release(&seen);
    repo_run("test ! -e was-run");
    repo_leave();
}

static void merges_and_messages(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("merge_only");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-evil");
    assert_seen(&seen, "needle-new");
    seen_release(&seen);
    repo_leave();
    repo_enter("messages");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-message");
    assert_seen(&seen, "needle-author");
    assert_seen(&seen, "needle-tag");
    assert_seen(&seen, "needle-note");
    assert_int_equal(seen.totals.commits, 4);
    seen_release(&seen);
    repo_leave();
}

static void names_and_targets(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("names");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-target");
    assert_seen(&seen, "needle-file");
    assert_seen(&seen, "needle-folder");
    seen_release(&seen);
    repo_leave();
}

/* "plain" stands in both root trees, but is one name. */
static void each_name_once(void **state)
{
    (void)state;
    struct seen seen;
    struct source_history_options options = {.path = "."};
    struct source *source = NULL;
    repo_enter("names");
    assert_int_equal(source_history_new(&source, &options, NULL), 0);
    see(&seen, source, 1);
    assert_int_equal(seen_count(&seen, "plain\n"), 1);
    assert_int_equal(seen_count(&seen, "needle-file.txt\n"), 1);
    seen_release(&seen);
    repo_leave();
}

static void stash_has_three_commits(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("echo needle-work >>a; echo needle-index >c; git add c; "
             "echo needle-untracked >d; git stash -q -u; "
             "echo needle-second >>a; git stash -q");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-work");
    assert_seen(&seen, "needle-index");
    assert_seen(&seen, "needle-untracked");
    assert_seen(&seen, "needle-second");
    seen_release(&seen);
    repo_leave();
}

static void what_nothing_leads_to(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("echo needle-amended >x; git add x; git commit -qm 'Oops'; "
             "git reset -q --hard HEAD~1; "
             "echo needle-dangling | git hash-object -w --stdin >/dev/null; "
             "git checkout -q --orphan other; git rm -rfq .; "
             "echo needle-branch >y; git add y; git commit -qm B; "
             "git checkout -q main; git branch -qD other");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-amended");
    assert_seen(&seen, "needle-dangling");
    assert_seen(&seen, "needle-branch");
    assert_all_objects(&seen);
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    struct source_history_options options = {.path = ".", .reachable = true};
    struct source *source = NULL;
    assert_int_equal(source_history_new(&source, &options, NULL), 0);
    assert_int_equal(source_history_count(source), 12);
    see(&seen, source, 2);
    assert_not_seen(&seen, "needle-amended");
    assert_not_seen(&seen, "needle-dangling");
    assert_not_seen(&seen, "needle-branch");
    assert_seen(&seen, "needle-gone");
    assert_int_equal(seen.totals.objects, 12);
    seen_release(&seen);
    repo_leave();
}

static void packed_and_loose_once(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("branches");
    repo_run("git repack -adq; git -c gc.auto=0 commit -q --allow-empty -m x; "
             "git repack -q; p=$(ls .git/objects/pack/*.pack | head -n 1); "
             "cp $p .git/p; git unpack-objects -q <.git/p; "
             "git multi-pack-index write");
    see_history(&seen, ".");
    assert_int_equal(seen_count(&seen, "needle-topic"), 1);
    assert_int_equal(seen_count(&seen, "needle-old"), 1);
    assert_all_objects(&seen);
    seen_release(&seen);
    repo_run("git repack -adq; cd .git/objects/pack; for f in *.pack; do "
             "git index-pack --index-version=1 -o new.idx $f >/dev/null; "
             "chmod u+w *.idx; mv -f new.idx ${f%.pack}.idx; done");
    see_history(&seen, ".");
    assert_int_equal(seen_count(&seen, "needle-topic"), 1);
    assert_all_objects(&seen);
    seen_release(&seen);
    repo_leave();
}

static void bare_worktree_and_inside(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("deep");
    repo_run("git clone -q --bare . bare.git; git worktree add -q ../linked-$$ "
             "-b linked; mv ../linked-$$ linked; git worktree repair linked "
             ">/dev/null 2>&1; (cd linked; git checkout -q --detach; "
             "echo needle-detached >z; git add z; git commit -qm z)");
    static const char *const places[] = {"bare.git", "linked", "a/b/c", ".git",
                                         "linked/a/b"};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        see_history(&seen, places[i]);
        assert_seen(&seen, "needle-deeper");
        assert_int_equal(seen_failures(&seen), 0);
        assert_int_equal(seen_text(&seen, "needle-detached"), i > 0);
        seen_release(&seen);
    }
    struct source_history_options options = {.path = ".", .reachable = true};
    struct source *source = NULL;
    assert_int_equal(source_history_new(&source, &options, NULL), 0);
    see(&seen, source, 1);
    assert_seen(&seen, "needle-detached");
    seen_release(&seen);
    repo_leave();
}

static void alternates_belong_to_it(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("git clone -q -s . borrower; git clone -q -s borrower second");
    see_history(&seen, "second");
    assert_seen(&seen, "needle-gone");
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_run("mv .git/objects .git/away; mkdir .git/objects");
    see_history(&seen, "second");
    assert_int_equal(seen_count(&seen, "needle-gone"), 0);
    assert_true(seen_failures(&seen) > 0);
    seen_release(&seen);
    repo_run("rmdir .git/objects");
    see_history(&seen, "second");
    assert_true(seen_notice(&seen, NOTICE_MISSING, "borrowed"));
    seen_release(&seen);
    repo_run("mv .git/away .git/objects");
    repo_leave();
}

static void submodules(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("submodule");
    see_history(&seen, ".");
    assert_seen(&seen, "needle-a");
    assert_true(seen_notice(&seen, NOTICE_IGNORED, "lib"));
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_run("git init -q -b main up; (cd up; echo needle-inside >f; "
             "git add f; git commit -qm f); git init -q -b main top; cd top; "
             "git -c protocol.file.allow=always submodule --quiet add "
             "../up dir/mod; git commit -qm s");
    see_history(&seen, "top");
    assert_seen(&seen, "needle-inside");
    assert_false(seen_notice(&seen, NOTICE_IGNORED, "mod"));
    seen_release(&seen);
    see_history(&seen, "top/dir/mod");
    assert_seen(&seen, "needle-inside");
    seen_release(&seen);
    repo_leave();
}

static void shallow_clone_is_incomplete(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("git clone -q --depth 2 file://$PWD shallow");
    see_history(&seen, "shallow");
    assert_seen(&seen, "needle-kept");
    assert_true(seen_notice(&seen, NOTICE_MISSING, "shallow clone"));
    assert_int_equal(seen_failures(&seen), 1);
    seen_release(&seen);
    repo_leave();
}

static void partial_clone_is_incomplete(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("git config uploadpack.allowFilter true; "
             "git clone -q --filter=blob:none --bare file://$PWD partial");
    see_history(&seen, "partial");
    assert_true(seen_notice(&seen, NOTICE_MISSING, "4 objects were never"));
    assert_int_equal(seen_failures(&seen), 1);
    seen_release(&seen);
    repo_leave();
}

static void missing_object_is_named(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run(
        "git repack -adq; p=$(echo .git/objects/pack/*.pack); mv $p .git/p; "
        "rm -f .git/objects/pack/*; git unpack-objects -q <.git/p");
    see_history(&seen, ".");
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_run("rm -f .git/objects/$(git rev-parse HEAD~2:a | "
             "sed 's,^..,&/,')");
    see_history(&seen, ".");
    assert_not_seen(&seen, "needle-gone");
    assert_true(seen_notice(&seen, NOTICE_MISSING, "blob:"));
    assert_int_equal(seen_failures(&seen), 1);
    seen_release(&seen);
    repo_leave();
}

/* What pruning took of something that nothing leads to is no loss. */
static void pruned_leftovers_are_no_failure(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("b=$(echo needle-x | git hash-object -w --stdin); "
             "printf '100644 blob %s\\tx\\n' $b | git mktree >/dev/null; "
             "rm -f .git/objects/$(echo $b | sed 's,^..,&/,')");
    see_history(&seen, ".");
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_leave();
}

static void damage_is_said(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter("added_removed");
    repo_run("git repack -adq; p=$(echo .git/objects/pack/*.pack); "
             "chmod u+w $p; cp $p .git/whole; "
             "size=$(wc -c <$p); head -c $((size / 2)) .git/whole >$p");
    see_history(&seen, ".");
    assert_true(seen_notice(&seen, NOTICE_CORRUPT, "12 objects"));
    assert_true(seen_notice(&seen, NOTICE_MISSING, "a ref"));
    seen_release(&seen);
    repo_run("p=$(echo .git/objects/pack/*.pack); cp .git/whole $p; "
             "printf 'xxxxxxxxxxxxxxxx' | dd of=$p bs=1 seek=60 "
             "conv=notrunc 2>/dev/null");
    see_history(&seen, ".");
    assert_true(seen_failures(&seen) > 0);
    seen_release(&seen);
    repo_run("i=$(echo .git/objects/pack/*.idx); chmod u+w $i; "
             "head -c 100 $i >.git/i; cp .git/i $i");
    see_history(&seen, ".");
    assert_true(seen_notice(&seen, NOTICE_CORRUPT, "not the index"));
    assert_true(seen_notice(&seen, NOTICE_MISSING, "a ref"));
    seen_release(&seen);
    repo_run("rm -f .git/objects/pack/*.idx");
    see_history(&seen, ".");
    assert_true(seen_notice(&seen, NOTICE_CORRUPT, "without an index"));
    seen_release(&seen);
    repo_leave();
}

static void damaged_loose_object(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter(NULL);
    repo_run("echo one >a; git add a; git commit -qm a; "
             "f=.git/objects/$(git rev-parse HEAD:a | sed 's,^..,&/,'); "
             "chmod u+w $f; : >$f");
    see_history(&seen, ".");
    assert_true(seen_notice(&seen, NOTICE_CORRUPT, "object"));
    seen_release(&seen);
    repo_leave();
}

static int open_code(const char *path, struct err *err)
{
    struct source_history_options options = {.path = path};
    struct source *source = NULL;
    return source_history_new(&source, &options, err);
}

static void what_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    struct err err = {0};
    repo_enter(NULL);
    repo_run("git init -q --object-format=sha256 long; mkdir plain");
    assert_int_equal(open_code("long", &err), ERR_GIT);
    assert_non_null(strstr(err.text, "SHA-256"));
    assert_int_equal(open_code("nowhere", &err), ERR_MISSING);
    repo_run("git init -q table; cd table; git config "
             "core.repositoryformatversion 1; git config "
             "extensions.refstorage reftable");
    assert_int_equal(open_code("table", &err), ERR_GIT);
    assert_non_null(strstr(err.text, "ref"));
    repo_leave();
}

static void empty_repository_is_clean(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter(NULL);
    see_history(&seen, ".");
    assert_int_equal(seen.n_units, 0);
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    repo_leave();
}

/* Windows of a large blob are in order and cover it. */
static void large_blob_in_windows(void **state)
{
    (void)state;
    struct seen seen;
    repo_enter(NULL);
    repo_run("awk 'BEGIN { for (i = 0; i < 400000; i++) print \"line\", i; "
             "print \"needle-last\" }' >big; git add big; git commit -qm b");
    see_history(&seen, ".");
    assert_seen(&seen, "line 399999\nneedle-last");
    assert_seen(&seen, "line 0\nline 1\n");
    char *id = strdup(repo_output("git rev-parse HEAD:big"));
    char path[64];
    snprintf(path, sizeof(path), "blob:%s", id);
    const struct seen_unit *unit = seen_unit(&seen, path, UNIT_CONTENT);
    assert_non_null(unit);
    assert_string_equal(unit->object, id);
    assert_int_equal(strlen(unit->fresh),
                     strtoull(repo_output("wc -c <big"), NULL, 10));
    free(id);
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
        cmocka_unit_test(attributes_hide_nothing),
        cmocka_unit_test(replace_refs_hide_nothing),
        cmocka_unit_test(grafts_hide_nothing),
        cmocka_unit_test(nothing_is_run),
        cmocka_unit_test(merges_and_messages),
        cmocka_unit_test(names_and_targets),
        cmocka_unit_test(each_name_once),
        cmocka_unit_test(stash_has_three_commits),
        cmocka_unit_test(what_nothing_leads_to),
        cmocka_unit_test(packed_and_loose_once),
        cmocka_unit_test(bare_worktree_and_inside),
        cmocka_unit_test(alternates_belong_to_it),
        cmocka_unit_test(submodules),
        cmocka_unit_test(shallow_clone_is_incomplete),
        cmocka_unit_test(partial_clone_is_incomplete),
        cmocka_unit_test(missing_object_is_named),
        cmocka_unit_test(pruned_leftovers_are_no_failure),
        cmocka_unit_test(damage_is_said),
        cmocka_unit_test(damaged_loose_object),
        cmocka_unit_test(what_cannot_be_read_is_an_error),
        cmocka_unit_test(empty_repository_is_clean),
        cmocka_unit_test(large_blob_in_windows),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
