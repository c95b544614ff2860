/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_GIT_OPERANDS_H
#define CLI_GIT_OPERANDS_H

#include "cli/options.h"

/* What paths behind --range and --staged mean: which repository, and which
 * part of it. */
struct git_operands {
    char *repository; /* owned: for git_repo_open; NULL: the one around */
    char **paths;     /* owned: absolute, or seen from the top */
    size_t n_paths;
};

/* The first path says which repository; it may be a bare one. Without paths
 * it is all of the one around. */
void git_operands_init(struct git_operands *out,
                       const struct arguments *arguments);
void git_operands_release(struct git_operands *operands);

/* The nearest folder at or above an absolute one that holds a .git, to be
 * freed; NULL when there is none. */
char *git_top(const char *folder);

#endif
