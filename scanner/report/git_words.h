/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_GIT_WORDS_H
#define REPORT_GIT_WORDS_H

#include "base/json_out.h"
#include "report/outcome_view.h"
#include "report/report.h"

/* What git knows of a secret, in words: the same ones in every format. */

/* "head", "tip", "history", "staged", "stash", "unreachable", "loose" */
const char *git_still_name(enum git_still still);

/* "pushed", "local", "unknown" */
const char *git_spread_name(enum git_spread spread);

/* "text", "name", "message", "header" */
const char *git_part_name(enum place_part part);

/* "refs/heads/main" -> "main" */
const char *git_short_ref(const char *ref);

/* Seconds from the commit that introduced it until the one that removed it
 * from all branches and tags, or until `now`; negative when unknown. */
int64_t git_exposed(const struct git_attribution *git, int64_t now);

/* "2 years 3 months", "5 days", "less than a minute" */
struct view_text git_duration(int64_t seconds);

/* "2024-05-01"; empty when out of range. */
struct view_text git_date(int64_t time);

/* The members "git" and "risk" of a finding; nothing without git. */
void git_json(struct json_out *out, const struct finding *finding,
              const struct report_options *options);

#endif
