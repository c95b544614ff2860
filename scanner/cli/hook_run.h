/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_RUN_H
#define CLI_HOOK_RUN_H

#include "cli/options.h"

/* jackdaw hook run TYPE [ARGUMENT ...]: what an installed hook calls, with
 * git's own arguments, environment and standard input.
 *
 *   pre-commit [FILE ...]  lines added to the index. With files (the program
 *                          pre-commit names some) also what is in these. With
 *                          PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF set:
 *                          what the commits between them add.
 *   commit-msg FILE        the message
 *   pre-push REMOTE URL    commits that the remote does not have yet; what is
 *                          pushed stands on standard input
 *   pre-receive            commits that no ref leads to yet, likewise
 *
 * The exit code: 0 lets git go on. */
MUST_CHECK int hook_run(const struct arguments *arguments, struct err *err);

#endif
