/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw patterns list | show | check | checks | sample */
#include "cli/command.h"

#include "base/limits.h"
#include "cli/patterns_check.h"
#include "cli/rule_choice.h"
#include "cli/suggest.h"
#include "cli/terminal.h"
#include "report/report.h"
#include "verify/check.h"
#include "verify/sample.h"

#include <stdio.h>

static int list(const struct arguments *arguments, struct err *err)
{
    struct rule_choice choice;
    int rc = rule_choice_init(&choice, arguments, err);
    bool only_ids = arguments_has(arguments, OPTION_IDS);
    for (size_t i = 0; rc == 0 && i < choice.search.count; i++) {
        const struct rule *rule = choice.search.rules[i];
        if (!rule_choice_asked(&choice, rule)) {
            continue;
        }
        if (only_ids) {
            puts(rule->id);
        } else {
            printf("%-34s %-9s %s\n", rule->id, severity_name(rule->severity),
                   rule->name);
        }
    }
    rule_choice_release(&choice);
    return rc;
}

/* The rule that the second word names. */
static int find_rule(const struct rule **out, struct rule_choice *choice,
                     const struct arguments *arguments, struct err *err)
{
    if (arguments->n_operands != 2) {
        return err_set(err, ERR_USAGE, "'patterns %s' wants the id of a rule",
                       arguments->operands[0]);
    }
    int rc = rule_choice_init(choice, arguments, err);
    if (rc < 0) {
        return rc;
    }
    *out = rule_set_find(choice->known, arguments->operands[1]);
    return *out ? 0 : rule_choice_unknown(choice, arguments->operands[1], err);
}

static int show(const struct arguments *arguments, struct err *err)
{
    struct rule_choice choice = {0};
    const struct rule *rule = NULL;
    const char *when = arguments_value(arguments, OPTION_COLOR);
    int rc = find_rule(&rule, &choice, arguments, err);
    if (rc == 0) {
        rc = report_rule(stdout, rule, terminal_color(stdout, when),
                         terminal_width(stdout), err);
    }
    rule_choice_release(&choice);
    return rc;
}

static int check(const struct arguments *arguments, struct err *err)
{
    size_t faults = 0;
    if (arguments->n_operands < 2) {
        return err_set(err, ERR_USAGE,
                       "'patterns check' wants pattern files or folders");
    }
    for (size_t i = 1; i < arguments->n_operands; i++) {
        int rc = patterns_check(stdout, arguments->operands[i], &faults, err);
        if (rc < 0) {
            return rc;
        }
    }
    return faults ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int checks(const struct arguments *arguments, struct err *err)
{
    (void)arguments;
    (void)err;
    const struct check *one;
    for (size_t i = 0; (one = check_at(i)) != NULL; i++) {
        printf("%s\n    %s\n    %s\n", one->name, one->summary, one->source);
    }
    return EXIT_CLEAN;
}

/* Seeds go round the forms that a token can have. */
static int make_sample(struct buf *out, const struct rule *rule,
                       const struct arguments *arguments, struct err *err)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        if (use->option->id == OPTION_SEED) {
            int rc = option_number(&seed, use, 0, UINT64_MAX, err);
            if (rc < 0) {
                return rc;
            }
        }
    }
    size_t shape = rule->n_shapes ? (size_t)(seed % rule->n_shapes) : 0;
    return sample_make(out, rule, shape, seed, err);
}

/* A token that says nothing alone stands behind its keyword. */
static void put_sample(const struct rule *rule, const struct buf *token)
{
    if (rule->n_keywords) {
        printf("%s = \"", rule->keywords[0]);
    }
    fwrite(token->ptr, 1, token->len, stdout);
    puts(rule->n_keywords ? "\"" : "");
}

static int sample(const struct arguments *arguments, struct err *err)
{
    struct rule_choice choice = {0};
    const struct rule *rule = NULL;
    struct buf token;
    buf_init(&token, LIMIT_TOKEN);
    int rc = find_rule(&rule, &choice, arguments, err);
    rc = rc < 0 ? rc : make_sample(&token, rule, arguments, err);
    if (rc == 0) {
        put_sample(rule, &token);
    }
    buf_release(&token);
    rule_choice_release(&choice);
    return rc;
}

static const struct {
    const char *name;
    command_fn run;
} verbs[] = {{"list", list},
             {"show", show},
             {"check", check},
             {"checks", checks},
             {"sample", sample}};

int cmd_patterns(const struct arguments *arguments, struct err *err)
{
    if (arguments->n_operands == 0) {
        return err_set(err, ERR_USAGE,
                       "patterns wants one of list, show, check, checks, "
                       "sample");
    }
    const char *word = arguments->operands[0];
    struct suggestion near = suggest_begin(word);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, word) == 0) {
            return verbs[i].run(arguments, err);
        }
        suggest_offer(&near, verbs[i].name);
    }
    return err_set(err, ERR_USAGE, "unknown word '%.100s' after patterns%s",
                   word, suggest_end(&near, "").text);
}
