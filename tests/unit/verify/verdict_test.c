/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_kit.h"

#include "verify/finding.h"

#define GITHUB                                                          \
    "\"severity\": \"critical\", \"formats\": [{\"prefix\": \"ghp_\", " \
    "\"alphabet\": \"base62\", \"length\": 36}]"
#define RIGHT               \
    "ghp_zQWBuTSOoRi4A9spH" \
    "cVY5ncnsDkxkJ0mLq17"
#define WRONG               \
    "ghp_zQWBuTSOoRi4A9spH" \
    "cVY5ncnsDkxkJ0mLq18"

static void evidence_is_the_best_that_passed(void **state)
{
    (void)state;
    struct rule_set *plain = rule_of(GITHUB);
    verify_in(plain, "", RIGHT, "", 0);
    assert_true(verdict.keep);
    assert_int_equal(verdict.evidence, EVIDENCE_FORMAT);
    assert_int_equal(verdict.confidence, CONFIDENCE_HIGH);
    struct rule_set *summed =
        rule_of(GITHUB ", \"checks\": [\"crc32-base62\"]");
    verify_in(summed, "", RIGHT, "", 0);
    assert_int_equal(verdict.evidence, EVIDENCE_CHECKSUM);
    assert_int_equal(verdict.confidence, CONFIDENCE_VERY_HIGH);
    assert_int_equal(verdict.severity, SEVERITY_CRITICAL);
    assert_true(has_reason("its checksum is right"));
    rule_set_free(plain);
    rule_set_free(summed);
}

static void a_wrong_sum_lowers_or_drops(void **state)
{
    (void)state;
    struct rule_set *lower = rule_of(GITHUB ", \"checks\": [\"crc32-base62\"]");
    verify_in(lower, "", WRONG, "", 0);
    assert_true(verdict.keep);
    assert_int_equal(verdict.severity, SEVERITY_LOW);
    assert_int_equal(verdict.confidence, CONFIDENCE_LOW);
    assert_int_equal(verdict.evidence, EVIDENCE_FORMAT);
    assert_true(has_reason("its checksum is wrong"));
    struct rule_set *found_out =
        rule_of(GITHUB ", \"checks\": [\"crc32-base62-lower\"]");
    verify_in(found_out, "", WRONG, "", 0);
    assert_int_equal(verdict.severity, SEVERITY_HIGH);
    assert_int_equal(verdict.confidence, CONFIDENCE_MEDIUM);
    rule_set_free(found_out);
    struct rule_set *drop =
        rule_of(GITHUB ", \"checks\": [{\"name\": \"crc32-base62\", "
                       "\"failure\": \"drop\"}]");
    verify_in(drop, "", WRONG, "", 0);
    assert_false(verdict.keep);
    verify_in(drop, "", RIGHT, "", 0);
    assert_true(verdict.keep);
    rule_set_free(lower);
    rule_set_free(drop);
}

static void poor_tokens_are_dropped(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "000000000000000000000000000000000000",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "aAbBaAbBaAbBaAbBaAbBaAbBaAbBaAbBaAbB",
        "zQWBuTSOoRi4EXAMPLEY5ncnsDkxkJ0mLq18"};
    struct rule_set *set = rule_of(GITHUB);
    for (size_t i = 0; i < 5; i++) {
        char token[48];
        snprintf(token, sizeof(token), "ghp_%s", bodies[i]);
        verify_in(set, "", token, "", 0);
        assert_false(verdict.keep);
        assert_true(verdict.n_reasons > 0);
    }
    rule_set_free(set);
}

/* Its sum proves it, whatever words it holds: made with that sum. */
static void proof_outweighs_words(void **state)
{
    (void)state;
    struct rule_set *set = rule_of(GITHUB ", \"checks\": [\"crc32-base62\"]");
    verify_in(set, "",
              "ghp_k9PqEXAMPLELm2x"
              "Zv7TdR3sWy8QhNc4blEtH",
              "", 0);
    assert_true(verdict.keep && has_reason("its checksum is right"));
    verify_in(set, "",
              "ghp_k9PqEXAMPLELm2x"
              "Zv7TdR3sWy8QhNc4blEt1",
              "", 0);
    assert_false(verdict.keep);
    rule_set_free(set);
}

static void examples_are_dropped(void **state)
{
    (void)state;
    struct rule_set *set =
        rule_of("\"severity\": \"high\", \"formats\": [{\"prefix\": \"AKIA\", "
                "\"alphabet\": \"base36-upper\", "
                "\"length\": 16}]");
    verify_in(set, "x = ",
              "AKIAQ7Z2MW4TK"
              "EXAMPLE",
              "\n", 0);
    assert_false(verdict.keep);
    assert_true(verdict.refuted);
    verify_in(set, "x = ",
              "AKIAQ7Z2MW4T"
              "KEXAMPEL",
              "\n", 0);
    assert_true(verdict.keep);
    rule_set_free(set);
}

static void dummies_are_dropped(void **state)
{
    (void)state;
    struct rule_set *set =
        rule_of(GITHUB ", \"dummies\": [[\"ghp_zQWBuTSOoRi4A9spH\", "
                       "\"cVY5ncnsDkxkJ0mLq17\"]]");
    verify_in(set, "x = ", RIGHT, "\n", 0);
    assert_false(verdict.keep);
    assert_true(has_reason("it is a value of the documentation"));
    verify_in(set, "x = ", WRONG, "\n", 0);
    assert_true(verdict.keep);
    rule_set_free(set);
}

static void class_and_environment_set_the_severity(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        enum severity severity;
    } cases[] = {{GITHUB ", \"environment\": \"test\"", SEVERITY_HIGH},
                 {GITHUB ", \"environment\": \"live\"", SEVERITY_CRITICAL},
                 {GITHUB ", \"class\": \"publishable\"", SEVERITY_NOTE},
                 {GITHUB ", \"class\": \"identifier\"", SEVERITY_NOTE}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct rule_set *set = rule_of(cases[i].fields);
        verify_in(set, "", RIGHT, "", 0);
        assert_true(verdict.keep);
        assert_int_equal(verdict.severity, cases[i].severity);
        rule_set_free(set);
    }
}

#define JWT                                                                 \
    "\"severity\": \"high\", \"formats\": [{\"segments\": [{\"text\": "     \
    "\"eyJ\"}, {\"alphabet\": \"base64url\", \"length\": [10, 900]}, "      \
    "{\"text\": \".\"}, {\"alphabet\": \"base64url\", \"length\": [10, "    \
    "900]}, "                                                               \
    "{\"text\": \".\"}, {\"alphabet\": \"base64url\", \"length\": 43}]}], " \
    "\"checks\": [{\"name\": \"jwt\", \"failure\": \"drop\"}]"

/* RFC 7519, 3.1: it expired in 2011. */
static void an_expired_token_is_low(void **state)
{
    (void)state;
    struct rule_set *set = rule_of(JWT);
    verify_in(set, "",
              "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0K"
              "ICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
              "b290Ijp0cnVlfQ.dBjftJeZ4CVP-mBP9r6DJAz3gYmFXwPqM2dFcCNGtyE",
              "", 0);
    assert_true(verdict.keep);
    assert_int_equal(verdict.severity, SEVERITY_LOW);
    assert_int_equal(verdict.evidence, EVIDENCE_STRUCTURE);
    assert_true(has_reason("it has expired"));
    assert_string_equal(verdict.facts[0].name, "expires");
    assert_string_equal(verdict.facts[0].value, "2011-03-22T18:43:00Z");
    rule_set_free(set);
}

#define PASSWORD                                                          \
    "\"severity\": \"medium\", \"generic\": true, \"assignment\": true, " \
    "\"keywords\": [\"password\"], \"formats\": [{\"alphabet\": "         \
    "\"printable\", \"length\": [8, 128]}]"

static void assignments_need_a_literal(void **state)
{
    (void)state;
    struct rule_set *set = rule_of(PASSWORD);
    verify_in(set, "password = \"", "kR8$mQ2x!p", "\"", 0);
    assert_true(verdict.keep);
    assert_int_equal(verdict.evidence, EVIDENCE_CONTEXT);
    assert_int_equal(verdict.confidence, CONFIDENCE_LOW);
    verify_in(set, "password = \"", "changeme1", "\"", 0);
    assert_false(verdict.keep);
    verify_in(set, "password = ", "getpass.getpass()", "\n", 0);
    assert_false(verdict.keep);
    verify_in(set, "password: \"", "cGFzc3dvcmQ=", "\"", 0);
    assert_false(verdict.keep); /* base64 of "password" */
    rule_set_free(set);
}

#define URL                                                                  \
    "\"severity\": \"critical\", \"formats\": [{\"segments\": [{\"text\": "  \
    "\"postgres://\"}, {\"alphabet\": \"userinfo\", \"length\": [1, 99]}, "  \
    "{\"text\": \":\"}, {\"alphabet\": \"userinfo\", \"length\": [1, 99], "  \
    "\"secret\": true}, {\"text\": \"@\"}, {\"alphabet\": \"[a-z0-9.-]\", "  \
    "\"length\": [1, 99]}]}], \"checks\": [{\"name\": \"url-credentials\", " \
    "\"failure\": \"drop\"}]"

/* "postgres://user:" and the password that ends before '@'. */
static void verify_url(const struct rule_set *set, const char *head,
                       const char *password, const char *host)
{
    static char text[256];
    int n = snprintf(text, sizeof(text), "%s%s@%s", head, password, host);
    assert_true(n > 0 && (size_t)n < sizeof(text));
    size_t start = strlen(head);
    size_t end = start + strlen(password) + 1;
    while (text[end] &&
           strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", text[end])) {
        end++;
    }
    struct verify_input in = {.rule = set->rules[0],
                              .text = span_str(text),
                              .token = {0, end},
                              .secret = {start, start + strlen(password)}};
    verify_candidate(&verdict, &in);
}

static void urls_are_judged_by_host_and_password(void **state)
{
    (void)state;
    struct rule_set *set = rule_of(URL);
    verify_url(set, "postgres://svc:", "kR8mQ2xp9LwZ", "db7.acme.de:5432/shop");
    assert_true(verdict.keep);
    assert_int_equal(verdict.severity, SEVERITY_CRITICAL);
    static const char *const facts[][2] = {{"scheme", "postgres"},
                                           {"user", "svc"},
                                           {"host", "db7.acme.de"},
                                           {"port", "5432"},
                                           {"database", "shop"}};
    assert_int_equal(verdict.n_facts, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(verdict.facts[i].name, facts[i][0]);
        assert_string_equal(verdict.facts[i].value, facts[i][1]);
    }
    verify_url(set, "postgres://svc:", "kR8mQ2xp9LwZ", "localhost:5432/shop");
    assert_true(verdict.keep);
    assert_int_equal(verdict.severity, SEVERITY_LOW);
    verify_url(set, "postgres://user:", "password", "db7.acme.de/shop");
    assert_false(verdict.keep);
    verify_url(set, "postgres://postgres:", "postgres", "localhost/shop");
    assert_false(verdict.keep);
    verify_url(set, "postgres://svc:", "${PASSWORD}", "db7.acme.de/shop");
    assert_false(verdict.keep);
    verify_url(set, "postgres://svc:", "s9k", "example.com/shop");
    assert_false(verdict.keep);
    rule_set_free(set);
}

/* Ranges that do not fit are cut, not believed. */
static void odd_ranges_are_cut(void **state)
{
    (void)state;
    struct rule_set *set = rule_of(GITHUB);
    static const size_t ends[] = {0, 1, 5, 39, 40, 41, 1000};
    for (size_t a = 0; a < 7; a++) {
        for (size_t b = 0; b < 7; b++) {
            struct verify_input in = {.rule = set->rules[0],
                                      .text = span_str(RIGHT),
                                      .token = {ends[a], ends[b]},
                                      .secret = {ends[b], ends[a]}};
            verify_candidate(&verdict, &in);
        }
    }
    rule_set_free(set);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(evidence_name(EVIDENCE_CHECKSUM), "checksum");
    assert_string_equal(confidence_name(CONFIDENCE_VERY_HIGH), "very-high");
}

static void an_outcome_is_complete_without_failures(void **state)
{
    (void)state;
    struct outcome outcome = {0};
    assert_true(outcome_is_complete(&outcome));
    outcome.coverage.notices[NOTICE_SYMLINK] = 3;
    assert_true(outcome_is_complete(&outcome));
    outcome.coverage.notices[NOTICE_UNREADABLE] = 1;
    assert_false(outcome_is_complete(&outcome));
    outcome.coverage.notices[NOTICE_UNREADABLE] = 0;
    outcome.coverage.interrupted = true;
    assert_false(outcome_is_complete(&outcome));
    struct notice notice = {.kind = NOTICE_CORRUPT};
    outcome = (struct outcome){.notices = &notice, .n_notices = 1};
    assert_false(outcome_is_complete(&outcome));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_is_the_best_that_passed),
        cmocka_unit_test(a_wrong_sum_lowers_or_drops),
        cmocka_unit_test(poor_tokens_are_dropped),
        cmocka_unit_test(proof_outweighs_words),
        cmocka_unit_test(examples_are_dropped),
        cmocka_unit_test(dummies_are_dropped),
        cmocka_unit_test(class_and_environment_set_the_severity),
        cmocka_unit_test(an_expired_token_is_low),
        cmocka_unit_test(assignments_need_a_literal),
        cmocka_unit_test(urls_are_judged_by_host_and_password),
        cmocka_unit_test(odd_ranges_are_cut),
        cmocka_unit_test(names),
        cmocka_unit_test(an_outcome_is_complete_without_failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
