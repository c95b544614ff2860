/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_INPUT_H
#define CLI_HOOK_INPUT_H

#include "base/buf.h"

/* What git tells a hook on standard input: refs that are about to change
 * (githooks(5)). */

struct hook_update {
    const char *new_id; /* hex */
    const char *old_id; /* hex; NULL: the ref is new */
    const char *ref;    /* where it goes */
};

struct hook_input {
    struct hook_update *updates; /* owned; refs that go away are left out */
    size_t count;
    struct buf text; /* owned: what the texts of the updates point into */
};

enum hook_input_form {
    HOOK_INPUT_PUSH,   /* "local-ref new remote-ref old" */
    HOOK_INPUT_RECEIVE /* "old new ref" */
};

/* Reads `fd` to its end. ERR_FORMAT for a line that is none of these. Release
 * it even after an error. */
MUST_CHECK int hook_input_read(struct hook_input *out, int fd,
                               enum hook_input_form form, struct err *err);
void hook_input_release(struct hook_input *input);

/* Adds what `fd` holds until its end. */
MUST_CHECK int hook_input_read_all(struct buf *out, int fd, struct err *err);

#endif
