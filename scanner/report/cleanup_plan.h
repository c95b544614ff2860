/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CLEANUP_PLAN_H
#define REPORT_CLEANUP_PLAN_H

#include "report/report.h"

/* A file for `git filter-repo --replace-text FILE --replace-message FILE`
 * (git-filter-repo 2.38 and later; its manual, "--replace-text"): a line for
 * each spelling of each secret, IN CLEAR, there is no other way.
 *
 *     literal:<bytes>==>***REMOVED***
 *     regex:<Python bytes pattern>==>***REMOVED***   of many lines
 *
 * What stands before the last "==>" of a line is the secret, so it may have
 * that in it. Literals come first and the long ones before the short ones: one
 * may be a part of another. Findings that are suppressed, refused or no
 * secrets are left out. */
struct cleanup_plan;

/* `outcome` must live longer. */
struct cleanup_plan *cleanup_plan_new(const struct outcome *outcome);

void cleanup_plan_free(struct cleanup_plan *plan);

/* Secrets in it; 0: nothing to write. */
size_t cleanup_plan_count(const struct cleanup_plan *plan);

MUST_CHECK int cleanup_plan_write(FILE *stream, const struct cleanup_plan *plan,
                                  struct err *err);

/* What to do with the file, which paths it is about, and what it cannot do.
 * No secret is in that. `path` is the file's, absolute. */
void cleanup_plan_say(FILE *stream, const struct cleanup_plan *plan,
                      const char *path, unsigned width);

#endif
