/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_RULE_KIT_H
#define VERIFY_RULE_KIT_H

#include "rule/rule_set.h"
#include "verify/verify.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A rule set of one rule with these fields (JSON members) besides what every
 * rule must have. */
static inline struct rule_set *rule_of(const char *fields)
{
    static char text[4096];
    struct rule_set *set = NULL;
    struct err err = {0};
    int n = snprintf(text, sizeof(text),
                     "{\"provider\": \"Acme\", \"rules\": [{\"id\": \"acme\", "
                     "\"name\": \"Acme key\", %s, \"grants\": \"All of it.\", "
                     "\"revoke\": {\"steps\": [\"Open the page\", \"Delete "
                     "it\"]}, \"docs\": [\"https://acme.dev/keys\"]}]}",
                     fields);
    assert_true(n > 0 && (size_t)n < sizeof(text));
    if (rule_set_parse(&set, span_str(text), "test.json", NULL, &err) != 0) {
        fail_msg("%s", err.text);
    }
    return set;
}

static struct verdict verdict;

/* The token stands between `before` and `behind`; the whole is the secret
 * from `secret` bytes on. */
static inline void verify_in(const struct rule_set *set, const char *before,
                             const char *token, const char *behind,
                             size_t secret)
{
    static char text[8192];
    size_t start = strlen(before);
    size_t end = start + strlen(token);
    snprintf(text, sizeof(text), "%s%s%s", before, token, behind);
    struct verify_input in = {.rule = set->rules[0],
                              .text = span_str(text),
                              .token = {start, end},
                              .secret = {start + secret, end},
                              .now = 1790000000};
    verify_candidate(&verdict, &in);
}

static inline bool has_reason(const char *reason)
{
    for (size_t i = 0; i < verdict.n_reasons; i++) {
        if (strcmp(verdict.reasons[i], reason) == 0) {
            return true;
        }
    }
    return false;
}

#endif
