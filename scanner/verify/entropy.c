/* SPDX-License-Identifier: Apache-2.0
 *
 * Entropy and its thresholds. The distribution of the plug-in estimator is
 * skewed and coarse for short texts, so that no formula with mean and
 * variance holds in the tail that matters here. The table below is therefore
 * simulated: one million random tokens a cell (SplitMix64, seed 1, letter =
 * high word * alphabet >> 32), the 21st smallest entropy, rounded down to
 * hundredths (and to what the next larger alphabet has, where chance put it
 * above): one token in 50,000 lies below. Between the cells the next
 * smaller alphabet and length count, for which the entropy is lower, so the
 * rate can only fall. tests/unit/verify/entropy_test.c simulates every cell
 * again, with another seed. */
#include "verify/entropy.h"

#include "verify/piece.h"

#include <math.h>
#include <stdint.h>

/* c * log2(c); most counts of a token are small. */
static double weight(size_t count)
{
    static const double small[] = {0,
                                   0,
                                   2,
                                   4.754887502163468,
                                   8,
                                   11.609640474436812,
                                   15.509775004326936,
                                   19.651484454403228,
                                   24};
    return count < sizeof(small) / sizeof(small[0])
               ? small[count]
               : (double)count * log2((double)count);
}

double entropy_bits(struct span span)
{
    uint32_t counts[256] = {0};
    double sum = 0;
    if (span.len == 0) {
        return 0;
    }
    for (size_t i = 0; i < span.len; i++) {
        counts[span.ptr[i]]++;
    }
    for (size_t i = 0; i < span.len; i++) {
        sum += weight(counts[span.ptr[i]]);
        counts[span.ptr[i]] = 0;
    }
    return log2((double)span.len) - sum / (double)span.len;
}

#define N_ALPHABETS 8
#define N_LENGTHS   11

static const unsigned ALPHABETS[N_ALPHABETS] = {10, 16, 26, 32, 36, 62, 64, 94};
static const size_t LENGTHS[N_LENGTHS] = {8,  12, 16, 20, 24, 32,
                                          40, 48, 64, 96, 128};

/* clang-format off */
static const double FLOORS[N_ALPHABETS][N_LENGTHS] = {
    {0.80, 1.41, 1.76, 2.01, 2.21, 2.45, 2.61, 2.73, 2.89, 3.02, 3.10}, /* 10 */
    {1.05, 1.77, 2.17, 2.41, 2.62, 2.90, 3.09, 3.24, 3.42, 3.61, 3.70}, /* 16 */
    {1.40, 2.04, 2.47, 2.76, 3.00, 3.30, 3.53, 3.71, 3.93, 4.17, 4.31}, /* 26 */
    {1.54, 2.18, 2.60, 2.89, 3.14, 3.49, 3.71, 3.88, 4.13, 4.40, 4.54}, /* 32 */
    {1.54, 2.22, 2.67, 2.96, 3.17, 3.56, 3.80, 3.97, 4.24, 4.52, 4.68}, /* 36 */
    {1.74, 2.44, 2.90, 3.24, 3.50, 3.89, 4.16, 4.37, 4.67, 5.04, 5.24}, /* 62 */
    {1.74, 2.51, 2.94, 3.24, 3.50, 3.89, 4.18, 4.40, 4.68, 5.07, 5.27}, /* 64 */
    {1.99, 2.61, 3.07, 3.43, 3.67, 4.08, 4.37, 4.61, 4.94, 5.35, 5.60}, /* 94 */
};
/* clang-format on */

double entropy_floor(unsigned alphabet, size_t len)
{
    if (alphabet < ALPHABETS[0] || len < LENGTHS[0]) {
        return 0;
    }
    size_t row = N_ALPHABETS - 1;
    size_t column = N_LENGTHS - 1;
    while (ALPHABETS[row] > alphabet) {
        row--;
    }
    while (LENGTHS[column] > len) {
        column--;
    }
    return FLOORS[row][column];
}

unsigned entropy_alphabet(struct span span)
{
    bool digit = false;
    bool lower = false;
    bool upper = false;
    bool beyond_f = false;
    bool sign = false;
    bool other = false;
    for (size_t i = 0; i < span.len; i++) {
        int c = span.ptr[i];
        digit = digit || byte_is_digit(c);
        lower = lower || byte_is_lower(c);
        upper = upper || byte_is_upper(c);
        beyond_f = beyond_f || (byte_is_alpha(c) && !byte_is_hex(c));
        sign = sign || (c > 0 && strchr("+/-_=.~", c));
        other =
            other || (!byte_is_alnum(c) && !(c > 0 && strchr("+/-_=.~", c)));
    }
    if (other) {
        return 94;
    }
    if (sign) {
        return 64;
    }
    if (lower && upper) {
        return 62;
    }
    if (!lower && !upper) {
        return 10;
    }
    if (!beyond_f) {
        return 16;
    }
    return digit ? 36 : 26;
}
