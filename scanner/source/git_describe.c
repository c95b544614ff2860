/* SPDX-License-Identifier: Apache-2.0
 *
 * Who did what: authors, dates and messages are read only here, for the few
 * commits that a report names. */
#include "source/git_describe.h"

#include "source/git_tree.h"

#include <stdio.h>

const char *git_describe_keep(struct arena *arena, struct span text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    if (text.len) {
        memcpy(copy, text.ptr, text.len);
    }
    copy[text.len] = '\0';
    return copy;
}

const char *git_describe_path(const struct git_describer *describer,
                              const char *path)
{
    const char *module = describer->module;
    if (!module) {
        return git_describe_keep(describer->arena, span_str(path));
    }
    size_t len = strlen(module) + 1 + strlen(path) + 1;
    char *full = arena_alloc(describer->arena, len);
    snprintf(full, len, "%s/%s", module, path);
    return full;
}

static struct span first_line(struct span text)
{
    while (text.len > 0 && text.ptr[0] == '\n') {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    const unsigned char *end =
        text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    return span_of(text.ptr, end ? (size_t)(end - text.ptr) : text.len);
}

static void fill_credit(const struct git_describer *describer,
                        struct git_credit *out, struct span who,
                        struct span message)
{
    struct git_person person = git_person_parse(who);
    out->name = git_describe_keep(describer->arena, person.name);
    out->mail = git_describe_keep(describer->arena, person.mail);
    out->summary = git_describe_keep(describer->arena, first_line(message));
    out->time = person.time;
}

/* Author and message of a commit; the time is the committer's, since that is
 * when it could be seen. */
static void credit(const struct git_describer *describer,
                   struct git_credit *out, uint32_t node)
{
    const struct git_graph_node *commit = &describer->graph->nodes[node];
    struct git_data data = {0};
    struct commit_text text;
    struct git_hex hex = git_id_hex(&commit->id);
    out->commit = git_describe_keep(describer->arena, span_str(hex.text));
    if (git_store_read_kind(describer->store, &commit->id, GIT_KIND_COMMIT,
                            &data, NULL) == 0 &&
        commit_parse(&text, data.bytes, NULL) == 0) {
        fill_credit(describer, out, text.author, text.message);
    }
    out->time = commit->time;
    git_data_release(&data);
}

/* Git records of branches alone that they were pushed. A stash never is. */
static enum git_spread spread_of(const struct git_graph *graph, unsigned flags,
                                 uint32_t ref)
{
    if (flags & GIT_GRAPH_REMOTE ||
        (graph->is_copy && (flags & GIT_GRAPH_REF))) {
        return GIT_SPREAD_PUSHED;
    }
    if ((flags & GIT_GRAPH_STASH) && !(flags & GIT_GRAPH_REF)) {
        return GIT_SPREAD_LOCAL;
    }
    bool is_branch =
        ref == GIT_GRAPH_NONE || graph->tips[ref].kind == GIT_ROOT_BRANCH;
    return graph->has_remotes && is_branch ? GIT_SPREAD_LOCAL
                                           : GIT_SPREAD_UNKNOWN;
}

static enum git_still still_in_history(unsigned flags)
{
    if (flags & (GIT_GRAPH_REF | GIT_GRAPH_HEAD)) {
        return GIT_STILL_HISTORY;
    }
    return flags & GIT_GRAPH_STASH ? GIT_STILL_STASH : GIT_STILL_UNREACHABLE;
}

static const char *tip_name(const struct git_describer *describer, uint32_t tip)
{
    const struct git_graph *graph = describer->graph;
    return tip == GIT_GRAPH_NONE
               ? NULL
               : git_describe_keep(describer->arena,
                                   span_str(graph->tips[tip].name));
}

static void count_tips(struct git_attribution *out,
                       const size_t counts[GIT_ROOT_KINDS])
{
    out->n_branches = counts[GIT_ROOT_BRANCH];
    out->n_remotes = counts[GIT_ROOT_REMOTE];
    out->n_tags = counts[GIT_ROOT_TAG];
    out->n_refs = counts[GIT_ROOT_NOTES] + counts[GIT_ROOT_OTHER];
}

static void introduce(const struct git_describer *describer,
                      struct git_attribution *out, uint32_t node, uint32_t ref)
{
    const struct git_graph *graph = describer->graph;
    credit(describer, &out->introduced, node);
    out->module = describer->module;
    out->at_ref = ref != GIT_GRAPH_NONE && graph->tips[ref].node == node;
    out->by_head = node == graph->head;
    out->on_head = (graph->nodes[node].flags & GIT_GRAPH_HEAD) != 0;
    out->by_border = (graph->nodes[node].flags & GIT_GRAPH_BORDER) != 0;
    out->by_root = graph->nodes[node].n_parents == 0 && !out->by_border;
}

void git_describe_holder(const struct git_describer *describer,
                         struct git_attribution *out,
                         const struct git_holder *holder)
{
    if (holder->in_head) {
        out->still = GIT_STILL_HEAD;
    } else if (holder->tip != GIT_GRAPH_NONE) {
        out->still = GIT_STILL_TIP;
    } else {
        out->still = still_in_history(holder->flags);
    }
    out->spread = spread_of(describer->graph, holder->flags, holder->ref);
    out->n_commits = holder->n_commits;
    out->in_merges = holder->in_merges;
    count_tips(out, holder->n_tips);
    out->tip = tip_name(describer, holder->tip);
    out->ref = tip_name(describer, holder->ref);
    out->remote = tip_name(describer, holder->remote);
    if (holder->path) {
        out->path_then = git_describe_path(describer, holder->path);
    }
    introduce(describer, out, holder->introduced, holder->ref);
    if (out->still != GIT_STILL_HEAD && holder->removed != GIT_GRAPH_NONE) {
        credit(describer, &out->removed, holder->removed);
    }
}

static const struct git_graph_node *node_of(const struct git_graph *graph,
                                            const struct git_id *id)
{
    const uint32_t *node = git_id_map_find(&graph->map, id);
    return node && *node < graph->count ? &graph->nodes[*node] : NULL;
}

static bool describe_commit(const struct git_describer *describer,
                            struct git_attribution *out,
                            const struct git_id *id)
{
    const struct git_graph *graph = describer->graph;
    const struct git_graph_node *node = node_of(graph, id);
    if (!node) {
        return false;
    }
    out->still = node->flags & GIT_GRAPH_HEAD ? GIT_STILL_HEAD
                                              : still_in_history(node->flags);
    out->spread = spread_of(graph, node->flags, node->tip);
    out->ref = tip_name(describer, node->tip);
    out->remote = tip_name(describer, node->remote);
    out->n_commits = 1;
    introduce(describer, out, (uint32_t)(node - graph->nodes), node->tip);
    return true;
}

/* "tagger" and message take the place of the commit's. */
static void credit_tagger(const struct git_describer *describer,
                          struct git_attribution *out, struct span text)
{
    size_t at = span_find(text, span_str("\ntagger "));
    size_t body = span_find(text, span_str("\n\n"));
    if (at >= text.len) {
        return;
    }
    struct span who = first_line(
        span_slice(text, (struct range){at + strlen("\ntagger "), text.len}));
    fill_credit(describer, &out->introduced, who,
                span_slice(text, (struct range){body, text.len}));
}

/* The name of the tag, if some tag leads to what it is on. */
static void name_tag(const struct git_describer *describer,
                     struct git_attribution *out, const struct git_id *target)
{
    const struct git_graph *graph = describer->graph;
    for (uint32_t i = 0; i < graph->n_tips; i++) {
        if (graph->tips[i].kind == GIT_ROOT_TAG &&
            git_id_equal(&graph->tips[i].target, target)) {
            out->tip = tip_name(describer, i);
            out->n_tags = 1;
            out->still = GIT_STILL_TIP;
            return;
        }
    }
}

/* The commit is the one that the tag is on. */
static bool describe_tag(const struct git_describer *describer,
                         struct git_attribution *out, const struct git_id *id)
{
    struct git_data data = {0};
    struct git_id target;
    if (git_store_read_kind(describer->store, id, GIT_KIND_TAG, &data, NULL) <
        0) {
        return false;
    }
    bool right = tag_parse(&target, data.bytes, NULL) == 0 &&
                 describe_commit(describer, out, &target);
    if (right) {
        out->by_tag = true;
        out->spread =
            describer->graph->is_copy ? GIT_SPREAD_PUSHED : GIT_SPREAD_UNKNOWN;
        out->remote = NULL;
        out->n_commits = 0;
        name_tag(describer, out, &target);
        credit_tagger(describer, out, data.bytes);
    }
    git_data_release(&data);
    return right;
}

bool git_describe_message(const struct git_describer *describer,
                          struct git_attribution *out, const struct git_id *id)
{
    return describe_commit(describer, out, id) ||
           describe_tag(describer, out, id);
}

bool git_describe_direct(const struct git_describer *describer,
                         struct git_attribution *out, const struct git_id *id)
{
    const struct git_graph *graph = describer->graph;
    for (uint32_t i = 0; i < graph->n_tips; i++) {
        const struct git_tip *tip = &graph->tips[i];
        if (tip->node == GIT_GRAPH_NONE && git_id_equal(&tip->target, id)) {
            size_t counts[GIT_ROOT_KINDS] = {0};
            counts[tip->kind] = 1;
            count_tips(out, counts);
            out->still = GIT_STILL_TIP;
            out->spread =
                graph->is_copy ? GIT_SPREAD_PUSHED : GIT_SPREAD_UNKNOWN;
            out->tip = tip_name(describer, i);
            return true;
        }
    }
    return false;
}

void git_describe_also(const struct git_describer *describer,
                       struct git_attribution *out, const struct git_id *id)
{
    const struct git_graph_node *node = node_of(describer->graph, id);
    if (!node) {
        return;
    }
    enum git_still still = still_in_history(node->flags);
    out->still = still < out->still ? still : out->still;
    if (node->flags & GIT_GRAPH_REMOTE && out->spread != GIT_SPREAD_PUSHED) {
        out->spread = GIT_SPREAD_PUSHED;
        out->remote = tip_name(describer, node->remote);
    }
}
