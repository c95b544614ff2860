/* SPDX-License-Identifier: Apache-2.0
 *
 * From argv to an exit code: finds the command, takes its options apart, runs
 * it, and makes sure that what was printed has really been written. */
#include "cli/command.h"

#include "base/log.h"
#include "cli/interrupt.h"
#include "cli/usage.h"

#include <errno.h>
#include <unistd.h>

static void set_log_level(const struct arguments *arguments)
{
    int level = LOG_WARN;
    for (size_t i = 0; i < arguments->n_uses; i++) {
        enum option_id id = arguments->uses[i].option->id;
        if (id == OPTION_QUIET) {
            level = LOG_ERROR;
        } else if (id == OPTION_VERBOSE && level < LOG_DEBUG) {
            level++;
        }
    }
    log_set_level((enum log_level)level);
}

static int run_command(const struct command *command, int argc, char **argv,
                       struct err *err)
{
    struct arguments arguments;
    int rc = arguments_parse(&arguments, command->bit, 2, argc, argv, err);
    if (rc == 0) {
        set_log_level(&arguments);
    }
    if (rc == 0 && arguments_has(&arguments, OPTION_HELP)) {
        usage_command(stdout, command);
    } else if (rc == 0) {
        rc = command->run(&arguments, err);
    }
    arguments_release(&arguments);
    return rc;
}

/* Help or a version without a command, or no command at all. */
static int run_bare(const char *word, struct err *err)
{
    static const char hint[] = "options come behind the command";
    if (!word) {
        usage_overview(stderr);
        return EXIT_ERROR;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        usage_overview(stdout);
        return EXIT_CLEAN;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        puts("jackdaw " JACKDAW_VERSION);
        return EXIT_CLEAN;
    }
    if (word[0] == '-') {
        return err_set(err, ERR_USAGE, "unknown option '%.100s': %s", word,
                       hint);
    }
    if (access(word, F_OK) == 0) {
        return err_set(err, ERR_USAGE,
                       "unknown command '%.100s' (did you mean 'jackdaw scan "
                       "%.100s'?)",
                       word, word);
    }
    return command_unknown(word, err);
}

/* Says what went wrong; the exit code that follows from it. */
static int fail(const struct err *err, const struct command *command)
{
    log_line(LOG_ERROR, "%s", err->text);
    if (err->code == ERR_USAGE) {
        log_line(LOG_ERROR, "try 'jackdaw %s%s--help'",
                 command ? command->name : "", command ? " " : "");
    }
    return err->code == ERR_INTERRUPT ? EXIT_INTERRUPTED : EXIT_ERROR;
}

/* A report that was cut off by a full disk or a closed pipe is no report. */
static int close_stdout(int rc)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    failed = fclose(stdout) != 0 || failed;
    if (failed && rc != EXIT_ERROR) {
        log_line(LOG_ERROR, "cannot write to standard output: %s",
                 errno ? strerrordesc_np(errno) : "write error");
        return EXIT_ERROR;
    }
    return rc;
}

int cli_run(int argc, char **argv)
{
    struct err err = {.text = "something failed"};
    const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;
    int rc;
    /* A closed pipe shall be a write error with its exit code. */
    interrupt_ignore_pipe();
    if (command) {
        rc = run_command(command, argc, argv, &err);
    } else {
        rc = run_bare(argc > 1 ? argv[1] : NULL, &err);
    }
    if (rc < 0) {
        rc = fail(&err, command);
    }
    return close_stdout(rc);
}
