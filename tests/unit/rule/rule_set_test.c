/* SPDX-License-Identifier: Apache-2.0
 *
 * Collections of rules: files and folders, one on top of another, and what
 * only all files together can show. */
#include "rule/rule_set.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "rule/rule_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define REST                                                                   \
    "\"severity\": \"low\", \"formats\": [{\"prefix\": \"ab_\", \"alphabet\":" \
    " \"hex\", \"length\": 8}], \"grants\": \"G\", \"revoke\": {\"steps\": "   \
    "[\"one\", \"two\"]}"
#define RULE(id, name) "{\"id\": \"" id "\", \"name\": \"" name "\", " REST "}"
#define PAIRED(id, other)                                                   \
    "{\"id\": \"" id "\",\n \"name\": \"N\", \"pair\": {\"with\": \"" other \
    "\"}, " REST "}"
#define FILE_OF(rules) "{\"provider\": \"P\", \"rules\": [" rules "]}"

static struct rule_set *read_set(const char *text, const struct rule_set *base)
{
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    if (rule_set_parse(&set, span_str(text), "p.json", base, &err) < 0) {
        fail_msg("%s", err.text);
    }
    return set;
}

static void ids_are(const struct rule_set *set, const char *const *ids,
                    size_t n)
{
    assert_int_equal(set->count, n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(set->rules[i]->id, ids[i]);
        assert_ptr_equal(rule_set_find(set, ids[i]), set->rules[i]);
    }
}

static void test_order(void **state)
{
    (void)state;
    static const char *const ids[] = {"a-1", "a-1-b", "aa0", "bbb"};
    struct rule_set *set =
        read_set(FILE_OF(RULE("bbb", "N") "," RULE("aa0", "N") "," RULE(
                     "a-1-b", "N") "," RULE("a-1", "N")),
                 NULL);
    ids_are(set, ids, 4);
    assert_null(rule_set_find(set, "a-2"));
    assert_null(rule_set_find(set, ""));
    assert_null(rule_set_find(set, "zzz"));
    rule_set_free(set);
}

static void test_empty(void **state)
{
    (void)state;
    struct rule_set *set = read_set(FILE_OF(""), NULL);
    assert_int_equal(set->count, 0);
    assert_null(rule_set_find(set, "abc"));
    rule_set_free(set);
    rule_set_free(NULL);
}

static void test_overlay(void **state)
{
    (void)state;
    static const char *const ids[] = {"aaa", "bbb", "ccc", "ddd", "eee"};
    struct rule_set *base = read_set(FILE_OF(RULE("bbb", "old") "," RULE(
                                         "ddd", "old") "," RULE("ccc", "old")),
                                     NULL);
    struct rule_set *set = read_set(FILE_OF(RULE("eee", "new") "," RULE(
                                        "ccc", "new") "," RULE("aaa", "new")),
                                    base);
    ids_are(set, ids, 5);
    assert_ptr_equal(rule_set_find(set, "bbb"), rule_set_find(base, "bbb"));
    assert_string_equal(rule_set_find(set, "ccc")->name, "new");
    assert_string_equal(rule_set_find(base, "ccc")->name, "old");
    assert_int_equal(base->count, 3);
    rule_set_free(set);

    set = read_set(FILE_OF(""), base);
    assert_int_equal(set->count, 3);
    rule_set_free(set);
    rule_set_free(base);
}

static void test_pair_in_base(void **state)
{
    (void)state;
    struct rule_set *base = read_set(FILE_OF(RULE("bbb", "N")), NULL);
    struct rule_set *set = read_set(FILE_OF(PAIRED("aaa", "bbb")), base);
    assert_string_equal(set->rules[0]->pair, "bbb");
    rule_set_free(set);
    rule_set_free(base);
}

/* A folder of its own, removed at the end of the test. */
static char folder[64];
static const char *const names[] = {"a.json",      "b.json",  "z.json",
                                    "schema.json", ".c.json", "notes.txt",
                                    "d.jsonl"};

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/rule_set_test.XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static int remove_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        unlink(in_folder(names[i]));
    }
    return rmdir(folder);
}

static void write_file(const char *name, struct span text)
{
    FILE *file = fopen(in_folder(name), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

/* `message` has "%s" where the folder stands. */
static void load_fails(const char *path, enum err_code code,
                       const char *message)
{
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    char expected[512] = "";
    for (const char *rest = message; *rest;) {
        size_t len = strlen(expected);
        bool mark = strncmp(rest, "%s", 2) == 0;
        snprintf(expected + len, sizeof(expected) - len, "%.*s",
                 mark ? (int)strlen(folder) : 1, mark ? folder : rest);
        rest += mark ? 2 : 1;
    }
    assert_int_equal(rule_set_load(&set, path, NULL, &err), code);
    assert_null(set);
    assert_string_equal(err.text, expected);
}

static void test_folder(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    load_fails(folder, ERR_MISSING,
               "%s: there is no pattern file (*.json) in it");
    write_file("schema.json", span_str("[]"));
    write_file(".c.json", span_str("["));
    write_file("notes.txt", span_str("["));
    write_file("d.jsonl", span_str("["));
    load_fails(folder, ERR_MISSING,
               "%s: there is no pattern file (*.json) in it");

    /* Halves of a pair may stand in any order. */
    write_file("a.json", span_str(FILE_OF(PAIRED("aaa", "bbb"))));
    write_file("b.json", span_str(FILE_OF(PAIRED("bbb", "aaa"))));
    assert_int_equal(rule_set_load(&set, folder, NULL, &err), 0);
    assert_int_equal(set->count, 2);
    rule_set_free(set);
    assert_int_equal(rule_set_load(&set, in_folder("b.json"), NULL, &err),
                     ERR_FORMAT);

    write_file("b.json", span_str(FILE_OF("\n\n" RULE("ccc", "N"))));
    load_fails(folder, ERR_FORMAT,
               "%s/a.json:2: /rules/0/pair/with: there is no rule \"bbb\"");
    write_file("b.json", span_str(FILE_OF("\n\n" RULE("bbb", "N"))));
    write_file("z.json",
               span_str(FILE_OF(RULE("ccc", "N") ",\n" RULE("bbb", "N"))));
    load_fails(folder, ERR_FORMAT,
               "%s/z.json:2: /rules/1/id: \"bbb\" is there already: /rules/0 "
               "of %s/b.json");
    write_file("z.json", span_str("{\n\"provider\": 1}"));
    load_fails(folder, ERR_FORMAT,
               "%s/z.json:2: /provider: a text is wanted here");
}

static void test_special_file(void **state)
{
    (void)state;
    /* Opened, it would never answer. */
    assert_int_equal(mkfifo(in_folder("a.json"), 0600), 0);
    load_fails(folder, ERR_FORMAT, "%s/a.json: no regular file");
}

static void test_missing(void **state)
{
    (void)state;
    load_fails(in_folder("none.json"), ERR_SYSTEM,
               "cannot open %s/none.json: No such file or directory");
}

static void test_file_limit(void **state)
{
    (void)state;
    static const char head[] = FILE_OF(RULE("abc", "N"));
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    size_t len = LIMIT_PATTERN_FILE;
    char *text = mem_alloc(len + 1);
    memset(text, ' ', len + 1);
    memcpy(text, head, strlen(head));
    write_file("a.json", span_of(text, len));
    assert_int_equal(rule_set_load(&set, folder, NULL, &err), 0);
    rule_set_free(set);
    write_file("a.json", span_of(text, len + 1));
    load_fails(folder, ERR_LIMIT, "%s/a.json: more than 8388608 bytes");
    assert_int_equal(
        rule_set_parse(&set, span_of(text, len + 1), "p", NULL, &err),
        ERR_LIMIT);
    free(text);
}

/* All files together have a ceiling too. */
static void test_total_limit(void **state)
{
    (void)state;
    struct err err = {.text = ""};
    size_t len = LIMIT_PATTERN_FILE;
    static const char empty[] = FILE_OF("");
    char *text = mem_alloc(len);
    memset(text, ' ', len);
    memcpy(text, empty, strlen(empty));
    struct rule_loader *loader = rule_loader_new();
    for (size_t i = 0; i < LIMIT_PATTERN_FOLDER / LIMIT_PATTERN_FILE; i++) {
        assert_int_equal(
            rule_loader_add_text(loader, span_of(text, len), "p", &err), 0);
    }
    assert_int_equal(rule_loader_add_text(loader, span_str(empty), "p", &err),
                     ERR_LIMIT);
    rule_loader_free(loader);
    free(text);
}

static void test_file_count(void **state)
{
    (void)state;
    struct err err = {.text = ""};
    struct rule_loader *loader = rule_loader_new();
    for (size_t i = 0; i < LIMIT_PATTERN_FILES; i++) {
        assert_int_equal(
            rule_loader_add_text(loader, span_str(FILE_OF("")), "p", &err), 0);
    }
    assert_int_equal(
        rule_loader_add_text(loader, span_str(FILE_OF("")), "p", &err),
        ERR_LIMIT);
    rule_loader_free(loader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_overlay),
        cmocka_unit_test(test_pair_in_base),
        cmocka_unit_test_setup_teardown(test_folder, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_special_file, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_missing, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_file_limit, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_total_limit),
        cmocka_unit_test(test_file_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
