/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include "cli/command.h"

#include <stdio.h>

/* Help, made from the tables of commands and options. Failures stay in the
 * stream's error flag. */

/* All commands, exit codes, environment. */
void usage_overview(FILE *stream);

/* One command in full. */
void usage_command(FILE *stream, const struct command *command);

/* One line: how the command is typed. */
void usage_line(FILE *stream, const struct command *command);

/* The manual page, for man(7). */
void manpage_write(FILE *stream);

/* Texts that help and manual page share: "head\ttext\n" ... */
extern const char usage_exit_codes[];
extern const char usage_environment[];
extern const char usage_about[];

/* Calls `put` for each "head\ttext" line of such a text. */
typedef void (*usage_row_fn)(FILE *stream, struct span head, struct span text);
void usage_rows(FILE *stream, const char *rows, usage_row_fn put);

/* "-f, --format FORMAT"; cut off when longer than the room. */
struct usage_name {
    char text[64];
};
struct usage_name usage_option_name(const struct option *option);

/* Whether a command's help shows the option. */
bool usage_shows(const struct option *option, const struct command *command);

#endif
