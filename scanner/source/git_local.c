/* SPDX-License-Identifier: Apache-2.0
 *
 * The index and the ignore files of a work tree, looked at from the top down
 * to one file: a folder that is ignored hides all in it. The index of the
 * last work tree is kept. The user's own ignore file is not read: a file that
 * only that one ignores counts as any other. */
#include "source/git_local.h"

#include "base/mem.h"
#include "base/path.h"
#include "source/git_tracked.h"
#include "source/walk_ignore.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)

struct git_local {
    char *top;                   /* owned: of the work tree at hand, or NULL */
    struct git_tracked *tracked; /* its index; NULL: it has none */
    bool known;                  /* the index could be read */
};

struct git_local *git_local_new(void)
{
    return mem_calloc(1, sizeof(struct git_local));
}

static void leave_top(struct git_local *local)
{
    git_tracked_free(local->tracked);
    free(local->top);
    *local = (struct git_local){0};
}

void git_local_free(struct git_local *local)
{
    if (local) {
        leave_top(local);
        free(local);
    }
}

static bool is_top(const char *folder)
{
    int dir = open(folder, FOLDER_FLAGS);
    bool top = dir >= 0 && faccessat(dir, ".git", F_OK, 0) == 0;
    if (dir >= 0) {
        close(dir);
    }
    return top;
}

/* How much of a file's path is the top of its work tree; 0: it is in none. */
static size_t top_len(const char *file)
{
    char folder[PATH_MAX];
    size_t len = strlen(file);
    memcpy(folder, file, len + 1);
    for (;;) {
        while (len > 0 && folder[len] != '/') {
            len--;
        }
        folder[len] = '\0';
        if (len == 0 || is_top(folder)) {
            return len;
        }
    }
}

static void enter_top(struct git_local *local, const char *file, size_t len)
{
    if (local->top && strncmp(local->top, file, len) == 0 &&
        local->top[len] == '\0') {
        return;
    }
    leave_top(local);
    local->top = mem_strndup(file, len);
    local->known = git_tracked_open(&local->tracked, local->top, NULL) == 0;
}

/* The ignore files from the top on. `starts[i]` is where the folder of list i
 * begins in the path from the top. */
struct chain {
    struct ignore_list **lists; /* owned */
    size_t *starts;             /* owned */
    size_t count;
};

static void chain_add(struct chain *chain, int dir, const char *name,
                      size_t start)
{
    chain->lists[chain->count] = ignore_file_load(dir, name);
    chain->starts[chain->count++] = start;
}

static void chain_release(struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        ignore_list_free(chain->lists[i]);
    }
    free(chain->lists);
    free(chain->starts);
}

/* The nearest file that speaks of it decides; .git/info/exclude, the first
 * in the chain, comes last of all. */
static enum ignore_verdict judge(const struct chain *chain, struct span path,
                                 bool folder)
{
    enum ignore_verdict verdict = IGNORE_UNDECIDED;
    for (size_t i = chain->count; i-- > 0 && verdict == IGNORE_UNDECIDED;) {
        if (chain->lists[i]) {
            struct span rest =
                span_slice(path, (struct range){chain->starts[i], path.len});
            verdict = ignore_list_match(chain->lists[i], rest, folder);
        }
    }
    return verdict;
}

/* Whether the file, or a folder on the way to it, is ignored. `file` is cut
 * into folders while that is found out, and whole again afterwards. */
static bool is_ignored(char *file, size_t top)
{
    size_t len = strlen(file);
    struct chain chain = {.lists = mem_calloc(len + 2, sizeof(*chain.lists)),
                          .starts = mem_calloc(len + 2, sizeof(size_t))};
    enum ignore_verdict verdict = IGNORE_UNDECIDED;
    struct span inside = span_of(file + top + 1, len - top - 1);
    size_t start = top; /* the '/' behind the folder at hand */
    while (verdict != IGNORE_YES && start < len) {
        file[start] = '\0';
        int dir = open(file, FOLDER_FLAGS);
        file[start] = '/';
        if (dir >= 0 && start == top) {
            chain_add(&chain, dir, ".git/info/exclude", 0);
        }
        if (dir >= 0) {
            chain_add(&chain, dir, ".gitignore", start - top);
            close(dir);
        }
        size_t end = start + 1 + strcspn(file + start + 1, "/");
        verdict = judge(&chain, span_of(inside.ptr, end - top - 1), end < len);
        start = end;
    }
    chain_release(&chain);
    return verdict == IGNORE_YES;
}

bool git_local_has(struct git_local *local, const char *path)
{
    char file[PATH_MAX];
    size_t top =
        path_resolve(file, path) && access(file, F_OK) == 0 ? top_len(file) : 0;
    if (top == 0) {
        return false;
    }
    enter_top(local, file, top);
    struct span inside = span_str(file + top + 1);
    if (!local->known ||
        (local->tracked && git_tracked_has(local->tracked, inside))) {
        return false;
    }
    return is_ignored(file, top);
}
