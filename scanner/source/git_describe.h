/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_DESCRIBE_H
#define SOURCE_GIT_DESCRIBE_H

#include "base/attribution.h"
#include "source/git_holder.h"

/* Nodes of a graph in words. */
struct git_describer {
    struct git_store *store;       /* borrowed */
    const struct git_graph *graph; /* borrowed */
    struct arena *arena;           /* borrowed; of all texts */
    const char *module;            /* the submodule that it is, or NULL */
};

/* What is in files: from what holds it. */
void git_describe_holder(const struct git_describer *describer,
                         struct git_attribution *out,
                         const struct git_holder *holder);

/* What is in the message of a commit or tag, which is its own origin and
 * cannot be removed. False when the id is no such thing in the graph. */
bool git_describe_message(const struct git_describer *describer,
                          struct git_attribution *out, const struct git_id *id);

/* What a ref stands for without a commit: a tag of a blob. False when there
 * is none. */
bool git_describe_direct(const struct git_describer *describer,
                         struct git_attribution *out, const struct git_id *id);

/* What is in a message besides: it was pushed when one of both was. */
void git_describe_also(const struct git_describer *describer,
                       struct git_attribution *out, const struct git_id *id);

/* A copy of a path, behind the name of the submodule. */
const char *git_describe_path(const struct git_describer *describer,
                              const char *path);

/* A copy of `text`, NUL-terminated, in the arena. */
const char *git_describe_keep(struct arena *arena, struct span text);

#endif
