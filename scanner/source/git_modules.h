/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_MODULES_H
#define SOURCE_GIT_MODULES_H

#include "source/git_repo.h"

/* Adds the object folders of the submodules that lie below the repository's
 * own folder (.git/modules): git holds them there, so they are its history
 * too. */
MUST_CHECK int git_modules_add(struct git_repo *repo, struct err *err);

#endif
