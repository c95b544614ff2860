/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/collect.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct rule rule_a = {.id = "a"};
static const struct rule rule_b = {.id = "b"};

struct fixture {
    struct store stores[2];
    struct arena *arena;
    struct outcome outcome;
};

static int setup(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new()};
    store_init(&fixture.stores[0]);
    store_init(&fixture.stores[1]);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    store_release(&fixture->stores[0]);
    store_release(&fixture->stores[1]);
    arena_wipe_free(fixture->arena);
    return 0;
}

static struct record *add(struct fixture *fixture, unsigned store,
                          const struct rule *rule, char secret,
                          const char *path, uint64_t offset)
{
    struct store *to = &fixture->stores[store];
    struct record *record = store_record(to);
    struct verdict verdict = {.keep = true,
                              .confidence = CONFIDENCE_MEDIUM,
                              .severity = SEVERITY_HIGH,
                              .n_reasons = 1,
                              .reasons = {"because"}};
    verdict_pack(&record->verdict, to->arena, &verdict);
    record->rule = rule;
    record->id[0] = (unsigned char)secret;
    record->masked = "****";
    record->place = (struct place){.path = path, .offset = offset, .length = 4};
    store_add(to, record);
    return record;
}

static const struct outcome *collect(struct fixture *fixture)
{
    struct collection collection;
    collection_init(&collection, fixture->stores, 2);
    collect_findings(&fixture->outcome, fixture->arena, &collection);
    collect_counts(&fixture->outcome, fixture->stores, 2);
    collection_release(&collection);
    return &fixture->outcome;
}

static void one_secret_is_one_finding(void **state)
{
    struct fixture *f = *state;
    add(f, 0, &rule_a, 's', "z", 1);
    add(f, 1, &rule_a, 's', "b", 7);
    add(f, 0, &rule_a, 's', "b", 3);
    add(f, 0, &rule_a, 't', "c", 1);
    add(f, 1, &rule_b, 's', "a", 1);
    const struct outcome *out = collect(f);
    assert_int_equal(out->n_findings, 3);
    const struct finding *first = out->findings[0];
    assert_string_equal(first->places[0].path, "a");
    assert_string_equal(first->rule->id, "b");
    const struct finding *s = out->findings[1];
    assert_string_equal(s->id, "73000000000000000000000000000000");
    assert_int_equal(s->n_places, 3);
    assert_int_equal(s->n_places_total, 3);
    assert_int_equal(s->places[0].offset, 3);
    assert_int_equal(s->places[1].offset, 7);
    assert_string_equal(s->places[2].path, "z");
    assert_string_equal(s->verdict.reasons[0], "because");
}

static void severity_comes_first(void **state)
{
    struct fixture *f = *state;
    add(f, 0, &rule_a, 's', "a", 1)->verdict.severity = SEVERITY_LOW;
    add(f, 0, &rule_b, 's', "z", 1)->verdict.severity = SEVERITY_CRITICAL;
    const struct outcome *out = collect(f);
    assert_string_equal(out->findings[0]->rule->id, "b");
    assert_string_equal(out->findings[1]->rule->id, "a");
}

static void the_best_verdict_wins(void **state)
{
    struct fixture *f = *state;
    add(f, 0, &rule_a, 's', "a", 1)->verdict.confidence = CONFIDENCE_LOW;
    add(f, 1, &rule_a, 's', "b", 1)->verdict.confidence = CONFIDENCE_VERY_HIGH;
    add(f, 0, &rule_a, 's', "c", 1)->verdict.evidence = EVIDENCE_CHECKSUM;
    const struct outcome *out = collect(f);
    assert_int_equal(out->findings[0]->verdict.confidence,
                     CONFIDENCE_VERY_HIGH);
}

static void one_open_place_reports_the_secret(void **state)
{
    struct fixture *f = *state;
    struct record *allowed = add(f, 0, &rule_a, 's', "a", 1);
    allowed->class = RECORD_SUPPRESSED;
    allowed->suppression = "jackdaw:allow";
    add(f, 0, &rule_a, 's', "b", 1);
    struct record *other = add(f, 1, &rule_a, 't', "c", 1);
    other->class = RECORD_SUPPRESSED;
    other->suppression = "gitleaks:allow";
    const struct outcome *out = collect(f);
    assert_int_equal(out->n_findings, 2);
    assert_false(out->findings[0]->suppressed);
    assert_int_equal(out->findings[0]->n_places, 1);
    assert_string_equal(out->findings[0]->places[0].path, "b");
    assert_true(out->findings[1]->suppressed);
    assert_string_equal(out->findings[1]->suppression, "gitleaks:allow");
    assert_int_equal(out->coverage.suppressed, 2);
}

static void a_part_is_reached_through_its_partner(void **state)
{
    struct fixture *f = *state;
    struct record *id = add(f, 0, &rule_a, 'i', "a", 1);
    struct record *secret = add(f, 0, &rule_b, 's', "a", 50);
    id->pair = secret;
    id->absorbed = true;
    secret->pair = id;
    add(f, 1, &rule_a, 'i', "b", 1);
    const struct outcome *out = collect(f);
    assert_int_equal(out->n_findings, 1);
    const struct finding *finding = out->findings[0];
    assert_string_equal(finding->rule->id, "b");
    assert_string_equal(finding->pair->rule->id, "a");
    assert_int_equal(finding->pair->n_places, 2);
    assert_int_equal(finding->pair_place->offset, 1);
    assert_ptr_equal(finding->pair->pair, finding);
}

static void context_is_not_listed(void **state)
{
    struct fixture *f = *state;
    struct record *id = add(f, 0, &rule_a, 'i', "a", 1);
    id->class = RECORD_CONTEXT;
    struct record *secret = add(f, 0, &rule_b, 's', "a", 50);
    secret->pair = id;
    const struct outcome *out = collect(f);
    assert_int_equal(out->n_findings, 1);
    assert_string_equal(out->findings[0]->pair->rule->id, "a");
}

static void a_file_read_twice_counts_once(void **state)
{
    struct fixture *f = *state;
    add(f, 0, &rule_a, 's', "a", 1);
    add(f, 1, &rule_a, 's', "a", 1);
    const struct outcome *out = collect(f);
    assert_int_equal(out->findings[0]->n_places_total, 1);
}

static void places_have_a_limit(void **state)
{
    struct fixture *f = *state;
    for (unsigned i = 0; i < LIMIT_PLACES; i++) {
        add(f, i % 2, &rule_a, 's', "a", 2 * i);
    }
    collect(f);
    assert_int_equal(f->outcome.findings[0]->n_places, LIMIT_PLACES);
    assert_int_equal(f->outcome.findings[0]->n_places_total, LIMIT_PLACES);
    add(f, 0, &rule_a, 's', "a", 1);
    collect(f);
    const struct finding *finding = f->outcome.findings[0];
    assert_int_equal(finding->n_places, LIMIT_PLACES);
    assert_int_equal(finding->n_places_total, LIMIT_PLACES + 1);
    assert_int_equal(finding->places[1].offset, 1);
}

static void nothing(void **state)
{
    struct fixture *f = *state;
    f->stores[0].candidates = 4;
    f->stores[1].candidates = 3;
    f->stores[1].dropped = 7;
    const struct outcome *out = collect(f);
    assert_int_equal(out->n_findings, 0);
    assert_int_equal(out->coverage.candidates, 7);
    assert_int_equal(out->coverage.dropped, 7);
}

/* Where git was asked: risk before severity, and the place in HEAD first. */
static void sorted_by_risk(void **state)
{
    struct fixture *f = *state;
    static const struct git_attribution here = {.still = GIT_STILL_HEAD,
                                                .spread = GIT_SPREAD_PUSHED};
    static const struct git_attribution loose = {.still = GIT_STILL_LOOSE,
                                                 .spread = GIT_SPREAD_LOCAL};
    struct record *record = add(f, 0, &rule_a, 's', "z", 1);
    record->git = &here;
    record->place.in_head = true;
    record->place.object = "1";
    record = add(f, 1, &rule_a, 's', "a", 1);
    record->git = &here;
    record->place.object = "2";
    record = add(f, 1, &rule_a, 't', "a", 7);
    record->git = &loose;
    record->verdict.severity = SEVERITY_CRITICAL;
    record = add(f, 0, &rule_b, 'u', "a", 1);
    record->git = &here;
    record->class = RECORD_SUPPRESSED;
    record = add(f, 0, &rule_b, 'n', "a", 1);
    record->git = &here;
    record->verdict.severity = SEVERITY_NOTE;
    record = add(f, 0, &rule_b, 'm', "commit:3", 1);
    record->place.object = "3";
    record->place.part = PLACE_MESSAGE;
    record->git = &loose;
    record = add(f, 0, &rule_b, 'm', "z", 1);
    record->git = &loose;
    const struct outcome *out = collect(f);
    static const unsigned risks[] = {36 + 4 + 40, 48 + 4, 36 + 4, 4, 0};
    assert_int_equal(out->n_findings, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(out->findings[i]->risk, risks[i]);
    }
    assert_string_equal(out->findings[0]->places[0].path, "z");
    assert_string_equal(out->findings[2]->places[0].path, "z");
    assert_true(out->findings[4]->suppressed);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_secret_is_one_finding),
        TEST(severity_comes_first),
        TEST(the_best_verdict_wins),
        TEST(one_open_place_reports_the_secret),
        TEST(a_part_is_reached_through_its_partner),
        TEST(context_is_not_listed),
        TEST(a_file_read_twice_counts_once),
        TEST(places_have_a_limit),
        TEST(nothing),
        TEST(sorted_by_risk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
