/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_PLACE_H
#define CLI_HOOK_PLACE_H

#include "base/err.h"

/* Where hooks lie. */
struct hook_place {
    char *folder;    /* owned; absolute, without '/' at the end */
    bool global;     /* a folder of core.hooksPath for all repositories */
    bool hands_on;   /* ours: hooks there run those of the repository too */
    bool set_config; /* core.hooksPath has to be set to it */
};

/* The hooks of the repository that the program runs in: what git itself would
 * use there (worktrees, submodules, GIT_DIR, core.hooksPath). ERR_USAGE when
 * that is a folder that other repositories use as well, unless `force`. */
MUST_CHECK int hook_place_local(struct hook_place *out, bool force,
                                struct err *err);

/* The hooks of all repositories of this user: core.hooksPath of the user's
 * configuration, or else a folder of our own below XDG_CONFIG_HOME. */
MUST_CHECK int hook_place_global(struct hook_place *out, struct err *err);

void hook_place_release(struct hook_place *place);

/* "folder/type" and a suffix, owned. */
char *hook_place_path(const struct hook_place *place, const char *type,
                      const char *suffix);

/* Makes the folder, with those above it. */
MUST_CHECK int hook_place_make(const struct hook_place *place, struct err *err);

/* Sets core.hooksPath of the user's configuration to the folder, or takes
 * it out. */
MUST_CHECK int hook_place_configure(const struct hook_place *place, bool set,
                                    struct err *err);

#endif
