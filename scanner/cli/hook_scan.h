/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_SCAN_H
#define CLI_HOOK_SCAN_H

#include "cli/hook_message.h"
#include "cli/options.h"
#include "source/source.h"

/* Searches what a hook is about, and says what it found on standard error.
 * Which rules, and from which severity on, the options say. Takes the source.
 * Returns the exit code: anything but 0 stops what git was doing. */
MUST_CHECK int hook_scan(struct source *source, enum hook_moment moment,
                         const struct arguments *arguments, struct err *err);

#endif
