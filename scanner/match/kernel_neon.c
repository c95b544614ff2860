/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel for 64-bit ARM, where NEON is part of the architecture. */
#if defined(__aarch64__) || defined(KERNEL_EMULATED)

#include "match/kernel_nibble.h"
#include "match/kernel_pass.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#endif

/* 64 classified bytes -> a bit for each that has one of `wanted`. ARM has no
 * movemask: each byte keeps the bit of its place, and three rounds of pairwise
 * addition bring eight bytes into one. */
static inline uint64_t any_of_64(const uint8x16_t classes[4], uint8_t wanted)
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                       1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t place = vld1q_u8(places);
    const uint8x16_t want = vdupq_n_u8(wanted);
    uint8x16_t bits[4];
    for (unsigned q = 0; q < 4; q++) {
        bits[q] = vandq_u8(vtstq_u8(classes[q], want), place);
    }
    uint8x16_t low = vpaddq_u8(bits[0], bits[1]);
    uint8x16_t high = vpaddq_u8(bits[2], bits[3]);
    uint8x16_t sum = vpaddq_u8(low, high);
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static void classify(const unsigned char *text, size_t words,
                     struct kernel_masks *m, size_t slot)
{
    const uint8x16_t low = vld1q_u8(nibble_low);
    const uint8x16_t high = vld1q_u8(nibble_high);
    const uint8x16_t fifteen = vdupq_n_u8(15);
    const uint8x16_t minus = vdupq_n_u8('-');
    for (size_t i = 0; i < words; i++, slot += LANES) {
        uint8x16_t bytes[4];
        uint8x16_t classes[4];
        uint8x16_t dash[4];
        for (unsigned q = 0; q < 4; q++) {
            uint8x16_t v = vld1q_u8(text + i * 64 + q * 16);
            classes[q] = vandq_u8(vqtbl1q_u8(low, vandq_u8(v, fifteen)),
                                  vqtbl1q_u8(high, vshrq_n_u8(v, 4)));
            bytes[q] = v;
            dash[q] = vceqq_u8(v, minus);
        }
        uint64_t sign = any_of_64(classes, NIBBLE_SIGN);
        m->word[slot] = any_of_64(classes, NIBBLE_WORD) & ~sign;
        m->alnum[slot] = any_of_64(classes, NIBBLE_ALNUM) & ~sign;
        m->bit5[slot] = any_of_64(bytes, 0x20);
        m->bit6[slot] = any_of_64(bytes, 0x40);
        m->dash[slot] = any_of_64(dash, 0xff);
        m->sign[slot] = sign;
        m->quote[slot] = any_of_64(classes, NIBBLE_QUOTE);
    }
}

void kernel_neon(struct span text, struct range region,
                 const struct kernel_tables *tables, struct kernel_space *space,
                 struct match_scratch *scratch)
{
    kernel_run(text, region, classify, tables, space, scratch);
}

#else
typedef int kernel_neon_is_for_arm; /* a C file may not be empty */
#endif
