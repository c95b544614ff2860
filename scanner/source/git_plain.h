/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PLAIN_H
#define SOURCE_GIT_PLAIN_H

#include "base/span.h"
#include "source/git_id.h"

/* Finds a repository of the commonest kind and reads its HEAD without
 * libgit2, whose start takes longer than all of a scan of what is staged. What
 * is not of that kind, or not as it should be, is left to libgit2, which also
 * knows what to say of it: bare repositories, core.worktree, configuration
 * that includes other files, extensions that change how objects or refs are
 * stored, links where files should be. */
struct git_plain {
    char *dir;    /* owned, as the others: with a '/' at the end */
    char *common; /* of all trees */
    char *work;
};

/* From a folder in it, or its .git; NULL: from here, or as GIT_DIR says. False
 * when it is not of that kind. */
bool git_plain_find(struct git_plain *out, const char *path);
void git_plain_release(struct git_plain *plain);

/* HEAD's commit: 1; 0: before the first commit; -1: ask libgit2. */
int git_plain_head(struct git_id *out, const char *dir, const char *common);

/* A value of the configuration, "section", "sub" and "name" of git's
 * "section.sub.name": 1; 0: not set; -1: ask libgit2. `out` is NUL-terminated
 * and cut to fit. */
int git_plain_value(const char *common, const char *section, const char *sub,
                    const char *name, char *out, size_t room);

/* Whether a configuration says nothing that matters here. */
bool git_plain_config(struct span text);

#endif
