/* SPDX-License-Identifier: Apache-2.0
 *
 * A policy file of any bytes: it is applied, or it is an error that names line
 * and pointer. What it allows has its reason, and nothing else changes. */
#include "scan/policy.h"

#include "base/limits.h"
#include "fuzz/fuzz_target.h"

#include <ctype.h>
#include <stdlib.h>

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* "f:12: /allow/0: ..." or, of the whole, "f:1: ..." */
static void check_message(const char *text)
{
    char *end = NULL;
    demand(text[0] == 'f' && text[1] == ':' && isdigit(text[2]));
    demand(strtoul(text + 2, &end, 10) > 0 && strncmp(end, ": ", 2) == 0);
}

static void check_finding(const struct finding *finding)
{
    demand(finding->suppressed == (finding->policy != NULL));
    demand(!finding->suppressed || finding->suppression[0] != '\0');
    demand(!finding->suppressed || finding->policy_line > 0);
}

static void apply(struct policy *policy, const struct outcome *outcome,
                  const char *root)
{
    const struct policy_use use = {
        .now = 1782864000, .root = root, .here = "/w/src", .whole = true};
    struct outcome out;
    struct arena *arena = arena_new();
    policy_apply(&out, outcome, policy, &use, arena);
    demand(out.n_findings == outcome->n_findings);
    for (size_t i = 0; i < out.n_findings; i++) {
        check_finding(out.findings[i]);
    }
    demand(out.n_notices <= LIMIT_NOTICES);
    demand(out.coverage.notices[NOTICE_POLICY] >= out.n_notices);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct rule rule = {.id = "acme-token"};
    static const struct place places[] = {{.path = "src/tests/a.c", .line = 1},
                                          {.path = "../x", .line = 2}};
    static const struct finding findings[] = {
        {.rule = &rule,
         .id = "00112233445566778899aabbccddeeff",
         .verdict.keep = true,
         .places = places,
         .n_places = 1,
         .n_places_total = 1},
        {.rule = &rule,
         .id = "ff112233445566778899aabbccddeeff",
         .verdict.keep = true,
         .places = places,
         .n_places = 2,
         .n_places_total = 3}};
    static const struct finding *const list[] = {&findings[0], &findings[1]};
    const struct outcome outcome = {.findings = list, .n_findings = 2};
    struct policy *policy = NULL;
    struct err err = {.text = ""};
    if (len > LIMIT_POLICY_FILE) {
        return 0;
    }
    if (policy_parse(&policy, span_of(bytes, len), "f", &err) < 0) {
        demand(policy == NULL);
        check_message(err.text);
        return 0;
    }
    apply(policy, &outcome, NULL);
    apply(policy, &outcome, "/w");
    policy_free(policy);
    return 0;
}
