/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SHOWN_COMMAND_H
#define CLI_SHOWN_COMMAND_H

#include "cli/options.h"

/* The command line as a report may show it: quoted for a shell, and without
 * what a URL carries as user and password. */
struct shown_command {
    char *text; /* owned */
};

void shown_command_init(struct shown_command *out,
                        const struct arguments *arguments);
void shown_command_release(struct shown_command *command);

#endif
