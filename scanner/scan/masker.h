/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_MASKER_H
#define SCAN_MASKER_H

#include "base/arena.h"
#include "match/matcher.h"

/* Masks secrets in short texts that a report shows beside its findings: the
 * subject of a commit, the name of an author, a path. */
struct masker;

/* `now` as in scan_options. The matcher must live longer. */
struct masker *masker_new(const struct matcher *matcher, int64_t now);

/* Wipes. */
void masker_free(struct masker *masker);

/* `text` without what the matcher knows as a secret and without `secret`,
 * which may be empty: `text` itself, or a copy in the arena. NULL stays
 * NULL. */
const char *masker_text(struct masker *masker, struct arena *arena,
                        const char *text, struct span secret);

#endif
