/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_QUERY_H
#define VERIFY_QUERY_H

#include "verify/check.h"

/* Values of "name=value&name=value", as URLs and connection strings have. */

/* The URL (or query) that the token belongs to: the bytes round it that may
 * stand in one, at most 4 KiB each way. */
struct span query_around(const struct check_input *in);

/* The value of `name`, as written; empty when it is not there. It ends before
 * '&', ';', '#', a quote or a space. Case counts. */
struct span query_value(struct span text, const char *name);

/* Takes off %XX; what does not fit into `room` is cut. Returns the length. */
size_t query_unescape(struct span value, unsigned char *out, size_t room);

#endif
