/* SPDX-License-Identifier: Apache-2.0
 *
 * The ids of all packs and loose files, sorted; and for each pack what lies
 * where, sorted by offset. An object that stands in several places is read in
 * the first one. */
#include "source/git_objects.h"

#include "base/limits.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

_Static_assert(LIMIT_GIT_OBJECTS < 1u << 31, "git_spot.index");

struct lister {
    const struct source *say;
    struct git_id *ids; /* owned; of packs one after the other, then loose */
    size_t count;
    size_t room;
    char path[LIMIT_PATH];
};

static int add(struct lister *lister, const unsigned char *id, struct err *err)
{
    if (lister->count == LIMIT_GIT_OBJECTS) {
        return err_set(err, ERR_LIMIT, "more than %u objects",
                       LIMIT_GIT_OBJECTS);
    }
    lister->ids = mem_grow(lister->ids, lister->count, &lister->room,
                           sizeof(*lister->ids));
    memcpy(lister->ids[lister->count++].bytes, id, GIT_ID_LEN);
    return 0;
}

static int list_pack(struct lister *lister, const struct git_pack *pack,
                     struct err *err)
{
    int rc = 0;
    for (uint32_t i = 0; i < pack->count && rc == 0; i++) {
        rc = add(lister, git_packlist_id(pack->index, i), err);
    }
    return rc;
}

/* Says why a folder cannot be listed, unless it just is not there. */
static DIR *open_folder(struct lister *lister)
{
    DIR *dir = opendir(lister->path);
    if (!dir && errno != ENOENT && errno != ENOTDIR) {
        source_say_errno(lister->say, lister->path, errno);
    }
    return dir;
}

/* One of the 256 folders of loose objects; `hex` has 40 digits of room, its
 * first two are the folder. */
static int list_fan(struct lister *lister, const char *folder, char *hex,
                    struct err *err)
{
    hex[2] = '\0';
    DIR *dir =
        git_packs_path(lister->path, sizeof(lister->path), folder, hex, "")
            ? open_folder(lister)
            : NULL;
    struct dirent *entry;
    int rc = 0;
    while (dir && rc == 0 && (entry = readdir(dir))) {
        if (strlen(entry->d_name) != GIT_ID_HEX_LEN - 2) {
            continue;
        }
        memcpy(hex + 2, entry->d_name, GIT_ID_HEX_LEN - 2);
        struct git_id id;
        if (!git_id_parse(&id, span_of(hex, GIT_ID_HEX_LEN))) {
            continue;
        }
        rc = add(lister, id.bytes, err);
    }
    if (dir) {
        closedir(dir);
    }
    return rc;
}

static int list_loose(struct lister *lister, const char *folder,
                      struct err *err)
{
    static const char digits[] = "0123456789abcdef";
    int rc = 0;
    for (unsigned i = 0; i < 256 && rc == 0; i++) {
        char hex[GIT_ID_HEX_LEN + 1] = {digits[i >> 4], digits[i & 15]};
        rc = list_fan(lister, folder, hex, err);
    }
    return rc;
}

static int list_all(struct lister *lister, const struct git_packs *packs,
                    struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < packs->count && rc == 0; i++) {
        rc = list_pack(lister, &packs->items[i], err);
    }
    for (size_t i = 0; i < packs->n_folders && rc == 0; i++) {
        rc = list_loose(lister, packs->folders[i], err);
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    return git_id_compare(a, b);
}

static bool is_sorted(const struct git_id *ids, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (git_id_compare(&ids[i - 1], &ids[i]) > 0) {
            return false;
        }
    }
    return true;
}

/* Sorted ids, each once. A single pack's are sorted as they come. */
static void take_ids(struct git_objects *out, struct lister *lister)
{
    struct git_id *ids = lister->ids;
    if (!is_sorted(ids, lister->count)) {
        qsort(ids, lister->count, sizeof(*ids), by_id);
    }
    for (size_t i = 0; i < lister->count; i++) {
        if (out->count == 0 || !git_id_equal(&ids[out->count - 1], &ids[i])) {
            ids[out->count++] = ids[i];
        }
    }
    out->ids = ids;
    lister->ids = NULL;
}

/* Radix sort by offset, 11 bits a round, over as many as there are. */
static void sort_spots(struct git_spot *spots, struct git_spot *spare, size_t n)
{
    uint64_t most = 0;
    struct git_spot *from = spots;
    struct git_spot *to = spare;
    for (size_t i = 0; i < n; i++) {
        most |= spots[i].offset;
    }
    for (unsigned shift = 0; shift < 64 && most >> shift; shift += 11) {
        uint32_t starts[2049] = {0};
        for (size_t i = 0; i < n; i++) {
            starts[(from[i].offset >> shift & 2047) + 1]++;
        }
        for (size_t i = 1; i < 2048; i++) {
            starts[i] += starts[i - 1];
        }
        for (size_t i = 0; i < n; i++) {
            to[starts[from[i].offset >> shift & 2047]++] = from[i];
        }
        struct git_spot *swap = from;
        from = to;
        to = swap;
    }
    if (from != spots) {
        memcpy(spots, from, n * sizeof(*spots));
    }
}

static void fill_spots(const struct git_objects *objects,
                       const struct git_pack *pack, struct git_spot *spots)
{
    uint32_t hint = 0;
    for (uint32_t i = 0; i < pack->count; i++) {
        struct git_id id;
        uint64_t offset;
        bool known = git_pack_spot(pack, i, &id, &offset);
        if (hint >= objects->count || !git_id_equal(&objects->ids[hint], &id)) {
            hint = git_objects_find(objects, &id);
        }
        /* An offset of 0 is no entry: reading it will say so. */
        spots[i] = (struct git_spot){.offset = known ? offset : 0,
                                     .index = hint++ & INT32_MAX};
    }
}
static unsigned fan_of(const struct git_id *id)
{
    return (unsigned)id->bytes[0] << 8 | id->bytes[1];
}

static void make_fan(struct git_objects *objects)
{
    size_t at = 0;
    for (unsigned fan = 0; fan < 65536; fan++) {
        objects->fan[fan] = (uint32_t)at;
        while (at < objects->count && fan_of(&objects->ids[at]) == fan) {
            at++;
        }
    }
    objects->fan[65536] = (uint32_t)objects->count;
}

/* The first spot of each id counts. */
static void take_order(struct git_objects *objects)
{
    size_t n = 0;
    bool *taken = mem_calloc(objects->count, sizeof(*taken));
    objects->order = mem_calloc(objects->count, sizeof(*objects->order));
    for (size_t i = 0; i < objects->n_spots; i++) {
        struct git_spot *spot = &objects->spots[i];
        spot->is_copy = taken[spot->index];
        if (!spot->is_copy) {
            taken[spot->index] = true;
            objects->order[n++] = spot->index;
        }
    }
    objects->n_packed = n;
    for (uint32_t i = 0; i < objects->count; i++) {
        if (!taken[i]) {
            objects->order[n++] = i;
        }
    }
    free(taken);
}

static void take_spots(struct git_objects *objects)
{
    const struct git_packs *packs = objects->packs;
    size_t n = 0;
    for (size_t i = 0; i < packs->count; i++) {
        n += packs->items[i].count;
    }
    objects->n_spots = n;
    objects->spots = mem_calloc(n, sizeof(*objects->spots));
    struct git_spot *spare = mem_calloc(n, sizeof(*spare));
    objects->pack_first =
        mem_calloc(packs->count + 1, sizeof(*objects->pack_first));
    for (size_t i = 0, at = 0; i < packs->count; i++) {
        const struct git_pack *pack = &packs->items[i];
        fill_spots(objects, pack, objects->spots + at);
        sort_spots(objects->spots + at, spare, pack->count);
        at += pack->count;
        objects->pack_first[i + 1] = (uint32_t)at;
    }
    free(spare);
}

int git_objects_new(struct git_objects **out, const struct git_repo *repo,
                    const struct source *say, struct err *err)
{
    size_t n;
    const char *const *folders = git_repo_objects(repo, &n);
    struct git_objects *objects = mem_calloc(1, sizeof(*objects));
    struct lister *lister = mem_calloc(1, sizeof(*lister));
    lister->say = say;
    int rc = git_packs_new(&objects->packs, folders, n, say, err);
    if (rc == 0) {
        rc = list_all(lister, objects->packs, err);
    }
    if (rc == 0) {
        take_ids(objects, lister);
        make_fan(objects);
        take_spots(objects);
        take_order(objects);
        *out = objects;
    } else {
        git_objects_free(objects);
    }
    free(lister->ids);
    free(lister);
    return rc;
}

void git_objects_free(struct git_objects *objects)
{
    if (objects) {
        git_packs_drop(objects->packs);
        free(objects->ids);
        free(objects->order);
        free(objects->spots);
        free(objects->pack_first);
        free(objects);
    }
}

uint32_t git_objects_find(const struct git_objects *objects,
                          const struct git_id *id)
{
    uint32_t low = objects->fan[fan_of(id)];
    uint32_t high = objects->fan[fan_of(id) + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = git_id_compare(&objects->ids[middle], id);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return GIT_OBJECTS_NONE;
}
