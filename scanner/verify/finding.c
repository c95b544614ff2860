/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be asked of a whole outcome. */
#include "verify/finding.h"

bool outcome_is_complete(const struct outcome *outcome)
{
    if (outcome->coverage.interrupted) {
        return false;
    }
    /* The counts, not the list: the list ends at LIMIT_NOTICES. */
    for (unsigned kind = 0; kind < NOTICE_KINDS; kind++) {
        if (outcome->coverage.notices[kind] > 0 &&
            notice_is_failure((enum notice_kind)kind)) {
            return false;
        }
    }
    for (size_t i = 0; i < outcome->n_notices; i++) {
        if (notice_is_failure(outcome->notices[i].kind)) {
            return false;
        }
    }
    return true;
}
