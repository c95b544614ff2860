/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw explain RULE */
#include "cli/command.h"
#include "cli/rule_choice.h"
#include "cli/terminal.h"
#include "report/report.h"

int cmd_explain(const struct arguments *arguments, struct err *err)
{
    struct rule_choice choice = {0};
    if (arguments->n_operands != 1) {
        return err_set(err, ERR_USAGE, "explain wants the id of one rule");
    }
    const char *id = arguments->operands[0];
    int rc = rule_choice_init(&choice, arguments, err);
    if (rc == 0) {
        const struct rule *rule = rule_set_find(choice.known, id);
        const char *when = arguments_value(arguments, OPTION_COLOR);
        rc = rule ? report_rule(stdout, rule, terminal_color(stdout, when),
                                terminal_width(stdout), err)
                  : rule_choice_unknown(&choice, id, err);
    }
    rule_choice_release(&choice);
    return rc;
}
