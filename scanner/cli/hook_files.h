/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_HOOK_FILES_H
#define CLI_HOOK_FILES_H

#include "source/source.h"

/* What `hook run pre-commit` looks at when files are named: staged ones in
 * the index, since that is what is committed; all others on the disk, or
 * `pre-commit run --all-files` would look at nothing and pass.
 *
 * If all of them are staged, this is a commit, and only lines that it adds
 * count; otherwise somebody wants these files looked at, and all of each is.
 * `*commit` says which. */
MUST_CHECK int hook_files_open(struct source **out, bool *commit,
                               const char *const *files, size_t count,
                               struct err *err);

#endif
