/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_SET_H
#define RULE_RULE_SET_H

#include "base/err.h"
#include "rule/rule.h"

/* An ordered collection of rules with unique ids. */
struct rule_set {
    const struct rule *const *rules; /* sorted by id */
    size_t count;
    struct arena *arena; /* owns what was loaded; NULL for the built-in set */
};

/* The rules of patterns/, compiled in. Never freed. */
const struct rule_set *rule_set_builtin(void);

/* Reads a pattern file, or every *.json of a folder, on top of `base` (may be
 * NULL): a rule with the id of one in `base` replaces it. `base` must outlive
 * the result. A malformed file is an error that names file, line, JSON
 * pointer and reason; nothing of it is used then. */
MUST_CHECK int rule_set_load(struct rule_set **out, const char *path,
                             const struct rule_set *base, struct err *err);

/* The same for a text in memory; `name` stands in messages. */
MUST_CHECK int rule_set_parse(struct rule_set **out, struct span text,
                              const char *name, const struct rule_set *base,
                              struct err *err);

void rule_set_free(struct rule_set *set);

/* NULL when there is none. */
const struct rule *rule_set_find(const struct rule_set *set, const char *id);

#endif
