/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_POLICY_CHOICE_H
#define CLI_POLICY_CHOICE_H

#include "cli/options.h"
#include "scan/policy.h"

/* Which policy file decides about a scan (--policy FILE|none), and what comes
 * of it. By default it is:
 *
 *     of files     the one in the folder that is searched, or else at the top
 *                  of the work tree that it is in
 *     of git       the one in the commit that the change builds on (the base
 *                  of a range, HEAD for what is staged), of a history in HEAD
 */
struct policy_choice {
    struct policy *policy; /* owned; NULL: none */
    char *root;            /* owned: for policy_use, or NULL */
    char *here;
    char *problem;  /* owned: why it could not be read from git, or NULL */
    bool is_change; /* what is searched is somebody's change */
    bool whole;     /* so is all that the policy speaks of */
};

struct policy_place {
    const char *repository;   /* of git, as for git_repo_open */
    const char *base;         /* source->policy_base, or "HEAD" */
    const char *next;         /* source->policy_next */
    const char *const *paths; /* of files, as typed */
    size_t n_paths;
    bool is_change;
};

/* An error when there is a policy that cannot be read or is malformed: without
 * it the findings would be others, and nobody would know. The same for one
 * that a change proposes, before it stops everybody. Only when git's
 * objects are damaged or missing the scan goes on without, since there is more
 * to say of such a repository; that is a notice then, and a failure. Release
 * it even after an error. */
MUST_CHECK int policy_choice_init(struct policy_choice *out,
                                  const struct arguments *arguments,
                                  const struct policy_place *place,
                                  struct err *err);
void policy_choice_release(struct policy_choice *choice);

/* The outcome as the policy has it; of a change also with notices of the
 * comments in it that allow something. Borrows of all three. */
void policy_choice_apply(struct outcome *out, const struct outcome *outcome,
                         const struct policy_choice *choice, int64_t now,
                         struct arena *arena);

#endif
