/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_POLICY_H
#define SCAN_POLICY_H

#include "base/arena.h"
#include "base/err.h"
#include "verify/finding.h"

/* The policy file of a repository: which findings are known and allowed. No
 * secret stands in it. JSON, GIT_POLICY_FILE
 * in the root:
 *
 *     {
 *       "allow": [
 *         {"id": "55eaf4e8c999", "reason": "revoked in May 2026"},
 *         {"rule": "jwt", "path": "tests/", "reason": "made by the tests"},
 *         {"path": "*.example", "reason": "dummies", "until": "2027-01-31"}
 *       ]
 *     }
 *
 *     id      of a finding, as reports show it: 12 to 32 hex digits. It stands
 *             for a secret, wherever that is, and for no other one.
 *     rule    the id of a rule; * is allowed
 *     path    a glob as a line of .gitignore, seen from the file's folder
 *     reason  for people; required
 *     until   the last day (UTC) on which the entry counts
 *
 * An entry has at least one of id, rule and path, and allows what fits all
 * that it has. A finding is allowed when each of its places is. "$schema" is
 * taken and not looked at; every other name is an error. */
struct policy;

/* `name` is for messages: "name:line: /pointer: reason". Nothing is kept of
 * `text`. ERR_FORMAT, ERR_LIMIT. */
MUST_CHECK int policy_parse(struct policy **out, struct span text,
                            const char *name, struct err *err);
void policy_free(struct policy *policy);

struct policy_use {
    int64_t now;      /* Unix seconds */
    const char *root; /* the folder that it speaks of, as path_absolute writes
                         it; NULL: paths of places begin there already */
    const char *here; /* the folder where relative paths of places begin */
    bool whole;       /* all that it speaks of was searched: entries that fit
                         nothing are said */
};

/* The same outcome, with what the policy allows marked as suppressed, and
 * with notices of entries that have expired or fit nothing. It borrows of
 * `outcome`, `policy` and `arena`. */
void policy_apply(struct outcome *out, const struct outcome *outcome,
                  struct policy *policy, const struct policy_use *use,
                  struct arena *arena);

/* The same outcome, with notices of what comments in it allow: in a change
 * they came with what they speak of, so somebody should look at them. */
void policy_say_comments(struct outcome *out, const struct outcome *outcome,
                         struct arena *arena);

#endif
