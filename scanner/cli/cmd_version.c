/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw version [--verbose] */
#include "cli/command.h"
#include "cli/isa.h"

#include <stdio.h>

int cmd_version(const struct arguments *arguments, struct err *err)
{
    struct match_options options = {.isa = MATCH_ISA_BEST};
    struct matcher *matcher = NULL;
    puts("jackdaw " JACKDAW_VERSION);
    if (!arguments_has(arguments, OPTION_VERBOSE)) {
        return EXIT_CLEAN;
    }
    for (size_t i = 0; i < arguments->n_uses; i++) {
        if (arguments->uses[i].option->id == OPTION_ISA) {
            options.isa = isa_of_option(&arguments->uses[i]);
        }
    }
    const struct rule_set *rules = rule_set_builtin();
    int rc = matcher_new(&matcher, rules, &options, err);
    if (rc < 0) {
        return rc;
    }
    printf("patterns: %zu\ninstruction set: %s\ncompiler: %s\n", rules->count,
           matcher_isa_name(matcher), __VERSION__);
    matcher_free(matcher);
    return EXIT_CLEAN;
}
