/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/entropy.h"

#include "random_kit.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOKENS COUNTED(200000)

static const unsigned ALPHABETS[] = {10, 16, 26, 32, 36, 62, 64, 94};
static const size_t LENGTHS[] = {8, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128};

static void bits_of_known_texts(void **state)
{
    (void)state;
    assert_float_equal(entropy_bits(span_of(NULL, 0)), 0, 1e-9);
    assert_float_equal(entropy_bits(span_str("aaaa")), 0, 1e-9);
    assert_float_equal(entropy_bits(span_str("abab")), 1, 1e-9);
    assert_float_equal(entropy_bits(span_str("abcd")), 2, 1e-9);
    assert_float_equal(entropy_bits(span_str("aab")), 0.918295834, 1e-6);
}

/* How many of TOKENS random tokens lie below the threshold, and how far above
 * it the lowest one lies. */
static size_t count_below(unsigned alphabet, size_t len, double *lowest)
{
    struct check_sample *sequence = calloc(1, sizeof(*sequence));
    unsigned char token[128];
    size_t below = 0;
    double floor = entropy_floor(alphabet, len);
    sequence->state = 20260131 + alphabet * 1000 + len;
    *lowest = 99;
    for (size_t i = 0; i < TOKENS; i++) {
        random_letters(sequence, LETTERS, alphabet, token, len);
        double bits = entropy_bits(span_of(token, len));
        below += bits < floor;
        *lowest = bits < *lowest ? bits : *lowest;
    }
    free(sequence);
    return below;
}

/* The stated rate holds in every cell of the table, and no threshold is so
 * low that it would be idle. */
static void thresholds_reject_as_stated(void **state)
{
    (void)state;
    for (size_t a = 0; a < sizeof(ALPHABETS) / sizeof(ALPHABETS[0]); a++) {
        for (size_t l = 0; l < sizeof(LENGTHS) / sizeof(LENGTHS[0]); l++) {
            double lowest;
            size_t below = count_below(ALPHABETS[a], LENGTHS[l], &lowest);
            if (below > TOKENS / ENTROPY_REJECTS) {
                fail_msg("%u letters, %zu long: %zu of %d rejected",
                         ALPHABETS[a], LENGTHS[l], below, TOKENS);
            }
            if (lowest > entropy_floor(ALPHABETS[a], LENGTHS[l]) + 0.3) {
                fail_msg("%u letters, %zu long: idle", ALPHABETS[a],
                         LENGTHS[l]);
            }
        }
    }
}

/* Between the cells the threshold of a smaller one counts. */
static void thresholds_grow(void **state)
{
    (void)state;
    for (unsigned k = 10; k < 120; k++) {
        for (size_t n = 8; n < 200; n++) {
            assert_true(entropy_floor(k, n) <= entropy_floor(k, n + 1));
            assert_true(entropy_floor(k, n) <= entropy_floor(k + 1, n));
        }
    }
    assert_float_equal(entropy_floor(62, 7), 0, 0);
    assert_float_equal(entropy_floor(9, 100), 0, 0);
    assert_true(entropy_floor(62, 7) < 0.1 && entropy_floor(62, 36) > 3.8);
}

static void alphabets_are_told(void **state)
{
    (void)state;
    assert_int_equal(entropy_alphabet(span_str("123")), 10);
    assert_int_equal(entropy_alphabet(span_str("12ab")), 16);
    assert_int_equal(entropy_alphabet(span_str("12AB")), 16);
    assert_int_equal(entropy_alphabet(span_str("xyz")), 26);
    assert_int_equal(entropy_alphabet(span_str("xyz1")), 36);
    assert_int_equal(entropy_alphabet(span_str("aB1")), 62);
    assert_int_equal(entropy_alphabet(span_str("aB-1")), 64);
    assert_int_equal(entropy_alphabet(span_str("aB!1")), 94);
    assert_int_equal(entropy_alphabet(span_of("\0", 1)), 94);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_of_known_texts),
        cmocka_unit_test(thresholds_reject_as_stated),
        cmocka_unit_test(thresholds_grow),
        cmocka_unit_test(alphabets_are_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
