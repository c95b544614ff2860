/* SPDX-License-Identifier: Apache-2.0
 *
 * Every way in which a rule can be wrong, each with the line, the pointer and
 * the reason that its author gets to see. */
#include "rule/rule_validate.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "rule/rule_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* A good rule, one field a line; a test replaces some of them. */
struct field {
    const char *key;
    const char *value;
};

static const struct field good[] = {
    {"id", "\"abc\""},
    {"name", "\"N\""},
    {"severity", "\"high\""},
    {"formats",
     "[{\"prefix\": \"ab_\", \"alphabet\": \"hex\", \"length\": 8}]"},
    {"grants", "\"G\""},
    {"revoke", "{\"steps\": [\"one\", \"two\"]}"},
};

#define N_GOOD (sizeof(good) / sizeof(good[0]))

static int add_field(struct buf *out, const char *key, const char *value,
                     bool *first)
{
    int rc = buf_add_format(out, NULL, "%s\n\"%s\": %s", *first ? "" : ",", key,
                            value);
    *first = false;
    return rc;
}

/* The good rule with the fields of `other` (ended by a NULL key) instead; a
 * NULL value leaves the field out. */
static void write_rule(struct buf *out, const struct field *other)
{
    bool first = true;
    int rc = buf_add_format(out, NULL, "{\"provider\": \"P\", \"rules\": [{");
    for (size_t i = 0; i < N_GOOD; i++) {
        bool replaced = false;
        for (const struct field *f = other; f->key; f++) {
            replaced |= strcmp(f->key, good[i].key) == 0;
        }
        if (!replaced) {
            rc |= add_field(out, good[i].key, good[i].value, &first);
        }
    }
    for (const struct field *f = other; f->key; f++) {
        if (f->value) {
            rc |= add_field(out, f->key, f->value, &first);
        }
    }
    rc |= buf_add_format(out, NULL, "}]}");
    assert_int_equal(rc, 0);
}

/* NULL for `message`: the rule is good. */
static void expect(const struct field *other, const char *message)
{
    struct buf text;
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    buf_init(&text, 10u << 20);
    write_rule(&text, other);
    int rc = rule_set_parse(&set, buf_span(&text), "p.json", NULL, &err);
    if (!message) {
        if (rc < 0) {
            fail_msg("%s", err.text);
        }
    } else {
        assert_true(rc < 0);
        assert_null(set);
        assert_string_equal(err.text, message);
    }
    rule_set_free(set);
    buf_release(&text);
}

#define WITH(...) ((const struct field[]){__VA_ARGS__, {NULL, NULL}})

static void test_required(void **state)
{
    (void)state;
    expect(WITH({"id", "\"abc\""}), NULL);
    expect(WITH({"id", NULL}), "p.json:1: /rules/0: \"id\" is missing");
    expect(WITH({"name", NULL}), "p.json:1: /rules/0: \"name\" is missing");
    expect(WITH({"severity", NULL}),
           "p.json:1: /rules/0: \"severity\" is missing");
    expect(WITH({"grants", NULL}), "p.json:1: /rules/0: \"grants\" is missing");
    expect(WITH({"revoke", NULL}), "p.json:1: /rules/0: \"revoke\" is missing");
    expect(WITH({"formats", NULL}),
           "p.json:1: /rules/0: \"formats\" or \"regex\" is missing");
    expect(WITH({"sevrity", "1"}),
           "p.json:8: /rules/0/sevrity: no such field; there are id, name, "
           "provider, class, environment, severity, generic, formats, regex, "
           "keywords, near, assignment, checks, min_entropy, pair, dummies, "
           "non_examples, grants, revoke, docs");
}

static void test_choices(void **state)
{
    (void)state;
    expect(WITH({"severity", "\"huge\""}),
           "p.json:7: /rules/0/severity: \"huge\" is not one of note, low, "
           "medium, high, critical");
    expect(WITH({"class", "\"Secret\""}),
           "p.json:8: /rules/0/class: \"Secret\" is not one of secret, "
           "publishable, identifier");
    expect(WITH({"environment", "\"prod\""}),
           "p.json:8: /rules/0/environment: \"prod\" is not one of any, live, "
           "test");
    expect(WITH({"keywords", "[\"key\"]"}, {"near", "\"far\""}),
           "p.json:9: /rules/0/near: \"far\" is not one of line, block, name");
    expect(WITH({"checks", "[{\"name\": \"luhn\", \"failure\": \"die\"}]"}),
           "p.json:8: /rules/0/checks/0/failure: \"die\" is not one of lower, "
           "drop");
}

static void test_ids(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "ab",  "Abc", "-ab",       "ab-",
                                      "a b", "a_b", "a.b", "ab\xc3\xa9"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(rule_id_is_valid(bad[i]));
    }
    char id[66];
    memset(id, 'a', sizeof(id));
    id[64] = '\0';
    assert_true(rule_id_is_valid(id));
    id[64] = 'a';
    id[65] = '\0';
    assert_false(rule_id_is_valid(id));
    assert_true(rule_id_is_valid("1password"));
    assert_true(rule_id_is_valid("a-2"));
    expect(WITH({"id", "\"A\""}),
           "p.json:7: /rules/0/id: \"A\" is no id: a-z, 0-9 and -, 3 to 64 "
           "characters");
}

static void test_texts(void **state)
{
    (void)state;
    expect(WITH({"name", "\"\""}),
           "p.json:7: /rules/0/name: the text is empty");
    expect(WITH({"name", "\"a\\u001b[2J\""}),
           "p.json:7: /rules/0/name: a control or invisible character in a "
           "text for people");
    expect(WITH({"grants", "\"a\\u202eb\""}),
           "p.json:7: /rules/0/grants: a control or invisible character in a "
           "text for people");
    expect(WITH({"name", "7"}), "p.json:7: /rules/0/name: a text is wanted "
                                "here");
    expect(WITH({"docs", "[\"https://a\", \"javascript:alert\"]"}),
           "p.json:8: /rules/0/docs/1: \"javascript:alert\" does not begin "
           "with https://");
    expect(WITH({"docs", "[null]"}),
           "p.json:8: /rules/0/docs/0: null has no place in a list");
    expect(WITH({"dummies", "[[]]"}),
           "p.json:8: /rules/0/dummies/0: the joined text is empty");
    expect(WITH({"dummies", "[[\"a\", 1]]"}),
           "p.json:8: /rules/0/dummies/0/1: a text is wanted here");
    expect(WITH({"dummies", "[{}]"}),
           "p.json:8: /rules/0/dummies/0: one of a text, an array is wanted "
           "here");
}

static void test_long_texts(void **state)
{
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        struct buf text;
        size_t len = LIMIT_PATTERN_TEXT + extra;
        buf_init(&text, 1u << 20);
        assert_int_equal(buf_add_format(&text, NULL, "[\"%0*d\"]", (int)len, 7),
                         0);
        expect(WITH({"dummies", text.ptr}),
               extra ? "p.json:8: /rules/0/dummies/0: a text of 16385 bytes; "
                       "at most 16384"
                     : NULL);
        buf_clear(&text);
        assert_int_equal(buf_add_format(&text, NULL, "[[\"%0*d\", \"77\"]]",
                                        (int)len - 2, 7),
                         0);
        expect(WITH({"dummies", text.ptr}),
               extra ? "p.json:8: /rules/0/dummies/0: a text of 16385 bytes; "
                       "at most 16384"
                     : NULL);
        buf_release(&text);
    }
}

static void test_lengths(void **state)
{
    (void)state;
#define FORMAT(length)                                                        \
    WITH({"formats",                                                          \
          "[{\"prefix\": \"ab_\", \"alphabet\": \"hex\", \"length\": " length \
          "}]"})
    expect(FORMAT("1"), NULL);
    expect(FORMAT("[1, 1]"), NULL);
    expect(FORMAT("32765"), NULL);
    expect(FORMAT("32766"), "p.json:7: /rules/0/formats/0: a token may be as "
                            "long as 32769 bytes; at most 32768");
    expect(FORMAT("0"), "p.json:7: /rules/0/formats/0/length: 0 is not a "
                        "whole number from 1 to 32768");
    expect(FORMAT("32769"), "p.json:7: /rules/0/formats/0/length: 32769 is "
                            "not a whole number from 1 to 32768");
    expect(FORMAT("[0, 9]"), "p.json:7: /rules/0/formats/0: a token may be as "
                             "short as 3 bytes; at least 4");
    expect(FORMAT("[9, 8]"), "p.json:7: /rules/0/formats/0/length: from 9 to "
                             "8 is the wrong way round");
    expect(FORMAT("[1, 2, 3]"), "p.json:7: /rules/0/formats/0/length: a "
                                "length is N or [min, max]");
    expect(FORMAT("[]"), "p.json:7: /rules/0/formats/0/length: a length is N "
                         "or [min, max]");
    expect(FORMAT("[1, \"2\"]"),
           "p.json:7: /rules/0/formats/0/length/1: a number is wanted here");
    expect(FORMAT("[1, 4294967297]"),
           "p.json:7: /rules/0/formats/0/length/1: 4294967297 is not a whole "
           "number from 1 to 32768");
#undef FORMAT
}

#define SEGMENTS(segments) WITH({"formats", "[{\"segments\": [" segments "]}]"})
#define RUN                "{\"alphabet\": \"hex\", \"length\": 8}"

static void test_segments(void **state)
{
    (void)state;
    static const char either[] =
        "p.json:7: /rules/0/formats/0/segments/0: a part is either \"text\", "
        "or \"alphabet\" and \"length\"";
    expect(SEGMENTS(""),
           "p.json:7: /rules/0/formats/0/segments: 0 parts; from 1 to 24");
    expect(SEGMENTS("{}"), either);
    expect(SEGMENTS("{\"alphabet\": \"hex\"}"), either);
    expect(SEGMENTS("{\"length\": 3}"), either);
    expect(SEGMENTS("{\"text\": \"abcd\", \"length\": 3}"), either);
    expect(SEGMENTS("{\"text\": \"abcd\", \"alphabet\": \"hex\", \"length\": "
                    "3}"),
           either);
    expect(SEGMENTS("{\"text\": \"abcd\"}, {\"alphabet\": \"hex\", "
                    "\"length\": 3, \"fold\": false}"),
           "p.json:7: /rules/0/formats/0/segments/1/fold: only a \"text\" can "
           "be folded");
    expect(SEGMENTS("{\"alphabet\": \"[]\", \"length\": 3}"),
           "p.json:7: /rules/0/formats/0/segments/0/alphabet: nothing is in "
           "this set");
    expect(SEGMENTS("{\"alphabet\": \"hexx\", \"length\": 3}"),
           "p.json:7: /rules/0/formats/0/segments/0/alphabet: \"hexx\" is "
           "neither the name of an alphabet nor a set in brackets");
    expect(SEGMENTS("{\"text\": []}"),
           "p.json:7: /rules/0/formats/0/segments/0/text: 0 texts; from 1 to "
           "64");
    expect(SEGMENTS("{\"text\": \"\"}"),
           "p.json:7: /rules/0/formats/0/segments/0/text: the text is empty");
    expect(WITH({"formats", "[{\"segments\": [" RUN "], \"prefix\": \"a\"}]"}),
           "p.json:7: /rules/0/formats/0/prefix: no such field; there are "
           "segments, stop");
    expect(WITH({"formats", "[{\"prefix\": \"ab_\", \"length\": 9}]"}),
           "p.json:7: /rules/0/formats/0: \"alphabet\" is missing");
    expect(WITH({"formats", "[[]]"}),
           "p.json:7: /rules/0/formats/0: an object is wanted here");
    expect(WITH({"formats", "[]"}), "p.json:7: /rules/0/formats: an empty "
                                    "list");
}

static void test_choices_that_hide(void **state)
{
    (void)state;
    expect(SEGMENTS("{\"text\": [\"abc\", \"ab\", \"ac\"]}, " RUN), NULL);
    expect(SEGMENTS("{\"text\": [\"ab\", \"abc\"]}, " RUN),
           "p.json:7: /rules/0/formats/0/segments/0/text/1: never matches: "
           "element 0 fits first");
    expect(SEGMENTS("{\"text\": [\"xx\", \"ab\", \"AB\"]}, " RUN), NULL);
    expect(
        SEGMENTS("{\"text\": [\"xx\", \"ab\", \"AB\"], \"fold\": true}, " RUN),
        "p.json:7: /rules/0/formats/0/segments/0/text/2: never matches: "
        "element 1 fits first");
}

/* `n` parts, and a part with `n` alternatives. */
static void test_counts(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 1u << 20);
    for (size_t n = LIMIT_SEGMENTS; n <= LIMIT_SEGMENTS + 1; n++) {
        int rc = buf_add_format(&text, NULL,
                                "[{\"segments\": [{\"text\": "
                                "\"abcd\"}");
        for (size_t i = 1; i < n; i++) {
            rc |= buf_add_format(&text, NULL, ", " RUN);
        }
        rc |= buf_add_format(&text, NULL, "]}]");
        assert_int_equal(rc, 0);
        expect(WITH({"formats", text.ptr}),
               n > LIMIT_SEGMENTS ? "p.json:7: /rules/0/formats/0/segments: "
                                    "25 parts; from 1 to 24"
                                  : NULL);
        buf_clear(&text);
    }
    for (size_t n = LIMIT_CHOICES; n <= LIMIT_CHOICES + 1; n++) {
        int rc = buf_add_format(&text, NULL,
                                "[{\"segments\": [{\"text\": "
                                "[\"a00\"");
        for (size_t i = 1; i < n; i++) {
            rc |= buf_add_format(&text, NULL, ", \"a%02zu\"", i);
        }
        rc |= buf_add_format(&text, NULL, "]}, " RUN "]}]");
        assert_int_equal(rc, 0);
        expect(WITH({"formats", text.ptr}),
               n > LIMIT_CHOICES ? "p.json:7: /rules/0/formats/0/segments/0/"
                                   "text: 65 texts; from 1 to 64"
                                 : NULL);
        buf_clear(&text);
    }
    buf_release(&text);
}

/* What nothing but luck would tell from other text. */
static void test_vague(void **state)
{
    (void)state;
    static const char vague[] =
        "p.json:7: /rules/0/formats/0: a format without a prefix of 2 bytes "
        "or a text further on needs \"keywords\" or \"checks\"";
    expect(SEGMENTS(RUN), vague);
    expect(SEGMENTS("{\"text\": \"k\"}, " RUN), vague);
    expect(SEGMENTS("{\"text\": [\"key\", \"k-\", \"s\"]}, " RUN), vague);
    expect(SEGMENTS("{\"text\": \"key\", \"optional\": true}, " RUN), vague);
    expect(SEGMENTS(RUN ", {\"text\": \"key\", \"optional\": true}"), vague);
    expect(SEGMENTS(RUN ", {\"text\": \"|\"}, " RUN), NULL);
    expect(SEGMENTS("{\"text\": \"k-\"}, " RUN), NULL);
    expect(WITH({"formats", "[{\"segments\": [" RUN "]}]"},
                {"keywords", "[\"key\"]"}),
           NULL);
    expect(WITH({"formats", "[{\"segments\": [" RUN "]}]"},
                {"checks", "[\"crc32\"]"}),
           NULL);
    /* The second format counts like the first. */
    expect(WITH({"formats", "[{\"prefix\": \"ab\", \"alphabet\": \"hex\", "
                            "\"length\": 4},\n{\"segments\": [" RUN "]}]"}),
           "p.json:8: /rules/0/formats/1: a format without a prefix of 2 "
           "bytes or a text further on needs \"keywords\" or \"checks\"");
}

static void test_keywords(void **state)
{
    (void)state;
#define NO_KEYWORD(shown)                     \
    "p.json:8: /rules/0/keywords/1: \"" shown \
    "\" is no keyword: lower case ASCII, 3 to 64 characters"
    expect(WITH({"keywords", "[\"key\", \"x.y z_1-\"]"}), NULL);
    expect(WITH({"keywords", "[\"key\", \"ab\"]"}), NO_KEYWORD("ab"));
    expect(WITH({"keywords", "[\"key\", \"Abc\"]"}), NO_KEYWORD("Abc"));
    expect(WITH({"keywords", "[\"key\", \"abc\xc3\xa9\"]"}),
           NO_KEYWORD("abc\xc3\xa9"));
#undef NO_KEYWORD
    expect(WITH({"near", "\"block\""}),
           "p.json:8: /rules/0/near: near what? There are no \"keywords\"");
    expect(WITH({"assignment", "true"}, {"keywords", "[]"}),
           "p.json:8: /rules/0/assignment: an assignment needs \"keywords\" "
           "for its name");
    expect(WITH({"assignment", "true"}, {"keywords", "[\"key\"]"},
                {"formats", NULL},
                {"regex", "{\"pattern\": \"aa\", \"anchor\": \"aa\"}"}),
           "p.json:7: /rules/0/assignment: an assignment needs \"formats\" "
           "for its value");
}

static void test_regex(void **state)
{
    (void)state;
    expect(WITH({"regex", "{\"pattern\": \"abc\", \"anchor\": \"a\"}"}),
           "p.json:8: /rules/0/regex/anchor: an anchor has at least 2 bytes");
    expect(WITH({"regex", "{\"anchor\": \"ab\"}"}),
           "p.json:8: /rules/0/regex: \"pattern\" is missing");
    expect(WITH({"regex", "{\"pattern\": \"\"}"}),
           "p.json:8: /rules/0/regex/pattern: the text is empty");
    expect(WITH({"regex", "{\"pattern\": \"abc\", \"anchor\": \"ab\", "
                          "\"secret_group\": -1}"}),
           "p.json:8: /rules/0/regex/secret_group: -1 is not a whole number "
           "from 0 to 99");
    /* Slow, but legal. */
    log_set_level(LOG_ERROR);
    expect(WITH({"regex", "{\"pattern\": \"abc\"}"}), NULL);
    log_set_level(LOG_WARN);
}

static void test_checks(void **state)
{
    (void)state;
    expect(WITH({"checks", "[\"CRC 32\"]"}),
           "p.json:8: /rules/0/checks/0: \"CRC 32\" cannot be the name of a "
           "check");
    expect(WITH({"checks", "[\"luhn\", {\"name\": \"luhn\"}]"}),
           "p.json:8: /rules/0/checks/1: \"luhn\" is there twice");
    expect(WITH({"checks", "[7]"}),
           "p.json:8: /rules/0/checks/0: one of a text, an object is wanted "
           "here");
    expect(WITH({"checks", "[\"c01\",\"c02\",\"c03\",\"c04\",\"c05\",\"c06\","
                           "\"c07\",\"c08\",\"c09\",\"c10\",\"c11\",\"c12\","
                           "\"c13\",\"c14\",\"c15\",\"c16\",\"c17\"]"}),
           "p.json:8: /rules/0/checks: 17 checks; at most 16");
}

static void test_numbers(void **state)
{
    (void)state;
    expect(WITH({"min_entropy", "8"}), NULL);
    expect(WITH({"min_entropy", "0"}),
           "p.json:8: /rules/0/min_entropy: bits a character are above 0 and "
           "at most 8");
    expect(WITH({"min_entropy", "8.5"}),
           "p.json:8: /rules/0/min_entropy: bits a character are above 0 and "
           "at most 8");
    expect(WITH({"min_entropy", "1e999"}),
           "p.json:8: /rules/0/min_entropy: bits a character are above 0 and "
           "at most 8");
}

static void test_pairs(void **state)
{
    (void)state;
    expect(WITH({"pair", "{\"with\": \"abc\"}"}),
           "p.json:8: /rules/0/pair/with: a rule cannot be its own other "
           "half");
    expect(WITH({"pair", "{\n\"with\": \"abcd\"}"}),
           "p.json:9: /rules/0/pair/with: there is no rule \"abcd\"");
    expect(WITH({"pair", "{\"with\": \"abcd\", \"lines\": 0}"}),
           "p.json:8: /rules/0/pair/lines: 0 is not a whole number from 1 to "
           "1000");
    expect(WITH({"pair", "{\"required\": true}"}),
           "p.json:8: /rules/0/pair: \"with\" is missing");
}

static void test_guidance(void **state)
{
    (void)state;
    expect(WITH({"revoke", "{\"steps\": [\"Delete it\"]}"}),
           "p.json:7: /rules/0/revoke/steps: 1 steps; at least 2: where it "
           "is, and what to do there");
    expect(WITH({"revoke", "{}"}),
           "p.json:7: /rules/0/revoke: \"steps\" is missing");
    expect(WITH({"revoke", "{\"steps\": [\"a\", \"\"]}"}),
           "p.json:7: /rules/0/revoke/steps/1: the text is empty");
    expect(WITH({"revoke", "{\"steps\": [\"a\", \"b\"], \"url\": \"x.test\"}"}),
           "p.json:7: /rules/0/revoke/url: \"x.test\" does not begin with "
           "https://");
    expect(WITH({"revoke", "{\"steps\": [\"a\", \"b\"], \"url\": null, "
                           "\"api\": null, \"cli\": null, \"rotation\": null, "
                           "\"confirm\": null}"}),
           NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_required),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_choices_that_hide),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_vague),
        cmocka_unit_test(test_keywords),
        cmocka_unit_test(test_regex),
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_guidance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
