/* SPDX-License-Identifier: Apache-2.0 */
#include "match/match_image.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* What visits saw, to compare two indexes array by array. */
#define ARRAYS_MAX 64

struct seen {
    const void *array[ARRAYS_MAX];
    size_t bytes[ARRAYS_MAX];
    size_t count;
};

static void *note(void *ctx, void *array, size_t *count, size_t element)
{
    struct seen *seen = ctx;
    assert_true(seen->count < ARRAYS_MAX);
    seen->array[seen->count] = array;
    seen->bytes[seen->count++] = *count * element;
    return array;
}

static void the_image_is_the_index(void **state)
{
    (void)state;
    const struct rule_set *rules = rule_set_builtin();
    struct match_index fresh;
    struct match_index bound;
    struct err err;
    assert_int_equal(match_index_init(&fresh, rules, &err), 0);
    assert_true(match_image_bind(&bound, rules, match_image_words,
                                 match_image_n_words));
    struct seen a = {.count = 0};
    struct seen b = {.count = 0};
    match_index_visit_all(&fresh, note, &a);
    match_index_visit_all(&bound, note, &b);
    assert_true(a.count > 20);
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_int_equal(a.bytes[i], b.bytes[i]);
        if (a.bytes[i] > 0) {
            assert_memory_equal(a.array[i], b.array[i], a.bytes[i]);
        }
    }
    match_index_release(&fresh);
    match_index_release(&bound);
}

static void another_image_is_refused(void **state)
{
    (void)state;
    const struct rule_set *rules = rule_set_builtin();
    size_t n = match_image_n_words;
    uint64_t *words = mem_alloc(n * sizeof(*words));
    struct match_index index;
    memcpy(words, match_image_words, n * sizeof(*words));
    assert_false(match_image_bind(&index, rules, words, 0));
    assert_false(match_image_bind(&index, rules, words, n - 1));
    struct rule_set fewer = {.rules = rules->rules, .count = rules->count - 1};
    assert_false(match_image_bind(&index, &fewer, words, n));
    words[0] = __builtin_bswap64(words[0]);
    assert_false(match_image_bind(&index, rules, words, n));
    words[0] = match_image_words[0];
    words[3]++; /* the size of an element */
    assert_false(match_image_bind(&index, rules, words, n));
    words[3]--;
    words[2] = UINT64_MAX; /* how many there are */
    assert_false(match_image_bind(&index, rules, words, n));
    free(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_image_is_the_index),
        cmocka_unit_test(another_image_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
