/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_MOMENT_H
#define VERIFY_MOMENT_H

#include "base/span.h"

#include <stdint.h>

/* Points in time as Unix seconds, in UTC and without a clock. */

/* The first of January of these years: before the first two no service began
 * to write times into its keys, and the third is too far away. */
#define MOMENT_2005 1104537600
#define MOMENT_2015 1420070400
#define MOMENT_2100 4102444800

/* Seconds at the start of a day of the Gregorian calendar. */
int64_t moment_of(unsigned year, unsigned month, unsigned day);

/* Reads 2026-01-31, 2026-01-31T12:00:00Z, 20260131T120000Z and the like: the
 * digits count, '-', ':', 'T' and 'Z' between them do not. False when they
 * are no date. */
bool moment_parse(struct span text, int64_t *out);

/* True when `seconds` lies after `from` and, if the time is known, not after
 * the day after `now`. */
bool moment_plausible(int64_t seconds, int64_t from, int64_t now);

#endif
