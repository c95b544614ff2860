/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_VERSIONS_H
#define SOURCE_GIT_VERSIONS_H

#include "source/git_event.h"
#include "source/git_needles.h"

/* Other versions of a file that hold the same secret, for those who have seen
 * only some of them: the lines that a range adds are in one version, and the
 * next commit makes another one of the file with the same lines in it. */

/* Reads the versions that `events` has of watched paths, and completes its
 * events by those with a text of their set in them; these are added to the
 * watch too. `found[set]` is how many more objects of the `n_sets` that were.
 * Past a ceiling `events` is marked as incomplete. */
void git_versions_add(struct git_events *events, struct git_watch *watch,
                      struct git_store *store, const struct git_texts *texts,
                      size_t n_sets, size_t *found);

/* After that: watches all paths at which a watched object came in. True when
 * it pays to begin again: there are new paths, or a version that was new to
 * the watch went away from its path, to another one maybe. */
bool git_versions_follow(const struct git_events *events,
                         struct git_watch *watch, size_t n_sets);

#endif
