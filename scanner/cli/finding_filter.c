/* SPDX-License-Identifier: Apache-2.0
 *
 * --min-severity, --min-confidence and --rule, applied to what was found. The
 * rest of the outcome, and so whether the scan was complete, stays. */
#include "cli/finding_filter.h"

#include "base/mem.h"

static bool is_shown(const struct finding *finding,
                     const struct finding_filter *filter)
{
    return finding->verdict.severity >= filter->min_severity &&
           finding->verdict.confidence >= filter->min_confidence &&
           rule_choice_asked(filter->choice, finding->rule);
}

void finding_filter_apply(struct outcome *out, const struct finding ***findings,
                          const struct outcome *outcome,
                          const struct finding_filter *filter)
{
    size_t count = 0;
    *findings = mem_calloc(outcome->n_findings, sizeof(struct finding *));
    for (size_t i = 0; i < outcome->n_findings; i++) {
        if (is_shown(outcome->findings[i], filter)) {
            (*findings)[count++] = outcome->findings[i];
        }
    }
    *out = *outcome;
    out->findings = *findings;
    out->n_findings = count;
}
