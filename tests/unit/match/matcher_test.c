/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules as JSON, texts as strings, candidates as strings: one line a case.
 * A fresh rule set shows each kind of anchor; the built-in rules have their
 * own tests. */
#include "match/matcher.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define GUIDANCE                                           \
    "\"severity\": \"high\", \"grants\": \"Everything.\"," \
    "\"revoke\": {\"steps\": [\"Open it.\", \"Delete it.\"]}"

#define RULE(id, rest) \
    "{\"id\": \"" id "\", \"name\": \"" id "\", " GUIDANCE ", " rest "}"

static const char rules_json[] = "{\"provider\": \"Test\", \"rules\": [" RULE(
    "head", "\"formats\": [{\"prefix\": \"tst_\", \"alphabet\": "
            "\"base62\", \"length\": 20}]") "," //
    RULE("dotted", "\"formats\": [{\"prefix\": \"TG.\", \"alphabet\": "
                   "\"base64url\", \"length\": 22}]") "," //
    RULE("body64", "\"formats\": [{\"prefix\": \"b64_\", \"alphabet\": "
                   "\"base64\", \"length\": 40}]") "," //
    RULE("bot",
         "\"formats\": [{\"segments\": [{\"alphabet\": \"digits\", "
         "\"length\": [8, 10]}, {\"text\": \":AA\"}, {\"alphabet\": "
         "\"base64url\", \"length\": 33}]}]") "," //
    RULE("hook",
         "\"formats\": [{\"segments\": [{\"text\": "
         "\"https://hooks.example.test/s/\"}, {\"alphabet\": \"base62\", "
         "\"length\": [8, 40], \"secret\": true}]}]") "," //
    RULE("dburl",
         "\"formats\": [{\"segments\": [{\"text\": \"qsql://\"}, "
         "{\"alphabet\": \"userinfo\", \"length\": [1, 30]}, {\"text\": "
         "\":\"}, {\"alphabet\": \"userinfo\", \"length\": [1, 60], "
         "\"secret\": true}, {\"text\": \"@\"}]}]") "," //
    RULE("pem", "\"formats\": [{\"segments\": [{\"text\": \"-----BEGIN "
                "TEST KEY-----\"}, {\"alphabet\": \"[A-Za-z0-9+/=\\\\\\\\ "
                "\\n\\r]\", \"length\": [20, 2000], \"secret\": true}, "
                "{\"text\": \"-----END TEST KEY-----\"}]}]") "," //
    RULE("hex32", "\"keywords\": [\"acme_api\"], \"formats\": "
                  "[{\"alphabet\": \"hex-lower\", \"length\": 32}]") "," //
    RULE("alike", "\"keywords\": [\"zetmail\"], \"formats\": "
                  "[{\"alphabet\": \"hex-lower\", \"length\": 32}]") "," //
    RULE("slashes", "\"formats\": [{\"prefix\": \"1//\", \"alphabet\": "
                    "\"base64url\", \"length\": 30}]") "," //
    RULE("block40", "\"keywords\": [\"zorb\"], \"near\": \"block\", "
                    "\"formats\": [{\"alphabet\": \"base64\", \"length\": "
                    "40}]") "," //
    RULE("named", "\"keywords\": [\"frob_key\"], \"near\": \"name\", "
                  "\"formats\": [{\"alphabet\": \"base62\", \"length\": "
                  "24}]") "," //
    RULE("assigned", "\"assignment\": true, \"generic\": true, "
                     "\"keywords\": [\"quux_pass\"], \"formats\": "
                     "[{\"alphabet\": \"printable\", \"length\": [8, "
                     "40]}]") "," //
    RULE("pieces", "\"formats\": [{\"segments\": [{\"alphabet\": "
                   "\"[A-Za-z0-9._~-]\", \"length\": 3}, {\"text\": "
                   "\"8Q~\"}, {\"alphabet\": \"[A-Za-z0-9._~-]\", "
                   "\"length\": 34}]}]") "," //
    RULE("anchored", "\"regex\": {\"pattern\": \"rx-([0-9a-f]{4}-){4}z\", "
                     "\"anchor\": \"rx-\", \"secret_group\": 0}") "]}";

static struct rule_set *rules;
static struct matcher *matcher;

struct seen {
    char text[2000];
    struct span scanned;
};

static void note(void *ctx, const struct candidate *candidate)
{
    struct seen *seen = ctx;
    size_t len = strlen(seen->text);
    struct span secret = span_slice(seen->scanned, candidate->secret);
    snprintf(seen->text + len, sizeof(seen->text) - len, "%s%s=%.*s",
             len ? " " : "", candidate->rule->id, (int)secret.len,
             (const char *)secret.ptr);
}

/* "rule=secret rule=secret ..." of what overlaps `fresh`. */
static const char *found_in(const char *text, size_t len, struct range fresh)
{
    static struct seen seen;
    unsigned char *copy = mem_calloc(len + LIMIT_PADDING, 1);
    memcpy(copy, text, len);
    memset(&seen, 0, sizeof(seen));
    seen.scanned = span_of(copy, len);
    struct match_scratch *scratch = match_scratch_new(matcher);
    struct err err = {0};
    int rc = matcher_scan(matcher, scratch, seen.scanned, &fresh, 1, note,
                          &seen, &err);
    assert_int_equal(rc, 0);
    match_scratch_free(scratch);
    free(copy);
    return seen.text;
}

static const char *found(const char *text)
{
    return found_in(text, strlen(text), (struct range){0, strlen(text)});
}

#define TOKEN "tst_Ab3De6Gh9Jk2Mn5Pq8St"

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    if (rule_set_parse(&rules, span_str(rules_json), "test", NULL, &err) < 0 ||
        matcher_new(&matcher, rules, NULL, &err) < 0) {
        print_error("%s\n", err.text);
        return -1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    matcher_free(matcher);
    rule_set_free(rules);
    return 0;
}

static void a_prefix_in_surroundings(void **state)
{
    (void)state;
    const char *want = "head=" TOKEN;
    assert_string_equal(found(TOKEN), want);
    assert_string_equal(found("key = \"" TOKEN "\";"), want);
    assert_string_equal(found("export K=" TOKEN "\n"), want);
    assert_string_equal(found("{\"a\":\"x\\n" TOKEN "\\n\"}"), want);
    assert_string_equal(found("https://h/?k%3D" TOKEN "&b"), want);
    assert_string_equal(found("<a href=\"?k&#61;" TOKEN "\">"), want);
    assert_string_equal(found("'\\u003d" TOKEN "'"), want);
    assert_string_equal(found("\033[1;31m" TOKEN "\033[0m"), want);
    assert_string_equal(found("curl -u" TOKEN " x"), want);
    assert_string_equal(found("see `" TOKEN "`."), want);
    assert_string_equal(found("(" TOKEN ")"), want);
    assert_string_equal(found("x-" TOKEN), want);
}

static void damaged_prefixes_are_not_found(void **state)
{
    (void)state;
    assert_string_equal(found("x" TOKEN), "");
    assert_string_equal(found(TOKEN "x"), "");
    assert_string_equal(found(TOKEN "_"), "");
    assert_string_equal(found("tst_Ab3De6Gh9Jk2Mn5Pq8S"), "");
    assert_string_equal(found("tst_Ab3De6Gh9-k2Mn5Pq8St"), "");
    assert_string_equal(found("TST_Ab3De6Gh9Jk2Mn5Pq8St"), "");
}

static void texts_that_end_in_a_special_byte(void **state)
{
    (void)state;
    assert_string_equal(found("k=TG.Ab3De6Gh9Jk2Mn5Pq8Stuv"),
                        "dotted=TG.Ab3De6Gh9Jk2Mn5Pq8Stuv");
    assert_string_equal(found("k=XG.Ab3De6Gh9Jk2Mn5Pq8Stuv"), "");
    assert_string_equal(found("id 123456789:AA"
                              "b3De6Gh9Jk2Mn5Pq8St_vWx-z01234567 ."),
                        "bot=123456789:AA"
                        "b3De6Gh9Jk2Mn5Pq8St_vWx-z01234567");
}

static void a_body_in_pieces(void **state)
{
    (void)state;
    assert_string_equal(found("s = 'abc8Q"
                              "~Ab3De6Gh9Jk2Mn5Pq8StuvWxyz01234567'"),
                        "pieces=abc8Q"
                        "~Ab3De6Gh9Jk2Mn5Pq8StuvWxyz01234567");
    assert_string_equal(found("s = 'abc8Q"
                              "~Ab3D.6Gh~Jk2Mn5Pq8StuvWxyz01234567'"),
                        "pieces=abc8Q"
                        "~Ab3D.6Gh~Jk2Mn5Pq8StuvWxyz01234567");
}

static void a_base64_body_is_found_by_its_run(void **state)
{
    (void)state;
    assert_string_equal(found("b64_Ab3/e6+h9Jk2Mn5P/8Stuv+xyz0123456789/bcd ;"),
                        "body64=b64_Ab3/e6+h9Jk2Mn5P/8Stuv+xyz0123456789/bcd");
}

static void urls(void **state)
{
    (void)state;
    assert_string_equal(found("see https://hooks.example.test/s/Ab3De6Gh."),
                        "hook=Ab3De6Gh");
    assert_string_equal(
        found("\"https:\\/\\/hooks.example.test\\/s\\/Ab3De6Gh\""),
        "hook=Ab3De6Gh");
    assert_string_equal(found("url: qsql://me:s3cr$t@db.test/x"),
                        "dburl=s3cr$t");
    assert_string_equal(found("http://hooks.example.test/s/Ab3De6Gh"), "");
}

static void pem_blocks(void **state)
{
    (void)state;
    assert_string_equal(found("-----BEGIN TEST KEY-----\nAb3De6Gh9Jk2Mn5Pq8St"
                              "\n-----END TEST KEY-----\n"),
                        "pem=\nAb3De6Gh9Jk2Mn5Pq8St\n");
    assert_string_equal(found("k: \"-----BEGIN TEST KEY-----\\n"
                              "Ab3De6Gh9Jk2Mn5Pq8St\\n-----END TEST "
                              "KEY-----\\n\""),
                        "pem=\\nAb3De6Gh9Jk2Mn5Pq8St\\n");
    assert_string_equal(found("-----BEGIN TEST KEY-----\n"), "");
}

#define HEX32 "9f86d081884c7d659a2feaa0c55ad015"
#define B40   "Ab3De6Gh9Jk2Mn5Pq8StuvWxyz0123456789/bcd"

static void keywords_near_a_run(void **state)
{
    (void)state;
    assert_string_equal(found("ACME_API_KEY=" HEX32), "hex32=" HEX32);
    assert_string_equal(found("acmeApi: '" HEX32 "'"), "hex32=" HEX32);
    assert_string_equal(found("# acme-api\nk=" HEX32), "hex32=" HEX32);
    assert_string_equal(found("curl https://x/v1/" HEX32 " # acme api"),
                        "hex32=" HEX32);
    assert_string_equal(found("KEY=" HEX32), "");
    assert_string_equal(found("acme_api " HEX32 "0"), "");
    assert_string_equal(found("acmeeapi " HEX32), "");
}

static void a_keyword_is_not_spread_over_words(void **state)
{
    (void)state;
    assert_string_equal(found("ZET_MAIL_KEY=" HEX32), "alike=" HEX32);
    assert_string_equal(found("ZetMail key " HEX32), "alike=" HEX32);
    assert_string_equal(found("the set mail " HEX32), "");
    assert_string_equal(found("i.e.zet mail " HEX32), "");
    assert_string_equal(found("my zet.mail " HEX32), "");
    assert_string_equal(found("use acme.api " HEX32), "hex32=" HEX32);
}

/* One shape, two rules: each has its keyword. */
static void rules_that_look_alike(void **state)
{
    (void)state;
    assert_string_equal(found("acme_api and zetmail " HEX32),
                        "hex32=" HEX32 " alike=" HEX32);
}

static void slashes_may_be_escaped(void **state)
{
    (void)state;
    const char *want = "slashes=1//0Ab3De6Gh9Jk2Mn5Pq8StuvWxyz012";
    assert_string_equal(found("t=1//0Ab3De6Gh9Jk2Mn5Pq8StuvWxyz012"), want);
    assert_string_equal(found("\"1\\/\\/0Ab3De6Gh9Jk2Mn5Pq8StuvWxyz012\""),
                        "slashes=1\\/\\/0Ab3De6Gh9Jk2Mn5Pq8StuvWxyz012");
    assert_string_equal(found("t=2//0Ab3De6Gh9Jk2Mn5Pq8StuvWxyz012"), "");
}

static void keywords_in_a_block(void **state)
{
    (void)state;
    static char text[12000];
    memset(text, '\n', sizeof(text));
    memcpy(text + 100, "ZORB", 4);
    memcpy(text + 3000, B40, 40);
    assert_string_equal(found_in(text, 4000, (struct range){0, 4000}),
                        "block40=" B40);
    memset(text + 3000, '\n', 40);
    memcpy(text + 11000, B40, 40);
    assert_string_equal(
        found_in(text, sizeof(text), (struct range){0, sizeof(text)}), "");
}

static void keywords_in_the_name(void **state)
{
    (void)state;
    const char *want = "named=Ab3De6Gh9Jk2Mn5Pq8StuvWx";
    assert_string_equal(found("frob_key = \"Ab3De6Gh9Jk2Mn5Pq8StuvWx\""), want);
    assert_string_equal(found("my.frobKey: Ab3De6Gh9Jk2Mn5Pq8StuvWx"), want);
    /* near, but not in the name */
    assert_string_equal(found("frob_key x = Ab3De6Gh9Jk2Mn5Pq8StuvWx"), "");
}

static void assignments(void **state)
{
    (void)state;
    assert_string_equal(found("db_quux_pass = \"hunter2!x\""),
                        "assigned=hunter2!x");
    assert_string_equal(found("QUUX-PASS: hunter2!x # why"),
                        "assigned=hunter2!x");
    assert_string_equal(found("quux_pass = \"P@ss!w0rd\""),
                        "assigned=P@ss!w0rd");
    assert_string_equal(found("quuxpass=short"), "");
    assert_string_equal(found("quux_path = \"hunter2!x\""), "");
}

static void anchored_regular_expressions(void **state)
{
    (void)state;
    assert_string_equal(found("a rx-12ab-34cd-56ef-7890-z b"),
                        "anchored=rx-12ab-34cd-56ef-7890-z");
    assert_string_equal(found("a rx-12ab-34cd-56ef-7890-y b"), "");
}

static void only_fresh_ranges_count(void **state)
{
    (void)state;
    const char *text = TOKEN " and " TOKEN " end";
    size_t len = strlen(text);
    assert_string_equal(found_in(text, len, (struct range){0, 5}),
                        "head=" TOKEN);
    assert_string_equal(found_in(text, len, (struct range){24, 29}), "");
    /* a token that begins before the range and reaches into it */
    assert_string_equal(found_in(text, len, (struct range){40, 45}),
                        "head=" TOKEN);
    assert_string_equal(found_in(text, len, (struct range){0, len}),
                        "head=" TOKEN " head=" TOKEN);
}

static void a_runaway_expression_is_reported(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    struct matcher *slow = NULL;
    struct err err = {0};
    const char *json = "{\"provider\": \"T\", \"rules\": [" RULE(
        "runaway", "\"regex\": {\"pattern\": \"rx-(x+x+)+[yz]\", \"anchor\": "
                   "\"rx-\"}") "]}";
    assert_int_equal(rule_set_parse(&set, span_str(json), "t", NULL, &err), 0);
    assert_int_equal(matcher_new(&slow, set, NULL, &err), 0);
    char text[200 + LIMIT_PADDING] = "rx-";
    memset(text + 3, 'x', 100);
    struct match_scratch *scratch = match_scratch_new(slow);
    struct range all = {0, 103};
    struct seen seen = {.scanned = span_of(text, 103)};
    int rc =
        matcher_scan(slow, scratch, seen.scanned, &all, 1, note, &seen, &err);
    assert_int_equal(rc, ERR_LIMIT);
    assert_non_null(strstr(err.text, "runaway"));
    match_scratch_free(scratch);
    matcher_free(slow);
    rule_set_free(set);
}

static void a_malformed_expression_is_refused(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    struct matcher *bad = NULL;
    struct err err = {0};
    const char *json = "{\"provider\": \"T\", \"rules\": [" RULE(
        "broken",
        "\"regex\": {\"pattern\": \"rx-(\", \"anchor\": \"rx-\"}") "]}";
    assert_int_equal(rule_set_parse(&set, span_str(json), "t", NULL, &err), 0);
    assert_int_equal(matcher_new(&bad, set, NULL, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "broken"));
    rule_set_free(set);
}

/* No run of 16 can begin at any of its texts, so nothing would ever look. */
static void a_shape_that_nobody_would_see_is_refused(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    struct matcher *bad = NULL;
    struct err err = {0};
    const char *json = "{\"provider\": \"T\", \"rules\": [" RULE(
        "unseen",
        "\"formats\": [{\"segments\": [{\"text\": \"tlp-k1-\"}, "
        "{\"alphabet\": \"digits\", \"length\": [1, 6]}, {\"text\": "
        "\".\"}, {\"alphabet\": \"hex-lower\", \"length\": 64}]}]") "]}";
    assert_int_equal(rule_set_parse(&set, span_str(json), "t", NULL, &err), 0);
    assert_int_equal(matcher_new(&bad, set, NULL, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "unseen"));
    rule_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prefix_in_surroundings),
        cmocka_unit_test(damaged_prefixes_are_not_found),
        cmocka_unit_test(texts_that_end_in_a_special_byte),
        cmocka_unit_test(a_body_in_pieces),
        cmocka_unit_test(a_base64_body_is_found_by_its_run),
        cmocka_unit_test(urls),
        cmocka_unit_test(pem_blocks),
        cmocka_unit_test(keywords_near_a_run),
        cmocka_unit_test(a_keyword_is_not_spread_over_words),
        cmocka_unit_test(rules_that_look_alike),
        cmocka_unit_test(slashes_may_be_escaped),
        cmocka_unit_test(keywords_in_a_block),
        cmocka_unit_test(keywords_in_the_name),
        cmocka_unit_test(assignments),
        cmocka_unit_test(anchored_regular_expressions),
        cmocka_unit_test(only_fresh_ranges_count),
        cmocka_unit_test(a_runaway_expression_is_reported),
        cmocka_unit_test(a_malformed_expression_is_refused),
        cmocka_unit_test(a_shape_that_nobody_would_see_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
