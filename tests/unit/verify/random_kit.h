/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_RANDOM_KIT_H
#define VERIFY_RANDOM_KIT_H

#include "verify/check.h"

/* How many tokens a rate is counted on: fewer where a sanitizer looks on, who
 * wants to see the code at work and not the rate. */
#ifdef __SANITIZE_ADDRESS__
#define COUNTED(tokens) ((tokens) / 10)
#else
#define COUNTED(tokens) (tokens)
#endif

/* The next `len` letters of a sequence. */
static inline void random_letters(struct check_sample *sequence,
                                  const char *letters, size_t n,
                                  unsigned char *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        uint64_t high = sample_random(sequence) >> 32;
        out[i] = (unsigned char)letters[high * n >> 32];
    }
}

static const char LETTERS[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
                              "!#$%&()*+,./:;<=>?@[]^`{|}~\"'";

/* Where an alphabet of that size stands in LETTERS. */
static inline const char *letters_of_size(unsigned size)
{
    return size == 26 ? LETTERS + 10 : size == 32 ? LETTERS + 4 : LETTERS;
}

#endif
