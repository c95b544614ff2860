/* SPDX-License-Identifier: Apache-2.0
 *
 * Every check, and the verdict of one shipped rule, on any bytes. The first
 * two bytes choose the rule, the third where the secret begins. Besides the
 * sanitizers' findings: facts are short and printable, a dropped candidate
 * says why, and the same bytes give the same answer. */
#include "fuzz/fuzz_target.h"

#include "rule/rule_set.h"
#include "verify/check.h"

#include <stdlib.h>

#define NOW 1700000000

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void look_at_facts(const struct fact *facts, size_t n)
{
    demand(n <= VERDICT_FACTS);
    for (size_t i = 0; i < n; i++) {
        size_t len = strnlen(facts[i].value, sizeof(facts[i].value));
        demand(facts[i].name && len > 0 && len < sizeof(facts[i].value));
        for (size_t k = 0; k < len; k++) {
            demand(facts[i].value[k] >= 0x20 && facts[i].value[k] < 0x7f);
        }
    }
}

static void run_checks(struct span token, const struct rule *rule, size_t body)
{
    const struct check_input in = {
        .token = token,
        .secret = token,
        .body = span_slice(token, (struct range){body, token.len}),
        .text = token,
        .where = {0, token.len},
        .rule = rule,
        .now = NOW};
    for (size_t i = 0; check_at(i); i++) {
        struct check_notes first = {0};
        struct check_notes second = {0};
        enum check_result result = check_at(i)->run(check_at(i), &in, &first);
        look_at_facts(first.facts, first.n_facts);
        demand(result == check_at(i)->run(check_at(i), &in, &second));
        demand(first.n_facts == second.n_facts);
    }
}

static void judge(struct span text, const struct rule *rule, size_t secret)
{
    const struct verify_input in = {.rule = rule,
                                    .text = text,
                                    .token = {secret / 2, text.len},
                                    .secret = {secret, text.len},
                                    .now = NOW};
    struct verdict verdict;
    verify_candidate(&verdict, &in);
    look_at_facts(verdict.facts, verdict.n_facts);
    demand(verdict.n_reasons <= VERDICT_REASONS);
    demand(verdict.keep || verdict.n_reasons > 0);
    for (size_t i = 0; i < verdict.n_reasons; i++) {
        demand(verdict.reasons[i] != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 3) {
        return 0;
    }
    const struct rule_set *set = rule_set_builtin();
    const struct rule *rule =
        set->rules[(bytes[0] * 256u + bytes[1]) % set->count];
    struct span text = span_of(bytes + 3, len - 3);
    size_t start = bytes[2] % (text.len + 1);
    run_checks(text, rule, start);
    judge(text, rule, start);
    return 0;
}
