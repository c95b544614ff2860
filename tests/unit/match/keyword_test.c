/* SPDX-License-Identifier: Apache-2.0 */
#include "match/keyword.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct keyword_index *near_index;
static const struct rule_set *rules;

static unsigned pick(unsigned n)
{
    return (unsigned)rand() % n;
}

/* Keywords, parts of them and what stands between words. */
static size_t make_text(unsigned char *out, size_t room)
{
    static const char between[] = "  __--..%\n=:/\"'%2F0aZ";
    size_t n = 0;
    while (n + 80 < room) {
        const struct rule *rule = rules->rules[pick((unsigned)rules->count)];
        if (rule->n_keywords > 0 && pick(3)) {
            const char *word = rule->keywords[pick((unsigned)rule->n_keywords)];
            size_t len = strlen(word) < 60 ? strlen(word) : 60;
            len = pick(4) ? len : len / 2;
            for (size_t i = 0; i < len; i++) {
                bool up = word[i] >= 'a' && word[i] <= 'z' && pick(5) == 0;
                out[n++] = (unsigned char)(up ? word[i] - 32 : word[i]);
            }
        }
        for (unsigned k = pick(4); k > 0; k--) {
            out[n++] = (unsigned char)between[pick(sizeof(between) - 1)];
        }
    }
    return n;
}

static void assert_same_hits(const struct keyword_hits *a,
                             const struct keyword_hits *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        uint32_t rule = a->rules[i];
        assert_true(keyword_hits_has(b, rule));
        assert_int_equal(a->places[rule].start, b->places[rule].start);
        assert_int_equal(a->places[rule].end, b->places[rule].end);
    }
}

/* Two ways, same answer: with what is known of the text before, and without.
 * Tokens come in order, but for a step back now and then. */
static void a_trail_changes_nothing(void **state)
{
    (void)state;
    static unsigned char bytes[60000];
    srand(11);
    struct span text = span_of(bytes, make_text(bytes, sizeof(bytes)));
    struct keyword_hits with;
    struct keyword_hits without;
    keyword_hits_init(&with, rules->count);
    keyword_hits_init(&without, rules->count);
    struct keyword_trail *trail = mem_calloc(1, sizeof(*trail));
    keyword_trail_begin(trail);
    size_t hits = 0;
    size_t start = 0;
    for (unsigned round = 0; round < 3000; round++) {
        start = pick(20) ? start + pick(60) : start - pick((unsigned)start + 1);
        start = start + 600 < text.len ? start : pick(500);
        struct range before = {start, start + pick(200)};
        struct range after = {before.end + pick(70), 0};
        after.end = after.start + pick(90);
        keyword_hits_clear(&with);
        keyword_hits_clear(&without);
        keyword_find_round(near_index, text, before, after, trail, &with);
        keyword_find(near_index, text, before, &without);
        keyword_find(near_index, text, after, &without);
        assert_same_hits(&without, &with);
        hits += with.count;
    }
    assert_true(hits > 1000);
    keyword_hits_release(&with);
    keyword_hits_release(&without);
    free(trail);
}

/* One keyword after the other: more than a trail has room for. */
static void a_full_trail_changes_nothing(void **state)
{
    (void)state;
    static unsigned char bytes[20000];
    size_t n = 0;
    while (n + 6 <= sizeof(bytes)) {
        memcpy(bytes + n, "ionos ", 6);
        n += 6;
    }
    struct span text = span_of(bytes, n);
    struct keyword_hits with;
    struct keyword_hits without;
    keyword_hits_init(&with, rules->count);
    keyword_hits_init(&without, rules->count);
    struct keyword_trail *trail = mem_calloc(1, sizeof(*trail));
    keyword_trail_begin(trail);
    struct range before = {0, 9000};
    struct range after = {9100, 20000};
    keyword_find_round(near_index, text, before, after, trail, &with);
    keyword_find(near_index, text, before, &without);
    keyword_find(near_index, text, after, &without);
    assert_true(with.count > 0);
    assert_same_hits(&without, &with);
    keyword_hits_release(&with);
    keyword_hits_release(&without);
    free(trail);
}

static void *free_array(void *ctx, void *array, size_t *count, size_t element)
{
    (void)ctx;
    (void)count;
    (void)element;
    free(array);
    return NULL;
}

static int set_up(void **state)
{
    (void)state;
    rules = rule_set_builtin();
    near_index = keyword_index_new();
    keyword_index_add_rules(near_index, rules, KEYWORD_NEAR);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    keyword_index_visit_all(near_index, free_array, NULL);
    keyword_index_free(near_index);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trail_changes_nothing),
        cmocka_unit_test(a_full_trail_changes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
