/* SPDX-License-Identifier: Apache-2.0 */
#include "match/run_forms.h"

#include "match/shape.h"
#include "rule/rule_set.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct alphabet hex = {
    .bits = {0x03ff000000000000, 0x0000007e00000000}, .size = 16};

static bool fits(const struct run_forms *forms, const char *text)
{
    return run_forms_fit(forms, span_str(text), 0);
}

static void only_its_lengths_fit(void **state)
{
    (void)state;
    struct run_forms forms = {.count = 0};
    const struct segment parts[] = {
        {.kind = SEGMENT_RUN, .alphabet = &hex, .min = 3, .max = 4}};
    const struct shape shape = {.segments = parts, .n_segments = 1};
    run_forms_add(&forms, &shape);
    assert_false(fits(&forms, ""));
    assert_false(fits(&forms, "ab"));
    assert_true(fits(&forms, "abc"));
    assert_true(fits(&forms, "abcd-"));
    assert_false(fits(&forms, "abcde"));
    assert_false(fits(&forms, "abcg")); /* the word goes on */
    assert_true(fits(&forms, "abc\xe4"));
}

static void more_parts_have_a_least_length(void **state)
{
    (void)state;
    struct run_forms forms = {.count = 0};
    const char *const texts[] = {"x"};
    const struct segment parts[] = {
        {.kind = SEGMENT_TEXT, .texts = texts, .n_texts = 1, .fold = true},
        {.kind = SEGMENT_RUN, .alphabet = &hex, .min = 3, .max = 3},
        {.kind = SEGMENT_RUN, .alphabet = &hex, .optional = true}};
    const struct shape shape = {.segments = parts, .n_segments = 3};
    run_forms_add(&forms, &shape);
    assert_false(fits(&forms, "xab"));
    assert_true(fits(&forms, "xabc"));
    assert_true(fits(&forms, "Xabcdef012"));
}

static void what_cannot_be_described_opens_all(void **state)
{
    (void)state;
    struct run_forms forms = {.count = 0};
    run_forms_add(&forms, NULL);
    assert_true(fits(&forms, ""));

    const char *const texts[] = {"a/b"};
    const struct segment parts[] = {
        {.kind = SEGMENT_TEXT, .texts = texts, .n_texts = 1}};
    const struct shape shape = {.segments = parts, .n_segments = 1};
    struct run_forms slash = {.count = 0};
    run_forms_add(&slash, &shape);
    assert_true(fits(&slash, "a\\/b"));
}

static void too_many_alphabets_open_all(void **state)
{
    (void)state;
    struct run_forms forms = {.count = 0};
    for (unsigned i = 0; i <= RUN_FORMS_MAX; i++) {
        struct alphabet set = {.bits = {0, (UINT64_C(2) << i) - 1}};
        const struct segment part = {
            .kind = SEGMENT_RUN, .alphabet = &set, .min = 9, .max = 9};
        const struct shape shape = {.segments = &part, .n_segments = 1};
        assert_false(forms.open);
        run_forms_add(&forms, &shape);
    }
    assert_true(forms.open);
    assert_int_equal(forms.count, RUN_FORMS_MAX);
}

static unsigned pick(unsigned n)
{
    return n ? (unsigned)rand() % n : 0;
}

static char member(const struct alphabet *set)
{
    unsigned char c;
    do {
        c = (unsigned char)pick(256);
    } while (!alphabet_has(set, c));
    return (char)c;
}

/* A token of the shape and some bytes that may or may not end it. */
static size_t make(const struct shape *shape, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *part = &shape->segments[i];
        if (part->optional && pick(2)) {
            continue;
        }
        if (part->kind == SEGMENT_TEXT) {
            const char *text = part->texts[pick((unsigned)part->n_texts)];
            n += (size_t)snprintf(out + n, room - n, "%s", text);
            continue;
        }
        uint32_t most = part->max < part->min + 99 ? part->max : part->min + 99;
        uint32_t len = part->min + pick(most - part->min + 1);
        for (uint32_t k = 0; k < len && n < room - 9; k++) {
            out[n++] = member(part->alphabet);
        }
    }
    static const char after[] = "\"' a0-_=/+.\n";
    for (unsigned k = pick(3); k > 0 && n < room; k--) {
        out[n++] = after[pick(sizeof(after) - 1)];
    }
    return n;
}

/* The promise of the header, for every shape there is. */
static void no_match_is_refused(void **state)
{
    (void)state;
    static struct run_forms forms;
    const struct rule_set *rules = rule_set_builtin();
    unsigned matched = 0;
    srand(7);
    for (size_t r = 0; r < rules->count; r++) {
        for (size_t s = 0; s < rules->rules[r]->n_shapes; s++) {
            const struct shape *shape = &rules->rules[r]->shapes[s];
            memset(&forms, 0, sizeof(forms));
            run_forms_add(&forms, shape);
            for (unsigned round = 0; round < 40; round++) {
                char text[4096];
                struct span span = span_of(text, make(shape, text, 4000));
                struct range token;
                struct range secret;
                if (shape_match(shape, span, 0, &token, &secret)) {
                    matched++;
                    assert_true(run_forms_fit(&forms, span, 0));
                }
            }
        }
    }
    assert_true(matched > 10000);
}

static void shapes_written_alike_are_the_same(void **state)
{
    (void)state;
    const struct rule_set *rules = rule_set_builtin();
    const struct shape *first = &rules->rules[0]->shapes[0];
    struct segment parts[16];
    assert_true(first->n_segments > 0 && first->n_segments <= 16);
    memcpy(parts, first->segments, first->n_segments * sizeof(parts[0]));
    struct shape copy = {.segments = parts,
                         .n_segments = first->n_segments,
                         .stop = first->stop};
    assert_true(shape_same(first, &copy));
    assert_int_equal(shape_hash(first), shape_hash(&copy));
    parts[0].optional = !parts[0].optional;
    assert_false(shape_same(first, &copy));
    parts[0].optional = !parts[0].optional;
    parts[first->n_segments - 1].max++;
    assert_false(shape_same(first, &copy));
    copy.n_segments--;
    assert_false(shape_same(first, &copy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_its_lengths_fit),
        cmocka_unit_test(more_parts_have_a_least_length),
        cmocka_unit_test(what_cannot_be_described_opens_all),
        cmocka_unit_test(too_many_alphabets_open_all),
        cmocka_unit_test(no_match_is_refused),
        cmocka_unit_test(shapes_written_alike_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
