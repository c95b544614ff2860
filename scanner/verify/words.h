/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_WORDS_H
#define VERIFY_WORDS_H

#include "base/span.h"

/* Do these letters look like words, as people and programs name things, or
 * like random letters? Judged by pairs of letters alone, so it knows no
 * dictionary and new words too. */

/* How word-like the pairs of letters are: about -1.8 on average for random
 * letters, 1 to 2 for names and English; half-known languages lie between. */
double words_score(struct span text);

/* True when the text is all words: letters with separators, few digits, a
 * score that at most one in 10,000 random texts of 16 letters or more reaches.
 * Texts with fewer than 6 pairs of letters are never words. */
bool words_like(struct span text);

/* True when the words of `text` (cut at what is no letter, and where small
 * letters change to capitals) include `word`, which is in lower case. */
bool words_include(struct span text, const char *word);

#endif
