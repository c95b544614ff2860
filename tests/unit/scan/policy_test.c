/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/policy.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* 2026-07-01 */
#define NOW 1782864000

static void assert_refused(const char *text, const char *message)
{
    struct policy *policy = NULL;
    struct err err = {0};
    assert_true(policy_parse(&policy, span_str(text), "p", &err) < 0);
    assert_null(policy);
    if (strcmp(err.text, message) != 0) {
        fail_msg("%s: %s", text, err.text);
    }
}

static void mistakes_have_their_place(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "p:1: "},
        {"[]", "p:1: "},
        {"{\"allow\": {}}", "p:1: /allow: "},
        {"{\"alow\": []}", "p:1: /alow: "},
        {"{\"allow\": [\n1]}", "p:2: /allow/0: "},
        {"{\"allow\": [{}]}", "p:1: /allow/0: "},
        {"{\"allow\": [{\"reason\": \"x\"}]}", "p:1: /allow/0: "},
        {"{\"allow\": [{\"reason\": \" \", \"rule\": \"a\"}]}",
         "p:1: /allow/0/reason: "},
        {"{\"allow\": [{\"reason\": \"x\", \"rule\": \"\"}]}",
         "p:1: /allow/0/rule: "},
        {"{\"allow\": [{\"reason\": \"x\", \"id\": \"0123456789a\"}]}",
         "p:1: /allow/0/id: "},
        {"{\"allow\": [{\"reason\": \"x\", \"id\": \"0123456789AB\"}]}",
         "p:1: /allow/0/id: "},
        {"{\"allow\": [{\"reason\": \"x\", \"id\": "
         "\"0123456789abcdef0123456789abcdef0\"}]}",
         "p:1: /allow/0/id: "},
        {"{\"allow\": [{\"reason\": \"x\", \"path\": \"!a\"}]}",
         "p:1: /allow/0/path: "},
        {"{\"allow\": [{\"reason\": \"x\", \"path\": \"#a\"}]}",
         "p:1: /allow/0/path: "},
        {"{\"allow\": [{\"reason\": \"x\", \"path\": \"a\\nb\"}]}",
         "p:1: /allow/0/path: "},
        {"{\"allow\": [{\"reason\": \"x\", \"path\": \"a\", \"until\": "
         "\"20270101\"}]}",
         "p:1: /allow/0/until: "},
        {"{\"allow\": [{\"reason\": \"x\", \"path\": \"a\", \"until\": "
         "\"2027-02-30\"}]}",
         "p:1: /allow/0/until: "},
        {"{\"allow\": [{\"reason\": \"x\", \"path\": \"a\", \"paths\": "
         "\"b\"}]}",
         "p:1: /allow/0/paths: "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct policy *policy = NULL;
        struct err err = {0};
        int rc = policy_parse(&policy, span_str(cases[i][0]), "p", &err);
        if (rc >= 0 || policy ||
            strncmp(err.text, cases[i][1], strlen(cases[i][1])) != 0) {
            fail_msg("%s: %d %s", cases[i][0], rc, err.text);
        }
    }
    assert_refused("{\"allow\": [{\"rule\": \"a\"}]}",
                   "p:1: /allow/0: \"reason\" is missing");
}

static void a_limit_of_entries(void **state)
{
    (void)state;
    static const char entry[] = "{\"rule\":\"a\",\"reason\":\"b\"}";
    for (size_t n = LIMIT_POLICY_ENTRIES; n <= LIMIT_POLICY_ENTRIES + 1; n++) {
        struct buf text;
        struct policy *policy = NULL;
        buf_init(&text, LIMIT_POLICY_FILE);
        assert_int_equal(buf_add(&text, span_str("{\"allow\":["), NULL), 0);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(
                buf_add_format(&text, NULL, "%s%s", i ? "," : "", entry), 0);
        }
        assert_int_equal(buf_add(&text, span_str("]}"), NULL), 0);
        int rc = policy_parse(&policy, buf_span(&text), "p", NULL);
        assert_int_equal(rc, n > LIMIT_POLICY_ENTRIES ? ERR_FORMAT : 0);
        policy_free(policy);
        buf_release(&text);
    }
}

static const struct rule rule_a = {.id = "acme-token"};
static const struct rule rule_b = {.id = "other-key"};

/* A finding with places in up to three files. */
struct sample {
    struct place places[3];
    struct finding finding;
};

static void make(struct sample *out, const struct rule *rule, const char *id,
                 const char *const *paths, size_t n)
{
    *out = (struct sample){0};
    for (size_t i = 0; i < n; i++) {
        out->places[i] = (struct place){.path = paths[i], .line = 7};
    }
    out->finding = (struct finding){.rule = rule,
                                    .verdict.keep = true,
                                    .places = out->places,
                                    .n_places = n,
                                    .n_places_total = n};
    snprintf(out->finding.id, sizeof(out->finding.id), "%s", id);
}

struct run {
    struct policy *policy;
    struct arena *arena;
    struct outcome outcome;
};

static void apply(struct run *run, const char *text,
                  const struct finding *finding, struct policy_use use)
{
    struct err err = {0};
    const struct finding *findings[] = {finding};
    const struct outcome outcome = {.findings = findings, .n_findings = 1};
    use.now = use.now ? use.now : NOW;
    *run = (struct run){.arena = arena_new()};
    int rc = policy_parse(&run->policy, span_str(text), "policy", &err);
    if (rc < 0) {
        fail_msg("%s", err.text);
    }
    policy_apply(&run->outcome, &outcome, run->policy, &use, run->arena);
    assert_int_equal(run->outcome.n_findings, 1);
}

static void end(struct run *run)
{
    policy_free(run->policy);
    arena_free(run->arena);
}

/* Whether a policy of one entry allows it. */
static bool allows(const char *entry, const struct finding *finding,
                   struct policy_use use)
{
    char text[512];
    struct run run;
    snprintf(text, sizeof(text), "{\"allow\": [{\"reason\": \"why\", %s}]}",
             entry);
    apply(&run, text, finding, use);
    const struct finding *judged = run.outcome.findings[0];
    bool allowed = judged->suppressed;
    assert_int_equal(run.outcome.coverage.suppressed,
                     allowed ? finding->n_places_total : 0);
    if (allowed) {
        assert_string_equal(judged->suppression, "why");
        assert_string_equal(judged->policy, "policy");
        assert_int_equal(judged->policy_line, 1);
    }
    end(&run);
    return allowed;
}

#define ID "00112233445566778899aabbccddeeff"

static void an_entry_allows_what_fits_all_of_it(void **state)
{
    (void)state;
    static const char *const paths[] = {"src/a.c", "tests/b.c"};
    const struct policy_use use = {0};
    struct sample one;
    struct sample two;
    make(&one, &rule_a, ID, paths, 1);
    make(&two, &rule_a, ID, paths, 2);
    assert_true(allows("\"id\": \"" ID "\"", &two.finding, use));
    assert_true(allows("\"id\": \"001122334455\"", &two.finding, use));
    assert_false(allows("\"id\": \"001122334456\"", &two.finding, use));
    assert_true(allows("\"rule\": \"acme-token\"", &two.finding, use));
    assert_true(allows("\"rule\": \"acme-*\"", &two.finding, use));
    assert_false(allows("\"rule\": \"acme\"", &two.finding, use));
    assert_true(allows("\"path\": \"src/\"", &one.finding, use));
    assert_true(allows("\"path\": \"*.c\"", &two.finding, use));
    assert_true(allows("\"path\": \"/src/a.c\"", &one.finding, use));
    assert_false(allows("\"path\": \"/a.c\"", &one.finding, use));
    assert_true(allows("\"path\": \"src\", \"rule\": \"acme-token\", "
                       "\"id\": \"001122334455\"",
                       &one.finding, use));
    assert_false(allows("\"path\": \"src\", \"rule\": \"other-key\"",
                        &one.finding, use));
    assert_false(allows("\"path\": \"lib\", \"rule\": \"acme-token\"",
                        &one.finding, use));
}

/* A secret that also stands elsewhere is not allowed by where it stands. */
static void every_place_must_be_allowed(void **state)
{
    (void)state;
    static const char *const paths[] = {"src/a.c", "tests/b.c"};
    const struct policy_use use = {0};
    struct sample two;
    struct run run;
    make(&two, &rule_b, ID, paths, 2);
    assert_false(allows("\"path\": \"tests/\"", &two.finding, use));
    apply(&run,
          "{\"allow\": [\n{\"path\": \"tests/\", \"reason\": \"second\"},\n"
          "{\"path\": \"src/\", \"reason\": \"first\"}]}",
          &two.finding, use);
    assert_true(run.outcome.findings[0]->suppressed);
    assert_string_equal(run.outcome.findings[0]->suppression, "first");
    assert_int_equal(run.outcome.findings[0]->policy_line, 3);
    end(&run);
    /* More places than are listed: who knows where they are? */
    two.finding.n_places_total = 3;
    assert_false(allows("\"path\": \"*\"", &two.finding, use));
    assert_true(allows("\"rule\": \"other-key\"", &two.finding, use));
}

static void the_last_day_counts(void **state)
{
    (void)state;
    static const char *const paths[] = {"a"};
    static const char entry[] = "\"path\": \"a\", \"until\": \"2026-06-30\"";
    static const char text[] =
        "{\"allow\": [{\"path\": \"a\", \"until\": \"2026-06-30\", "
        "\"reason\": \"x\"}]}";
    struct sample one;
    struct run run;
    make(&one, &rule_a, ID, paths, 1);
    assert_true(
        allows(entry, &one.finding, (struct policy_use){.now = NOW - 1}));
    assert_false(allows(entry, &one.finding, (struct policy_use){0}));
    apply(&run, text, &one.finding, (struct policy_use){0});
    assert_int_equal(run.outcome.n_notices, 1);
    assert_int_equal(run.outcome.coverage.notices[NOTICE_POLICY], 1);
    assert_string_equal(run.outcome.notices[0].path, "policy");
    assert_string_equal(run.outcome.notices[0].text,
                        "line 1 (path): expired, it counted until 2026-06-30");
    end(&run);
}

static void entries_for_nothing_are_said(void **state)
{
    (void)state;
    static const char *const paths[] = {"a"};
    static const char text[] =
        "{\"allow\": [{\"path\": \"a\", \"reason\": \"x\"},\n"
        "{\"rule\": \"nothing\", \"reason\": \"x\"}]}";
    struct sample one;
    struct run run;
    make(&one, &rule_a, ID, paths, 1);
    apply(&run, text, &one.finding, (struct policy_use){0});
    assert_int_equal(run.outcome.n_notices, 0);
    end(&run);
    apply(&run, text, &one.finding, (struct policy_use){.whole = true});
    assert_int_equal(run.outcome.n_notices, 1);
    assert_string_equal(run.outcome.notices[0].text,
                        "line 2 (rule nothing): fits nothing that was found");
    end(&run);
    /* Something that a comment allows already is there all the same. */
    one.finding.suppressed = true;
    one.finding.suppression = "comment";
    apply(&run, "{\"allow\": [{\"path\": \"a\", \"reason\": \"x\"}]}",
          &one.finding, (struct policy_use){.whole = true});
    assert_int_equal(run.outcome.n_notices, 0);
    assert_string_equal(run.outcome.findings[0]->suppression, "comment");
    assert_null(run.outcome.findings[0]->policy);
    end(&run);
}

static void paths_are_seen_from_the_folder_of_the_file(void **state)
{
    (void)state;
    static const char *const paths[] = {"../r/sub/x/../a.c"};
    const struct policy_use use = {.root = "/w/r", .here = "/w/other"};
    struct sample one;
    make(&one, &rule_a, ID, paths, 1);
    assert_true(allows("\"path\": \"/sub/a.c\"", &one.finding, use));
    assert_false(allows("\"path\": \"/r/sub/a.c\"", &one.finding, use));
    /* What is not below it, it says nothing of. */
    const struct policy_use outside = {.root = "/w/q", .here = "/w/other"};
    assert_false(allows("\"rule\": \"*\"", &one.finding, outside));
}

static void comments_of_a_change_are_said(void **state)
{
    (void)state;
    static const char *const paths[] = {"a"};
    struct sample one;
    struct outcome out;
    struct arena *arena = arena_new();
    make(&one, &rule_a, ID, paths, 1);
    const struct finding *findings[] = {&one.finding};
    const struct outcome outcome = {.findings = findings, .n_findings = 1};
    policy_say_comments(&out, &outcome, arena);
    assert_int_equal(out.n_notices, 0);
    one.finding.suppressed = true;
    policy_say_comments(&out, &outcome, arena);
    assert_int_equal(out.n_notices, 1);
    assert_string_equal(out.notices[0].path, "a");
    assert_string_equal(out.notices[0].text,
                        "line 7: a comment allows acme-token");
    one.finding.policy = "policy";
    policy_say_comments(&out, &outcome, arena);
    assert_int_equal(out.n_notices, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(a_limit_of_entries),
        cmocka_unit_test(an_entry_allows_what_fits_all_of_it),
        cmocka_unit_test(every_place_must_be_allowed),
        cmocka_unit_test(the_last_day_counts),
        cmocka_unit_test(entries_for_nothing_are_said),
        cmocka_unit_test(paths_are_seen_from_the_folder_of_the_file),
        cmocka_unit_test(comments_of_a_change_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
