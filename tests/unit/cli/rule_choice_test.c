/* SPDX-License-Identifier: Apache-2.0
 *
 * Which rules a command line chooses, and what of an outcome is shown. */
#include "cli/finding_filter.h"
#include "cli/rule_choice.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define GUIDANCE                                                            \
    "\"grants\":\"Everything.\",\"revoke\":{\"steps\":[\"Open the page.\"," \
    "\"Delete it.\"]},\"docs\":[\"https://example.com/\"]"

#define RULE(id, more)                                              \
    "{\"id\":\"" id "\",\"name\":\"N\",\"severity\":\"high\","      \
    "\"formats\":[{\"prefix\":\"" id "_\",\"alphabet\":\"base62\"," \
    "\"length\":32}]," more GUIDANCE "}"

static const char patterns[] =
    "{\"provider\":\"Acme\",\"rules\":[" RULE("acme-one", "") "," RULE(
        "acme-two", "") "," RULE("acme-half", "\"pair\":{\"with\":\"acme-two\","
                                              "\"required\":true},") "]}";

static char file[40];

static int enter(void **state)
{
    (void)state;
    snprintf(file, sizeof(file), "/tmp/jackdaw-test-XXXXXX.json");
    int fd = mkstemps(file, 5);
    size_t len = sizeof(patterns) - 1;
    bool good = fd >= 0 && write(fd, patterns, len) == (ssize_t)len;
    return good ? close(fd) : -1;
}

static int leave(void **state)
{
    (void)state;
    return unlink(file);
}

/* The choice of `jackdaw scan --patterns FILE` and up to three more words. */
static int choose(struct rule_choice *out, const char *a, const char *b,
                  const char *c, struct err *err)
{
    static char words[5][80];
    char *argv[7] = {words[0], words[0], words[0]};
    const char *more[] = {a, b, c};
    int argc = 3;
    struct arguments arguments;
    snprintf(words[0], sizeof(words[0]), "-p%s", file);
    for (int i = 0; i < 3 && more[i]; i++) {
        snprintf(words[i + 1], sizeof(words[0]), "%s", more[i]);
        argv[argc++] = words[i + 1];
    }
    int rc = arguments_parse(&arguments, COMMAND_SCAN, 2, argc, argv, err);
    rc = rc < 0 ? rc : rule_choice_init(out, &arguments, err);
    arguments_release(&arguments);
    return rc;
}

static bool searches(const struct rule_choice *choice, const char *id)
{
    return rule_set_find(&choice->search, id) != NULL;
}

static void test_patterns_come_on_top(void **state)
{
    (void)state;
    struct rule_choice choice;
    size_t builtin = rule_set_builtin()->count;
    assert_int_equal(choose(&choice, NULL, NULL, NULL, NULL), 0);
    assert_int_equal(choice.search.count, builtin + 3);
    assert_true(searches(&choice, "acme-one"));
    rule_choice_release(&choice);
    assert_int_equal(choose(&choice, "--only-patterns", NULL, NULL, NULL), 0);
    assert_int_equal(choice.search.count, 3);
    rule_choice_release(&choice);
}

static void test_rules_by_name_and_glob(void **state)
{
    (void)state;
    struct rule_choice choice;
    assert_int_equal(choose(&choice, "--rule=acme-one", NULL, NULL, NULL), 0);
    assert_int_equal(choice.search.count, 1);
    rule_choice_release(&choice);
    assert_int_equal(
        choose(&choice, "--rule=acme-*", "--exclude-rule=acme-one", NULL, NULL),
        0);
    assert_int_equal(choice.search.count, 2);
    assert_false(searches(&choice, "acme-one"));
    rule_choice_release(&choice);
    assert_int_equal(choose(&choice, "--exclude-rule=*", NULL, NULL, NULL), 0);
    assert_int_equal(choice.search.count, 0);
    rule_choice_release(&choice);
}

static void test_the_other_half_is_searched_but_not_shown(void **state)
{
    (void)state;
    struct rule_choice choice;
    assert_int_equal(choose(&choice, "--rule=acme-half", NULL, NULL, NULL), 0);
    assert_int_equal(choice.search.count, 2);
    const struct rule *half = rule_set_find(&choice.search, "acme-half");
    const struct rule *two = rule_set_find(&choice.search, "acme-two");
    assert_true(rule_choice_asked(&choice, half));
    assert_false(rule_choice_asked(&choice, two));
    rule_choice_release(&choice);
}

static void test_mistakes(void **state)
{
    (void)state;
    struct rule_choice choice;
    struct err err;
    assert_int_equal(choose(&choice, "--rule=acme-onee", NULL, NULL, &err),
                     ERR_USAGE);
    assert_string_equal(
        err.text, "there is no rule 'acme-onee' (did you mean 'acme-one'?)");
    rule_choice_release(&choice);
    assert_int_equal(choose(&choice, "--exclude-rule=zz*", NULL, NULL, &err),
                     ERR_USAGE);
    rule_choice_release(&choice);
    assert_true(choose(&choice, "--patterns=/nowhere", NULL, NULL, &err) < 0);
    rule_choice_release(&choice);
}

static void test_what_is_shown(void **state)
{
    (void)state;
    struct rule_choice choice;
    struct finding all[3] = {0};
    const struct finding *const list[] = {&all[0], &all[1], &all[2]};
    const struct finding **shown = NULL;
    struct outcome outcome = {
        .findings = list, .n_findings = 3, .coverage.files = 7};
    struct outcome out;
    assert_int_equal(choose(&choice, "--rule=acme-half", NULL, NULL, NULL), 0);
    struct finding_filter filter = {.choice = &choice};
    for (size_t i = 0; i < 3; i++) {
        all[i].rule = rule_set_find(&choice.search, "acme-half");
        all[i].verdict.severity = (enum severity)(SEVERITY_LOW + (int)i);
        all[i].verdict.confidence = (enum confidence)(2 - (int)i);
    }
    finding_filter_apply(&out, &shown, &outcome, &filter);
    assert_int_equal(out.n_findings, 3);
    assert_int_equal(out.coverage.files, 7);
    free(shown);
    filter.min_severity = SEVERITY_MEDIUM;
    finding_filter_apply(&out, &shown, &outcome, &filter);
    assert_int_equal(out.n_findings, 2);
    assert_ptr_equal(out.findings[0], &all[1]);
    free(shown);
    filter.min_confidence = CONFIDENCE_MEDIUM;
    finding_filter_apply(&out, &shown, &outcome, &filter);
    assert_int_equal(out.n_findings, 1);
    free(shown);
    all[1].rule = rule_set_find(&choice.search, "acme-two");
    finding_filter_apply(&out, &shown, &outcome, &filter);
    assert_int_equal(out.n_findings, 0);
    free(shown);
    rule_choice_release(&choice);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_patterns_come_on_top),
        TEST(test_rules_by_name_and_glob),
        TEST(test_the_other_half_is_searched_but_not_shown),
        TEST(test_mistakes),
        TEST(test_what_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
