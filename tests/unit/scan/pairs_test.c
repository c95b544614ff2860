/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/pairs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct rule id_rule = {.id = "acme-id",
                                    .class = RULE_IDENTIFIER,
                                    .pair = "acme-secret",
                                    .pair_lines = 20};
static const struct rule secret_rule = {.id = "acme-secret",
                                        .pair = "acme-id",
                                        .pair_required = true,
                                        .pair_lines = 5};
static const struct rule plain_id = {.id = "plain-id",
                                     .class = RULE_IDENTIFIER};
static const struct rule loose_rule = {
    .id = "loose-secret", .pair = "plain-id", .pair_lines = 5};

struct fixture {
    struct arena *arena;
    struct record items[40];
    struct record *records[40];
    size_t n;
};

static struct record *add(struct fixture *fixture, const struct rule *rule,
                          uint32_t line)
{
    struct record *record = &fixture->items[fixture->n];
    *record = (struct record){
        .rule = rule,
        .place = {.path = "f",
                  .offset = line * 50,
                  .length = 20,
                  .line = line,
                  .end_line = line},
        .verdict = {.keep = true,
                    .confidence = CONFIDENCE_MEDIUM,
                    .severity = SEVERITY_HIGH},
    };
    fixture->records[fixture->n++] = record;
    return record;
}

static size_t link(struct fixture *fixture)
{
    return pairs_link(fixture->records, fixture->n, fixture->arena);
}

static int setup(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new()};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

static void two_halves_find_each_other(void **state)
{
    struct fixture *f = *state;
    struct record *id = add(f, &id_rule, 1);
    struct record *secret = add(f, &secret_rule, 2);
    assert_int_equal(link(f), 0);
    assert_ptr_equal(secret->pair, id);
    assert_ptr_equal(id->pair, secret);
    assert_true(id->absorbed);
    assert_false(secret->absorbed);
    assert_int_equal(secret->verdict.confidence, CONFIDENCE_HIGH);
    assert_int_equal(secret->verdict.n_reasons, 1);
    assert_int_equal(secret->class, RECORD_REPORTED);
}

static void the_order_does_not_matter(void **state)
{
    struct fixture *f = *state;
    struct record *secret = add(f, &secret_rule, 9);
    struct record *id = add(f, &id_rule, 10);
    link(f);
    assert_ptr_equal(secret->pair, id);
}

static void alone(void **state)
{
    struct fixture *f = *state;
    struct record *secret = add(f, &secret_rule, 1);
    assert_int_equal(link(f), 1);
    assert_int_equal(secret->class, RECORD_DROPPED);
    assert_false(secret->verdict.keep);

    f->n = 0;
    struct record *id = add(f, &id_rule, 1);
    assert_int_equal(link(f), 0);
    assert_int_equal(id->verdict.severity, SEVERITY_NOTE);
    assert_false(id->absorbed);

    f->n = 0;
    struct record *loose = add(f, &loose_rule, 1);
    assert_int_equal(link(f), 0);
    assert_int_equal(loose->verdict.severity, SEVERITY_HIGH);
    assert_int_equal(loose->class, RECORD_REPORTED);
    assert_null(loose->pair);
}

static void the_distance_is_the_asking_rules(void **state)
{
    struct fixture *f = *state;
    struct record *loose = add(f, &loose_rule, 1);
    add(f, &plain_id, 7);
    link(f);
    assert_null(loose->pair);
    f->n = 0;
    loose = add(f, &loose_rule, 1);
    struct record *id = add(f, &plain_id, 6);
    link(f);
    assert_ptr_equal(loose->pair, id);
    assert_true(id->absorbed);
}

static void each_profile_keeps_its_own(void **state)
{
    struct fixture *f = *state;
    struct record *ids[6];
    struct record *secrets[6];
    /* Half of them with the secret first. */
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t line = 1 + 2 * i;
        ids[i] = add(f, &id_rule, i < 3 ? line : line + 31);
        secrets[i] = add(f, &secret_rule, i < 3 ? line + 1 : line + 30);
    }
    link(f);
    for (size_t i = 0; i < 6; i++) {
        assert_ptr_equal(secrets[i]->pair, ids[i]);
        assert_ptr_equal(ids[i]->pair, secrets[i]);
    }
}

static void a_half_may_be_shared(void **state)
{
    struct fixture *f = *state;
    struct record *id = add(f, &id_rule, 2);
    struct record *near = add(f, &secret_rule, 3);
    struct record *far = add(f, &secret_rule, 5);
    assert_int_equal(link(f), 0);
    assert_ptr_equal(near->pair, id);
    assert_ptr_equal(far->pair, id);
    assert_ptr_equal(id->pair, near);
}

static void one_line_is_not_endless(void **state)
{
    struct fixture *f = *state;
    struct record *secret = add(f, &secret_rule, 1);
    struct record *id = add(f, &id_rule, 1);
    id->place.offset = 1000000;
    assert_int_equal(link(f), 1);
    assert_null(secret->pair);
}

static void what_is_not_new_is_a_partner_only(void **state)
{
    struct fixture *f = *state;
    struct record *old_id = add(f, &id_rule, 1);
    old_id->class = RECORD_CONTEXT;
    struct record *secret = add(f, &secret_rule, 2);
    assert_int_equal(link(f), 0);
    assert_ptr_equal(secret->pair, old_id);
    assert_int_equal(old_id->class, RECORD_CONTEXT);
    /* The other way round the identifier is the news. */
    f->n = 0;
    struct record *id = add(f, &id_rule, 1);
    struct record *old_secret = add(f, &secret_rule, 2);
    old_secret->class = RECORD_CONTEXT;
    link(f);
    assert_ptr_equal(id->pair, old_secret);
    assert_false(id->absorbed);
}

static void what_was_refused_is_no_partner(void **state)
{
    struct fixture *f = *state;
    struct record *id = add(f, &id_rule, 1);
    id->class = RECORD_DROPPED;
    struct record *secret = add(f, &secret_rule, 2);
    assert_int_equal(link(f), 1);
    assert_null(secret->pair);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(two_halves_find_each_other),
        TEST(the_order_does_not_matter),
        TEST(alone),
        TEST(the_distance_is_the_asking_rules),
        TEST(each_profile_keeps_its_own),
        TEST(a_half_may_be_shared),
        TEST(one_line_is_not_endless),
        TEST(what_is_not_new_is_a_partner_only),
        TEST(what_was_refused_is_no_partner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
