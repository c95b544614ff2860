/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_REGEX_H
#define MATCH_REGEX_H

#include "base/err.h"
#include "rule/rule.h"

/* PCRE2 behind a small door: compiled (with JIT) when it is first needed, so
 * that a clean scan compiles nothing; match, depth and heap limits set. */
struct regex;
struct regex_scratch; /* one a thread */

struct regex *regex_new(const struct rule_regex *source);
void regex_free(struct regex *regex);

/* Compiles now, to report a malformed pattern. Thread-safe. */
MUST_CHECK int regex_compile(struct regex *regex, struct err *err);

struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *scratch);

/* Searches text from `start` up to `limit`: `anchored` at `start`, or
 * anywhere behind it. 1 and the ranges, 0 no match, ERR_LIMIT when the
 * expression ran into its limits, ERR_FORMAT when it does not compile. */
MUST_CHECK int regex_find(struct regex *regex, struct regex_scratch *scratch,
                          struct span text, size_t start, size_t limit,
                          bool anchored, struct range *token,
                          struct range *secret, struct err *err);

#endif
