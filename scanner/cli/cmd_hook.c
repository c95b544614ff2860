/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw hook install | uninstall | status | run */
#include "cli/command.h"

#include "cli/hook_install.h"
#include "cli/hook_run.h"
#include "cli/suggest.h"

static int open_place(struct hook_place *place,
                      const struct arguments *arguments, bool force,
                      struct err *err)
{
    if (arguments->n_operands > 1) {
        return err_set(err, ERR_USAGE, "'hook %s' takes no '%.100s'",
                       arguments->operands[0], arguments->operands[1]);
    }
    return arguments_has(arguments, OPTION_GLOBAL)
               ? hook_place_global(place, err)
               : hook_place_local(place, force, err);
}

static int install(const struct arguments *arguments, struct err *err)
{
    struct hook_place place = {0};
    const char *type = arguments_value(arguments, OPTION_TYPE);
    int rc = open_place(&place, arguments,
                        arguments_has(arguments, OPTION_FORCE), err);
    rc = rc < 0 ? rc : hook_install(&place, type ? type : "pre-commit", err);
    hook_place_release(&place);
    return rc;
}

static int uninstall(const struct arguments *arguments, struct err *err)
{
    struct hook_place place = {0};
    const char *type = arguments_value(arguments, OPTION_TYPE);
    int rc = open_place(&place, arguments,
                        arguments_has(arguments, OPTION_FORCE), err);
    rc = rc < 0 ? rc : hook_uninstall(&place, type, err);
    hook_place_release(&place);
    return rc;
}

static int status(const struct arguments *arguments, struct err *err)
{
    struct hook_place place = {0};
    int rc = open_place(&place, arguments, true, err);
    if (rc == 0) {
        hook_status(&place);
    }
    hook_place_release(&place);
    return rc;
}

static const struct {
    const char *name;
    command_fn run;
} verbs[] = {{"install", install},
             {"uninstall", uninstall},
             {"status", status},
             {"run", hook_run}};

int cmd_hook(const struct arguments *arguments, struct err *err)
{
    if (arguments->n_operands == 0) {
        return err_set(err, ERR_USAGE,
                       "hook wants one of install, uninstall, status, run");
    }
    const char *word = arguments->operands[0];
    struct suggestion near = suggest_begin(word);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, word) == 0) {
            return verbs[i].run(arguments, err);
        }
        suggest_offer(&near, verbs[i].name);
    }
    return err_set(err, ERR_USAGE, "unknown word '%.100s' after hook%s", word,
                   suggest_end(&near, "").text);
}
