/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_CI_RANGE_H
#define SOURCE_CI_RANGE_H

#include "source/ci_env.h"

/* Adds "base..head"; without a base (NULL) all of head's history. */
void ci_range_add(struct ci_range *range, const struct git_id *base,
                  const struct git_id *head);

#endif
