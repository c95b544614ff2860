/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_BITS_H
#define SCAN_BITS_H

#include "base/span.h"

#include <stdint.h>

/* One bit for each byte of a text: which bytes a token has claimed, which
 * ones a report must not show. Only used where something was found. */
struct bits {
    uint64_t *words; /* owned */
    size_t room;     /* words */
    size_t count;    /* bits in use */
};

void bits_init(struct bits *bits);
void bits_release(struct bits *bits);

/* `count` bits, all off. */
void bits_reset(struct bits *bits, size_t count);

/* Ranges are cut to what there is. */
void bits_set(struct bits *bits, struct range range);
void bits_clear(struct bits *bits, struct range range);
bool bits_any(const struct bits *bits, struct range range);

/* How many of a range are on. */
size_t bits_count(const struct bits *bits, struct range range);

bool bits_at(const struct bits *bits, size_t at);

/* The first bit from `at` on that is off; count when there is none. */
size_t bits_next_off(const struct bits *bits, size_t at);

#endif
