/* SPDX-License-Identifier: Apache-2.0
 *
 * The parsers of git's objects, and differences of trees compared with those
 * that git finds. */
#include "source/git_treediff.h"
#include "source/git_treenews.h"

#include "base/buf.h"
#include "unit/source/git_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#define HEX_1 "1111111111111111111111111111111111111111"
#define HEX_2 "2222222222222222222222222222222222222222"

static void tree_entries(void **state)
{
    (void)state;
    static const char bytes[] = "100644 a\0aaaaaaaaaaaaaaaaaaaa"
                                "40000 b c\0bbbbbbbbbbbbbbbbbbbb";
    struct span rest = span_of(bytes, sizeof(bytes) - 1);
    struct tree_entry entry;
    assert_int_equal(tree_next(&rest, &entry, NULL), 1);
    assert_int_equal(entry.mode, 0100644);
    assert_true(span_equal(entry.name, span_str("a")));
    assert_int_equal(entry.id.bytes[19], 'a');
    assert_int_equal(tree_next(&rest, &entry, NULL), 1);
    assert_true(git_mode_is_tree(entry.mode));
    assert_true(span_equal(entry.name, span_str("b c")));
    assert_int_equal(tree_next(&rest, &entry, NULL), 0);
}

/* Every way to cut a tree off, in memory of just that size. */
static void tree_cut_off(void **state)
{
    (void)state;
    static const char bytes[] = "100644 a\0aaaaaaaaaaaaaaaaaaaa";
    for (size_t len = 1; len < sizeof(bytes) - 1; len++) {
        char *copy = malloc(len);
        assert_non_null(copy);
        memcpy(copy, bytes, len);
        struct span rest = span_of(copy, len);
        struct tree_entry entry;
        struct err err;
        assert_int_equal(tree_next(&rest, &entry, &err), ERR_FORMAT);
        free(copy);
    }
    struct span wrong = span_str("10064x a");
    struct tree_entry entry;
    assert_int_equal(tree_next(&wrong, &entry, NULL), ERR_FORMAT);
    wrong = span_str("777777777777 a");
    assert_int_equal(tree_next(&wrong, &entry, NULL), ERR_FORMAT);
}

static void order_of_entries(void **state)
{
    (void)state;
    struct tree_entry file = {.mode = 0100644, .name = span_str("a")};
    struct tree_entry folder = {.mode = GIT_MODE_TREE, .name = span_str("a")};
    struct tree_entry dot = {.mode = 0100644, .name = span_str("a.b")};
    struct tree_entry digit = {.mode = 0100644, .name = span_str("a0")};
    assert_true(tree_compare(&file, &dot) < 0);
    assert_true(tree_compare(&dot, &folder) < 0);
    assert_true(tree_compare(&folder, &digit) < 0);
    assert_true(tree_compare(&file, &folder) < 0);
    assert_true(tree_compare(&folder, &file) > 0);
    assert_int_equal(tree_compare(&folder, &folder), 0);
}

static void commits(void **state)
{
    (void)state;
    struct commit_text commit;
    struct span bytes =
        span_str("tree " HEX_1 "\nparent " HEX_2 "\nparent " HEX_1 "\n"
                 "author A B <a@b> 12 +0100\ncommitter C <c@d> 34 +0000\n"
                 "gpgsig x\n y\n\nSubject\n\nauthor Not One <x> 1 +0\n");
    assert_int_equal(commit_parse(&commit, bytes, NULL), 0);
    assert_int_equal(commit.n_parents, 2);
    struct git_id second = commit_parent(&commit, 1);
    assert_string_equal(git_id_hex(&second).text, HEX_1);
    struct git_person person = git_person_parse(commit.author);
    assert_true(span_equal(person.name, span_str("A B")));
    assert_true(span_equal(person.mail, span_str("a@b")));
    assert_int_equal(person.time, 12);
    assert_true(span_starts_with(commit.message, span_str("Subject\n")));
    static const char *const wrong[] = {"", "tree", "tree " HEX_1,
                                        "parent " HEX_1 "\n", "tree x\n"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(commit_parse(&commit, span_str(wrong[i]), NULL),
                         ERR_FORMAT);
    }
    assert_int_equal(commit_parse(&commit, span_str("tree " HEX_1 "\n"), NULL),
                     0);
    person = git_person_parse(commit.author);
    assert_int_equal(person.name.len, 0);
    person = git_person_parse(span_str("> < x"));
    assert_int_equal(person.mail.len, 0);
    person = git_person_parse(span_str("A <b> 99999999999999999999999 +0"));
    assert_true(person.time > 0);
}

static void add_line(struct buf *out, uint32_t mode, const struct git_id *id)
{
    struct git_hex hex = git_id_hex(id);
    assert_int_equal(buf_add_format(out, NULL, "%06o %s ", (unsigned)mode,
                                    mode ? hex.text : HEX_1),
                     0);
}

static int note(void *ctx, const struct tree_change *change, struct err *err)
{
    struct buf *out = ctx;
    assert_int_equal(strlen(change->path), change->path_len);
    add_line(out, change->old_mode, &change->old_id);
    add_line(out, change->new_mode, &change->new_id);
    return buf_add_format(out, err, "%s\n", change->path);
}

static struct git_id tree_of(struct git_repo *repo, struct git_store *store,
                             const char *name)
{
    struct git_id commit;
    struct git_id tree;
    assert_int_equal(git_repo_resolve(&commit, repo, name, NULL), 0);
    assert_int_equal(git_commit_tree(&tree, store, &commit, NULL), 0);
    return tree;
}

/* Our list, sorted by the shell, is that of git. */
static void assert_as_git(struct git_repo *repo, struct git_store *store,
                          const char *old, const char *new)
{
    struct buf out;
    struct git_id old_tree = tree_of(repo, store, old);
    struct git_id new_tree = tree_of(repo, store, new);
    buf_init(&out, 1 << 20);
    assert_int_equal(
        tree_diff(store, "", &old_tree, &new_tree, note, &out, NULL), 0);
    FILE *file = fopen("ours", "we");
    assert_non_null(file);
    assert_int_equal(fwrite(out.ptr ? out.ptr : "", 1, out.len, file), out.len);
    assert_int_equal(fclose(file), 0);
    buf_release(&out);
    char script[512];
    snprintf(script, sizeof(script),
             "git diff-tree -r --raw --no-abbrev --no-renames %s %s | "
             "awk '{ sub(\":\", \"\"); if ($1 == \"000000\") $3 = \"" HEX_1
             "\"; if ($2 == \"000000\") $4 = \"" HEX_1 "\"; "
             "print $1, $3, $2, $4, $6 }' | LC_ALL=C sort >theirs; "
             "LC_ALL=C sort ours | cmp - theirs",
             old, new);
    repo_run(script);
}

static void differences_as_git_finds_them(void **state)
{
    (void)state;
    struct git_repo_options options = {.path = "."};
    struct git_repo *repo = NULL;
    struct git_store *store = NULL;
    repo_enter("deep");
    repo_run("n=1; for i in $(seq 30); do n=$(((n * 1103515245 + 12345) % "
             "2147483648)); p=$((n / 7 % 3))/$((n / 11 % 4)); "
             "q=$((n / 5 % 3)); case $((n / 3 % 4)) in "
             "0) [ -d d/${p%/*} ] || rm -f d/${p%/*}; rm -rf d/$p; mkdir -p "
             "d/$p; echo $n >d/$p/f;; "
             "1) rm -rf d/$q; mkdir -p d; echo $n >d/$q;; "
             "2) rm -rf d/$p;; "
             "*) [ -f d/$q ] || mkdir -p d/$q; echo $n >d/$q.x;; esac; "
             "git add -A; git commit -qm $i --allow-empty; done");
    assert_int_equal(git_repo_open(&repo, &options, NULL), 0);
    assert_int_equal(git_store_open(&store, repo, NULL), 0);
    for (int i = 0; i < 33; i++) {
        char old[32];
        char new[32];
        snprintf(old, sizeof(old), "HEAD~%d", i);
        snprintf(new, sizeof(new), "HEAD~%d", i * 7 % 33);
        assert_as_git(repo, store, old, new);
    }
    git_store_free(store);
    git_repo_free(repo);
    repo_leave();
}

static void lookups(void **state)
{
    (void)state;
    struct git_repo_options options = {.path = "."};
    struct git_repo *repo = NULL;
    struct git_store *store = NULL;
    struct tree_entry entry;
    repo_enter("deep");
    assert_int_equal(git_repo_open(&repo, &options, NULL), 0);
    assert_int_equal(git_store_open(&store, repo, NULL), 0);
    struct git_id tree = tree_of(repo, store, "HEAD");
    assert_int_equal(tree_lookup(&entry, store, &tree, "a/b/c/d/e", NULL), 1);
    assert_string_equal(git_id_hex(&entry.id).text,
                        repo_output("git rev-parse HEAD:a/b/c/d/e"));
    assert_int_equal(tree_lookup(&entry, store, &tree, "a/b", NULL), 1);
    assert_int_equal(tree_lookup(&entry, store, &tree, "a/x", NULL), 0);
    assert_int_equal(tree_lookup(&entry, store, &tree, "a0/x", NULL), 0);
    git_store_free(store);
    git_repo_free(repo);
    repo_leave();
}

/* A folder that holds itself cannot be made without a broken hash; one that
 * is very deep can. */
static void too_deep_a_tree(void **state)
{
    (void)state;
    struct git_repo_options options = {.path = "."};
    struct git_repo *repo = NULL;
    struct git_store *store = NULL;
    struct git_id tree;
    struct err err = {0};
    struct buf out;
    repo_enter(NULL);
    repo_run("t=$(echo x | git hash-object -w --stdin); "
             "t=$(printf '100644 blob %s\\tf\\n' $t | git mktree); "
             "for i in $(seq 300); do "
             "t=$(printf '040000 tree %s\\td\\n' $t | git mktree); done; "
             "echo $t >tree");
    assert_true(git_id_parse(&tree, span_str(repo_output("cat tree"))));
    assert_int_equal(git_repo_open(&repo, &options, NULL), 0);
    assert_int_equal(git_store_open(&store, repo, NULL), 0);
    buf_init(&out, 1 << 20);
    assert_int_equal(tree_diff(store, "", NULL, &tree, note, &out, &err), 0);
    assert_non_null(strstr(out.ptr, "d/d/d/d/f\n"));
    buf_release(&out);
    git_store_free(store);
    git_repo_free(repo);
    repo_leave();
}

static void add_entry(struct buf *out, unsigned name, unsigned id)
{
    char entry[64];
    int n = snprintf(entry, sizeof(entry), "100644 file-%04u", name);
    assert_int_equal(buf_add(out, span_of(entry, (size_t)n + 1), NULL), 0);
    memset(entry, (int)(id % 256), GIT_ID_LEN);
    assert_int_equal(buf_add(out, span_of(entry, GIT_ID_LEN), NULL), 0);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

/* Versions of one folder: each entry that was in no version before is told
 * at least once, and hardly any twice. */
static void news_of_trees(void **state)
{
    (void)state;
    enum {
        VERSIONS = 400,
        FILES = 60
    };
    static bool told[FILES][256];
    unsigned ids[FILES] = {0};
    bool there[FILES] = {false};
    unsigned seed = 42;
    size_t n_told = 0;
    size_t n_new = 0;
    struct buf trees[VERSIONS];
    struct tree_news news;
    tree_news_init(&news);
    for (unsigned version = 0; version < VERSIONS; version++) {
        struct tree_entry entry;
        unsigned file = next_random(&seed) % FILES;
        there[file] = next_random(&seed) % 4 != 0;
        ids[file] = next_random(&seed) % 256;
        buf_init(&trees[version], 1 << 16);
        for (unsigned i = 0; i < FILES; i++) {
            if (there[i]) {
                add_entry(&trees[version], i, ids[i]);
            }
        }
        struct git_data data = {.kind = GIT_KIND_TREE,
                                .bytes = buf_span(&trees[version])};
        tree_news_begin(&news, &data);
        int rc;
        while ((rc = tree_news_next(&news, &entry, NULL)) == 1) {
            unsigned name =
                (unsigned)strtoul((const char *)entry.name.ptr + 5, NULL, 10);
            n_new += !told[name][entry.id.bytes[0]];
            told[name][entry.id.bytes[0]] = true;
            n_told++;
        }
        assert_int_equal(rc, 0);
        for (unsigned i = 0; i < FILES; i++) {
            assert_true(!there[i] || told[i][ids[i]]);
        }
    }
    assert_true(n_told <= n_new + n_new / 10);
    tree_news_release(&news);
    for (unsigned i = 0; i < VERSIONS; i++) {
        buf_release(&trees[i]);
    }
}

static void broken_tree_among_news(void **state)
{
    (void)state;
    static const char good[] = "100644 a\0aaaaaaaaaaaaaaaaaaaa"
                               "100644 b\0bbbbbbbbbbbbbbbbbbbb";
    struct tree_news news;
    struct tree_entry entry;
    tree_news_init(&news);
    for (size_t len = 0; len < sizeof(good); len++) {
        struct git_data data = {.bytes = span_of(good, len)};
        bool whole = len == 0 || len == 29 || len == 58;
        tree_news_begin(&news, &data);
        int rc;
        while ((rc = tree_news_next(&news, &entry, NULL)) == 1) {
        }
        assert_int_equal(rc, whole ? 0 : ERR_FORMAT);
    }
    tree_news_release(&news);
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
        cmocka_unit_test(tree_entries),
        cmocka_unit_test(tree_cut_off),
        cmocka_unit_test(order_of_entries),
        cmocka_unit_test(commits),
        cmocka_unit_test(differences_as_git_finds_them),
        cmocka_unit_test(lookups),
        cmocka_unit_test(too_deep_a_tree),
        cmocka_unit_test(news_of_trees),
        cmocka_unit_test(broken_tree_among_news),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
