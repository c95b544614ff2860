/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/options.h"

/* The commands: one row of the table and one cmd_<name>.c each. */

enum exit_code {
    EXIT_CLEAN = 0,
    EXIT_FINDINGS = 1,
    EXIT_ERROR = 2,
    EXIT_INTERRUPTED = 130
};

/* Does the work; returns the exit code, or a negative err_code with its
 * message, which ends as exit code 2. */
typedef int (*command_fn)(const struct arguments *arguments, struct err *err);

struct command {
    const char *name;
    enum command_bit bit;
    command_fn run;
    const char *operands;    /* "[PATH ...]" */
    const char *words;       /* first operand is one of "a|b"; NULL: anything */
    enum option_value value; /* what the other operands are */
    const char *summary;     /* a line of the overview */
    const char *text;        /* paragraphs, separated by "\n\n" */
    const char *examples;    /* "command\twhat it does\n" ..., or NULL */
    bool exit_codes;         /* its help ends with them */
};

extern const struct command command_table[];
extern const size_t command_count;

/* NULL when there is none. */
const struct command *command_find(const char *name);

/* "unknown command", with the nearest one. */
int command_unknown(const char *name, struct err *err);

int cmd_scan(const struct arguments *arguments, struct err *err);
int cmd_patterns(const struct arguments *arguments, struct err *err);
int cmd_explain(const struct arguments *arguments, struct err *err);
int cmd_hook(const struct arguments *arguments, struct err *err);
int cmd_completion(const struct arguments *arguments, struct err *err);
int cmd_version(const struct arguments *arguments, struct err *err);
int cmd_help(const struct arguments *arguments, struct err *err);

/* The program, but for main(). */
int cli_run(int argc, char **argv);

#endif
