/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_GIT_H
#define CLI_HOOK_GIT_H

#include "base/buf.h"

/* Asks the git program: where hooks lie and what configuration files say are
 * its rules, which it follows better than a copy of them would. */

/* Runs "git args[0] args[1] ...", the last one NULL, without a shell. What it
 * writes to standard output is added to `out`, without the last line feed.
 * Its exit code, or negative when it could not be run or died. */
MUST_CHECK int hook_git(struct buf *out, const char *const *args,
                        struct err *err);

#endif
