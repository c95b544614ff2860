/* SPDX-License-Identifier: Apache-2.0
 *
 * From the text of a pattern file to struct rule, field by field. */
#include "rule/rule_set.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What every rule must have, without id, formats and severity. */
#define REST                                                                  \
    "\"name\": \"N\", \"grants\": \"G.\", \"revoke\": {\"steps\": [\"one\", " \
    "\"two\"]}"

static struct rule_set *read_set(const char *text)
{
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    if (rule_set_parse(&set, span_str(text), "p.json", NULL, &err) < 0) {
        fail_msg("%s", err.text);
    }
    return set;
}

static void test_defaults(void **state)
{
    (void)state;
    struct rule_set *set = read_set(
        "{\"provider\": \"P\", \"rules\": [{\"id\": \"a-b\", \"severity\": "
        "\"high\", \"formats\": [{\"prefix\": \"ab_\", \"alphabet\": \"hex\", "
        "\"length\": 8}], " REST "}]}");
    assert_int_equal(set->count, 1);
    const struct rule *rule = set->rules[0];
    assert_string_equal(rule->id, "a-b");
    assert_string_equal(rule->name, "N");
    assert_string_equal(rule->provider, "P");
    assert_int_equal(rule->class, RULE_SECRET);
    assert_int_equal(rule->environment, ENVIRONMENT_ANY);
    assert_int_equal(rule->severity, SEVERITY_HIGH);
    assert_int_equal(rule->near, NEAR_LINE);
    assert_false(rule->generic);
    assert_false(rule->assignment);
    assert_true(rule->min_entropy <= 0);
    assert_null(rule->regex.pattern);
    assert_null(rule->regex.anchor);
    assert_null(rule->pair);
    assert_int_equal(rule->n_keywords, 0);
    assert_int_equal(rule->n_checks, 0);
    assert_int_equal(rule->n_dummies, 0);
    assert_int_equal(rule->n_non_examples, 0);
    assert_null(rule->guidance.url);
    assert_null(rule->guidance.api);
    assert_int_equal(rule->guidance.n_docs, 0);
    assert_int_equal(rule->guidance.n_steps, 2);
    assert_string_equal(rule->guidance.steps[1], "two");
    rule_set_free(set);
}

static const char full_rule[] =
    "{\"provider\": \"P\", \"rules\": [{\"id\": \"full\", \"name\": \"Full\","
    "\"provider\": \"Q\", \"class\": \"identifier\", \"environment\": \"test\","
    "\"severity\": \"note\", \"generic\": true,"
    "\"formats\": [{\"alphabet\": \"digits\", \"length\": [12, 20]}],"
    "\"regex\": {\"pattern\": \"ab(c+)\", \"anchor\": \"ab\","
    " \"secret_group\": 1},"
    "\"keywords\": [\"api_key\", \"x y\"], \"near\": \"name\","
    "\"assignment\": true,"
    "\"checks\": [\"luhn\", {\"name\": \"crc32\", \"failure\": \"drop\"},"
    " {\"name\": \"jwt\", \"failure\": \"lower\"}],"
    "\"min_entropy\": 2.5,"
    "\"pair\": {\"with\": \"other\", \"required\": true, \"lines\": 3},"
    "\"dummies\": [\"one\", [\"t\", \"\", \"wo\"]],"
    "\"non_examples\": [[\"a\\n\", \"b\"]],"
    "\"grants\": \"All.\","
    "\"revoke\": {\"url\": \"https://x.test/\", \"steps\": [\"1\", \"2\"],"
    " \"api\": \"DELETE /\", \"cli\": null, \"rotation\": \"r\","
    " \"confirm\": \"c\"},"
    "\"docs\": [\"http://d.test\"]},"
    "{\"id\": \"other\", \"severity\": \"low\","
    " \"regex\": {\"pattern\": \"zz\", \"anchor\": \"zz\"}, " REST "}]}";

static void check_guidance(const struct rule_guidance *guidance)
{
    assert_string_equal(guidance->grants, "All.");
    assert_string_equal(guidance->url, "https://x.test/");
    assert_string_equal(guidance->api, "DELETE /");
    assert_null(guidance->cli);
    assert_string_equal(guidance->rotation, "r");
    assert_string_equal(guidance->confirm, "c");
    assert_int_equal(guidance->n_docs, 1);
    assert_string_equal(guidance->docs[0], "http://d.test");
}

static void test_every_field(void **state)
{
    (void)state;
    struct rule_set *set = read_set(full_rule);
    assert_int_equal(set->count, 2);
    const struct rule *rule = rule_set_find(set, "full");
    assert_non_null(rule);
    assert_string_equal(rule->provider, "Q");
    assert_int_equal(rule->class, RULE_IDENTIFIER);
    assert_int_equal(rule->environment, ENVIRONMENT_TEST);
    assert_int_equal(rule->severity, SEVERITY_NOTE);
    assert_true(rule->generic);
    assert_true(rule->assignment);
    assert_int_equal(rule->near, NEAR_NAME);
    assert_string_equal(rule->regex.pattern, "ab(c+)");
    assert_string_equal(rule->regex.anchor, "ab");
    assert_int_equal(rule->regex.secret_group, 1);
    assert_int_equal(rule->n_keywords, 2);
    assert_string_equal(rule->keywords[1], "x y");
    assert_int_equal(rule->n_checks, 3);
    assert_string_equal(rule->checks[0].name, "luhn");
    assert_false(rule->checks[0].drop);
    assert_string_equal(rule->checks[1].name, "crc32");
    assert_true(rule->checks[1].drop);
    assert_false(rule->checks[2].drop);
    assert_true(rule->min_entropy > 2.49 && rule->min_entropy < 2.51);
    assert_string_equal(rule->pair, "other");
    assert_true(rule->pair_required);
    assert_int_equal(rule->pair_lines, 3);
    assert_int_equal(rule->n_dummies, 2);
    assert_string_equal(rule->dummies[0], "one");
    assert_string_equal(rule->dummies[1], "two");
    assert_string_equal(rule->non_examples[0], "a\nb");
    check_guidance(&rule->guidance);
    assert_string_equal(rule_set_find(set, "other")->provider, "P");
    rule_set_free(set);
}

/* The first shape of a rule whose "formats" has this one element. */
static const struct shape *read_shape(struct rule_set **set, const char *format)
{
    struct buf text;
    buf_init(&text, 100000);
    assert_int_equal(
        buf_add_format(&text, NULL,
                       "{\"provider\": \"P\", \"rules\": [{\"id\": \"abc\", "
                       "\"severity\": \"low\", \"keywords\": [\"key\"], "
                       "\"formats\": [%s], " REST "}]}",
                       format),
        0);
    *set = read_set(text.ptr);
    buf_release(&text);
    assert_int_equal((*set)->rules[0]->n_shapes, 1);
    return &(*set)->rules[0]->shapes[0];
}

static void is_text(const struct segment *segment, const char *text)
{
    assert_int_equal(segment->kind, SEGMENT_TEXT);
    assert_int_equal(segment->n_texts, 1);
    assert_string_equal(segment->texts[0], text);
    assert_null(segment->alphabet);
}

static void is_run(const struct segment *segment, const char *alphabet,
                   uint32_t min, uint32_t max)
{
    assert_int_equal(segment->kind, SEGMENT_RUN);
    assert_string_equal(segment->alphabet->name, alphabet);
    assert_int_equal(segment->min, min);
    assert_int_equal(segment->max, max);
    assert_int_equal(segment->n_texts, 0);
}

static void test_short_form(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    const struct shape *shape = read_shape(
        &set, "{\"prefix\": \"pre_\", \"alphabet\": \"base62\", "
              "\"length\": [10, 20], \"suffix\": \"==\", \"stop\": \"[]\"}");
    assert_int_equal(shape->n_segments, 3);
    is_text(&shape->segments[0], "pre_");
    is_run(&shape->segments[1], "base62", 10, 20);
    is_text(&shape->segments[2], "==");
    assert_int_equal(shape->stop->size, 0);
    rule_set_free(set);

    shape = read_shape(&set, "{\"prefix\": \"\", \"alphabet\": \"[a-f]\", "
                             "\"length\": 10, \"suffix\": \"\"}");
    assert_int_equal(shape->n_segments, 1);
    is_run(&shape->segments[0], "[a-f]", 10, 10);
    assert_null(shape->stop);
    rule_set_free(set);

    shape = read_shape(&set, "{\"prefix\": [\"aa\", \"bb\"], \"alphabet\": "
                             "\"hex\", \"length\": 10}");
    assert_int_equal(shape->n_segments, 2);
    assert_int_equal(shape->segments[0].n_texts, 2);
    assert_string_equal(shape->segments[0].texts[1], "bb");
    rule_set_free(set);
}

static void test_segments(void **state)
{
    (void)state;
    struct rule_set *set = NULL;
    const struct shape *shape = read_shape(
        &set,
        "{\"segments\": [{\"text\": [\"Ab\", \"ac\"], \"fold\": true}, "
        "{\"alphabet\": \"hex-lower\", \"length\": [0, 9], \"secret\": true}, "
        "{\"text\": \".\", \"optional\": true}, "
        "{\"alphabet\": \"digits\", \"length\": 4}], \"stop\": \"digits\"}");
    assert_int_equal(shape->n_segments, 4);
    assert_true(shape->segments[0].fold);
    assert_int_equal(shape->segments[0].n_texts, 2);
    is_run(&shape->segments[1], "hex-lower", 0, 9);
    assert_true(shape->segments[1].secret);
    assert_false(shape->segments[1].optional);
    is_text(&shape->segments[2], ".");
    assert_true(shape->segments[2].optional);
    assert_false(shape->segments[2].fold);
    assert_string_equal(shape->stop->name, "digits");
    rule_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_every_field),
        cmocka_unit_test(test_short_form),
        cmocka_unit_test(test_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
