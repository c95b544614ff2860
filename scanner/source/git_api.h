/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_API_H
#define SOURCE_GIT_API_H

#include "base/err.h"

#include <git2.h>
#include <git2/sys/hashsig.h>
#include <git2/sys/repository.h>

/* libgit2, loaded when the first git source is made: it takes 3 to 4 ms to
 * load and start, which a scan of a folder must not pay for. Only the git_*.c
 * files that need its types include this header. */

/* Every function that is used; the types come from git2.h. */
#define GIT_API_LIST(X)           \
    X(libgit2_init)               \
    X(libgit2_opts)               \
    X(error_last)                 \
    X(repository_open_ext)        \
    X(repository_free)            \
    X(repository_path)            \
    X(repository_commondir)       \
    X(repository_workdir)         \
    X(repository_set_odb)         \
    X(repository_config_snapshot) \
    X(config_free)                \
    X(config_get_string)          \
    X(config_get_bool)            \
    X(config_iterator_new)        \
    X(config_next)                \
    X(config_iterator_free)       \
    X(odb_open)                   \
    X(odb_free)                   \
    X(odb_add_disk_alternate)     \
    X(odb_read)                   \
    X(odb_object_free)            \
    X(odb_object_data)            \
    X(odb_object_size)            \
    X(odb_object_type)            \
    X(reference_iterator_new)     \
    X(reference_next)             \
    X(reference_iterator_free)    \
    X(reference_free)             \
    X(reference_name)             \
    X(reference_target)           \
    X(reference_type)             \
    X(reference_resolve)          \
    X(reference_lookup)           \
    X(revparse_single)            \
    X(object_peel)                \
    X(object_id)                  \
    X(object_free)                \
    X(hashsig_create)             \
    X(hashsig_compare)            \
    X(hashsig_free)

struct git_api {
#define GIT_API_MEMBER(name) __typeof__(&git_##name) name;
    GIT_API_LIST(GIT_API_MEMBER)
#undef GIT_API_MEMBER
};

/* Loads and starts the library once in the life of the process; it is never
 * unloaded. Nothing of the system's or the user's configuration is read, and
 * nothing that a repository names is ever run. ERR_MISSING when it is not
 * installed, or a function of it is not there. */
MUST_CHECK int git_api_load(const struct git_api **out, struct err *err);

/* The loaded library; NULL before git_api_load has been right once. */
const struct git_api *git_api_get(void);

/* Sets `err` from libgit2's last error; "what: its message". Its ENOTFOUND
 * becomes ERR_MISSING, everything else ERR_GIT. Returns the code. */
int git_api_fail(struct err *err, int rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
