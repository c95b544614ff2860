/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/span.h"

#include <stdint.h>

/* Reading UTF-8 that somebody else wrote. */

#define UTF8_BAD UINT32_MAX

/* The code point at `*at`, which moves behind it. A malformed sequence
 * (overlong, surrogate, cut, stray byte) gives UTF8_BAD and moves by one
 * byte. `*at` must be inside the span. */
uint32_t utf8_next(struct span text, size_t *at);

/* True for what must not reach a terminal as it is: C0 and C1 controls and
 * DEL, and what reorders or hides the text around it (bidirectional marks,
 * zero width characters, line separators, tags). */
bool utf8_is_hostile(uint32_t point);

/* Columns of a terminal that a code point takes: 0 (combining), 1 or 2. */
unsigned utf8_width(uint32_t point);

/* True when all of it is well-formed. */
bool utf8_is_valid(struct span text);

/* The longest part from the start, at most `len` bytes, that does not cut a
 * sequence. */
struct span utf8_cut(struct span text, size_t len);

#endif
