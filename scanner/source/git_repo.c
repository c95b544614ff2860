/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds a repository, by hand if it is of the commonest kind, and keeps what
 * the others ask for. libgit2 opens it when it has to: at once if it is not,
 * otherwise when refs, revisions or configuration are asked for. libgit2 has
 * its own reading of the GIT_* variables, which fails on those that it does not
 * know (GIT_WORK_TREE), so the few that matter are read here. */
#include "source/git_repo.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_api.h"
#include "source/git_file.h"
#include "source/git_handle.h"
#include "source/git_packs.h"
#include "source/git_plain.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* Object folders: alternates and submodules. */
#define OBJECTS_MAX 4096

/* What is made when it is first asked for, by any thread. */
struct later {
    pthread_mutex_t lock;
    struct git_packs *packs; /* held; or NULL */
    git_repository *handle;  /* or NULL */
    git_config *config;
    bool partial;
};

struct git_repo {
    char *dir;
    char *common;
    char *work;
    char *index;
    char **objects; /* owned */
    size_t n_objects;
    size_t objects_room;
    struct later *later; /* owned */
    char *path;          /* as it was asked for; or NULL */
    bool plain;
    struct git_id_map shallow;
};

const char *git_repo_dir(const struct git_repo *repo)
{
    return repo->dir;
}

const char *git_repo_common(const struct git_repo *repo)
{
    return repo->common;
}

const char *git_repo_work(const struct git_repo *repo)
{
    return repo->work;
}

const char *git_repo_index(const struct git_repo *repo)
{
    return repo->index;
}

const char *const *git_repo_objects(const struct git_repo *repo, size_t *n)
{
    *n = repo->n_objects;
    return (const char *const *)repo->objects;
}

int git_repo_packs(struct git_packs **out, const struct git_repo *repo,
                   struct err *err)
{
    struct later *later = repo->later;
    int rc = 0;
    pthread_mutex_lock(&later->lock);
    if (!later->packs) {
        rc = git_packs_new(&later->packs, (const char *const *)repo->objects,
                           repo->n_objects, NULL, err);
    }
    if (rc == 0) {
        *out = git_packs_hold(later->packs);
    }
    pthread_mutex_unlock(&later->lock);
    return rc;
}

static void forget_packs(struct git_repo *repo)
{
    pthread_mutex_lock(&repo->later->lock);
    git_packs_drop(repo->later->packs);
    repo->later->packs = NULL;
    pthread_mutex_unlock(&repo->later->lock);
}

bool git_repo_is_plain(const struct git_repo *repo)
{
    return repo->plain;
}

const struct git_id_map *git_repo_shallow(const struct git_repo *repo)
{
    return &repo->shallow;
}

bool git_repo_is_partial(const struct git_repo *repo)
{
    git_repository *handle;
    return git_repo_handle(&handle, repo, NULL) == 0 && repo->later->partial;
}

static bool config_text(const struct later *later, const char *key, char *out,
                        size_t room)
{
    const char *value = NULL;
    if (git_api_get()->config_get_string(&value, later->config, key) < 0) {
        return false;
    }
    snprintf(out, room, "%s", value);
    return true;
}

bool git_repo_origin(const struct git_repo *repo, char *out, size_t room)
{
    int found = repo->plain ? git_plain_value(repo->common, "remote", "origin",
                                              "url", out, room)
                            : -1;
    return found < 0 ? git_repo_config(repo, "remote.origin.url", out, room)
                     : found == 1;
}

bool git_repo_config(const struct git_repo *repo, const char *key, char *out,
                     size_t room)
{
    git_repository *handle;
    return git_repo_handle(&handle, repo, NULL) == 0 &&
           config_text(repo->later, key, out, room);
}

/* NULL when it is not set or empty: git takes both as the same. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

int git_repo_add_objects(struct git_repo *repo, const char *path,
                         struct err *err)
{
    if (repo->n_objects == OBJECTS_MAX) {
        return err_set(err, ERR_LIMIT, "%s: more than %d object folders",
                       repo->dir, OBJECTS_MAX);
    }
    repo->objects = mem_grow(repo->objects, repo->n_objects,
                             &repo->objects_room, sizeof(*repo->objects));
    repo->objects[repo->n_objects++] = mem_strdup(path);
    forget_packs(repo);
    return 0;
}

/* Paths with colons between them; one that begins with a quote is quoted the
 * way of C (of its escapes, those that git writes for a path: \" and \\). */
static int add_alternates(struct git_repo *repo, const char *list,
                          struct err *err)
{
    char *path = mem_alloc(strlen(list) + 1);
    int rc = 0;
    while (*list && rc == 0) {
        bool quoted = *list == '"';
        size_t len = 0;
        list += quoted;
        while (*list && *list != (quoted ? '"' : ':')) {
            list += quoted && *list == '\\' && list[1] ? 1 : 0;
            path[len++] = *list++;
        }
        path[len] = '\0';
        list += quoted && *list == '"';
        list += *list == ':';
        if (len > 0) {
            rc = git_repo_add_objects(repo, path, err);
        }
    }
    free(path);
    return rc;
}

static char *join(const char *folder, const char *name)
{
    size_t len = strlen(folder) + strlen(name) + 1;
    char *path = mem_alloc(len);
    snprintf(path, len, "%s%s", folder, name);
    return path;
}

static void note_index(struct git_repo *repo, bool use_environment)
{
    const char *index = use_environment ? environment("GIT_INDEX_FILE") : NULL;
    repo->index = index ? mem_strdup(index) : join(repo->dir, "index");
}

static void note_places(struct git_repo *repo)
{
    const struct git_api *api = git_api_get();
    git_repository *handle = repo->later->handle;
    const char *work = api->repository_workdir(handle);
    repo->dir = mem_strdup(api->repository_path(handle));
    repo->common = mem_strdup(api->repository_commondir(handle));
    repo->work = work ? mem_strdup(work) : NULL;
}

static int note_objects(struct git_repo *repo, bool use_environment,
                        struct err *err)
{
    const char *objects = NULL;
    const char *alternates = NULL;
    if (use_environment) {
        objects = environment("GIT_OBJECT_DIRECTORY");
        alternates = environment("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    }
    char *own = objects ? mem_strdup(objects) : join(repo->common, "objects");
    int rc = git_repo_add_objects(repo, own, err);
    free(own);
    return rc == 0 && alternates ? add_alternates(repo, alternates, err) : rc;
}

static int read_shallow(struct git_repo *repo, struct err *err)
{
    char *path = join(repo->common, "shallow");
    struct buf text;
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, path, err);
    if (rc == ERR_MISSING) {
        rc = 0;
    }
    struct span rest = buf_span(&text);
    struct span line;
    while (rc == 0 && git_file_line(&rest, &line)) {
        struct git_id id;
        if (git_id_parse(&id, line)) {
            git_id_map_add(&repo->shallow, &id, 0, NULL);
        } else {
            rc = err_set(err, ERR_FORMAT, "%s: not a list of commits", path);
        }
    }
    buf_release(&text);
    free(path);
    return rc;
}

/* "remote.<name>.promisor": a remote that promises to have what is missing.
 * (libgit2 could match names itself, but leaks when one does not match.) */
static bool is_promisor(const git_config_entry *entry)
{
    static const char head[] = "remote.";
    static const char tail[] = ".promisor";
    size_t len = strlen(entry->name);
    size_t n = sizeof(tail) - 1;
    return strncmp(entry->name, head, sizeof(head) - 1) == 0 && len > n &&
           strcmp(entry->name + len - n, tail) == 0 &&
           (!entry->value || strcmp(entry->value, "false") != 0);
}

static bool has_promisor(const struct later *later)
{
    const struct git_api *api = git_api_get();
    git_config_iterator *iterator = NULL;
    git_config_entry *entry;
    bool found = false;
    if (api->config_iterator_new(&iterator, later->config) < 0) {
        return false;
    }
    while (!found && api->config_next(&entry, iterator) == 0) {
        found = is_promisor(entry);
    }
    api->config_iterator_free(iterator);
    return found;
}

static int read_config(struct later *later, const char *path, struct err *err)
{
    char value[64];
    int rc = git_api_get()->repository_config_snapshot(&later->config,
                                                       later->handle);
    if (rc < 0) {
        return git_api_fail(err, rc, "%s: configuration", path);
    }
    if (config_text(later, "extensions.refstorage", value, sizeof(value)) &&
        strcmp(value, "files") != 0) {
        return err_set(err, ERR_GIT, "%s: refs stored as \"%s\" are not known",
                       path, value);
    }
    later->partial =
        config_text(later, "extensions.partialclone", value, sizeof(value)) ||
        has_promisor(later);
    return 0;
}

/* The handle must look up ids where the variables say that objects are. */
static int use_objects(const struct git_repo *repo, struct err *err)
{
    const struct git_api *api = git_api_get();
    git_odb *odb = NULL;
    int rc = git_repo_open_odb(&odb, repo, err);
    if (rc == 0) {
        rc = api->repository_set_odb(repo->later->handle, odb);
        api->odb_free(odb);
        if (rc < 0) {
            return git_api_fail(err, rc, "%s", repo->dir);
        }
    }
    return rc;
}

int git_repo_open_odb(git_odb **out, const struct git_repo *repo,
                      struct err *err)
{
    const struct git_api *api;
    int rc = git_api_load(&api, err);
    if (rc < 0) {
        return rc;
    }
    rc = api->odb_open(out, repo->objects[0]);
    if (rc < 0) {
        return git_api_fail(err, rc, "%s", repo->objects[0]);
    }
    for (size_t i = 1; i < repo->n_objects; i++) {
        rc = api->odb_add_disk_alternate(*out, repo->objects[i]);
        if (rc < 0) {
            api->odb_free(*out);
            *out = NULL;
            return git_api_fail(err, rc, "%s", repo->objects[i]);
        }
    }
    return 0;
}

static int open_failed(int rc, const char *path, struct err *err)
{
    const git_error *last = git_api_get()->error_last();
    if (last && last->message && strstr(last->message, "objectformat")) {
        return err_set(err, ERR_GIT,
                       "%s: a repository with SHA-256 ids cannot be read yet",
                       path);
    }
    return git_api_fail(err, rc, "%s", path);
}

/* Nothing of it stays when it fails. */
static int open_handle(struct later *later, const char *path, struct err *err)
{
    const struct git_api *api;
    const char *from = path;
    unsigned flags = GIT_REPOSITORY_OPEN_CROSS_FS;
    int rc = git_api_load(&api, err);
    if (rc < 0) {
        return rc;
    }
    if (!from) {
        from = environment("GIT_DIR");
        flags |= from ? GIT_REPOSITORY_OPEN_NO_SEARCH : 0;
    }
    from = from ? from : ".";
    rc = api->repository_open_ext(&later->handle, from, flags, NULL);
    if (rc < 0) {
        return open_failed(rc, from, err);
    }
    return read_config(later, api->repository_path(later->handle), err);
}

static void close_handle(struct later *later)
{
    if (later->config) {
        git_api_get()->config_free(later->config);
    }
    if (later->handle) {
        git_api_get()->repository_free(later->handle);
    }
    later->config = NULL;
    later->handle = NULL;
}

int git_repo_handle(git_repository **out, const struct git_repo *repo,
                    struct err *err)
{
    struct later *later = repo->later;
    int rc = 0;
    pthread_mutex_lock(&later->lock);
    if (!later->handle) {
        rc = open_handle(later, repo->path, err);
        rc = rc < 0 ? rc : use_objects(repo, err);
        if (rc < 0) {
            close_handle(later);
        }
    }
    *out = later->handle;
    pthread_mutex_unlock(&later->lock);
    return rc;
}

/* By hand, or else by libgit2. */
static int find(struct git_repo *repo, const struct git_repo_options *options,
                struct err *err)
{
    struct git_plain plain;
    if (!options->libgit2 && git_plain_find(&plain, options->path)) {
        repo->dir = plain.dir;
        repo->common = plain.common;
        repo->work = plain.work;
        repo->plain = true;
        return 0;
    }
    int rc = open_handle(repo->later, options->path, err);
    if (rc == 0) {
        note_places(repo);
    }
    return rc;
}

int git_repo_open(struct git_repo **out, const struct git_repo_options *options,
                  struct err *err)
{
    struct git_repo *repo = mem_calloc(1, sizeof(*repo));
    repo->path = options->path ? mem_strdup(options->path) : NULL;
    repo->later = mem_calloc(1, sizeof(*repo->later));
    pthread_mutex_init(&repo->later->lock, NULL);
    git_id_map_init(&repo->shallow);
    int rc = find(repo, options, err);
    if (rc == 0) {
        note_index(repo, !options->path);
        rc = note_objects(repo, !options->path, err);
    }
    if (rc == 0) {
        rc = read_shallow(repo, err);
    }
    if (rc == 0 && repo->later->handle) {
        rc = use_objects(repo, err);
    }
    if (rc < 0) {
        git_repo_free(repo);
        return rc;
    }
    *out = repo;
    return 0;
}

void git_repo_free(struct git_repo *repo)
{
    if (!repo) {
        return;
    }
    for (size_t i = 0; i < repo->n_objects; i++) {
        free(repo->objects[i]);
    }
    free(repo->objects);
    git_packs_drop(repo->later->packs);
    close_handle(repo->later);
    pthread_mutex_destroy(&repo->later->lock);
    free(repo->later);
    git_id_map_release(&repo->shallow);
    free(repo->path);
    free(repo->dir);
    free(repo->common);
    free(repo->work);
    free(repo->index);
    free(repo);
}
