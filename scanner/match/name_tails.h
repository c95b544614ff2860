/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_NAME_TAILS_H
#define MATCH_NAME_TAILS_H

#include "match/kernel.h"
#include "match/match_index.h"

/* How the names of secrets end: with the keyword of a rule for assignments, or
 * with what people add to one (password_prod, API_KEY_2). The kernel compares
 * four bytes of a name, the engine eight, and only then the name is read. */

/* Adds the ends of all keywords of a rule. */
void name_tails_add_rule(struct key_table *tails, struct kernel_tables *tables,
                         const struct rule *rule);

/* Adds what may stand behind a keyword, and names that say where the name is
 * (`name="password" value="..."`). */
void name_tails_add_others(struct key_table *tails,
                           struct kernel_tables *tables);

/* Is `eight`, the last bytes of a name (little-endian, zeros before the text),
 * one of these ends? */
bool name_tails_has(const struct key_table *tails, uint64_t eight);

#endif
