/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_TREE_H
#define SOURCE_GIT_TREE_H

#include "base/err.h"
#include "source/git_id.h"

/* The bytes of tree, commit and tag objects, taken apart. Nothing is copied:
 * spans point into the object. */

/* What the modes of tree and index entries say. */
#define GIT_MODE_TREE    0040000u
#define GIT_MODE_FILE    0100000u
#define GIT_MODE_SYMLINK 0120000u
#define GIT_MODE_GITLINK 0160000u
#define GIT_MODE_TYPE    0170000u

static inline bool git_mode_is_tree(uint32_t mode)
{
    return (mode & GIT_MODE_TYPE) == GIT_MODE_TREE;
}

/* A commit of another repository: a submodule. */
static inline bool git_mode_is_gitlink(uint32_t mode)
{
    return (mode & GIT_MODE_TYPE) == GIT_MODE_GITLINK;
}

static inline bool git_mode_is_blob(uint32_t mode)
{
    return mode != 0 && !git_mode_is_tree(mode) && !git_mode_is_gitlink(mode);
}

struct tree_entry {
    uint32_t mode;
    struct span name;
    struct git_id id;
};

/* Takes the next entry off `rest`: 1, 0 at the end, ERR_FORMAT. */
MUST_CHECK int tree_next(struct span *rest, struct tree_entry *out,
                         struct err *err);

/* The order of entries in trees: folders as if their names ended in '/'. */
int tree_compare(const struct tree_entry *a, const struct tree_entry *b);

struct commit_text {
    struct git_id tree;
    struct span parents; /* lines of 48 bytes each */
    size_t n_parents;
    struct span author; /* "Name <mail> seconds zone" */
    struct span committer;
    struct span message;
};

/* ERR_FORMAT when it does not begin with a tree and parents. What stands
 * after them may be missing: then it is empty. */
MUST_CHECK int commit_parse(struct commit_text *out, struct span bytes,
                            struct err *err);

/* The id of parent `index` < n_parents. */
struct git_id commit_parent(const struct commit_text *commit, size_t index);

/* Who and when, of an author or committer line. */
struct git_person {
    struct span name;
    struct span mail;
    int64_t time; /* Unix seconds; 0 when it cannot be read */
};

struct git_person git_person_parse(struct span line);

/* What a tag object names. */
MUST_CHECK int tag_parse(struct git_id *target, struct span bytes,
                         struct err *err);

#endif
