/* SPDX-License-Identifier: Apache-2.0
 *
 * Two ways, same answer: the tables that mkrules wrote and the pattern files
 * read now hold the same rules, to the last byte. Runs at the root of the
 * tree, where patterns/ is. */
#include "rule/rule_set.h"

#include "base/log.h"
#include "rule/rule_validate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* What was compared, so that a test of nothing shows. */
static size_t n_texts;

static void same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a) {
        assert_string_equal(a, b);
        n_texts++;
    }
}

static void same_texts(const char *const *a, size_t n_a, const char *const *b,
                       size_t n_b)
{
    assert_int_equal(n_a, n_b);
    for (size_t i = 0; i < n_a; i++) {
        same_text(a[i], b[i]);
    }
}

static void same_alphabet(const struct alphabet *a, const struct alphabet *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a) {
        same_text(a->name, b->name);
        assert_memory_equal(a->bits, b->bits, sizeof(a->bits));
        assert_int_equal(a->size, b->size);
    }
}

static void same_segment(const struct segment *a, const struct segment *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->optional, b->optional);
    assert_int_equal(a->fold, b->fold);
    assert_int_equal(a->secret, b->secret);
    same_texts(a->texts, a->n_texts, b->texts, b->n_texts);
    same_alphabet(a->alphabet, b->alphabet);
    assert_int_equal(a->min, b->min);
    assert_int_equal(a->max, b->max);
}

static void same_shapes(const struct rule *a, const struct rule *b)
{
    assert_int_equal(a->n_shapes, b->n_shapes);
    for (size_t i = 0; i < a->n_shapes; i++) {
        const struct shape *x = &a->shapes[i];
        const struct shape *y = &b->shapes[i];
        assert_int_equal(x->n_segments, y->n_segments);
        same_alphabet(x->stop, y->stop);
        for (size_t j = 0; j < x->n_segments; j++) {
            same_segment(&x->segments[j], &y->segments[j]);
        }
    }
}

static void same_checks(const struct rule *a, const struct rule *b)
{
    assert_int_equal(a->n_checks, b->n_checks);
    for (size_t i = 0; i < a->n_checks; i++) {
        same_text(a->checks[i].name, b->checks[i].name);
        assert_int_equal(a->checks[i].drop, b->checks[i].drop);
    }
}

static void same_guidance(const struct rule_guidance *a,
                          const struct rule_guidance *b)
{
    same_text(a->grants, b->grants);
    same_text(a->url, b->url);
    same_texts(a->steps, a->n_steps, b->steps, b->n_steps);
    same_text(a->api, b->api);
    same_text(a->cli, b->cli);
    same_text(a->rotation, b->rotation);
    same_text(a->confirm, b->confirm);
    same_texts(a->docs, a->n_docs, b->docs, b->n_docs);
}

static void same_rule(const struct rule *a, const struct rule *b)
{
    same_text(a->id, b->id);
    same_text(a->name, b->name);
    same_text(a->provider, b->provider);
    assert_int_equal(a->class, b->class);
    assert_int_equal(a->environment, b->environment);
    assert_int_equal(a->severity, b->severity);
    assert_int_equal(a->generic, b->generic);
    same_shapes(a, b);
    same_text(a->regex.pattern, b->regex.pattern);
    same_text(a->regex.anchor, b->regex.anchor);
    assert_int_equal(a->regex.secret_group, b->regex.secret_group);
    assert_int_equal(a->assignment, b->assignment);
    same_texts(a->keywords, a->n_keywords, b->keywords, b->n_keywords);
    assert_int_equal(a->near, b->near);
    same_checks(a, b);
    assert_memory_equal(&a->min_entropy, &b->min_entropy, sizeof(double));
    same_text(a->pair, b->pair);
    assert_int_equal(a->pair_required, b->pair_required);
    assert_int_equal(a->pair_lines, b->pair_lines);
    same_texts(a->dummies, a->n_dummies, b->dummies, b->n_dummies);
    same_texts(a->non_examples, a->n_non_examples, b->non_examples,
               b->n_non_examples);
    same_guidance(&a->guidance, &b->guidance);
}

static void test_same_as_files(void **state)
{
    (void)state;
    struct rule_set *loaded = NULL;
    struct err err = {.text = ""};
    log_set_level(LOG_ERROR);
    if (rule_set_load(&loaded, "patterns", NULL, &err) < 0) {
        fail_msg("%s", err.text);
    }
    const struct rule_set *builtin = rule_set_builtin();
    assert_int_equal(builtin->count, loaded->count);
    for (size_t i = 0; i < builtin->count; i++) {
        same_rule(builtin->rules[i], loaded->rules[i]);
    }
    /* Id, name, provider, grants and two steps are never missing. */
    assert_true(builtin->count > 0);
    assert_true(n_texts >= 6 * builtin->count);
    rule_set_free(loaded);
}

static void test_sorted(void **state)
{
    (void)state;
    const struct rule_set *set = rule_set_builtin();
    assert_null(set->arena);
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = set->rules[i];
        assert_true(rule_id_is_valid(rule->id));
        assert_ptr_equal(rule_set_find(set, rule->id), rule);
        if (i > 0) {
            assert_true(strcmp(set->rules[i - 1]->id, rule->id) < 0);
        }
        if (rule->pair) {
            assert_non_null(rule_set_find(set, rule->pair));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_files),
        cmocka_unit_test(test_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
