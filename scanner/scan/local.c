/* SPDX-License-Identifier: Apache-2.0
 *
 * In the order of their paths, so that the index of a work tree is read once
 * and each file is asked about once. */
#include "scan/local.h"

#include "base/mem.h"
#include "source/git_local.h"

#include <stdlib.h>

static int by_path(const void *left, const void *right)
{
    const struct record *a = *(struct record *const *)left;
    const struct record *b = *(struct record *const *)right;
    return strcmp(a->place.path, b->place.path);
}

void local_mark(struct collection *collection)
{
    size_t count = collection->count;
    if (count == 0) {
        return;
    }
    struct record **records = mem_calloc(count, sizeof(struct record *));
    struct git_local *local = git_local_new();
    memcpy(records, collection->records, count * sizeof(struct record *));
    qsort(records, count, sizeof(struct record *), by_path);
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && by_path(&records[i - 1], &records[i]) == 0;
        records[i]->place.local =
            again ? records[i - 1]->place.local
                  : git_local_has(local, records[i]->place.path);
    }
    git_local_free(local);
    free(records);
}
