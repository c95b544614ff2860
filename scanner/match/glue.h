/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_GLUE_H
#define MATCH_GLUE_H

#include "base/span.h"

/* Tokens stand where words begin, but an escape or an encoding may be glued
 * to their front: "\nghp_...", "%3Dghp_...", "\u003dghp_...", ESC "[31mghp_",
 * "-ughp_...". */

/* May a token begin at `pos`? True at the beginning, behind anything that is
 * no letter, digit or '_', and behind such glue. */
bool glue_allows(struct span text, size_t pos);

/* A word begins at `pos`: how many of its bytes may be glue. Fills at most
 * GLUE_MAX numbers (never 0), returns how many. */
#define GLUE_MAX 2
size_t glue_lengths(struct span text, size_t pos, size_t lengths[GLUE_MAX]);

#endif
