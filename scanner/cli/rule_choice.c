/* SPDX-License-Identifier: Apache-2.0
 *
 * Chooses rules. A rule whose pair was left out could not be judged, so the
 * other half is searched for as well, but not reported. */
#include "cli/rule_choice.h"

#include "base/mem.h"
#include "cli/suggest.h"
#include "source/wildmatch.h"

#include <stdlib.h>

static int load(struct rule_choice *out, const struct arguments *arguments,
                struct err *err)
{
    static const struct rule_set nothing = {0};
    bool only = arguments_has(arguments, OPTION_ONLY_PATTERNS);
    const struct rule_set *base = only ? NULL : rule_set_builtin();
    out->loaded = mem_calloc(arguments->n_uses, sizeof(struct rule_set *));
    for (size_t i = 0; i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        if (use->option->id != OPTION_PATTERNS) {
            continue;
        }
        struct rule_set *set = NULL;
        int rc = rule_set_load(&set, use->value, base, err);
        if (rc < 0) {
            return rc;
        }
        out->loaded[out->n_loaded++] = set;
        base = set;
    }
    if (!base) {
        return err_set(err, ERR_USAGE,
                       "--only-patterns wants patterns: add --patterns FILE");
    }
    out->known = base->count ? base : &nothing;
    return 0;
}

static bool matches(const struct rule *rule, const char *glob)
{
    return wildmatch_name(span_str(glob), span_str(rule->id));
}

/* True when a use of the option names the rule. */
static bool named(const struct arguments *arguments, enum option_id id,
                  const struct rule *rule)
{
    for (size_t i = 0; i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        if (use->option->id == id && matches(rule, use->value)) {
            return true;
        }
    }
    return false;
}

int rule_choice_unknown(const struct rule_choice *choice, const char *id,
                        struct err *err)
{
    struct suggestion near = suggest_begin(id);
    for (size_t i = 0; i < choice->known->count; i++) {
        suggest_offer(&near, choice->known->rules[i]->id);
    }
    return err_set(err, ERR_USAGE, "there is no rule '%.100s'%s", id,
                   suggest_end(&near, "").text);
}

/* Each --rule and --exclude-rule must fit something: a typing error would
 * otherwise be a scan for nothing, and pass. */
static int check_names(const struct rule_choice *choice,
                       const struct arguments *arguments, struct err *err)
{
    for (size_t i = 0; i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        bool found = use->option->id != OPTION_RULE &&
                     use->option->id != OPTION_EXCLUDE_RULE;
        for (size_t k = 0; k < choice->known->count && !found; k++) {
            found = matches(choice->known->rules[k], use->value);
        }
        if (!found) {
            return rule_choice_unknown(choice, use->value, err);
        }
    }
    return 0;
}

static bool is_asked(const struct arguments *arguments, const struct rule *rule)
{
    bool wanted = !arguments_has(arguments, OPTION_RULE) ||
                  named(arguments, OPTION_RULE, rule);
    return wanted && !named(arguments, OPTION_EXCLUDE_RULE, rule);
}

/* True when an asked rule needs this one as its other half. */
static bool is_needed(const struct rule_set *known, const bool *asked,
                      const struct rule *rule)
{
    for (size_t i = 0; i < known->count; i++) {
        const char *pair = known->rules[i]->pair;
        if (asked[i] && pair && strcmp(pair, rule->id) == 0) {
            return true;
        }
    }
    return false;
}

/* Without a filter everything is chosen as it is: nothing is built. */
static bool has_filter(const struct arguments *arguments)
{
    return arguments_has(arguments, OPTION_RULE) ||
           arguments_has(arguments, OPTION_EXCLUDE_RULE);
}

static void choose(struct rule_choice *out, const struct arguments *arguments)
{
    const struct rule_set *known = out->known;
    bool *asked = mem_calloc(known->count, sizeof(*asked));
    size_t count = 0;
    for (size_t i = 0; i < known->count; i++) {
        asked[i] = is_asked(arguments, known->rules[i]);
    }
    out->rules = mem_calloc(known->count, sizeof(struct rule *));
    out->asked = mem_calloc(known->count, sizeof(*out->asked));
    for (size_t i = 0; i < known->count; i++) {
        if (asked[i] || is_needed(known, asked, known->rules[i])) {
            out->asked[count] = asked[i];
            out->rules[count++] = known->rules[i];
        }
    }
    free(asked);
    out->search = (struct rule_set){.rules = out->rules, .count = count};
}

int rule_choice_init(struct rule_choice *out, const struct arguments *arguments,
                     struct err *err)
{
    *out = (struct rule_choice){0};
    int rc = load(out, arguments, err);
    if (rc < 0) {
        return rc;
    }
    if (!has_filter(arguments)) {
        out->search = *out->known;
        return 0;
    }
    rc = check_names(out, arguments, err);
    if (rc == 0) {
        choose(out, arguments);
    }
    return rc;
}

void rule_choice_release(struct rule_choice *choice)
{
    free(choice->asked);
    free(choice->rules);
    while (choice->n_loaded > 0) {
        rule_set_free(choice->loaded[--choice->n_loaded]);
    }
    free(choice->loaded);
    *choice = (struct rule_choice){0};
}

bool rule_choice_asked(const struct rule_choice *choice,
                       const struct rule *rule)
{
    for (size_t i = 0; choice->asked && i < choice->search.count; i++) {
        if (choice->search.rules[i] == rule) {
            return choice->asked[i];
        }
    }
    return true;
}
