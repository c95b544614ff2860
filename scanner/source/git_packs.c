/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists object folders by hand: their packs, and the alternates that they
 * name. Not asked is the multi-pack index: what it leaves out would stay
 * unseen. */
#include "source/git_packs.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Alternates that name alternates: git follows them five deep. This many are
 * followed in all. */
#define FOLDERS_MAX 8192

struct lister {
    struct git_packs *packs;
    const struct source *say;
    char path[LIMIT_PATH];
};

static void say(const struct lister *lister, enum notice_kind kind,
                const char *path, const char *text)
{
    if (lister->say) {
        source_say(lister->say, kind, path, text);
    }
}

static bool has_suffix(const char *name, const char *suffix)
{
    size_t len = strlen(name);
    size_t n = strlen(suffix);
    return len > n && strcmp(name + len - n, suffix) == 0;
}

bool git_packs_path(char *out, size_t room, const char *folder, const char *a,
                    const char *b)
{
    int n = snprintf(out, room, "%s/%s%s%s", folder, a, *b ? "/" : "", b);
    return n > 0 && (size_t)n < room;
}

static bool make_path(struct lister *lister, const char *folder, const char *a,
                      const char *b)
{
    return git_packs_path(lister->path, sizeof(lister->path), folder, a, b);
}

/* lister->path is that of the index. */
static int open_pack(struct lister *lister, struct err *err)
{
    struct git_packs *packs = lister->packs;
    struct err reason = {0};
    struct git_pack pack;
    int rc = git_pack_open(&pack, lister->path, &reason);
    if (rc == ERR_LIMIT) {
        return err_set(err, ERR_LIMIT, "%s: %s", lister->path, reason.text);
    }
    if (rc < 0) {
        say(lister, NOTICE_CORRUPT, lister->path, reason.text);
        return 0;
    }
    packs->items = mem_grow(packs->items, packs->count, &packs->room,
                            sizeof(*packs->items));
    packs->items[packs->count++] = pack;
    return 0;
}

/* A pack and its index are of use together. */
static int take_pack(struct lister *lister, const char *folder,
                     const char *name, struct err *err)
{
    bool is_index = has_suffix(name, ".idx");
    size_t stem = strlen(name) - (is_index ? 4 : 5);
    char other[256 + 8];
    snprintf(other, sizeof(other), "%.*s%s", (int)stem, name,
             is_index ? ".pack" : ".idx");
    if (!make_path(lister, folder, "pack", other)) {
        return 0;
    }
    bool complete = access(lister->path, F_OK) == 0;
    if (!make_path(lister, folder, "pack", name)) {
        return 0;
    }
    if (!complete) {
        say(lister, NOTICE_CORRUPT, lister->path,
            is_index ? "the pack of this index is not there"
                     : "a pack without an index cannot be read");
        return 0;
    }
    return is_index ? open_pack(lister, err) : 0;
}

static int list_packs(struct lister *lister, const char *folder,
                      struct err *err)
{
    int rc = 0;
    struct dirent *entry;
    if (!make_path(lister, folder, "pack", "")) {
        return 0;
    }
    DIR *dir = opendir(lister->path);
    if (!dir && errno != ENOENT && errno != ENOTDIR && lister->say) {
        source_say_errno(lister->say, lister->path, errno);
    }
    while (dir && rc == 0 && (entry = readdir(dir))) {
        const char *name = entry->d_name;
        if (strncmp(name, "pack-", 5) == 0 &&
            (has_suffix(name, ".idx") || has_suffix(name, ".pack"))) {
            rc = take_pack(lister, folder, name, err);
        }
    }
    if (dir) {
        closedir(dir);
    }
    return rc;
}

/* Takes ownership of the path. A folder that is there already is dropped. */
static int add_folder(struct lister *lister, char *path, struct err *err)
{
    struct git_packs *packs = lister->packs;
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        path[--len] = '\0';
    }
    char *real = realpath(path, NULL);
    if (real) {
        free(path);
        path = real;
    }
    for (size_t i = 0; i < packs->n_folders; i++) {
        if (strcmp(packs->folders[i], path) == 0) {
            free(path);
            return 0;
        }
    }
    if (packs->n_folders == FOLDERS_MAX) {
        free(path);
        return err_set(err, ERR_LIMIT, "more than %d object folders",
                       FOLDERS_MAX);
    }
    packs->folders = mem_grow(packs->folders, packs->n_folders,
                              &packs->folders_room, sizeof(*packs->folders));
    packs->folders[packs->n_folders++] = path;
    return 0;
}

/* A line of info/alternates: absolute, or relative to the object folder. */
static int add_alternate(struct lister *lister, const char *folder,
                         struct span line, struct err *err)
{
    if (line.len == 0 || line.ptr[0] == '#') {
        return 0;
    }
    size_t room = strlen(folder) + line.len + 2;
    char *path = mem_alloc(room);
    bool absolute = line.ptr[0] == '/';
    snprintf(path, room, "%s%s%.*s", absolute ? "" : folder,
             absolute ? "" : "/", (int)line.len, (const char *)line.ptr);
    if (access(path, F_OK) < 0) {
        say(lister, NOTICE_MISSING, path,
            "objects are borrowed from here, and it is not there");
    }
    return add_folder(lister, path, err);
}

static int read_alternates(struct lister *lister, const char *folder,
                           struct err *err)
{
    struct buf text;
    struct err reason = {0};
    if (!make_path(lister, folder, "info/alternates", "")) {
        return 0;
    }
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, lister->path, &reason);
    if (rc < 0 && rc != ERR_MISSING) {
        say(lister, NOTICE_UNREADABLE, lister->path, reason.text);
    }
    struct span rest = buf_span(&text);
    struct span line;
    rc = 0;
    while (rc == 0 && git_file_line(&rest, &line)) {
        rc = add_alternate(lister, folder, line, err);
    }
    buf_release(&text);
    return rc;
}

/* The list of folders grows while it is walked. */
static int list_all(struct lister *lister, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < lister->packs->n_folders && rc == 0; i++) {
        const char *folder = lister->packs->folders[i];
        rc = list_packs(lister, folder, err);
        rc = rc < 0 ? rc : read_alternates(lister, folder, err);
    }
    return rc;
}

int git_packs_new(struct git_packs **out, const char *const *folders, size_t n,
                  const struct source *notices, struct err *err)
{
    struct git_packs *packs = mem_calloc(1, sizeof(*packs));
    struct lister lister = {.packs = packs, .say = notices};
    atomic_init(&packs->holders, 1);
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = add_folder(&lister, mem_strdup(folders[i]), err);
    }
    rc = rc < 0 ? rc : list_all(&lister, err);
    if (rc < 0) {
        git_packs_drop(packs);
        return rc;
    }
    *out = packs;
    return 0;
}

struct git_packs *git_packs_hold(struct git_packs *packs)
{
    atomic_fetch_add(&packs->holders, 1);
    return packs;
}

void git_packs_drop(struct git_packs *packs)
{
    if (!packs || atomic_fetch_sub(&packs->holders, 1) > 1) {
        return;
    }
    for (size_t i = 0; i < packs->count; i++) {
        git_pack_release(&packs->items[i]);
    }
    for (size_t i = 0; i < packs->n_folders; i++) {
        free(packs->folders[i]);
    }
    free(packs->items);
    free(packs->folders);
    free(packs);
}

bool git_packs_find(const struct git_packs *packs, const struct git_id *id,
                    uint32_t *pack, uint64_t *offset)
{
    if (*pack < packs->count) {
        *offset = git_pack_find(&packs->items[*pack], id);
        if (*offset) {
            return true;
        }
    }
    for (uint32_t i = 0; i < packs->count; i++) {
        *offset = i == *pack ? 0 : git_pack_find(&packs->items[i], id);
        if (*offset) {
            *pack = i;
            return true;
        }
    }
    return false;
}
