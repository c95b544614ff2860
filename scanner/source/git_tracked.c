/* SPDX-License-Identifier: Apache-2.0
 *
 * Halves the entries of the index, which are in order of their paths. */
#include "source/git_tracked.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_repo.h"
#include "source/git_stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct git_tracked {
    struct stage *stage;
};

/* What looks like a repository and has no index tracks nothing. */
static bool has_no_index(const char *top)
{
    struct stat status;
    char path[LIMIT_PATH];
    int len = snprintf(path, sizeof(path), "%s/.git/index", top);
    return len < (int)sizeof(path) && lstat(path, &status) < 0 &&
           errno == ENOENT;
}

int git_tracked_open(struct git_tracked **out, const char *top, struct err *err)
{
    *out = NULL;
    if (has_no_index(top)) {
        return 0;
    }
    const struct git_repo_options options = {.path = top};
    struct git_repo *repo = NULL;
    struct stage *stage = NULL;
    int rc = git_repo_open(&repo, &options, err);
    rc = rc < 0 ? rc : stage_load(&stage, git_repo_index(repo), err);
    git_repo_free(repo);
    if (rc == 0) {
        *out = mem_calloc(1, sizeof(**out));
        (*out)->stage = stage;
    }
    return rc;
}

void git_tracked_free(struct git_tracked *tracked)
{
    if (tracked) {
        stage_free(tracked->stage);
        free(tracked);
    }
}

/* The order of an entry and of "path", or of "path/". */
static int compare(const struct stage_entry *entry, struct span path,
                   bool slash)
{
    size_t len = entry->path_len < path.len ? entry->path_len : path.len;
    int order = len ? memcmp(entry->path, path.ptr, len) : 0;
    if (order != 0) {
        return order;
    }
    if (entry->path_len <= path.len) {
        return entry->path_len < path.len || slash ? -1 : 0;
    }
    return slash ? (unsigned char)entry->path[path.len] - '/' : 1;
}

/* The first entry that does not come before it. */
static const struct stage_entry *find(const struct stage *stage,
                                      struct span path, bool slash)
{
    size_t low = 0;
    size_t high = stage->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare(&stage->entries[mid], path, slash) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < stage->count ? &stage->entries[low] : NULL;
}

bool git_tracked_has(const struct git_tracked *tracked, struct span path)
{
    const struct stage_entry *entry = find(tracked->stage, path, false);
    if (entry && compare(entry, path, false) == 0) {
        return true;
    }
    entry = find(tracked->stage, path, true);
    return entry && compare(entry, path, true) == 0;
}
