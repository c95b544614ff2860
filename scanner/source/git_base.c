/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the base without merge bases: those of two branches with a tangled
 * history are many, and one of them may be older than what both sides have. */
#include "source/git_base.h"

#include "base/mem.h"
#include "source/git_stage.h"
#include "source/git_tree.h"
#include "source/git_treediff.h"

#include <stdio.h>
#include <stdlib.h>

/* A revision, or HEAD when its text is empty. */
static int resolve(struct git_id *out, struct git_repo *repo, struct span text,
                   struct err *err)
{
    char *name =
        text.len ? mem_strndup(text.ptr, text.len) : mem_strdup("HEAD");
    int rc = git_repo_resolve(out, repo, name, err);
    free(name);
    return rc;
}

/* The first parent of a commit: 1, 0 when it has none. */
static int first_parent(struct git_id *id, struct git_store *store,
                        struct err *err)
{
    struct git_data data = {0};
    struct commit_text text;
    int rc = git_store_read_kind(store, id, GIT_KIND_COMMIT, &data, err);
    rc = rc < 0 ? rc : commit_parse(&text, data.bytes, err);
    if (rc == 0 && text.n_parents > 0) {
        *id = commit_parent(&text, 0);
        rc = 1;
    }
    git_data_release(&data);
    return rc;
}

static int walk_back(struct git_id *id, struct git_store *store,
                     const struct git_range *range, struct err *err)
{
    struct git_id_map map;
    int rc = 1;
    git_id_map_init(&map);
    for (size_t i = 0; i < range->count; i++) {
        /* Behind a border nothing is known. */
        git_id_map_add(&map, &range->items[i].id, range->items[i].is_border,
                       NULL);
    }
    const uint32_t *border;
    while (rc > 0 && (border = git_id_map_find(&map, id)) != NULL) {
        rc = *border ? 0 : first_parent(id, store, err);
    }
    git_id_map_release(&map);
    return rc;
}

/* Where the walk begins: B of "A...B", A of "A^!", A of "A". */
static int find_tip(struct git_id *out, struct git_repo *repo,
                    struct span range, struct err *err)
{
    size_t dots = span_find(range, span_str("..."));
    size_t mark = span_find(range, span_str("^!"));
    if (dots < range.len) {
        range = span_slice(range, (struct range){dots + 3, range.len});
    } else if (mark + 2 == range.len) {
        range.len = mark;
    }
    return resolve(out, repo, range, err);
}

int git_base_find(struct git_id *out, struct git_repo *repo,
                  struct git_store *store, const struct git_range *range,
                  const char *const *ranges, size_t n, enum git_hide hide,
                  struct err *err)
{
    if (hide == GIT_HIDE_REFS) {
        return git_repo_head(out, repo, err);
    }
    size_t i = 0;
    while (i < n && ranges[i][0] == '^') {
        i++;
    }
    if (i == n) {
        return 0;
    }
    struct span text = span_str(ranges[i]);
    size_t dots = span_find(text, span_str(".."));
    if (dots < text.len && span_at(text, dots + 2) != '.') {
        text.len = dots;
        int rc = resolve(out, repo, text, err);
        return rc < 0 ? rc : 1;
    }
    int rc = find_tip(out, repo, text, err);
    return rc < 0 ? rc : walk_back(out, store, range, err);
}

static int read_blob(struct buf *out, struct git_store *store,
                     const struct tree_entry *entry, const char *name,
                     struct err *err)
{
    struct git_data data = {0};
    if ((entry->mode & GIT_MODE_TYPE) != GIT_MODE_FILE) {
        return err_set(err, ERR_FORMAT, "%.200s is no regular file", name);
    }
    int rc = git_store_read_kind(store, &entry->id, GIT_KIND_BLOB, &data, err);
    rc = rc < 0 ? rc : buf_add(out, data.bytes, err);
    git_data_release(&data);
    return rc < 0 ? err_prefix(err, "%.200s", name) : 1;
}

/* The entry of a file in the top folder of a commit: 1, 0 when there is none.
 */
static int find_committed(struct tree_entry *out, struct git_store *store,
                          const struct git_id *commit, const char *name,
                          struct err *err)
{
    struct git_id tree;
    int rc = git_commit_tree(&tree, store, commit, err);
    return rc < 0 ? rc : tree_lookup(out, store, &tree, name, err);
}

/* The same of the index; in a conflict no side counts. */
static int find_staged(struct tree_entry *out, const struct git_repo *repo,
                       const char *name, struct err *err)
{
    struct stage *stage = NULL;
    int rc = stage_load(&stage, git_repo_index(repo), err);
    for (size_t i = 0; rc == 0 && i < stage->count; i++) {
        const struct stage_entry *entry = &stage->entries[i];
        if (entry->stage == 0 && !entry->intent &&
            strcmp(entry->path, name) == 0) {
            *out = (struct tree_entry){.mode = entry->mode, .id = entry->id};
            rc = 1;
        }
    }
    stage_free(stage);
    return rc;
}

/* Which of them `base` means. */
static int find_entry(struct tree_entry *out, struct git_repo *repo,
                      struct git_store *store, const char *base,
                      const char *name, struct err *err)
{
    struct git_id id;
    if (strcmp(base, ":") == 0) {
        return find_staged(out, repo, name, err);
    }
    int rc = 1;
    if (strcmp(base, "HEAD") == 0) {
        rc = git_repo_head(&id, repo, err);
    } else if (!git_id_parse(&id, span_str(base))) {
        rc = 0;
    }
    return rc <= 0 ? rc : find_committed(out, store, &id, name, err);
}

int git_base_read(struct buf *out, const char *repository, const char *base,
                  const char *name, struct err *err)
{
    const struct git_repo_options options = {.path = repository};
    struct git_repo *repo = NULL;
    struct git_store *store = NULL;
    struct tree_entry entry;
    if (base[0] == '\0') {
        return 0;
    }
    int rc = git_repo_open(&repo, &options, err);
    rc = rc < 0 ? rc : git_store_open(&store, repo, err);
    rc = rc < 0 ? rc : find_entry(&entry, repo, store, base, name, err);
    if (rc > 0) {
        rc = read_blob(out, store, &entry, name, err);
    }
    git_store_free(store);
    git_repo_free(repo);
    return rc;
}

bool git_base_is_changed(const struct git_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (strcmp(changes->items[i].path, GIT_POLICY_FILE) == 0) {
            return true;
        }
    }
    /* Of a merge it is not known what the other parents had. */
    size_t n_gone = changes->n_parents == 1 ? changes->n_gone : 0;
    for (size_t i = 0; i < n_gone; i++) {
        if (strcmp(changes->gone[i].path, GIT_POLICY_FILE) == 0) {
            return true;
        }
    }
    return false;
}

void git_base_say_changed(const struct source *source, const char *what)
{
    char text[128];
    snprintf(text, sizeof(text), "%.60s changes it; that does not count here",
             what);
    source_say(source, NOTICE_POLICY, GIT_POLICY_FILE, text);
}
