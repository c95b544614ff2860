/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_PUSH_H
#define CLI_HOOK_PUSH_H

#include "source/source.h"

/* The commits of a push, as a source; NULL and 0 when nothing comes in
 * (branches that are deleted). What goes to a remote is what none of its own
 * remote-tracking branches has: a secret that only another remote knows is
 * new to this one. */

/* pre-push: `remote` is its name or URL, what is pushed stands on `input`. */
MUST_CHECK int hook_push_open(struct source **out, const char *remote,
                              int input, struct err *err);

/* pre-push inside of the program pre-commit, which has read standard input
 * and says what it is about in PRE_COMMIT_* variables. */
MUST_CHECK int hook_push_open_framework(struct source **out, struct err *err);

/* pre-receive: what no ref of this repository leads to yet. */
MUST_CHECK int hook_receive_open(struct source **out, int input,
                                 struct err *err);

/* "PRE_COMMIT_FROM_REF..PRE_COMMIT_TO_REF", owned; NULL when they are not
 * set. */
char *hook_framework_range(void);

#endif
