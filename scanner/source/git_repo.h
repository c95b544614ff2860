/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_REPO_H
#define SOURCE_GIT_REPO_H

#include "base/err.h"
#include "source/git_id.h"

/* A repository: where its parts lie and what its names stand for. One thread
 * at a time; objects are read through git_store.h, one handle a thread.
 *
 * Nothing that the repository says is run, and objects are looked up by their
 * id alone: replace refs and grafts do not exist here. */
struct git_repo;

struct git_repo_options {
    /* A folder inside it, its .git, or a bare one. NULL: where the program
     * runs, and as the GIT_* variables say that git sets for hooks (GIT_DIR,
     * GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY and the alternates, which is where
     * pre-receive finds what was pushed). */
    const char *path;
    bool libgit2; /* leave all to it: for tests of what is done without it */
};

/* ERR_MISSING: there is no repository. ERR_GIT: one that cannot be read, an
 * object format or a ref storage that is not known. */
MUST_CHECK int git_repo_open(struct git_repo **out,
                             const struct git_repo_options *options,
                             struct err *err);
void git_repo_free(struct git_repo *repo);

/* Paths, owned by the repository, with a '/' at the end when a folder. */
const char *git_repo_dir(const struct git_repo *repo);    /* of this tree */
const char *git_repo_common(const struct git_repo *repo); /* of all trees */
const char *git_repo_work(const struct git_repo *repo);   /* NULL: bare */
const char *git_repo_index(const struct git_repo *repo);

/* Folders that hold objects; each may name alternates of its own. */
const char *const *git_repo_objects(const struct git_repo *repo, size_t *n);

/* The packs in there, opened when first asked for; the caller drops them. For
 * any thread. Those that are damaged are left out, and not said. */
struct git_packs;
MUST_CHECK int git_repo_packs(struct git_packs **out,
                              const struct git_repo *repo, struct err *err);

/* Adds one, for stores that are opened from then on. ERR_LIMIT past 4096. */
MUST_CHECK int git_repo_add_objects(struct git_repo *repo, const char *path,
                                    struct err *err);

/* Commits whose parents were not fetched; empty unless it is shallow. */
const struct git_id_map *git_repo_shallow(const struct git_repo *repo);

/* Objects may be absent by intention (a partial clone). */
bool git_repo_is_partial(const struct git_repo *repo);

/* True when it was found without libgit2 (git_plain.h). */
bool git_repo_is_plain(const struct git_repo *repo);

/* HEAD's commit: 1, 0 before the first commit, negative when HEAD is broken.*/
MUST_CHECK int git_repo_head(struct git_id *out, struct git_repo *repo,
                             struct err *err);

/* The commit that an expression of gitrevisions(7) stands for. ERR_MISSING
 * when there is none. */
MUST_CHECK int git_repo_resolve(struct git_id *out, struct git_repo *repo,
                                const char *expression, struct err *err);

/* The same without looking through tags: any object. */
MUST_CHECK int git_repo_lookup(struct git_id *out, struct git_repo *repo,
                               const char *expression, struct err *err);

/* Called for each ref with the object it stands for (tags: the tag object).
 * Returning negative ends it with that code. */
typedef int (*git_ref_fn)(void *ctx, const char *name, const struct git_id *id);

/* All refs of this tree and the shared ones, without HEAD. Refs that lead
 * nowhere are passed over. */
MUST_CHECK int git_repo_refs(struct git_repo *repo, git_ref_fn each, void *ctx,
                             struct err *err);

/* A value of the repository's own configuration; false when it is not set.
 * `out` is NUL-terminated and cut to fit. */
bool git_repo_config(const struct git_repo *repo, const char *key, char *out,
                     size_t room);

/* The address of the remote "origin", in the same way. */
bool git_repo_origin(const struct git_repo *repo, char *out, size_t room);

#endif
