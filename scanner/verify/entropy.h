/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_ENTROPY_H
#define VERIFY_ENTROPY_H

#include "base/span.h"

/* Shannon entropy of the bytes of a token, and what random tokens show.
 *
 * The entropy of 20 random letters is not log2(62) = 5.95 bits a letter but
 * about 4, since 20 letters cannot show 62 frequencies. So no constant fits
 * all: the threshold depends on alphabet and length. */

/* Bits for each byte; 0 for an empty span. */
double entropy_bits(struct span span);

/* The entropy that at most one of ENTROPY_REJECTS random tokens of `len`
 * letters of an alphabet of that size falls below. 0 (nothing is rejected) for
 * fewer than 8 letters and alphabets of less than 10. */
#define ENTROPY_REJECTS 10000
double entropy_floor(unsigned alphabet, size_t len);

/* The size of the smallest usual alphabet that holds these bytes: digits,
 * hexadecimal (of one case), letters (of one case), with digits, base62,
 * base64 (either), printable. */
unsigned entropy_alphabet(struct span span);

#endif
