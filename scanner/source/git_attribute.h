/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_ATTRIBUTE_H
#define SOURCE_GIT_ATTRIBUTE_H

#include "source/git_id.h"
#include "base/err.h"

#include <stdatomic.h>

/* Where a secret came from and where it is now: asked once, for all that was
 * found in a history, since it costs a walk over all commits. */

/* One secret: the objects that it stands in. Blobs and trees, or commits and
 * tags themselves. */
struct git_secret {
    const struct git_id *ids;
    size_t count;
};

enum git_still {
    GIT_STILL_HEAD,        /* in the commit that is checked out */
    GIT_STILL_TIP,         /* in the last commit of some branch or tag */
    GIT_STILL_HISTORY,     /* in older commits of a ref: all clones have it */
    GIT_STILL_UNREACHABLE, /* in commits that only a log, or nothing, knows */
    GIT_STILL_LOOSE        /* in no commit: staged once, or left over */
};

enum git_spread {
    GIT_SPREAD_UNKNOWN, /* there are no remote-tracking branches */
    GIT_SPREAD_LOCAL,   /* no remote-tracking branch has it */
    GIT_SPREAD_PUSHED
};

/* Somebody's commit. */
struct git_credit {
    const char *commit; /* 40 digits; NULL: none is known */
    const char *name;
    const char *mail;
    const char *summary; /* first line of the message */
    int64_t time;        /* Unix seconds, of the committer */
};

/* Texts come from the repository: any bytes but NUL. */
struct git_attribution {
    enum git_still still;
    enum git_spread spread;
    struct git_credit introduced;
    const char *path_then;     /* where it came in; NULL in a message */
    const char *path_now;      /* in HEAD, or NULL */
    struct git_credit removed; /* from HEAD, or from everywhere */
    const char *tip; /* a branch or tag whose last commit has it, or NULL */
    size_t n_tips;
    size_t n_commits; /* that hold it */
    size_t n_objects; /* as given */
};

struct git_attributions {
    struct git_attribution *items; /* owned; one for each secret, in order */
    size_t count;
    struct arena *arena; /* owned: all texts */
    bool incomplete;     /* some trees could not be read */
};

struct git_attribute_options {
    const char *repository;  /* as for git_repo_open */
    unsigned threads;        /* 0: one a processor */
    const atomic_bool *stop; /* end early with ERR_INTERRUPT; may be NULL */
};

MUST_CHECK int git_attribute(struct git_attributions **out,
                             const struct git_secret *secrets, size_t count,
                             const struct git_attribute_options *options,
                             struct err *err);
void git_attributions_free(struct git_attributions *attributions);

#endif
