/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for any processor, one table look-up a byte; the reference that
 * the others are compared with. */
#include "match/kernel_pass.h"

enum {
    CLASS_WORD = 1,
    CLASS_ALNUM = 2,
    CLASS_DASH = 4,
    CLASS_SIGN = 8,
    CLASS_QUOTE = 16
};

#define PLAIN (CLASS_WORD | CLASS_ALNUM)

static const uint8_t class_of[256] = {
    ['0'] = PLAIN,       ['1'] = PLAIN,        ['2'] = PLAIN,
    ['3'] = PLAIN,       ['4'] = PLAIN,        ['5'] = PLAIN,
    ['6'] = PLAIN,       ['7'] = PLAIN,        ['8'] = PLAIN,
    ['9'] = PLAIN,       ['A'] = PLAIN,        ['B'] = PLAIN,
    ['C'] = PLAIN,       ['D'] = PLAIN,        ['E'] = PLAIN,
    ['F'] = PLAIN,       ['G'] = PLAIN,        ['H'] = PLAIN,
    ['I'] = PLAIN,       ['J'] = PLAIN,        ['K'] = PLAIN,
    ['L'] = PLAIN,       ['M'] = PLAIN,        ['N'] = PLAIN,
    ['O'] = PLAIN,       ['P'] = PLAIN,        ['Q'] = PLAIN,
    ['R'] = PLAIN,       ['S'] = PLAIN,        ['T'] = PLAIN,
    ['U'] = PLAIN,       ['V'] = PLAIN,        ['W'] = PLAIN,
    ['X'] = PLAIN,       ['Y'] = PLAIN,        ['Z'] = PLAIN,
    ['a'] = PLAIN,       ['b'] = PLAIN,        ['c'] = PLAIN,
    ['d'] = PLAIN,       ['e'] = PLAIN,        ['f'] = PLAIN,
    ['g'] = PLAIN,       ['h'] = PLAIN,        ['i'] = PLAIN,
    ['j'] = PLAIN,       ['k'] = PLAIN,        ['l'] = PLAIN,
    ['m'] = PLAIN,       ['n'] = PLAIN,        ['o'] = PLAIN,
    ['p'] = PLAIN,       ['q'] = PLAIN,        ['r'] = PLAIN,
    ['s'] = PLAIN,       ['t'] = PLAIN,        ['u'] = PLAIN,
    ['v'] = PLAIN,       ['w'] = PLAIN,        ['x'] = PLAIN,
    ['y'] = PLAIN,       ['z'] = PLAIN,        ['_'] = CLASS_WORD,
    ['+'] = CLASS_ALNUM, ['/'] = CLASS_ALNUM,  ['-'] = CLASS_DASH,
    ['='] = CLASS_SIGN,  [':'] = CLASS_SIGN,   ['>'] = CLASS_SIGN,
    ['"'] = CLASS_QUOTE, ['\''] = CLASS_QUOTE,
};

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m, size_t slot)
{
    for (size_t i = 0; i < words; i++, slot += LANES) {
        uint64_t word = 0, alnum = 0, bit5 = 0;
        uint64_t bit6 = 0, dash = 0, sign = 0;
        uint64_t quote = 0;
        for (unsigned k = 0; k < 64; k++) {
            uint64_t byte = text[i * 64 + k];
            uint64_t c = class_of[byte];
            word |= (c & 1) << k;
            alnum |= (c >> 1 & 1) << k;
            dash |= (c >> 2 & 1) << k;
            sign |= (c >> 3 & 1) << k;
            quote |= (c >> 4 & 1) << k;
            bit5 |= (byte >> 5 & 1) << k;
            bit6 |= (byte >> 6 & 1) << k;
        }
        m->word[slot] = word;
        m->alnum[slot] = alnum;
        m->bit5[slot] = bit5;
        m->bit6[slot] = bit6;
        m->dash[slot] = dash;
        m->sign[slot] = sign;
        m->quote[slot] = quote;
    }
}

void kernel_scalar(struct span text, struct range region,
                   const struct kernel_tables *tables,
                   struct kernel_space *space, struct match_scratch *scratch)
{
    kernel_run(text, region, classify, tables, space, scratch);
}
