/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_NIBBLE_H
#define MATCH_KERNEL_NIBBLE_H

#include <stdint.h>

/* Byte classes by two 16-entry look-ups, for instruction sets with a byte
 * shuffle: class = low[byte & 15] & high[byte >> 4]. It works because each
 * class bit is a rectangle of the ASCII table (rows = high nibble), or the
 * same columns of several rows:
 *
 *   row 2    + / (11, 15)                   NIBBLE_PLUS
 *            " ' (2, 7)                     NIBBLE_QUOTE
 *   row 3    0-9 and : (0..10)              NIBBLE_P
 *            : = > (10, 13, 14)             NIBBLE_SIGN
 *   row 4/6  A-O a-o (1..15)                NIBBLE_A
 *   row 5/7  P-Z p-z (0..10)                NIBBLE_P
 *   row 5    _ (15)                         NIBBLE_UNDER
 *
 * ':' is no letter although it has NIBBLE_P: who asks for NIBBLE_WORD must
 * take the signs out. Rows 8 to 15 are no class. '-' is compared. */
enum {
    NIBBLE_A = 0x01,
    NIBBLE_P = 0x02,
    NIBBLE_UNDER = 0x04,
    NIBBLE_PLUS = 0x08,
    NIBBLE_QUOTE = 0x40,
    NIBBLE_SIGN = 0x80,
    NIBBLE_WORD = NIBBLE_A | NIBBLE_P | NIBBLE_UNDER,
    NIBBLE_ALNUM = NIBBLE_A | NIBBLE_P | NIBBLE_PLUS
};

/* By low nibble. */
#define NIBBLE_1_9 (NIBBLE_A | NIBBLE_P)

static const uint8_t nibble_low[16] = {
    NIBBLE_P,
    NIBBLE_1_9,
    NIBBLE_1_9 | NIBBLE_QUOTE,
    NIBBLE_1_9,
    NIBBLE_1_9,
    NIBBLE_1_9,
    NIBBLE_1_9,
    NIBBLE_1_9 | NIBBLE_QUOTE,
    NIBBLE_1_9,
    NIBBLE_1_9,
    NIBBLE_1_9 | NIBBLE_SIGN,
    NIBBLE_A | NIBBLE_PLUS,
    NIBBLE_A,
    NIBBLE_A | NIBBLE_SIGN,
    NIBBLE_A | NIBBLE_SIGN,
    NIBBLE_A | NIBBLE_PLUS | NIBBLE_UNDER,
};

static const uint8_t nibble_high[16] = {
    [2] = NIBBLE_PLUS | NIBBLE_QUOTE,
    [3] = NIBBLE_P | NIBBLE_SIGN,
    [4] = NIBBLE_A,
    [5] = NIBBLE_P | NIBBLE_UNDER,
    [6] = NIBBLE_A,
    [7] = NIBBLE_P,
};

#endif
