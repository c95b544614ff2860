/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "verify/finding.h"
#include "base/err.h"

/* --cleanup-plan FILE: the file with the secrets in clear. */

/* Before the scan: an error for what is no place for such a file: standard
 * output, a device, or a work tree, where the next `git add` would take it.
 * Inside of .git is fine. */
MUST_CHECK int plan_file_check(const char *path, struct err *err);

/* Writes it, readable by its owner alone, and says on standard error what to
 * do with it. Without secrets there is no file, and that is said. */
MUST_CHECK int plan_file_write(const char *path, const struct outcome *outcome,
                               struct err *err);

#endif
