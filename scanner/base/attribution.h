/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ATTRIBUTION_H
#define BASE_ATTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What git knows of a secret: where it came from, where it is now, who can
 * have it. Filled by source/git_attribute.h, printed by report/. Texts come
 * from the repository: any bytes but NUL. */

/* Where it is now; the first that holds. */
enum git_still {
    GIT_STILL_HEAD,        /* in the commit that is checked out */
    GIT_STILL_TIP,         /* in the last commit of some branch or tag */
    GIT_STILL_HISTORY,     /* in older commits of a ref: all clones have it */
    GIT_STILL_STAGED,      /* in the index, in no commit yet */
    GIT_STILL_STASH,       /* in a stash only: no clone has it */
    GIT_STILL_UNREACHABLE, /* in commits that only a log, or nothing, knows */
    GIT_STILL_LOOSE        /* in no commit: staged once, or left over */
};

enum git_spread {
    GIT_SPREAD_UNKNOWN, /* there are no remote-tracking branches, or only a
                           tag or note leads to it: git does not record of
                           these whether they were pushed */
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

struct git_attribution {
    const char *module; /* it is in this submodule's repository, and
                           all that follows is; its name stands before
                           paths; or NULL */
    enum git_still still;
    enum git_spread spread;
    struct git_credit introduced;
    bool by_head;              /* HEAD itself introduced it */
    bool by_root;              /* a commit without parents did */
    bool by_border;            /* one whose parents were not fetched did: it
                                  may be older */
    bool on_head;              /* that commit is in the history of HEAD */
    bool by_tag;               /* it stands in the message of a tag: its
                                  tagger, and the commit that it is on */
    const char *path_then;     /* where it came in; NULL in a message */
    const char *path_now;      /* in HEAD, or NULL */
    struct git_credit removed; /* from HEAD, or from everywhere */
    const char *tip; /* a ref whose last commit has it, whole name, or NULL */
    const char *ref; /* one that leads to the commit, or NULL */
    const char *remote; /* the remote-tracking branch that does, or NULL */
    bool at_ref;        /* the commit that introduced it is the last of `ref` */
    bool in_merges;     /* some commit that holds it is a merge */
    int stash;          /* GIT_STILL_STASH: N of "stash@{N}", or -1 */
    size_t n_branches;  /* whose last commit has it */
    size_t n_remotes;   /* the same of remote-tracking branches */
    size_t n_tags;
    size_t n_refs;    /* of other kinds: notes, pull requests */
    size_t n_commits; /* that hold it */
    size_t n_objects; /* blobs, trees and messages */
};

#endif
