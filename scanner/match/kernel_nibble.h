/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_NIBBLE_H
#define MATCH_KERNEL_NIBBLE_H

#include <stdint.h>

/* Byte classes by two 16-entry look-ups, for instruction sets with a byte
 * shuffle: class = low[byte & 15] & high[byte >> 4]. It works because each
 * class bit is one rectangle of the ASCII table (rows = high nibble):
 *
 *   row 2   + / (11, 15)                       NIBBLE_PLUS
 *   row 3   0-9 (0..9)  : = (10, 13)           NIBBLE_DIGIT  NIBBLE_SIGN
 *   row 4/5 A-O (1..15) / P-Z (0..10), _ (15)  NIBBLE_UPPER1 UPPER2 UNDER
 *   row 6/7 a-o (1..15) / p-z (0..10)          NIBBLE_LOWER1 LOWER2
 *
 * Rows 8 to 15 are no class. '-' has no bit left and is compared. */
enum {
    NIBBLE_DIGIT = 0x01,
    NIBBLE_UPPER1 = 0x02,
    NIBBLE_UPPER2 = 0x04,
    NIBBLE_LOWER1 = 0x08,
    NIBBLE_LOWER2 = 0x10,
    NIBBLE_UNDER = 0x20,
    NIBBLE_PLUS = 0x40,
    NIBBLE_SIGN = 0x80,
    NIBBLE_ROW_A = NIBBLE_UPPER1 | NIBBLE_LOWER1,
    NIBBLE_ROW_P = NIBBLE_UPPER2 | NIBBLE_LOWER2,
    NIBBLE_UPPER = NIBBLE_UPPER1 | NIBBLE_UPPER2,
    NIBBLE_ANY = NIBBLE_DIGIT | NIBBLE_ROW_A | NIBBLE_ROW_P,
    NIBBLE_WORD = NIBBLE_ANY | NIBBLE_UNDER,
    NIBBLE_ALNUM = NIBBLE_ANY | NIBBLE_PLUS
};

/* By low nibble. */
#define NIBBLE_0   (NIBBLE_DIGIT | NIBBLE_ROW_P)
#define NIBBLE_1_9 (NIBBLE_DIGIT | NIBBLE_ROW_A | NIBBLE_ROW_P)
#define NIBBLE_10  (NIBBLE_SIGN | NIBBLE_ROW_A | NIBBLE_ROW_P)
#define NIBBLE_11  (NIBBLE_PLUS | NIBBLE_ROW_A)
#define NIBBLE_13  (NIBBLE_SIGN | NIBBLE_ROW_A)
#define NIBBLE_15  (NIBBLE_PLUS | NIBBLE_UNDER | NIBBLE_ROW_A)

static const uint8_t nibble_low[16] = {
    NIBBLE_0,     NIBBLE_1_9, NIBBLE_1_9,   NIBBLE_1_9, NIBBLE_1_9, NIBBLE_1_9,
    NIBBLE_1_9,   NIBBLE_1_9, NIBBLE_1_9,   NIBBLE_1_9, NIBBLE_10,  NIBBLE_11,
    NIBBLE_ROW_A, NIBBLE_13,  NIBBLE_ROW_A, NIBBLE_15,
};

static const uint8_t nibble_high[16] = {
    [2] = NIBBLE_PLUS,   [3] = NIBBLE_DIGIT | NIBBLE_SIGN,
    [4] = NIBBLE_UPPER1, [5] = NIBBLE_UPPER2 | NIBBLE_UNDER,
    [6] = NIBBLE_LOWER1, [7] = NIBBLE_LOWER2,
};

#endif
