/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_SAMPLE_JSON_H
#define VERIFY_SAMPLE_JSON_H

#include "verify/check.h"

/* Base64 of a JSON object whose first letters a rule has fixed. */

/* How many bytes from `at` the rule's shape fixes, up to a '.'; `at` counts
 * in sample->bytes. */
size_t sample_fixed(const struct check_sample *sample, size_t at);

/* Writes `least` letters or a few more that begin with `fixed` and decode to
 * an object with the members ("\"a\":1,\"b\":2"). Without padding: spaces fill
 * what is missing. False when it does not fit or `fixed` is no begin of an
 * object. */
MUST_CHECK bool sample_json(struct check_sample *sample, struct span fixed,
                            const char *members, size_t least,
                            unsigned char *out, size_t room, size_t *len);

#endif
