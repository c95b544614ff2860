/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/err.h"

#include <stdint.h>

/* The one table of options. Parsing, --help, the man page and the shell
 * completions all come from it: a new option is one row here, one id, and one
 * case where its command reads it. */

enum option_id {
    OPTION_HELP,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_COLOR,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_CLEANUP_PLAN,
    OPTION_SHOW_SECRETS,
    OPTION_ALL,
    OPTION_MIN_SEVERITY,
    OPTION_MIN_CONFIDENCE,
    OPTION_NO_ALLOW,
    OPTION_EXIT_ZERO,
    OPTION_GITIGNORE,
    OPTION_EXCLUDE,
    OPTION_SKIP_BINARY,
    OPTION_PATTERNS,
    OPTION_ONLY_PATTERNS,
    OPTION_RULE,
    OPTION_EXCLUDE_RULE,
    OPTION_THREADS,
    OPTION_SEED,
    OPTION_IDS,
    OPTION_HISTORY,
    OPTION_REACHABLE,
    OPTION_STAGED,
    OPTION_WHOLE_FILES,
    OPTION_RANGE,
    OPTION_POLICY,
    OPTION_TYPE,
    OPTION_GLOBAL,
    OPTION_FORCE,
    OPTION_MAN,
    OPTION_ISA,
    OPTION_NOW,
    OPTION_NO_PREFILTER,
    OPTION_WHOLE_BLOBS,
    OPTION_LIBGIT2
};

/* Which commands take an option: the bits of its row. */
enum command_bit {
    COMMAND_SCAN = 1u << 0,
    COMMAND_PATTERNS = 1u << 1,
    COMMAND_EXPLAIN = 1u << 2,
    COMMAND_COMPLETION = 1u << 3,
    COMMAND_VERSION = 1u << 4,
    COMMAND_HELP = 1u << 5,
    COMMAND_HOOK = 1u << 6,
    COMMAND_EVERY = (1u << 7) - 1
};

/* Headings in the help, in this order. */
enum option_group {
    GROUP_INPUT,
    GROUP_PATTERNS,
    GROUP_REPORT,
    GROUP_HOOK,
    GROUP_GENERAL,
    GROUP_COUNT
};

/* What completes an argument. */
enum option_value {
    VALUE_NONE,
    VALUE_WORD,
    VALUE_PATH,
    VALUE_RULE
};

struct option {
    enum option_id id;
    char letter;        /* 0: only the long name */
    bool hidden;        /* for tests: in no help */
    const char *name;   /* without the dashes */
    const char *arg;    /* how help calls the argument; NULL: it takes none */
    const char *values; /* "a|b": only these are allowed; NULL: any */
    enum option_value value;
    enum option_group group;
    unsigned commands;
    const char *help; /* a sentence without its full stop */
    const char *more; /* sentences that follow in the man page, or NULL */
};

extern const struct option option_table[];
extern const size_t option_count;

const char *option_group_name(enum option_group group);

/* A command line, taken apart. Texts are those of argv. */
struct arguments {
    struct option_use {
        const struct option *option;
        const char *value; /* NULL when it takes none */
    } * uses;              /* in order, owned */
    size_t n_uses;
    const char **operands; /* owned array */
    size_t n_operands;
    int argc; /* the whole line, for the report */
    char **argv;
};

/* Reads argv from `first` on for a command. Options and operands may be
 * mixed; "--" ends the options; "-" is an operand. ERR_USAGE with a message
 * that names the nearest option for one that does not exist. Release it even
 * after an error. */
MUST_CHECK int arguments_parse(struct arguments *out, unsigned command,
                               int first, int argc, char **argv,
                               struct err *err);
void arguments_release(struct arguments *arguments);

bool arguments_has(const struct arguments *arguments, enum option_id id);

/* The value of the last use, or NULL. */
const char *arguments_value(const struct arguments *arguments,
                            enum option_id id);

/* The index of `value` in the option's "a|b|c", or -1. */
int option_value_index(const struct option *option, const char *value);

/* A whole decimal number in [low, high]. */
MUST_CHECK int option_number(uint64_t *out, const struct option_use *use,
                             uint64_t low, uint64_t high, struct err *err);

#endif
