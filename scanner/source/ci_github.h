/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_CI_GITHUB_H
#define SOURCE_CI_GITHUB_H

#include "base/err.h"
#include "source/git_id.h"

/* What GitHub's event file says (docs.github.com, "Webhook events and
 * payloads"): of a pull request or merge group the two ends, of a push where
 * the branch stood before and stands now. */
struct ci_github {
    struct git_id base; /* all zero: a new branch */
    struct git_id head; /* all zero: a branch was deleted */
    char default_branch[256];
    char ref[256]; /* "refs/heads/..." of a push */
};

/* ERR_MISSING when the event has no range. */
MUST_CHECK int ci_github_read(struct ci_github *out, const char *path,
                              struct err *err);

#endif
