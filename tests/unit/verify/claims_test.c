/* SPDX-License-Identifier: Apache-2.0
 *
 * What the checks read with: JSON members, times, URL parameters, pieces. */
#include "check_kit.h"

#include "verify/claims.h"
#include "verify/moment.h"
#include "verify/piece.h"
#include "verify/query.h"

static void assert_text(struct span span, const char *want)
{
    assert_int_equal(span.len, strlen(want));
    assert_memory_equal(span.ptr, want, span.len);
}

static void members_are_found(void **state)
{
    (void)state;
    struct span json =
        span_str("{\"a\": \"x\", \"n\": 17, \"t\": 1.5, \"s\": \"42\", "
                 "\"o\": {\"a\": \"inner\", \"p\": {\"q\": 3}}, "
                 "\"l\": [{\"a\": \"no\"}]}");
    int64_t number;
    assert_true(claims_valid(json));
    assert_text(claims_text(json, "a"), "x");
    assert_text(claims_text(json, "o.a"), "inner");
    assert_true(claims_number(json, "n", &number) && number == 17);
    assert_true(claims_number(json, "s", &number) && number == 42);
    assert_true(claims_number(json, "t", &number) && number == 1);
    assert_true(claims_number(json, "o.p.q", &number) && number == 3);
    assert_true(claims_has(json, "l") && claims_has(json, "o.p"));
    assert_false(claims_has(json, "q") || claims_has(json, "l.a"));
    assert_int_equal(claims_text(json, "n").len, 0);
    assert_false(claims_number(json, "a", &number));
    assert_false(claims_number(span_str("{\"n\": -5}"), "n", &number));
    assert_false(
        claims_number(span_str("{\"n\": 99999999999999999999}"), "n", &number));
}

static void what_is_no_object(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "[]", "1", "\"a\"", "{", "{}}", "{\"a\":}", "{\"a\" 1}", "null"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(claims_valid(span_str(texts[i])));
        assert_int_equal(claims_text(span_str(texts[i]), "a").len, 0);
    }
    assert_true(claims_valid(span_str(" {} ")));
}

static void moments(void **state)
{
    (void)state;
    int64_t seconds;
    assert_int_equal(moment_of(1970, 1, 1), 0);
    assert_int_equal(moment_of(2000, 2, 29), 951782400);
    assert_int_equal(moment_of(2015, 1, 1), MOMENT_2015);
    assert_int_equal(moment_of(2005, 1, 1), MOMENT_2005);
    assert_int_equal(moment_of(2100, 1, 1), MOMENT_2100);
    assert_true(moment_parse(span_str("20260131T120000Z"), &seconds));
    assert_int_equal(seconds, 1769860800);
    assert_true(moment_parse(span_str("2026-01-31T12:00:00Z"), &seconds));
    assert_int_equal(seconds, 1769860800);
    assert_true(moment_parse(span_str("2026-01-31"), &seconds));
    assert_int_equal(seconds, 1769817600);
    static const char *const none[] = {"",           "2026",       "2026-13-01",
                                       "2026-00-10", "2026-01-32", "x",
                                       "2026-01-",   "abcd-ef-gh"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        assert_false(moment_parse(span_str(none[i]), &seconds));
    }
    assert_true(moment_plausible(100, 50, 200));
    assert_false(moment_plausible(40, 50, 200));
    assert_true(moment_plausible(200 + 86400, 50, 200));
    assert_false(moment_plausible(201 + 86400, 50, 200));
    assert_false(moment_plausible(MOMENT_2100 + 1, 50, 0));
}

static void parameters(void **state)
{
    (void)state;
    struct span url = span_str("https://h/p?ab=1&b=2%2F3;c=4#d=5");
    unsigned char out[8];
    assert_text(query_value(url, "b"), "2%2F3");
    assert_text(query_value(url, "c"), "4");
    assert_text(query_value(url, "ab"), "1");
    assert_int_equal(query_value(url, "x").len, 0);
    assert_int_equal(query_unescape(span_str("2%2F3%"), out, sizeof(out)), 4);
    assert_memory_equal(out, "2/3%", 4);
    assert_int_equal(query_unescape(span_str("0123456789"), out, sizeof(out)),
                     8);
    struct span text = span_str("x \"https://h/?a=1&sig=KEY&b=2\" y");
    struct check_input in = {.text = text, .where = {22, 25}};
    assert_text(query_around(&in), "https://h/?a=1&sig=KEY&b=2");
}

static void pieces(void **state)
{
    (void)state;
    struct span text = span_str("a.bc..d");
    struct span part;
    static const char *const parts[] = {"a", "bc", "", "d"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(piece_next(&text, '.', &part));
        assert_text(part, parts[i]);
    }
    assert_false(piece_next(&text, '.', &part));
    uint64_t number;
    assert_true(piece_number(span_str("007"), &number) && number == 7);
    assert_false(piece_number(span_str(""), &number));
    assert_text(piece_between(span_str("x<a>y<b>"), "<", ">"), "a");
    assert_int_equal(piece_between(span_str("x"), "<", ">").len, 0);
    assert_int_equal(piece_find(span_of(NULL, 0), 'a'), 0);
    assert_int_equal(piece_find_last(span_str("abca"), 'a'), 3);
    assert_false(piece_is_text(span_str("")) || piece_is_text(span_str("\n")));
}

static void facts_are_clean(void **state)
{
    (void)state;
    char longer[300];
    memset(longer, 'x', sizeof(longer));
    memset(&notes, 0, sizeof(notes));
    note_fact(&notes, "a",
              span_str("b\n\x80"
                       "c"));
    assert_string_equal(fact_of("a"), "b??c");
    note_fact(&notes, "a", span_str("second"));
    note_fact(&notes, "empty", span_str(""));
    assert_int_equal(notes.n_facts, 1);
    note_fact(&notes, "long", span_of(longer, sizeof(longer)));
    assert_int_equal(strlen(fact_of("long")), sizeof(notes.facts[0].value) - 1);
    static const char *const names[] = {"1", "2", "3", "4", "5",
                                        "6", "7", "8", "9"};
    for (size_t i = 0; i < 9; i++) {
        note_number(&notes, names[i], i);
    }
    assert_int_equal(notes.n_facts, VERDICT_FACTS);
}

static void expiry_is_judged_by_the_given_time(void **state)
{
    (void)state;
    memset(&notes, 0, sizeof(notes));
    note_expiry(&notes, 1000, 0);
    assert_int_equal(notes.effect, EFFECT_NONE);
    note_expiry(&notes, 1000, 1000);
    assert_int_equal(notes.effect, EFFECT_NONE);
    note_expiry(&notes, 1000, 1001);
    assert_int_equal(notes.effect, EFFECT_LOW);
    assert_string_equal(fact_of("expires"), "1970-01-01T00:16:40Z");
    assert_string_equal(fact_of("expired"), "yes");
    note_effect(&notes, EFFECT_LOWER, "less");
    assert_int_equal(notes.effect, EFFECT_LOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found),
        cmocka_unit_test(what_is_no_object),
        cmocka_unit_test(moments),
        cmocka_unit_test(parameters),
        cmocka_unit_test(pieces),
        cmocka_unit_test(facts_are_clean),
        cmocka_unit_test(expiry_is_judged_by_the_given_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
