/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_CLONE_H
#define SOURCE_GIT_CLONE_H

#include "base/err.h"

#include <stdatomic.h>

/* A repository behind a URL, fetched into a folder of its own that goes away
 * with this. `file://` is not fetched but read where it is. */
struct git_clone;

/* A line of git's about how far it is, without its end. What the other side
 * says is in it: nothing to send to a terminal as it is. */
typedef void (*git_clone_progress_fn)(void *ctx, struct span line);

struct git_clone_options {
    const char *folder;      /* where to make it; NULL: $TMPDIR or /tmp */
    const atomic_bool *stop; /* give up; may be NULL */
    git_clone_progress_fn progress; /* NULL: nobody looks */
    void *progress_ctx;
};

/* True for https://, http://, ssh://, git://, file:// and user@host:path;
 * everything else is a path. */
bool git_clone_is_url(const char *text);

/* Fetches all refs, with the git program: it knows the user's credentials,
 * keys and proxies. ERR_USAGE for another kind of URL and for a file:// of
 * another machine, ERR_MISSING without git, ERR_GIT when it fails (the message
 * has its last line), ERR_INTERRUPT. Nothing stays behind then. */
MUST_CHECK int git_clone_new(struct git_clone **out, const char *url,
                             const struct git_clone_options *options,
                             struct err *err);

/* For git_repo_open. */
const char *git_clone_path(const struct git_clone *clone);

/* The URL without user name, password and query. */
const char *git_clone_name(const struct git_clone *clone);

/* Removes what was fetched. */
void git_clone_free(struct git_clone *clone);

#endif
