/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_PAIRS_H
#define SCAN_PAIRS_H

#include "scan/collect.h"

/* Credentials of two halves (a key id and its secret): links the records of
 * one file whose rules name each other in `pair`, nearest first, each half
 * once as far as that goes. Then:
 *
 *     with its other half    more confidence; an identifier becomes part of
 *                            the other half's finding
 *     pair_required, alone   class becomes RECORD_DROPPED
 *     an identifier, alone   severity becomes note
 *
 * The order of the records does not matter. Returns how many were dropped. */
size_t pairs_link(struct record *const *records, size_t n, struct arena *arena);

#endif
