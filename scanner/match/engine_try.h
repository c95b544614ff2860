/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_ENGINE_TRY_H
#define MATCH_ENGINE_TRY_H

#include "match/engine.h"

/* What the engine's callbacks (engine.c, engine_run.c) are made of. */

/* Passes a candidate on, once, if it overlaps a fresh range. */
void engine_report(struct match_scratch *scratch,
                   const struct candidate *candidate);

/* A token far enough to be cut off may begin at `start`: see
 * match_scratch.missed. */
void engine_report_missed(struct match_scratch *scratch, size_t start);

/* Fills line_hits with the keywords on the token's line and just before. */
void engine_line_keywords(struct match_scratch *scratch, struct range token);

/* Fills name_hits with the keywords in a name. */
void engine_name_keywords(struct match_scratch *scratch, struct range name);

/* Does a keyword of the candidate's rule, which is number `index`, stand where
 * the rule wants it? Sets candidate->keyword. */
bool engine_has_keyword(struct match_scratch *scratch, uint32_t index,
                        struct candidate *candidate);

/* The regular expression of a rule, at `start` or (not `anchored`) from there
 * to `limit`. 1, 0 or an error, which is kept for matcher_scan. */
int engine_match_regex(struct match_scratch *scratch, uint32_t rule,
                       size_t start, size_t limit, bool anchored,
                       struct candidate *candidate);

/* One rule's shape (or regex) at `start`. */
void engine_try_at(struct match_scratch *scratch, uint32_t rule, uint16_t shape,
                   size_t start);

/* All rules with a shape of the anchor's form at `start`. */
void engine_try_alike(struct match_scratch *scratch,
                      const struct anchor *anchor, size_t start);

/* The same, the anchor standing at `pos`. */
void engine_try_anchor(struct match_scratch *scratch,
                       const struct anchor *anchor, size_t pos);

/* All anchors with a key at `pos`, behind which LIMIT_PADDING bytes can be
 * read. `around`: what their `known` speaks of; of hosts nothing is known. */
void engine_try_keys(struct match_scratch *scratch,
                     const struct key_table *table, uint32_t key, size_t pos,
                     uint64_t around);

/* The anchors whose text ends at `pos`. */
void engine_try_left(struct match_scratch *scratch, size_t pos);

/* The eight bytes before `pos`, little-endian; zeros before the text. */
uint64_t engine_eight_before(struct span text, size_t pos);

/* The anchors whose text has its sign at `pos`. */
void engine_try_mark(struct match_scratch *scratch, size_t pos);

/* The rules that name no text at the value of a telling name (engine_run.c):
 * one in a hundred such tokens does not look random to the kernel. */
void engine_try_value(struct match_scratch *scratch, struct range value);

#endif
