/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of all refs is compared commit by commit, and what each set of
 * objects did in it follows (git_event.h, git_holder.h). Only for secrets that
 * no commit of a ref holds a second round takes in the logs and commits that
 * nothing leads to, which means looking at the kind of every object. */
#include "source/git_attribute.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_describe.h"
#include "source/git_file.h"
#include "source/git_modules.h"
#include "source/git_stage.h"
#include "source/git_treediff.h"
#include "source/git_versions.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Walks over the history that follow a file through its moves. */
#define WALKS_MAX 6

struct attributor {
    const struct git_attribute_options *options;
    struct git_repo *repo;
    struct git_store *store;
    struct git_graph *graph;
    const struct git_secret *secrets;
    const char *module; /* the submodule that is asked, or NULL */
    struct git_attributions *out;
    uint32_t *left; /* secrets that are still to be found */
    size_t n_left;
};

static struct git_describer describer_of(const struct attributor *attributor)
{
    return (struct git_describer){.store = attributor->store,
                                  .graph = attributor->graph,
                                  .arena = attributor->out->arena,
                                  .module = attributor->module};
}

static const char *keep(const struct attributor *attributor, const char *text)
{
    return git_describe_keep(attributor->out->arena, span_str(text));
}

static const char *keep_path(const struct attributor *attributor,
                             const char *path)
{
    struct git_describer describer = describer_of(attributor);
    return git_describe_path(&describer, path);
}

/* Where each object is in HEAD: the first path of it. */
struct head_lookup {
    struct attributor *attributor;
    const struct git_watch *watch;
    const char **paths; /* of each link of the watch */
};

static void note_path_now(struct head_lookup *lookup, uint32_t first,
                          const char *path)
{
    struct attributor *attributor = lookup->attributor;
    if (first == GIT_GRAPH_NONE || lookup->paths[first]) {
        return;
    }
    const char *copy = keep_path(attributor, path);
    lookup->paths[first] = copy;
    for (uint32_t at = first; at != GIT_GRAPH_NONE;
         at = lookup->watch->links[at].next) {
        uint32_t secret = attributor->left[lookup->watch->links[at].set];
        struct git_attribution *out = &attributor->out->items[secret];
        out->path_now = out->path_now ? out->path_now : copy;
    }
}

static int look_at_head(void *ctx, const struct tree_change *change,
                        struct err *err)
{
    struct head_lookup *lookup = ctx;
    (void)err;
    struct span path = span_of(change->path, change->path_len);
    note_path_now(lookup, git_watch_find_name(lookup->watch, path),
                  change->path);
    if (!git_mode_is_tree(change->new_mode)) {
        note_path_now(lookup, git_watch_find(lookup->watch, &change->new_id),
                      change->path);
    }
    return 0;
}

static int find_paths_now(struct head_lookup *lookup, struct err *err)
{
    const struct git_graph *graph = lookup->attributor->graph;
    if (graph->head == GIT_GRAPH_NONE ||
        git_id_is_zero(&graph->nodes[graph->head].tree)) {
        return 0;
    }
    return tree_diff_folders(lookup->attributor->store, NULL,
                             &graph->nodes[graph->head].tree, look_at_head,
                             lookup, err);
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
        for (size_t i = 0; i < secret->n_names; i++) {
            git_watch_add_name(watch, secret->names[i], set);
        }
        for (size_t i = 0; i < secret->n_paths; i++) {
            git_watch_add_path(watch, secret->paths[i], set);
        }
    }
}

/* Paths and commits of single objects, and of names behind them. */
static void fill_objects(struct attributor *attributor, uint32_t index,
                         const struct head_lookup *lookup,
                         const struct git_events *events)
{
    const struct git_secret *secret = &attributor->secrets[index];
    const struct git_graph *graph = attributor->graph;
    for (size_t i = 0; i < secret->count + secret->n_names; i++) {
        struct git_whereabouts *out = &attributor->out->objects[index][i];
        uint32_t first =
            i < secret->count
                ? git_watch_find(lookup->watch, &secret->ids[i])
                : git_watch_find_name(lookup->watch,
                                      secret->names[i - secret->count]);
        const struct git_sight *sight =
            first == GIT_GRAPH_NONE ? NULL : &events->sights[first];
        if (sight && sight->path) {
            struct git_hex hex = git_id_hex(&graph->nodes[sight->node].id);
            out->path_then = keep_path(attributor, sight->path);
            out->path_now = lookup->paths[first];
            out->commit = keep(attributor, hex.text);
        }
    }
}

static bool describe_messages(struct attributor *attributor, uint32_t index)
{
    const struct git_secret *secret = &attributor->secrets[index];
    struct git_describer describer = describer_of(attributor);
    struct git_attribution *out = &attributor->out->items[index];
    bool found = false;
    for (size_t i = 0; i < secret->count; i++) {
        if (found) {
            git_describe_also(&describer, out, &secret->ids[i]);
        } else {
            found = git_describe_message(&describer, out, &secret->ids[i]);
        }
    }
    return found;
}

static bool is_of_stash(const struct git_graph *graph, const struct git_id *id,
                        uint32_t holder)
{
    const uint32_t *index = git_id_map_find(&graph->map, id);
    if (!index || *index >= graph->count) {
        return false;
    }
    const struct git_graph_node *node = &graph->nodes[*index];
    bool found = *index == holder;
    /* The first one is what was checked out. */
    for (uint32_t i = 1; i < node->n_parents; i++) {
        found |= graph->parents[node->first_parent + i] == holder;
    }
    return found;
}

/* Which stash a commit belongs to: the last line of the log is stash@{0}. */
static int find_stash(const struct attributor *attributor, uint32_t holder)
{
    char path[LIMIT_PATH];
    struct buf text;
    struct span line;
    int count = 0;
    int found = -1;
    buf_init(&text, LIMIT_GIT_TEXT);
    snprintf(path, sizeof(path), "%slogs/refs/stash",
             git_repo_common(attributor->repo));
    if (git_file_read(&text, path, NULL) == 0) {
        struct span rest = buf_span(&text);
        for (; git_file_line(&rest, &line) && count < INT_MAX; count++) {
            struct git_id id;
            struct range new = {GIT_ID_HEX_LEN + 1, 2 * GIT_ID_HEX_LEN + 1};
            if (git_id_parse(&id, span_slice(line, new)) &&
                is_of_stash(attributor->graph, &id, holder)) {
                found = count;
            }
        }
    }
    buf_release(&text);
    return found < 0 ? -1 : count - 1 - found;
}

static void describe_files(struct attributor *attributor, uint32_t index,
                           const struct git_holder *holder)
{
    const struct git_secret *secret = &attributor->secrets[index];
    struct git_describer describer = describer_of(attributor);
    struct git_attribution *out = &attributor->out->items[index];
    git_describe_holder(&describer, out, holder);
    if (out->still == GIT_STILL_STASH) {
        out->stash = find_stash(attributor, holder->introduced);
    }
    for (size_t i = 0; i < secret->count; i++) {
        git_describe_also(&describer, out, &secret->ids[i]);
    }
}

static bool describe_direct(struct attributor *attributor, uint32_t index)
{
    const struct git_secret *secret = &attributor->secrets[index];
    struct git_describer describer = describer_of(attributor);
    for (size_t i = 0; i < secret->count; i++) {
        if (git_describe_direct(&describer, &attributor->out->items[index],
                                &secret->ids[i])) {
            return true;
        }
    }
    return false;
}

/* Secrets that some commit holds are described and leave the list. */
static void settle(struct attributor *attributor,
                   const struct head_lookup *lookup,
                   const struct git_events *events)
{
    size_t kept = 0;
    size_t count = attributor->n_left;
    struct git_holder *holders = mem_calloc(count, sizeof(*holders));
    git_holders_find(holders, count, attributor->graph, events);
    for (size_t set = 0; set < count; set++) {
        uint32_t index = attributor->left[set];
        if (holders[set].introduced != GIT_GRAPH_NONE) {
            fill_objects(attributor, index, lookup, events);
            describe_files(attributor, index, &holders[set]);
        } else if (!describe_messages(attributor, index) &&
                   !describe_direct(attributor, index)) {
            attributor->left[kept++] = index;
        }
    }
    attributor->n_left = kept;
    free(holders);
}

static bool is_stopped(const struct attributor *attributor)
{
    return attributor->options->stop && atomic_load(attributor->options->stop);
}

static void add_versions(struct attributor *attributor,
                         struct git_events *events, struct git_watch *watch)
{
    size_t n = attributor->n_left;
    struct git_texts *texts = mem_calloc(n, sizeof(*texts));
    size_t *found = mem_calloc(n, sizeof(*found));
    for (size_t set = 0; set < n; set++) {
        const struct git_secret *secret =
            &attributor->secrets[attributor->left[set]];
        texts[set] = (struct git_texts){secret->texts, secret->n_texts};
    }
    git_versions_add(events, watch, attributor->store, texts, n, found);
    for (size_t set = 0; set < n; set++) {
        attributor->out->items[attributor->left[set]].n_objects += found[set];
    }
    free(texts);
    free(found);
}

/* Where not all objects are known a file is followed through its versions and
 * moves, a walk over the history for each few of them. */
static int find_events(struct attributor *attributor, struct git_events *events,
                       struct git_watch *watch, struct err *err)
{
    const struct git_attribute_options *options = attributor->options;
    for (unsigned walks = 1;; walks++) {
        int rc = git_events_find(events, attributor->repo, attributor->graph,
                                 watch, options->threads, options->stop, err);
        if (rc < 0 || !watch->has_paths) {
            return rc;
        }
        add_versions(attributor, events, watch);
        if (!git_versions_follow(events, watch, attributor->n_left) ||
            is_stopped(attributor)) {
            return 0;
        }
        if (walks == WALKS_MAX) {
            events->incomplete = true;
            return 0;
        }
        git_events_release(events);
    }
}

/* With all objects: the commits of the first round hold none of what is
 * left. */
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
        attributor->graph->is_copy = attributor->options->is_copy;
        attributor->graph->passed_over =
            objects ? GIT_GRAPH_REF | GIT_GRAPH_HEAD : 0;
        rc = find_events(attributor, &events, &watch, err);
    }
    if (rc == 0) {
        struct head_lookup lookup = {attributor, &watch,
                                     mem_calloc(watch.count, sizeof(char *))};
        attributor->out->incomplete |= events.incomplete;
        attributor->out->incomplete |= find_paths_now(&lookup, NULL) < 0;
        settle(attributor, &lookup, &events);
        free(lookup.paths);
    }
    git_events_release(&events);
    git_watch_release(&watch);
    git_graph_free(attributor->graph);
    attributor->graph = NULL;
    return rc;
}

/* What no commit has may wait for the next one. An index that cannot be read
 * tells nothing. */
static void look_at_index(struct attributor *attributor)
{
    struct stage *stage = NULL;
    struct git_watch watch;
    git_watch_init(&watch);
    fill_watch(attributor, &watch);
    if (stage_load(&stage, git_repo_index(attributor->repo), NULL) == 0) {
        for (size_t i = 0; i < stage->count; i++) {
            uint32_t at = git_watch_find(&watch, &stage->entries[i].id);
            for (; at != GIT_GRAPH_NONE; at = watch.links[at].next) {
                uint32_t index = attributor->left[watch.links[at].set];
                struct git_attribution *out = &attributor->out->items[index];
                out->still = GIT_STILL_STAGED;
                out->path_then = keep(attributor, stage->entries[i].path);
            }
        }
    }
    stage_free(stage);
    git_watch_release(&watch);
}

static int run_rounds(struct attributor *attributor, struct err *err)
{
    struct git_objects *objects = NULL;
    struct source quiet = {0};
    int rc = run_round(attributor, NULL, err);
    if (rc == 0 && attributor->n_left > 0 && !is_stopped(attributor)) {
        rc = git_objects_new(&objects, attributor->repo, &quiet, err);
        rc = rc < 0 ? rc : run_round(attributor, objects, err);
    }
    git_objects_free(objects);
    return rc;
}

static bool is_done(const struct attributor *attributor)
{
    return attributor->n_left == 0 || is_stopped(attributor);
}

/* One repository: its own history and index. */
static int ask_one(struct attributor *attributor, const char *path,
                   struct err *err)
{
    const struct git_repo_options options = {.path = path};
    int rc = git_repo_open(&attributor->repo, &options, err);
    if (rc == 0) {
        rc = git_store_open(&attributor->store, attributor->repo, err);
    }
    return rc < 0 ? rc : run_rounds(attributor, err);
}

static void leave(struct attributor *attributor)
{
    git_store_free(attributor->store);
    git_repo_free(attributor->repo);
    attributor->store = NULL;
    attributor->repo = NULL;
}

/* What the repository does not know may be in that of a submodule, which a
 * scan of its history has read too. */
static int ask_module(void *ctx, const char *folder, const char *name)
{
    const struct attributor *from = ctx;
    if (is_done(from)) {
        return 0;
    }
    struct attributor inner = *from;
    inner.repo = NULL;
    inner.store = NULL;
    inner.module = keep(from, name);
    if (ask_one(&inner, folder, NULL) < 0) {
        from->out->incomplete = true;
    }
    leave(&inner);
    ((struct attributor *)ctx)->n_left = inner.n_left;
    return 0;
}

static int ask_all(struct attributor *attributor, struct err *err)
{
    if (is_done(attributor)) {
        return 0;
    }
    int rc = ask_one(attributor, attributor->options->repository, err);
    if (rc == 0 && !is_done(attributor)) {
        rc = git_modules_visit(attributor->repo, ask_module, attributor, err);
    }
    if (rc == 0 && !is_done(attributor)) {
        look_at_index(attributor);
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
    out->objects = arena_calloc(out->arena, count, sizeof(*out->objects));
    for (size_t i = 0; i < count; i++) {
        out->items[i].still = GIT_STILL_LOOSE;
        out->items[i].spread = GIT_SPREAD_LOCAL;
        out->items[i].stash = -1;
        out->items[i].n_objects = secrets[i].count;
        out->objects[i] =
            arena_calloc(out->arena, secrets[i].count + secrets[i].n_names,
                         sizeof(struct git_whereabouts));
    }
    return out;
}

int git_attribute(struct git_attributions **out,
                  const struct git_secret *secrets, size_t count,
                  const struct git_attribute_options *options, struct err *err)
{
    struct attributor attributor = {.options = options, .secrets = secrets};
    attributor.out = attributions_new(secrets, count);
    attributor.left = mem_calloc(count, sizeof(*attributor.left));
    for (size_t i = 0; i < count; i++) {
        attributor.left[attributor.n_left++] = (uint32_t)i;
    }
    int rc = ask_all(&attributor, err);
    if (rc == 0 && is_stopped(&attributor)) {
        rc = err_set(err, ERR_INTERRUPT, "interrupted");
    }
    leave(&attributor);
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
