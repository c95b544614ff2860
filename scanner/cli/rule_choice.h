/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_RULE_CHOICE_H
#define CLI_RULE_CHOICE_H

#include "cli/options.h"
#include "rule/rule_set.h"

/* The rules of a run: built-in ones, those of --patterns, and what --rule and
 * --exclude-rule leave of them. */
struct rule_choice {
    struct rule_set **loaded; /* owned: one for each --patterns */
    size_t n_loaded;
    const struct rule_set *known; /* all of them */
    struct rule_set search;    /* chosen ones, and the other halves of pairs */
    const struct rule **rules; /* owned: the array of `search` */
    bool *asked;               /* owned: chosen, not just the other half */
};

/* ERR_USAGE for a rule that does not exist. Release it even after an error. */
MUST_CHECK int rule_choice_init(struct rule_choice *out,
                                const struct arguments *arguments,
                                struct err *err);
void rule_choice_release(struct rule_choice *choice);

/* False for a rule that is searched for only as the other half of a pair. */
bool rule_choice_asked(const struct rule_choice *choice,
                       const struct rule *rule);

/* ERR_USAGE: there is no such rule; names the nearest. */
int rule_choice_unknown(const struct rule_choice *choice, const char *id,
                        struct err *err);

#endif
