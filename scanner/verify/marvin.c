/* SPDX-License-Identifier: Apache-2.0
 *
 * Marvin32: two 32-bit words, one round a little-endian word of input, a tail
 * closed by 0x80, two rounds at the end. */
#include "verify/marvin.h"

struct marvin {
    uint32_t low;
    uint32_t high;
};

static uint32_t rotate(uint32_t word, unsigned by)
{
    return word << by | word >> (32 - by);
}

static void add(struct marvin *state, uint32_t word)
{
    state->low += word;
    state->high ^= state->low;
    state->low = rotate(state->low, 20) + state->high;
    state->high = rotate(state->high, 9) ^ state->low;
    state->low = rotate(state->low, 27) + state->high;
    state->high = rotate(state->high, 19);
}

static uint32_t read_big(const char *bytes)
{
    uint32_t word = 0;
    for (int i = 0; i < 4; i++) {
        word = word << 8 | (unsigned char)bytes[i];
    }
    return word;
}

uint32_t marvin32(const char seed[8], struct span bytes)
{
    struct marvin state = {.low = read_big(seed + 4), .high = read_big(seed)};
    uint32_t word = 0;
    unsigned n = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        word |= (uint32_t)bytes.ptr[i] << 8 * n;
        if (++n == 4) {
            add(&state, word);
            word = 0;
            n = 0;
        }
    }
    add(&state, word | (uint32_t)0x80 << 8 * n);
    add(&state, 0);
    return state.low ^ state.high;
}
