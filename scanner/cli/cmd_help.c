/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw help [COMMAND] [--man] */
#include "cli/command.h"
#include "cli/usage.h"

int cmd_help(const struct arguments *arguments, struct err *err)
{
    if (arguments_has(arguments, OPTION_MAN)) {
        manpage_write(stdout);
        return EXIT_CLEAN;
    }
    if (arguments->n_operands == 0) {
        usage_overview(stdout);
        return EXIT_CLEAN;
    }
    const struct command *command = command_find(arguments->operands[0]);
    if (!command) {
        return command_unknown(arguments->operands[0], err);
    }
    usage_command(stdout, command);
    return EXIT_CLEAN;
}
