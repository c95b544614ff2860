/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FINDING_FILTER_H
#define CLI_FINDING_FILTER_H

#include "cli/rule_choice.h"
#include "verify/finding.h"

/* What of an outcome is shown. */
struct finding_filter {
    enum severity min_severity;
    enum confidence min_confidence;
    const struct rule_choice *choice;
};

/* `out` borrows all of `outcome` but its array of findings, which is the
 * caller's to free. */
void finding_filter_apply(struct outcome *out, const struct finding ***findings,
                          const struct outcome *outcome,
                          const struct finding_filter *filter);

#endif
