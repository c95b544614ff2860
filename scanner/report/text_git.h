/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TEXT_GIT_H
#define REPORT_TEXT_GIT_H

#include "report/report.h"
#include "report/text_out.h"

/* What git knows of a finding:
 *
 *     introduced 3f2a1c9b8d7e 2024-05-01 Jane Doe: Add config (config/app.yml)
 *     now        in HEAD (config/app.yml), 2 branches, 1 tag
 *     pushed     yes (origin/main)
 *     exposed    2 years 3 months
 *
 * Nothing for one without. */
void text_git(struct text_out *out, const struct finding *finding,
              const struct report_options *options);

/* How to get it out: a line of words and the commands. True when the commands
 * leave old commits behind. */
bool text_git_advice(struct text_out *out, const struct finding *finding,
                     const struct report_options *options);

/* How to get rid of those; once, at the end. */
void text_git_forget(struct text_out *out);

#endif
