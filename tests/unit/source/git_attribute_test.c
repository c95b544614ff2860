/* SPDX-License-Identifier: Apache-2.0
 *
 * Where an object came in, went out and is now. */
#include "source/git_attribute.h"

#include "unit/source/git_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

/* One secret, in the objects that these expressions name (at most 4). */
static struct git_attributions *ask(const char *const *names, size_t n)
{
    static struct git_id ids[4];
    struct git_secret secret = {.ids = ids, .count = n};
    struct git_attribute_options options = {.repository = ".", .threads = 2};
    struct git_attributions *out = NULL;
    struct err err = {0};
    for (size_t i = 0; i < n; i++) {
        char script[256];
        snprintf(script, sizeof(script), "git rev-parse --verify -q '%s'",
                 names[i]);
        assert_true(git_id_parse(&ids[i], span_str(repo_output(script))));
    }
    if (git_attribute(&out, &secret, 1, &options, &err) < 0) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(out->count, 1);
    assert_int_equal(out->items[0].n_objects, n);
    assert_false(out->incomplete);
    return out;
}

static struct git_attributions *ask_one(const char *name)
{
    return ask(&name, 1);
}

static void assert_commit(const struct git_credit *credit, const char *name)
{
    char script[256];
    snprintf(script, sizeof(script), "git rev-parse '%s'", name);
    assert_non_null(credit->commit);
    assert_string_equal(credit->commit, repo_output(script));
}

static void added_and_removed(void **state)
{
    (void)state;
    repo_enter("added_removed");
    struct git_attributions *all = ask_one("HEAD~2:a");
    const struct git_attribution *one = &all->items[0];
    assert_int_equal(one->still, GIT_STILL_HISTORY);
    assert_int_equal(one->spread, GIT_SPREAD_UNKNOWN);
    assert_commit(&one->introduced, "HEAD~2");
    assert_string_equal(one->introduced.name, "Bob Sample");
    assert_string_equal(one->introduced.mail, "bob@example.com");
    assert_string_equal(one->introduced.summary, "Add a token");
    assert_int_equal(one->introduced.time, 1700002000);
    assert_string_equal(one->path_then, "a");
    assert_null(one->path_now);
    assert_commit(&one->removed, "HEAD~1");
    assert_string_equal(one->removed.summary, "Remove the token");
    assert_int_equal(one->n_commits, 1);
    assert_int_equal(one->n_branches + one->n_remotes + one->n_tags, 0);
    git_attributions_free(all);
    all = ask_one("HEAD:b");
    assert_int_equal(all->items[0].still, GIT_STILL_HEAD);
    assert_string_equal(all->items[0].path_now, "b");
    assert_null(all->items[0].removed.commit);
    assert_string_equal(all->items[0].tip, "refs/heads/main");
    git_attributions_free(all);
    repo_leave();
}

/* A file that is edited is another object each time, but one secret. */
static void versions_of_one_secret(void **state)
{
    (void)state;
    repo_enter("rename_edit");
    struct git_attributions *all =
        ask((const char *[]){"HEAD~2:config/old.ini", "HEAD:final.ini"}, 2);
    const struct git_attribution *one = &all->items[0];
    assert_commit(&one->introduced, "HEAD~2");
    assert_string_equal(one->path_then, "config/old.ini");
    assert_string_equal(one->path_now, "final.ini");
    assert_int_equal(one->n_commits, 3);
    assert_null(one->removed.commit);
    git_attributions_free(all);
    repo_leave();
}

static void branches_tags_and_remotes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum git_still still;
        enum git_spread spread;
        const char *tip;
        const char *path_now;
    } cases[] = {
        {"HEAD:b", GIT_STILL_HEAD, GIT_SPREAD_PUSHED, "refs/heads/main", "b"},
        {"HEAD:lib/c", GIT_STILL_HEAD, GIT_SPREAD_LOCAL, "refs/heads/main",
         "lib/c"},
        {"topic:d", GIT_STILL_TIP, GIT_SPREAD_LOCAL, "refs/heads/topic", NULL},
        {"light:e", GIT_STILL_TIP, GIT_SPREAD_UNKNOWN, "refs/tags/light", NULL},
    };
    repo_enter("branches");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct git_attributions *all = ask_one(cases[i].name);
        const struct git_attribution *one = &all->items[0];
        assert_int_equal(one->still, cases[i].still);
        assert_int_equal(one->spread, cases[i].spread);
        assert_string_equal(one->tip, cases[i].tip);
        if (cases[i].path_now) {
            assert_string_equal(one->path_now, cases[i].path_now);
        } else {
            assert_null(one->path_now);
        }
        git_attributions_free(all);
    }
    struct git_attributions *moved = ask_one("HEAD:lib/c");
    assert_string_equal(moved->items[0].path_then, "dir/c");
    git_attributions_free(moved);
    repo_leave();
}

static void merges(void **state)
{
    (void)state;
    repo_enter("merge_only");
    struct git_attributions *all = ask_one("HEAD:c");
    assert_commit(&all->items[0].introduced, "HEAD");
    git_attributions_free(all);
    all = ask_one("side:a");
    assert_commit(&all->items[0].introduced, "side");
    assert_commit(&all->items[0].removed, "HEAD");
    git_attributions_free(all);
    repo_leave();
    repo_enter("octopus");
    all = ask_one("HEAD:b");
    assert_commit(&all->items[0].introduced, "b");
    assert_int_equal(all->items[0].n_commits, 2);
    git_attributions_free(all);
    repo_leave();
}

static void messages(void **state)
{
    (void)state;
    repo_enter("messages");
    struct git_attributions *all = ask_one("HEAD~1");
    assert_commit(&all->items[0].introduced, "HEAD~1");
    assert_int_equal(all->items[0].still, GIT_STILL_HEAD);
    assert_null(all->items[0].path_then);
    git_attributions_free(all);
    all = ask_one("v1");
    assert_commit(&all->items[0].introduced, "HEAD");
    assert_string_equal(all->items[0].introduced.name, "Ada Example");
    assert_string_equal(all->items[0].introduced.summary, "Release");
    git_attributions_free(all);
    all = ask_one("notes/commits^{tree}");
    assert_commit(&all->items[0].introduced, "notes/commits");
    git_attributions_free(all);
    repo_leave();
}

static void trees(void **state)
{
    (void)state;
    repo_enter("names");
    struct git_attributions *all = ask_one("HEAD:needle-folder");
    assert_commit(&all->items[0].introduced, "HEAD~1");
    assert_string_equal(all->items[0].path_then, "needle-folder/");
    git_attributions_free(all);
    all = ask_one("HEAD~1^{tree}");
    assert_commit(&all->items[0].introduced, "HEAD~1");
    git_attributions_free(all);
    repo_leave();
}

static void what_no_ref_leads_to(void **state)
{
    (void)state;
    repo_enter("added_removed");
    repo_run("echo needle-x >x; git add x; git commit -qm Oops; "
             "git reset -q --hard HEAD~1; echo l >l; git hash-object -w l "
             ">loose; git tag blob $(echo t | git hash-object -w --stdin)");
    struct git_attributions *all = ask_one("HEAD@{1}:x");
    assert_int_equal(all->items[0].still, GIT_STILL_UNREACHABLE);
    assert_commit(&all->items[0].introduced, "HEAD@{1}");
    assert_null(all->items[0].tip);
    git_attributions_free(all);
    all = ask_one("blob");
    assert_int_equal(all->items[0].still, GIT_STILL_TIP);
    assert_string_equal(all->items[0].tip, "refs/tags/blob");
    assert_null(all->items[0].introduced.commit);
    git_attributions_free(all);
    char *id = strdup(repo_output("cat loose"));
    all = ask_one(id);
    assert_int_equal(all->items[0].still, GIT_STILL_LOOSE);
    assert_int_equal(all->items[0].spread, GIT_SPREAD_LOCAL);
    assert_null(all->items[0].introduced.commit);
    git_attributions_free(all);
    repo_run("git add l");
    all = ask_one(id);
    assert_int_equal(all->items[0].still, GIT_STILL_STAGED);
    assert_string_equal(all->items[0].path_then, "l");
    git_attributions_free(all);
    free(id);
    repo_run("git rev-parse HEAD@{1}:x >id; rm -r .git/logs");
    id = strdup(repo_output("cat id"));
    all = ask_one(id);
    assert_int_equal(all->items[0].still, GIT_STILL_UNREACHABLE);
    assert_string_equal(all->items[0].introduced.summary, "Oops");
    git_attributions_free(all);
    free(id);
    repo_leave();
}

/* Who knows one version of a file learns of the others: edited, moved, moved
 * and edited at once. */
static void versions_of_a_file(void **state)
{
    (void)state;
    struct git_id id;
    const struct span path = span_str("f");
    const struct span text = span_str("needle-v");
    struct git_secret secret = {.ids = &id,
                                .count = 1,
                                .paths = &path,
                                .n_paths = 1,
                                .texts = &text,
                                .n_texts = 1};
    struct git_attribute_options options = {.repository = ".", .threads = 2};
    struct git_attributions *all = NULL;
    struct err err = {0};
    repo_enter(NULL);
    repo_run("seq 20 >f; echo needle-v >>f; git add f; git commit -qm one; "
             "git tag one; sed -i 1d f; git commit -qam two; git mv f g; "
             "git commit -qm three; git mv g h; sed -i 1d h; git add .; "
             "git commit -qm four");
    assert_true(
        git_id_parse(&id, span_str(repo_output("git rev-parse one:f"))));
    for (int round = 0; round < 2; round++) {
        assert_int_equal(git_attribute(&all, &secret, 1, &options, &err), 0);
        const struct git_attribution *one = &all->items[0];
        assert_false(all->incomplete);
        assert_string_equal(one->introduced.summary, "one");
        assert_int_equal(one->n_commits, 4);
        assert_int_equal(one->n_objects, 3);
        if (round == 0) {
            assert_int_equal(one->still, GIT_STILL_HEAD);
            assert_string_equal(one->path_now, "h");
            assert_null(one->removed.commit);
        } else {
            assert_int_equal(one->still, GIT_STILL_TIP); /* the tag */
            assert_string_equal(one->removed.summary, "five");
        }
        git_attributions_free(all);
        repo_run("sed -i /needle/d h; git commit -qam five || true");
    }
    repo_leave();
}

/* Names count whatever they are names of, and single objects have paths. */
static void names_and_objects(void **state)
{
    (void)state;
    const struct span name = span_str("needle-n");
    struct git_id id;
    struct git_secret secret = {
        .ids = &id, .count = 1, .names = &name, .n_names = 1};
    struct git_attribute_options options = {.repository = ".", .threads = 1};
    struct git_attributions *all = NULL;
    struct err err = {0};
    repo_enter(NULL);
    repo_run("echo a >a; git add a; git commit -qm one; mkdir needle-n; "
             "echo b >needle-n/b; git add .; git commit -qm two; "
             "git mv needle-n x; git commit -qm three; echo c >c; git add c; "
             "git commit -qm four");
    assert_true(
        git_id_parse(&id, span_str(repo_output("git rev-parse HEAD:c"))));
    assert_int_equal(git_attribute(&all, &secret, 1, &options, &err), 0);
    assert_string_equal(all->items[0].introduced.summary, "two");
    assert_string_equal(all->items[0].path_then, "needle-n/");
    assert_string_equal(all->objects[0][0].path_now, "c");
    assert_string_equal(all->objects[0][0].commit,
                        repo_output("git rev-parse HEAD"));
    assert_string_equal(all->objects[0][1].path_then, "needle-n/");
    assert_null(all->objects[0][1].path_now);
    git_attributions_free(all);
    repo_leave();
}

static void stashes(void **state)
{
    (void)state;
    repo_enter("added_removed");
    repo_run("for i in 1 2 3; do echo needle-s$i >b; git stash -q; done");
    for (int i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof(name), "stash@{%d}:b", i);
        struct git_attributions *all = ask_one(name);
        assert_int_equal(all->items[0].still, GIT_STILL_STASH);
        assert_int_equal(all->items[0].spread, GIT_SPREAD_LOCAL);
        assert_int_equal(all->items[0].stash, i);
        git_attributions_free(all);
    }
    repo_leave();
}

/* Many secrets at once give what each gives alone, whatever the threads. */
static void many_at_once(void **state)
{
    (void)state;
    enum {
        N = 40
    };
    static struct git_id ids[N];
    struct git_secret secrets[N];
    struct err err = {0};
    repo_enter(NULL);
    repo_run("for i in $(seq 40); do echo $i >f$((i % 7)); git add .; "
             "git commit -qm $i; [ $i != 20 ] || git branch side; done; "
             "git checkout -q side; echo s >f0; git commit -qam s; "
             "git checkout -q main; git merge -q -s ours -m m side; git branch "
             "-qD side");
    for (int i = 0; i < N; i++) {
        char script[64];
        snprintf(script, sizeof(script), "echo %d | git hash-object --stdin",
                 i + 1);
        assert_true(git_id_parse(&ids[i], span_str(repo_output(script))));
        secrets[i] = (struct git_secret){.ids = &ids[i], .count = 1};
    }
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct git_attribute_options options = {.repository = ".",
                                                .threads = threads};
        struct git_attributions *all = NULL;
        assert_int_equal(git_attribute(&all, secrets, N, &options, &err), 0);
        for (int i = 0; i < N; i++) {
            const struct git_attribution *one = &all->items[i];
            char number[16];
            snprintf(number, sizeof(number), "%d", i + 1);
            assert_string_equal(one->introduced.summary, number);
            if (i + 7 < N) {
                assert_int_equal(one->still, GIT_STILL_HISTORY);
                snprintf(number, sizeof(number), "%d", i + 8);
                assert_string_equal(one->removed.summary, number);
            } else {
                assert_int_equal(one->still, GIT_STILL_HEAD);
            }
        }
        git_attributions_free(all);
    }
    repo_leave();
}

static void interrupted(void **state)
{
    (void)state;
    atomic_bool stop = true;
    struct git_id id = {{1}};
    struct git_secret secret = {.ids = &id, .count = 1};
    struct git_attribute_options options = {.repository = ".", .stop = &stop};
    struct git_attributions *all = NULL;
    struct err err = {0};
    repo_enter("added_removed");
    assert_int_equal(git_attribute(&all, &secret, 1, &options, &err),
                     ERR_INTERRUPT);
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
        cmocka_unit_test(added_and_removed),
        cmocka_unit_test(versions_of_one_secret),
        cmocka_unit_test(branches_tags_and_remotes),
        cmocka_unit_test(merges),
        cmocka_unit_test(messages),
        cmocka_unit_test(trees),
        cmocka_unit_test(what_no_ref_leads_to),
        cmocka_unit_test(versions_of_a_file),
        cmocka_unit_test(names_and_objects),
        cmocka_unit_test(stashes),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(interrupted),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
