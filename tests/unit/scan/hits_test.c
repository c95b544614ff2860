/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/hits.h"

#include "base/limits.h"

#include "fake_verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct rule specific = {.id = "b-specific",
                                     .severity = SEVERITY_HIGH};
static const struct rule twin = {.id = "a-twin", .severity = SEVERITY_HIGH};
static const struct rule severe = {.id = "severe",
                                   .severity = SEVERITY_CRITICAL};
static const struct rule generic = {
    .id = "generic", .generic = true, .severity = SEVERITY_CRITICAL};

/* The winners, as "rule@start " each. */
struct contest {
    struct hits hits;
    struct bits claimed;
    struct span text;
    char out[400];
};

static void begin(struct contest *contest, const char *text)
{
    hits_init(&contest->hits);
    bits_init(&contest->claimed);
    contest->text = span_str(text);
    bits_reset(&contest->claimed, contest->text.len);
}

static void enter(struct contest *contest, const struct rule *rule,
                  size_t start, size_t end)
{
    struct candidate candidate = {
        .rule = rule, .token = {start, end}, .secret = {start, end}};
    hits_add(&contest->hits, &candidate);
}

static const char *winners(struct contest *contest)
{
    hits_verify(&contest->hits, contest->text, 0);
    hits_resolve(&contest->hits, &contest->claimed);
    contest->out[0] = '\0';
    size_t len = 0;
    for (size_t i = 0; i < contest->hits.count; i++) {
        const struct hit *hit = &contest->hits.items[i];
        if (hit->won) {
            len += (size_t)snprintf(
                contest->out + len, sizeof(contest->out) - len, "%s@%zu ",
                hit->candidate.rule->id, hit->candidate.token.start);
        }
    }
    hits_release(&contest->hits);
    bits_release(&contest->claimed);
    return contest->out;
}

#define HUNDRED                                          \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void specific_beats_generic(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, HUNDRED);
    enter(&c, &generic, 0, 90);
    enter(&c, &specific, 40, 50);
    enter(&c, &generic, 92, 95);
    assert_string_equal(winners(&c), "b-specific@40 generic@92 ");
}

static void better_evidence_beats_severity(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, "aaaaaCHECKEDaaaa");
    enter(&c, &severe, 0, 7);
    enter(&c, &specific, 4, 14);
    assert_string_equal(winners(&c), "b-specific@4 ");
}

static void then_severity_then_length_then_id(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, HUNDRED);
    enter(&c, &specific, 0, 50);
    enter(&c, &severe, 40, 45);
    assert_string_equal(winners(&c), "severe@40 ");
    begin(&c, HUNDRED);
    enter(&c, &twin, 0, 20);
    enter(&c, &specific, 10, 40);
    assert_string_equal(winners(&c), "b-specific@10 ");
    begin(&c, HUNDRED);
    enter(&c, &specific, 0, 20);
    enter(&c, &twin, 10, 30);
    assert_string_equal(winners(&c), "a-twin@10 ");
}

static void a_refuted_token_silences_generic_ones(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, "xx=\"REFUTED and more\"");
    enter(&c, &specific, 4, 11);
    enter(&c, &generic, 4, 18);
    enter(&c, &generic, 12, 20);
    assert_string_equal(winners(&c), "b-specific@4 generic@12 ");
    /* Not one of which it is a small part. */
    begin(&c, "xx=\"REFUTED and more\"");
    enter(&c, &specific, 4, 11);
    enter(&c, &generic, 10, 20);
    assert_string_equal(winners(&c), "generic@10 ");
    /* A refusal that proves nothing silences nobody. */
    begin(&c, "xx=\"DROPPED and more\"");
    enter(&c, &specific, 4, 11);
    enter(&c, &generic, 10, 20);
    assert_string_equal(winners(&c), "generic@10 ");
    /* And another specific rule may still claim the place. */
    begin(&c, "xx=\"REFUTED and more\"");
    enter(&c, &specific, 4, 11);
    enter(&c, &severe, 10, 20);
    assert_string_equal(winners(&c), "severe@10 ");
}

static void what_is_decoded_keeps_its_inside(void **state)
{
    (void)state;
    struct contest c;
    /* As a private key in which some letters look like those of a coin. */
    begin(&c, "CHECKED and REFUTED and more and more");
    enter(&c, &generic, 0, 37);
    enter(&c, &specific, 12, 19);
    enter(&c, &severe, 24, 33);
    assert_string_equal(winners(&c), "generic@0 ");
    begin(&c, "CHECKED and REFUTED and more and more");
    enter(&c, &generic, 0, 20);
    enter(&c, &specific, 8, 20);
    assert_string_equal(winners(&c), "b-specific@8 ");
    /* But whose it is says the rule that knows the whole of it. */
    begin(&c, "aaaaaaaaaaaaaaaaaaaaCHECKEDaaaaaaaaaaaaaaaaaa");
    enter(&c, &generic, 0, 45);
    enter(&c, &specific, 0, 45);
    assert_string_equal(winners(&c), "b-specific@0 ");
}

static void the_loser_of_a_loser_wins(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, HUNDRED);
    enter(&c, &severe, 0, 20);
    enter(&c, &specific, 10, 40);
    enter(&c, &generic, 30, 60);
    assert_string_equal(winners(&c), "severe@0 generic@30 ");
}

static void claimed_bytes_are_taken(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, HUNDRED);
    bits_set(&c.claimed, (struct range){0, 11});
    enter(&c, &severe, 10, 20);
    enter(&c, &severe, 11, 20);
    assert_string_equal(winners(&c), "severe@11 ");
}

static int winner_count(struct contest *contest)
{
    int count = 0;
    for (const char *c = winners(contest); *c; c++) {
        count += *c == '@';
    }
    return count;
}

static void the_order_of_entry_does_not_matter(void **state)
{
    (void)state;
    static const struct rule *const rules[] = {&specific, &twin, &severe,
                                               &generic};
    srand(2);
    for (int round = 0; round < 200; round++) {
        struct range ranges[8];
        const struct rule *of[8];
        for (size_t i = 0; i < 8; i++) {
            ranges[i].start = (size_t)rand() % 80;
            ranges[i].end = ranges[i].start + 1 + (size_t)rand() % 20;
            of[i] = rules[(size_t)rand() % 4];
        }
        struct contest up;
        struct contest down;
        begin(&up, HUNDRED);
        begin(&down, HUNDRED);
        for (size_t i = 0; i < 8; i++) {
            enter(&up, of[i], ranges[i].start, ranges[i].end);
            enter(&down, of[7 - i], ranges[7 - i].start, ranges[7 - i].end);
        }
        assert_in_range(winner_count(&up), 1, 8);
        winners(&down);
        assert_string_equal(up.out, down.out);
    }
}

static void candidates_have_a_limit(void **state)
{
    (void)state;
    struct contest c;
    begin(&c, HUNDRED);
    for (size_t i = 0; i < LIMIT_FINDINGS_UNIT; i++) {
        enter(&c, &severe, 0, 4);
    }
    assert_false(c.hits.full);
    enter(&c, &severe, 0, 4);
    assert_true(c.hits.full);
    assert_int_equal(c.hits.count, LIMIT_FINDINGS_UNIT);
    assert_string_equal(winners(&c), "severe@0 ");
}

static void an_empty_secret_is_the_token(void **state)
{
    (void)state;
    struct hits hits;
    hits_init(&hits);
    struct candidate candidate = {.rule = &severe, .token = {3, 9}};
    hits_add(&hits, &candidate);
    assert_int_equal(hits.items[0].candidate.secret.start, 3);
    assert_int_equal(hits.items[0].candidate.secret.end, 9);
    hits_release(&hits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specific_beats_generic),
        cmocka_unit_test(better_evidence_beats_severity),
        cmocka_unit_test(then_severity_then_length_then_id),
        cmocka_unit_test(a_refuted_token_silences_generic_ones),
        cmocka_unit_test(what_is_decoded_keeps_its_inside),
        cmocka_unit_test(the_loser_of_a_loser_wins),
        cmocka_unit_test(claimed_bytes_are_taken),
        cmocka_unit_test(the_order_of_entry_does_not_matter),
        cmocka_unit_test(candidates_have_a_limit),
        cmocka_unit_test(an_empty_secret_is_the_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
