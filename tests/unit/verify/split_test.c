/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_kit.h"

#include "verify/split.h"

static struct split split;

static bool divides(const char *fields, const char *token)
{
    char text[1024];
    snprintf(text, sizeof(text),
             "\"severity\": \"low\", \"keywords\": [\"acme\"], "
             "\"formats\": [%s]",
             fields);
    struct rule_set *set = rule_of(text);
    bool done = split_token(&split, set->rules[0], span_str(token));
    /* The parts lie in the rule: only ranges may be looked at later. */
    rule_set_free(set);
    return done;
}

static void assert_part(size_t part, size_t start, size_t end)
{
    assert_int_equal(split.parts[part].range.start, start);
    assert_int_equal(split.parts[part].range.end, end);
}

static void runs_take_what_they_can(void **state)
{
    (void)state;
    assert_true(divides("{\"prefix\": \"a_\", \"alphabet\": \"digits\", "
                        "\"length\": [2, 4]}",
                        "a_123"));
    assert_int_equal(split.n, 2);
    assert_part(0, 0, 2);
    assert_part(1, 2, 5);
    assert_false(divides("{\"prefix\": \"a_\", \"alphabet\": \"digits\", "
                         "\"length\": [2, 4]}",
                         "a_12345"));
    assert_false(divides("{\"prefix\": \"a_\", \"alphabet\": \"digits\", "
                         "\"length\": [2, 4]}",
                         "a_1"));
    assert_false(divides("{\"prefix\": \"a_\", \"alphabet\": \"digits\", "
                         "\"length\": [2, 4]}",
                         ""));
}

static void runs_give_back(void **state)
{
    (void)state;
    static const char fields[] =
        "{\"segments\": [{\"alphabet\": \"base62\", \"length\": [1, 20]}, "
        "{\"text\": \"XX\"}, {\"alphabet\": \"base62\", \"length\": 3}]}";
    assert_true(divides(fields, "abXXcdXXefg"));
    assert_part(0, 0, 6);
    assert_part(1, 6, 8);
    assert_part(2, 8, 11);
    assert_false(divides(fields, "XXefg"));
}

static void texts_and_options(void **state)
{
    (void)state;
    static const char fields[] =
        "{\"segments\": [{\"text\": [\"sk\", \"s\"]}, {\"text\": \"-x\", "
        "\"optional\": true}, {\"alphabet\": \"digits\", \"length\": 2, "
        "\"optional\": true}, {\"text\": \"END\", \"fold\": true}]}";
    assert_true(divides(fields, "sEND"));
    assert_true(divides(fields, "skeND"));
    assert_part(0, 0, 2);
    assert_part(1, 2, 2);
    assert_true(divides(fields, "sk-xEnd"));
    assert_true(divides(fields, "sk-x12end"));
    assert_part(2, 4, 6);
    assert_false(divides(fields, "sk-x1end"));
    assert_false(divides(fields, "sk-xx12end"));
}

/* Two runs of the same letters in front of a letter that never comes: every
 * division would be tried, but for the limit. */
static void hostile_tokens_end(void **state)
{
    (void)state;
    static const char fields[] =
        "{\"segments\": [{\"alphabet\": \"lower\", \"length\": [1, 9000]}, "
        "{\"alphabet\": \"lower\", \"length\": [1, 9000]}, "
        "{\"alphabet\": \"lower\", \"length\": [1, 9000]}, "
        "{\"text\": \"!\"}]}";
    char *token = malloc(9001);
    memset(token, 'a', 9000);
    token[9000] = '\0';
    assert_false(divides(fields, token));
    free(token);
}

static void the_longest_run_is_found(void **state)
{
    (void)state;
    struct rule_set *set = rule_of(
        "\"severity\": \"low\", \"formats\": [{\"segments\": [{\"text\": "
        "\"t_\"}, {\"alphabet\": \"digits\", \"length\": 12}, {\"text\": "
        "\"_\", "
        "\"secret\": true}, {\"alphabet\": \"hex-lower\", \"length\": 8, "
        "\"secret\": true}]}]");
    struct span token = span_str("t_123456789012_00ff00ff");
    struct span letters = {0};
    unsigned alphabet = 0;
    assert_true(split_token(&split, set->rules[0], token));
    assert_true(split_run(&split, token, (struct range){0, token.len}, &letters,
                          &alphabet));
    assert_int_equal(letters.len, 12);
    assert_int_equal(alphabet, 10);
    assert_true(split_run(&split, token, (struct range){14, token.len},
                          &letters, &alphabet));
    assert_int_equal(letters.len, 8);
    assert_int_equal(alphabet, 16);
    assert_false(
        split_run(&split, token, (struct range){0, 2}, &letters, &alphabet));
    rule_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_take_what_they_can),
        cmocka_unit_test(runs_give_back), cmocka_unit_test(texts_and_options),
        cmocka_unit_test(hostile_tokens_end),
        cmocka_unit_test(the_longest_run_is_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
