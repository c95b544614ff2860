/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_ATTRIBUTE_H
#define SOURCE_GIT_ATTRIBUTE_H

#include "base/arena.h"
#include "base/attribution.h"
#include "base/err.h"
#include "source/git_id.h"

#include <stdatomic.h>

/* Where a secret came from and where it is now: asked once, for all that was
 * found in a history, since it costs a walk over all commits. */

/* One secret: the objects that it stands in, blobs or, for what is in
 * messages, commits and tags; and the names of files and folders, without the
 * folders before them, that it is a part of. */
struct git_secret {
    const struct git_id *ids;
    size_t count;
    const struct span *names;
    size_t n_names;
    /* For those who have not seen all objects: the files that it stands in,
     * whose other versions are searched for these texts. */
    const struct span *paths;
    size_t n_paths;
    const struct span *texts;
    size_t n_texts;
};

/* Of one object or name: NULL in a message, or when no commit has it. */
struct git_whereabouts {
    const char *path_then; /* in the earliest commit that has it */
    const char *path_now;  /* in HEAD */
    const char *commit;    /* the earliest */
};

struct git_attributions {
    struct git_attribution *items; /* owned; one for each secret, in order */
    size_t count;
    struct git_whereabouts **objects; /* [secret][id, then name] */
    struct arena *arena;              /* owned: all texts */
    bool incomplete;                  /* some trees could not be read */
};

struct git_attribute_options {
    const char *repository;  /* as for git_repo_open */
    bool is_copy;            /* made of a remote: what its refs lead to was
                                pushed */
    unsigned threads;        /* 0: one a processor */
    const atomic_bool *stop; /* end early with ERR_INTERRUPT; may be NULL */
};

MUST_CHECK int git_attribute(struct git_attributions **out,
                             const struct git_secret *secrets, size_t count,
                             const struct git_attribute_options *options,
                             struct err *err);
void git_attributions_free(struct git_attributions *attributions);

#endif
