/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_BASE_H
#define SOURCE_GIT_BASE_H

#include "base/buf.h"
#include "source/git_changes.h"
#include "source/git_range.h"
#include "source/source.h"

/* In the top folder: which findings are allowed (scan/policy.h). */
#define GIT_POLICY_FILE ".jackdaw.json"

/* The commit that a change builds on. Who makes the change cannot alter what
 * that commit holds, so what decides about the change is read from there. */

/* The base of a range: of "A..B" A; before refs move (GIT_HIDE_REFS) HEAD; of
 * everything else the first commit on the way back from B, from first parent
 * to first parent, that is not in the range. Of several ranges the first that
 * is not "^A" counts. 1; 0 when all of the history is new; negative. */
MUST_CHECK int git_base_find(struct git_id *out, struct git_repo *repo,
                             struct git_store *store,
                             const struct git_range *range,
                             const char *const *ranges, size_t n,
                             enum git_hide hide, struct err *err);

/* Appends a file in the top folder of the commit `base` (40 digits, "HEAD", ":"
 * for the index, or "" for none). 1; 0 when
 * there is none; ERR_FORMAT when it is no regular file, ERR_LIMIT past the
 * buffer's ceiling. */
MUST_CHECK int git_base_read(struct buf *out, const char *repository,
                             const char *base, const char *name,
                             struct err *err);

/* True when the policy file is among the changes, or went away. */
bool git_base_is_changed(const struct git_changes *changes);

/* Says (NOTICE_POLICY) that it is, by `what`: a commit, or "the index". */
void git_base_say_changed(const struct source *source, const char *what);

#endif
