/* SPDX-License-Identifier: Apache-2.0 */
#include "sample_outcome.h"

#include "report/outcome_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_line(const struct outcome *outcome, const char *want)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    report_coverage(stream, outcome);
    fclose(stream);
    assert_string_equal(text, want);
    free(text);
}

static void all_that_was_covered_is_said(void **state)
{
    (void)state;
    assert_line(&sample_outcome,
                "jackdaw: scanned 4,844 files, 48.1 MB in 0.04 s; 4 findings, "
                "1 suppressed; not scanned: 2 unreadable, 1 over a limit; left "
                "out: 4 symlinks (scan incomplete, exit code 2)\n");
}

static void a_clean_scan_is_short(void **state)
{
    (void)state;
    struct outcome outcome = {
        .coverage = {.files = 1, .bytes = 1, .seconds = 0.001}};
    assert_line(&outcome,
                "jackdaw: scanned 1 file, 1 byte in 0.00 s; no findings\n");
}

static void git_counts_objects_and_commits(void **state)
{
    (void)state;
    struct outcome outcome = {.coverage = {.commits = 1200,
                                           .objects = 1,
                                           .bytes = 999999,
                                           .seconds = 1.5,
                                           .notices = {[NOTICE_SPECIAL] = 1,
                                                       [NOTICE_MISSING] = 2,
                                                       [NOTICE_IGNORED] = 3}}};
    assert_line(
        &outcome,
        "jackdaw: scanned 1,200 commits, 1 object, 1.0 MB in 1.50 s; no "
        "findings; not scanned: 1 special file, 2 missing objects; "
        "left out: 3 ignored (scan incomplete, exit code 2)\n");
}

static void an_interrupted_scan_says_so(void **state)
{
    (void)state;
    const struct finding *const only[] = {&sample_id_finding};
    struct outcome outcome = {
        .findings = only, .n_findings = 1, .coverage = {.interrupted = true}};
    assert_line(&outcome, "jackdaw: scanned 0 files, 0 bytes in 0.00 s; 1 "
                          "finding (interrupted, exit code 130)\n");
}

static void exit_codes_mean_one_thing(void **state)
{
    (void)state;
    const struct finding *const live[] = {&sample_token_finding};
    const struct finding *const allowed[] = {&sample_allowed_finding};
    struct outcome outcome = {0};
    assert_int_equal(report_exit_code(&outcome), 0);
    outcome.findings = allowed;
    outcome.n_findings = 1;
    assert_int_equal(report_exit_code(&outcome), 0);
    const struct finding *const refused[] = {&sample_refused_finding};
    outcome.findings = refused;
    assert_int_equal(report_exit_code(&outcome), 0);
    /* A note, and half of a pair, stop nobody. */
    struct finding note = sample_token_finding;
    const struct finding *const harmless[] = {&note, &sample_id_finding};
    note.verdict.severity = SEVERITY_NOTE;
    assert_int_equal(sample_id_finding.rule->class, RULE_IDENTIFIER);
    outcome.findings = harmless;
    outcome.n_findings = 2;
    assert_int_equal(report_exit_code(&outcome), 0);
    outcome.n_findings = 1;
    outcome.findings = live;
    assert_int_equal(report_exit_code(&outcome), 1);
    outcome.coverage.notices[NOTICE_SYMLINK] = 1;
    assert_int_equal(report_exit_code(&outcome), 1);
    outcome.coverage.notices[NOTICE_UNREADABLE] = 1;
    assert_int_equal(report_exit_code(&outcome), 2);
    outcome.coverage.interrupted = true;
    assert_int_equal(report_exit_code(&outcome), 130);
}

static void numbers_are_for_people(void **state)
{
    (void)state;
    assert_string_equal(view_number(0).text, "0");
    assert_string_equal(view_number(999).text, "999");
    assert_string_equal(view_number(1000).text, "1,000");
    assert_string_equal(view_number(UINT64_MAX).text,
                        "18,446,744,073,709,551,615");
    assert_string_equal(view_bytes(0).text, "0 bytes");
    assert_string_equal(view_bytes(999).text, "999 bytes");
    assert_string_equal(view_bytes(1000).text, "1.0 kB");
    assert_string_equal(view_bytes(999949).text, "999.9 kB");
    assert_string_equal(view_bytes(999950).text, "1.0 MB");
    assert_string_equal(view_bytes(UINT64_MAX).text, "18.4 EB");
}

static void times_are_utc_or_nothing(void **state)
{
    (void)state;
    assert_string_equal(view_time(1).text, "1970-01-01T00:00:01Z");
    assert_string_equal(view_time(951782400).text, "2000-02-29T00:00:00Z");
    assert_string_equal(view_time(253402300799).text, "9999-12-31T23:59:59Z");
    assert_string_equal(view_time(253402300800).text, "");
    assert_string_equal(view_time(INT64_MAX).text, "");
    assert_string_equal(view_time(0).text, "");
    assert_string_equal(view_time(-1).text, "");
}

static void rules_have_the_severity_that_findings_show(void **state)
{
    (void)state;
    struct rule rule = {.severity = SEVERITY_HIGH};
    assert_int_equal(view_rule_severity(&rule), SEVERITY_HIGH);
    rule.environment = ENVIRONMENT_TEST;
    assert_int_equal(view_rule_severity(&rule), SEVERITY_MEDIUM);
    rule.severity = SEVERITY_NOTE;
    assert_int_equal(view_rule_severity(&rule), SEVERITY_NOTE);
    rule.severity = SEVERITY_HIGH;
    rule.class = RULE_PUBLISHABLE;
    assert_int_equal(view_rule_severity(&rule), SEVERITY_NOTE);
    rule.class = RULE_IDENTIFIER;
    assert_int_equal(view_rule_severity(&rule), SEVERITY_NOTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_was_covered_is_said),
        cmocka_unit_test(a_clean_scan_is_short),
        cmocka_unit_test(git_counts_objects_and_commits),
        cmocka_unit_test(an_interrupted_scan_says_so),
        cmocka_unit_test(exit_codes_mean_one_thing),
        cmocka_unit_test(numbers_are_for_people),
        cmocka_unit_test(times_are_utc_or_nothing),
        cmocka_unit_test(rules_have_the_severity_that_findings_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
