/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include "base/err.h"
#include "match/matcher.h"
#include "source/source.h"
#include "verify/finding.h"

#include <stdatomic.h>

/* Joins source, match and verify: every unit is searched, candidates are
 * verified, and findings are gathered by secret. */

/* Ask git, once and only about what was found, where it came from and where it
 * is now. */
struct scan_git {
    const char *repository; /* as for git_repo_open */
    bool is_copy;           /* of a remote: what its refs lead to was pushed */
    bool partial;           /* not all objects were read: a range */
    bool staged;            /* what was scanned is in the index alone: there
                               is nothing to ask */
};

struct scan_options {
    const struct scan_git *git; /* NULL: nothing to do with git */
    unsigned threads;           /* 0: one a processor */
    bool show_secrets;          /* keep them in clear for the report */
    bool keep_dropped;          /* report refused candidates too (--all) */
    bool no_suppressions;       /* comments that allow a finding do not count */
    bool skip_binary;
    bool files;              /* mark those that git ignores, see local.h */
    size_t max_findings;     /* kept of a run; 0: LIMIT_FINDINGS_RUN */
    int64_t now;             /* Unix seconds, for expiry */
    const atomic_bool *stop; /* set by a signal: end early; may be NULL */
};

/* Owns the outcome and everything it points at. */
struct scan;

/* Runs to the end (or to `stop`). A failure of single units is in the
 * outcome's notices; an error is returned only when nothing could start.
 * `source` and `matcher` stay the caller's. Deterministic for any number of
 * threads. */
MUST_CHECK int scan_run(struct scan **out, const struct matcher *matcher,
                        struct source *source,
                        const struct scan_options *options, struct err *err);

const struct outcome *scan_outcome(const struct scan *scan);

/* Wipes what was secret. */
void scan_free(struct scan *scan);

#endif
