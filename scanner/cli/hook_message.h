/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_MESSAGE_H
#define CLI_HOOK_MESSAGE_H

#include "verify/finding.h"

#include <stdio.h>

/* What a hook says when it stops something: short, since it stands in the
 * middle of somebody's work. */

/* When git runs the hook. */
enum hook_moment {
    HOOK_COMMIT,  /* pre-commit */
    HOOK_FIRST,   /* the same before there is any commit */
    HOOK_FILES,   /* files that were named, or a range: nothing is committed */
    HOOK_MESSAGE, /* commit-msg */
    HOOK_PUSH,    /* pre-push */
    HOOK_RECEIVE  /* pre-receive, on the server */
};

/* Each secret with its first place, then what to do. `width` 0: lines are not
 * broken. */
void hook_message_write(FILE *stream, const struct outcome *outcome,
                        enum hook_moment moment, bool color, unsigned width);

#endif
