/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_PEM_SAMPLE_H
#define VERIFY_PEM_SAMPLE_H

#include "verify/check.h"

/* Private keys for tests: whole in every length, and no keys: the factors of
 * an RSA modulus are random odd numbers, the points of curves are missing.
 * The sequence of `sample` decides all of it. */

/* A block with that label; "PRIVATE KEY" when it is empty. False when it does
 * not fit, or for a label of an unknown kind. */
MUST_CHECK bool pem_sample(struct check_sample *sample, struct span label,
                           unsigned char *out, size_t room, size_t *len);

/* The bytes inside, at most CHECK_SAMPLE_ROOM / 2; returns how many. */
size_t der_sample(struct check_sample *sample, struct span label,
                  unsigned char *out);

/* A PuTTY key file. */
MUST_CHECK bool ppk_sample(struct check_sample *sample, unsigned char *out,
                           size_t room, size_t *len);

#endif
