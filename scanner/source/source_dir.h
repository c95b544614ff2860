/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_DIR_H
#define SOURCE_SOURCE_DIR_H

#include "source/source.h"

#include <stdatomic.h>

/* Files and folders. Units carry the path as given, without "./" before it.
 * Symbolic links inside are not followed (those given are), nor are file
 * systems of the kernel entered; a repository's .git folder and the objects/
 * of a bare one are passed over, since nothing in them is text. */

struct source_dir_options {
    bool gitignore;              /* leave out what .gitignore files say */
    const char *const *excludes; /* globs, each a line as in .gitignore */
    size_t n_excludes;
    const atomic_bool *stop; /* ends the wait for a silent pipe; may be NULL */
};

/* `paths` are looked at now and may go afterwards; one that does not exist is
 * a notice later. `options` may be NULL. */
MUST_CHECK int source_dir_new(struct source **out, const char *const *paths,
                              size_t n,
                              const struct source_dir_options *options,
                              struct err *err);

#endif
