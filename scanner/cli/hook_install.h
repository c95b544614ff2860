/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_INSTALL_H
#define CLI_HOOK_INSTALL_H

#include "cli/hook_place.h"

/* Puts hooks in their place and takes them away. What they do is said on
 * standard output. */

/* Installs the hook `type`. One that is there already is kept beside it and
 * runs first; nothing is ever overwritten. */
MUST_CHECK int hook_install(const struct hook_place *place, const char *type,
                            struct err *err);

/* Takes our hook `type` away (NULL: all) and puts back what was kept. */
MUST_CHECK int hook_uninstall(const struct hook_place *place, const char *type,
                              struct err *err);

/* One line for each type. */
void hook_status(const struct hook_place *place);

#endif
