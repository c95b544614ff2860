/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_SCRIPT_H
#define CLI_HOOK_SCRIPT_H

#include "base/err.h"

/* The hook files: small sh scripts that call jackdaw. */

/* A hook that was there before is kept beside ours under its name with this
 * behind it. */
#define HOOK_KEPT_SUFFIX ".before-jackdaw"

struct hook_script {
    const char *type;    /* "pre-commit" */
    const char *program; /* absolute path of jackdaw */
    bool scans;          /* false: it only hands on to the repository's own */
    bool global;         /* in a folder of core.hooksPath: the repository's own
                            hook of that type runs first */
};

/* Writes it to `path` (mode 0755), whole or not at all. */
MUST_CHECK int hook_script_write(const char *path,
                                 const struct hook_script *script,
                                 struct err *err);

/* True when the file at `path` is a hook that hook_script_write made. */
bool hook_script_is_ours(const char *path);

/* Whether one of ours looks for secrets: some only hand on. */
bool hook_script_scans(const char *path);

/* Types that `jackdaw hook run` knows; NULL ends it. */
extern const char *const hook_scan_types[];

/* Other client and server hooks that core.hooksPath switches off, and that a
 * global folder must hand on. NULL ends it. */
extern const char *const hook_other_types[];

#endif
