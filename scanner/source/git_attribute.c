/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of all refs is compared commit by commit, and what each set of
 * objects did in it follows (git_event.h, git_holder.h). Only for secrets that
 * no commit of a ref holds a second round takes in the logs and commits that
 * nothing leads to, which means looking at the kind of every object. */
#include "source/git_attribute.h"

#include "base/mem.h"
#include "source/git_holder.h"
#include "source/git_treediff.h"

#include <stdlib.h>

struct attributor {
    const struct git_attribute_options *options;
    struct git_repo *repo;
    struct git_store *store;
    struct git_graph *graph;
    const struct git_secret *secrets;
    struct git_attributions *out;
    uint32_t *left; /* secrets that are still to be found */
    size_t n_left;
};

static const char *keep(struct attributor *attributor, struct span text)
{
    char *copy = arena_alloc(attributor->out->arena, text.len + 1);
    if (text.len) {
        memcpy(copy, text.ptr, text.len);
    }
    copy[text.len] = '\0';
    return copy;
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

static void fill_credit(struct attributor *attributor, struct git_credit *out,
                        struct span who, struct span message)
{
    struct git_person person = git_person_parse(who);
    out->name = keep(attributor, person.name);
    out->mail = keep(attributor, person.mail);
    out->summary = keep(attributor, first_line(message));
    out->time = person.time;
}

/* Author and message of a commit; the time is the committer's, since that is
 * when it could be seen. */
static void credit(struct attributor *attributor, struct git_credit *out,
                   uint32_t node)
{
    const struct git_graph_node *commit = &attributor->graph->nodes[node];
    struct git_data data = {0};
    struct commit_text text;
    struct git_hex hex = git_id_hex(&commit->id);
    out->commit = keep(attributor, span_str(hex.text));
    if (git_store_read_kind(attributor->store, &commit->id, GIT_KIND_COMMIT,
                            &data, NULL) == 0 &&
        commit_parse(&text, data.bytes, NULL) == 0) {
        fill_credit(attributor, out, text.author, text.message);
    }
    out->time = commit->time;
    git_data_release(&data);
}

static enum git_spread spread_of(const struct git_graph *graph, unsigned flags)
{
    if (!graph->has_remotes) {
        return GIT_SPREAD_UNKNOWN;
    }
    return flags & GIT_GRAPH_REMOTE ? GIT_SPREAD_PUSHED : GIT_SPREAD_LOCAL;
}

static enum git_still still_of(const struct git_holder *holder)
{
    if (holder->in_head) {
        return GIT_STILL_HEAD;
    }
    if (holder->n_tips > 0) {
        return GIT_STILL_TIP;
    }
    return holder->flags & (GIT_GRAPH_REF | GIT_GRAPH_HEAD)
               ? GIT_STILL_HISTORY
               : GIT_STILL_UNREACHABLE;
}

static void describe(struct attributor *attributor, struct git_attribution *out,
                     const struct git_holder *holder)
{
    const struct git_graph *graph = attributor->graph;
    out->still = still_of(holder);
    out->spread = spread_of(graph, holder->flags);
    out->n_commits = holder->n_commits;
    out->n_tips = holder->n_tips;
    if (holder->n_tips > 0) {
        out->tip = keep(attributor, span_str(graph->tips[holder->tip].name));
    }
    if (holder->path) {
        out->path_then = keep(attributor, span_str(holder->path));
    }
    credit(attributor, &out->introduced, holder->introduced);
    if (out->still != GIT_STILL_HEAD && holder->removed != GIT_GRAPH_NONE) {
        credit(attributor, &out->removed, holder->removed);
    }
}

/* A message: the commit is its own origin and cannot be removed. */
static bool describe_commit(struct attributor *attributor,
                            struct git_attribution *out,
                            const struct git_id *id)
{
    const struct git_graph *graph = attributor->graph;
    const uint32_t *node = git_id_map_find(&graph->map, id);
    if (!node || *node >= graph->count) {
        return false;
    }
    unsigned flags = graph->nodes[*node].flags;
    out->still = flags & GIT_GRAPH_HEAD  ? GIT_STILL_HEAD
                 : flags & GIT_GRAPH_REF ? GIT_STILL_HISTORY
                                         : GIT_STILL_UNREACHABLE;
    out->spread = spread_of(graph, flags);
    out->n_commits = 1;
    credit(attributor, &out->introduced, *node);
    return true;
}

/* A tag's message; the commit is the one that it is on. */
static bool describe_tag(struct attributor *attributor,
                         struct git_attribution *out, const struct git_id *id)
{
    struct git_data data = {0};
    struct git_id target;
    if (git_store_read_kind(attributor->store, id, GIT_KIND_TAG, &data, NULL) <
        0) {
        return false;
    }
    bool right = tag_parse(&target, data.bytes, NULL) == 0 &&
                 describe_commit(attributor, out, &target);
    struct span text = data.bytes;
    size_t at = span_find(text, span_str("\ntagger "));
    if (right && at < text.len) {
        struct span who = first_line(span_slice(
            text, (struct range){at + strlen("\ntagger "), text.len}));
        size_t body = span_find(text, span_str("\n\n"));
        fill_credit(attributor, &out->introduced, who,
                    span_slice(text, (struct range){body, text.len}));
    }
    git_data_release(&data);
    return right;
}

static bool describe_message(struct attributor *attributor, uint32_t index)
{
    const struct git_secret *secret = &attributor->secrets[index];
    struct git_attribution *out = &attributor->out->items[index];
    for (size_t i = 0; i < secret->count; i++) {
        if (describe_commit(attributor, out, &secret->ids[i]) ||
            describe_tag(attributor, out, &secret->ids[i])) {
            return true;
        }
    }
    return false;
}

struct head_lookup {
    struct attributor *attributor;
    const struct git_watch *watch;
};

static int note_path_now(void *ctx, const struct tree_change *change,
                         struct err *err)
{
    struct head_lookup *lookup = ctx;
    (void)err;
    const uint32_t *first =
        git_id_map_find(&lookup->watch->map, &change->new_id);
    if (!first || git_mode_is_tree(change->new_mode)) {
        return 0;
    }
    const char *path = keep(lookup->attributor, span_str(change->path));
    for (uint32_t at = *first; at != GIT_GRAPH_NONE;
         at = lookup->watch->links[at].next) {
        uint32_t secret =
            lookup->attributor->left[lookup->watch->links[at].set];
        struct git_attribution *out = &lookup->attributor->out->items[secret];
        out->path_now = out->path_now ? out->path_now : path;
    }
    return 0;
}

static int find_paths_now(struct attributor *attributor,
                          const struct git_watch *watch, struct err *err)
{
    const struct git_graph *graph = attributor->graph;
    struct head_lookup lookup = {attributor, watch};
    if (graph->head == GIT_GRAPH_NONE ||
        git_id_is_zero(&graph->nodes[graph->head].tree)) {
        return 0;
    }
    return tree_diff(attributor->store, "", NULL,
                     &graph->nodes[graph->head].tree, note_path_now, &lookup,
                     err);
}

static void fill_watch(const struct attributor *attributor,
                       struct git_watch *watch)
{
    for (uint32_t set = 0; set < attributor->n_left; set++) {
        const struct git_secret *secret =
            &attributor->secrets[attributor->left[set]];
        for (size_t i = 0; i < secret->count; i++) {
            git_watch_add(watch, &secret->ids[i], set);
        }
    }
}

/* Secrets that some commit holds are described and leave the list. */
static void settle(struct attributor *attributor,
                   const struct git_events *events)
{
    size_t kept = 0;
    struct git_holder *holders =
        mem_calloc(attributor->n_left, sizeof(*holders));
    git_holders_find(holders, attributor->n_left, attributor->graph, events);
    for (size_t set = 0; set < attributor->n_left; set++) {
        uint32_t index = attributor->left[set];
        if (holders[set].introduced != GIT_GRAPH_NONE) {
            describe(attributor, &attributor->out->items[index], &holders[set]);
        } else if (!describe_message(attributor, index)) {
            attributor->left[kept++] = index;
        }
    }
    attributor->n_left = kept;
    free(holders);
}

static int run_round(struct attributor *attributor,
                     const struct git_objects *objects, struct err *err)
{
    struct git_events events = {0};
    struct git_watch watch;
    git_watch_init(&watch);
    fill_watch(attributor, &watch);
    int rc = git_graph_new(&attributor->graph, attributor->repo,
                           attributor->store, objects, err);
    if (rc == 0) {
        rc = git_events_find(&events, attributor->repo, attributor->graph,
                             &watch, attributor->options->threads,
                             attributor->options->stop, err);
    }
    if (rc == 0) {
        attributor->out->incomplete |= events.incomplete;
        (void)!find_paths_now(attributor, &watch, NULL);
        settle(attributor, &events);
    }
    git_events_release(&events);
    git_watch_release(&watch);
    git_graph_free(attributor->graph);
    attributor->graph = NULL;
    return rc;
}

static bool is_stopped(const struct attributor *attributor)
{
    return attributor->options->stop && atomic_load(attributor->options->stop);
}

static int run_rounds(struct attributor *attributor, struct err *err)
{
    struct git_objects *objects = NULL;
    struct source quiet = {0};
    int rc = attributor->n_left ? run_round(attributor, NULL, err) : 0;
    if (rc == 0 && attributor->n_left > 0 && !is_stopped(attributor)) {
        rc = git_objects_new(&objects, attributor->repo, &quiet, err);
        rc = rc < 0 ? rc : run_round(attributor, objects, err);
    }
    git_objects_free(objects);
    if (rc == 0 && is_stopped(attributor)) {
        return err_set(err, ERR_INTERRUPT, "interrupted");
    }
    return rc;
}

static struct git_attributions *attributions_new(
    const struct git_secret *secrets, size_t count)
{
    struct git_attributions *out = mem_calloc(1, sizeof(*out));
    out->items = mem_calloc(count, sizeof(*out->items));
    out->count = count;
    out->arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        out->items[i].still = GIT_STILL_LOOSE;
        out->items[i].n_objects = secrets[i].count;
    }
    return out;
}

int git_attribute(struct git_attributions **out,
                  const struct git_secret *secrets, size_t count,
                  const struct git_attribute_options *options, struct err *err)
{
    const struct git_repo_options repo = {.path = options->repository};
    struct attributor attributor = {.options = options, .secrets = secrets};
    attributor.out = attributions_new(secrets, count);
    attributor.left = mem_calloc(count, sizeof(*attributor.left));
    for (size_t i = 0; i < count; i++) {
        attributor.left[attributor.n_left++] = (uint32_t)i;
    }
    int rc = git_repo_open(&attributor.repo, &repo, err);
    if (rc == 0) {
        rc = git_store_open(&attributor.store, attributor.repo, err);
    }
    if (rc == 0) {
        rc = run_rounds(&attributor, err);
    }
    git_store_free(attributor.store);
    git_repo_free(attributor.repo);
    free(attributor.left);
    if (rc < 0) {
        git_attributions_free(attributor.out);
        return rc;
    }
    *out = attributor.out;
    return 0;
}

void git_attributions_free(struct git_attributions *attributions)
{
    if (attributions) {
        arena_free(attributions->arena);
        free(attributions->items);
        free(attributions);
    }
}
