/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/scan.h"

#include "source/source_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* scan/ with the real rules and the real verdicts: that they fit together. */

/* Of this form, but its end is not the checksum of the rest. */
#define BAD_SUM \
    "SB"        \
    "7QK3MVD2XWNB5RCZ4TQHJGF6YAEPLSOUIK7QK3MVD2XWNB5RCZ4TQH"

/* The documentation's own. */
#define DUMMY     \
    "AK"          \
    "IAIOSFODNN7" \
    "EXAMPLE"

static struct scan *scan_text(const struct matcher *matcher, const char *text,
                              bool keep_dropped)
{
    struct memory_item item = {.path = "f", .bytes = span_str(text)};
    struct source *source = source_memory_new(&item, 1, NULL);
    struct scan_options options = {.threads = 1, .keep_dropped = keep_dropped};
    struct scan *scan = NULL;
    assert_int_equal(scan_run(&scan, matcher, source, &options, NULL), 0);
    source->ops->free(source);
    return scan;
}

static int open_matcher(void **state)
{
    static struct matcher *matcher;
    struct err err = {0};
    *state = NULL;
    if (matcher_new(&matcher, rule_set_builtin(), NULL, &err) < 0) {
        return -1;
    }
    *state = matcher;
    return 0;
}

static int close_matcher(void **state)
{
    matcher_free(*state);
    return 0;
}

static void assert_refuted(const struct matcher *matcher, const char *text,
                           const char *rule_id)
{
    struct scan *scan = scan_text(matcher, text, false);
    assert_int_equal(scan_outcome(scan)->n_findings, 0);
    scan_free(scan);
    scan = scan_text(matcher, text, true);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 1);
    assert_false(outcome->findings[0]->verdict.keep);
    assert_true(outcome->findings[0]->verdict.refuted);
    assert_string_equal(outcome->findings[0]->rule->id, rule_id);
    scan_free(scan);
}

/* A wrong checksum says that this is no token; that it is assigned to a
 * password does not make it one again. */
static void what_is_refuted_is_no_password(void **state)
{
    assert_refuted(*state, "password = \"" BAD_SUM "\"\n",
                   "stellar-secret-seed");
    assert_refuted(*state, "password = \"" DUMMY "\"\n", "aws-access-key-id");
    /* Without its form it is one. */
    struct scan *scan = scan_text(*state,
                                  "password = "
                                  "\"Zx81kqPm40sLwR7tYv2BnC93\"\n",
                                  false);
    assert_int_equal(scan_outcome(scan)->n_findings, 1);
    assert_true(scan_outcome(scan)->findings[0]->rule->generic);
    scan_free(scan);
}

/* Two halves of AWS's own documentation are dummies; these are not. */
static void an_aws_key_has_two_halves(void **state)
{
    static const char text[] = "[default]\n"
                               "aws_access_key_id = AK"
                               "IAZ7QK3MVD2XWNB5RC\n"
                               "aws_secret_access_key = "
                               "q7Lx0PzRk2MvYb9T"
                               "w4CnJ6sDf8Hg"
                               "E1aU3oKiX5tZ\n";
    struct scan *scan = scan_text(*state, text, false);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 1);
    const struct finding *finding = outcome->findings[0];
    assert_int_equal(finding->places[0].line, 3);
    assert_non_null(finding->pair);
    assert_int_equal(finding->pair_place->line, 2);
    assert_int_equal(finding->pair->rule->class, RULE_IDENTIFIER);
    scan_free(scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refuted_is_no_password),
        cmocka_unit_test(an_aws_key_has_two_halves),
    };
    return cmocka_run_group_tests(tests, open_matcher, close_matcher);
}
