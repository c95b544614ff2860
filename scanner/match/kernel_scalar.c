/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for any processor, one table look-up a byte; the reference that
 * the others are compared with. */
#include "match/kernel_pass.h"

enum {
    CLASS_WORD = 1,
    CLASS_ALNUM = 2,
    CLASS_DIGIT = 4,
    CLASS_UPPER = 8,
    CLASS_DASH = 16,
    CLASS_SIGN = 32
};

#define DIGIT (CLASS_WORD | CLASS_ALNUM | CLASS_DIGIT)
#define UPPER (CLASS_WORD | CLASS_ALNUM | CLASS_UPPER)
#define LOWER (CLASS_WORD | CLASS_ALNUM)

static const uint8_t class_of[256] = {
    ['0'] = DIGIT,       ['1'] = DIGIT,       ['2'] = DIGIT,
    ['3'] = DIGIT,       ['4'] = DIGIT,       ['5'] = DIGIT,
    ['6'] = DIGIT,       ['7'] = DIGIT,       ['8'] = DIGIT,
    ['9'] = DIGIT,       ['A'] = UPPER,       ['B'] = UPPER,
    ['C'] = UPPER,       ['D'] = UPPER,       ['E'] = UPPER,
    ['F'] = UPPER,       ['G'] = UPPER,       ['H'] = UPPER,
    ['I'] = UPPER,       ['J'] = UPPER,       ['K'] = UPPER,
    ['L'] = UPPER,       ['M'] = UPPER,       ['N'] = UPPER,
    ['O'] = UPPER,       ['P'] = UPPER,       ['Q'] = UPPER,
    ['R'] = UPPER,       ['S'] = UPPER,       ['T'] = UPPER,
    ['U'] = UPPER,       ['V'] = UPPER,       ['W'] = UPPER,
    ['X'] = UPPER,       ['Y'] = UPPER,       ['Z'] = UPPER,
    ['a'] = LOWER,       ['b'] = LOWER,       ['c'] = LOWER,
    ['d'] = LOWER,       ['e'] = LOWER,       ['f'] = LOWER,
    ['g'] = LOWER,       ['h'] = LOWER,       ['i'] = LOWER,
    ['j'] = LOWER,       ['k'] = LOWER,       ['l'] = LOWER,
    ['m'] = LOWER,       ['n'] = LOWER,       ['o'] = LOWER,
    ['p'] = LOWER,       ['q'] = LOWER,       ['r'] = LOWER,
    ['s'] = LOWER,       ['t'] = LOWER,       ['u'] = LOWER,
    ['v'] = LOWER,       ['w'] = LOWER,       ['x'] = LOWER,
    ['y'] = LOWER,       ['z'] = LOWER,       ['_'] = CLASS_WORD,
    ['+'] = CLASS_ALNUM, ['/'] = CLASS_ALNUM, ['-'] = CLASS_DASH,
    ['='] = CLASS_SIGN,  [':'] = CLASS_SIGN,
};

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m)
{
    for (size_t i = 0; i < words; i++) {
        uint64_t word = 0, alnum = 0, digit = 0;
        uint64_t upper = 0, dash = 0, sign = 0;
        for (unsigned k = 0; k < 64; k++) {
            uint64_t c = class_of[text[i * 64 + k]];
            word |= (c & 1) << k;
            alnum |= (c >> 1 & 1) << k;
            digit |= (c >> 2 & 1) << k;
            upper |= (c >> 3 & 1) << k;
            dash |= (c >> 4 & 1) << k;
            sign |= (c >> 5 & 1) << k;
        }
        m->word[KERNEL_FIRST + i] = word;
        m->alnum[KERNEL_FIRST + i] = alnum;
        m->digit[KERNEL_FIRST + i] = digit;
        m->upper[KERNEL_FIRST + i] = upper;
        m->dash[KERNEL_FIRST + i] = dash;
        m->sign[KERNEL_FIRST + i] = sign;
    }
}

void kernel_scalar(struct span text, struct range region,
                   const struct kernel_tables *tables,
                   struct kernel_space *space, struct match_scratch *scratch)
{
    kernel_run(text, region, classify, tables, space, scratch);
}
