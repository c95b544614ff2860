/* SPDX-License-Identifier: Apache-2.0
 *
 * From an id to its bytes. An entry of a pack may be a delta to another one,
 * and so on: the way down to a whole one (or to one that the cache has) is
 * written down, then walked back. */
#include "source/git_store.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_cache.h"
#include "source/git_handle.h"
#include "source/git_loose.h"
#include "source/git_packs.h"
#include "source/git_unpack.h"

#include <stdlib.h>

struct git_place {
    uint64_t offset;
    uint32_t pack;
};

/* What an entry is, so that nobody goes down a long chain for each of its
 * deltas. */
struct git_sort {
    uint64_t offset;
    uint32_t pack;
    enum git_kind kind; /* NONE: free */
};

#define SORTS (1u << 16)

struct git_store {
    const struct git_repo *repo;
    struct git_packs *packs; /* held */
    struct git_unpacker unpacker;
    struct git_cache cache;
    uint32_t latest;         /* the pack that had the object before this one */
    struct git_place *chain; /* owned; deltas, the last one next to its base */
    size_t chain_room;
    struct git_sort *sorts; /* owned; NULL until they are wanted */
    git_odb *odb;           /* the same */
};

int git_store_open(struct git_store **out, const struct git_repo *repo,
                   struct err *err)
{
    struct git_packs *packs = NULL;
    int rc = git_repo_packs(&packs, repo, err);
    if (rc < 0) {
        return rc;
    }
    struct git_store *store = mem_calloc(1, sizeof(*store));
    store->repo = repo;
    store->packs = packs;
    git_unpacker_init(&store->unpacker);
    git_cache_init(&store->cache);
    *out = store;
    return 0;
}

void git_store_free(struct git_store *store)
{
    if (store) {
        if (store->odb) {
            git_api_get()->odb_free(store->odb);
        }
        git_unpacker_release(&store->unpacker);
        git_cache_release(&store->cache);
        git_packs_drop(store->packs);
        free(store->chain);
        free(store->sorts);
        free(store);
    }
}

/* Where the base of a delta is. One of another pack is against the format,
 * but can be read. */
static int find_base(struct git_store *store, const struct git_entry *entry,
                     struct git_place *place, struct err *err)
{
    if (entry->kind == GIT_ENTRY_OFFSET) {
        place->offset = entry->base;
        return 0;
    }
    if (git_packs_find(store->packs, &entry->base_id, &place->pack,
                       &place->offset)) {
        return 0;
    }
    return err_set(err, ERR_FORMAT, "the base %s of a delta is not there",
                   git_id_hex(&entry->base_id).text);
}

static int push(struct git_store *store, size_t *depth, struct git_place place,
                struct err *err)
{
    if (*depth == LIMIT_GIT_CHAIN) {
        return err_set(err, ERR_LIMIT, "more than %d deltas of deltas",
                       LIMIT_GIT_CHAIN);
    }
    store->chain = mem_grow(store->chain, *depth, &store->chain_room,
                            sizeof(*store->chain));
    store->chain[(*depth)++] = place;
    return 0;
}

/* Goes down to what is whole: `out` is held. */
static int go_down(struct git_store *store, struct git_place place,
                   size_t *depth, struct git_data *out, struct err *err)
{
    for (;;) {
        enum git_kind kind;
        struct git_bytes *bytes =
            git_cache_get(&store->cache, place.pack, place.offset, &kind);
        if (bytes) {
            *out = git_data_of(kind, git_bytes_hold(bytes));
            return 0;
        }
        struct git_entry entry;
        int rc = git_pack_entry(&entry, &store->packs->items[place.pack],
                                place.offset, err);
        if (rc == 0 && entry.kind == GIT_ENTRY_WHOLE) {
            rc = git_unpack_whole(&store->unpacker, &entry, &bytes, err);
            if (rc == 0) {
                *out = git_data_of((enum git_kind)entry.type, bytes);
                git_cache_put(&store->cache, place.pack, place.offset,
                              out->kind, bytes);
            }
            return rc;
        }
        if (rc == 0) {
            rc = push(store, depth, place, err);
        }
        if (rc == 0) {
            rc = find_base(store, &entry, &place, err);
        }
        if (rc < 0) {
            return rc;
        }
    }
}

/* Applies one delta to `data`, which becomes the result. */
static int go_up(struct git_store *store, struct git_place place,
                 struct git_data *data, struct err *err)
{
    struct git_entry entry;
    struct git_bytes *bytes = NULL;
    int rc = git_pack_entry(&entry, &store->packs->items[place.pack],
                            place.offset, err);
    if (rc == 0) {
        rc = git_unpack_delta(&store->unpacker, &entry, data->bytes, false,
                              &bytes, err);
    }
    if (rc == 0) {
        enum git_kind kind = data->kind;
        git_data_release(data);
        *data = git_data_of(kind, bytes);
        git_cache_put(&store->cache, place.pack, place.offset, kind, bytes);
    }
    return rc;
}

static int read_packed(struct git_store *store, struct git_place place,
                       struct git_data *out, struct err *err)
{
    size_t depth = 0;
    int rc = go_down(store, place, &depth, out, err);
    while (rc == 0 && depth > 0) {
        rc = go_up(store, store->chain[--depth], out, err);
    }
    if (rc < 0) {
        git_data_release(out);
    }
    return rc;
}

static int read_here(struct git_store *store, const struct git_id *id,
                     struct git_data *out, struct err *err)
{
    struct git_place place;
    if (git_packs_find(store->packs, id, &store->latest, &place.offset)) {
        place.pack = store->latest;
        return read_packed(store, place, out, err);
    }
    return git_loose_read(out, store->packs->folders, store->packs->n_folders,
                          id, store->unpacker.inflate, err);
}

/* A copy, so that one kind of bytes is enough. */
static int read_there(struct git_store *store, const struct git_id *id,
                      struct git_data *out)
{
    const struct git_api *api;
    git_odb_object *object = NULL;
    git_oid oid;
    memcpy(oid.id, id->bytes, GIT_ID_LEN);
    if (git_api_load(&api, NULL) < 0 ||
        (!store->odb &&
         git_repo_open_odb(&store->odb, store->repo, NULL) < 0) ||
        api->odb_read(&object, store->odb, &oid) < 0) {
        return ERR_MISSING;
    }
    size_t len = api->odb_object_size(object);
    struct git_bytes *bytes = git_bytes_new(len);
    memcpy(bytes->data, api->odb_object_data(object), len);
    *out = git_data_of((enum git_kind)api->odb_object_type(object), bytes);
    api->odb_object_free(object);
    return 0;
}

int git_store_read(struct git_store *store, const struct git_id *id,
                   struct git_data *out, struct err *err)
{
    struct err reason = {0};
    int rc = read_here(store, id, out, &reason);
    if (rc == 0 || (rc != ERR_LIMIT && read_there(store, id, out) == 0)) {
        return 0;
    }
    return rc == ERR_MISSING ? err_set(err, rc, "%s", reason.text)
                             : err_set(err, rc, "object %s: %s",
                                       git_id_hex(id).text, reason.text);
}

int git_store_read_kind(struct git_store *store, const struct git_id *id,
                        enum git_kind kind, struct git_data *out,
                        struct err *err)
{
    int rc = git_store_read(store, id, out, err);
    if (rc == 0 && out->kind != kind) {
        rc = err_set(err, ERR_FORMAT, "object %s is a %s, not a %s",
                     git_id_hex(id).text, git_kind_name(out->kind),
                     git_kind_name(kind));
        git_data_release(out);
    }
    return rc;
}

static struct git_sort *sort_of(struct git_store *store, struct git_place place)
{
    if (!store->sorts) {
        store->sorts = mem_calloc(SORTS, sizeof(*store->sorts));
    }
    uint64_t hash =
        (place.offset + ((uint64_t)place.pack << 40)) * 0x9e3779b97f4a7c15u;
    return &store->sorts[hash % SORTS];
}

/* NONE when it is not known without going further down. */
static enum git_kind known_kind(struct git_store *store, struct git_place place)
{
    enum git_kind kind;
    const struct git_sort *sort = sort_of(store, place);
    if (sort->offset == place.offset && sort->pack == place.pack) {
        return sort->kind;
    }
    return git_cache_get(&store->cache, place.pack, place.offset, &kind)
               ? kind
               : GIT_KIND_NONE;
}

static enum git_kind kind_of_packed(struct git_store *store,
                                    struct git_place place)
{
    struct git_entry entry;
    struct git_place from = place;
    enum git_kind kind = known_kind(store, place);
    for (size_t n = 0; n < LIMIT_GIT_CHAIN && kind == GIT_KIND_NONE; n++) {
        if (git_pack_entry(&entry, &store->packs->items[place.pack],
                           place.offset, NULL) < 0) {
            break;
        }
        if (entry.kind == GIT_ENTRY_WHOLE) {
            kind = (enum git_kind)entry.type;
        } else if (find_base(store, &entry, &place, NULL) < 0) {
            break;
        } else {
            kind = known_kind(store, place);
        }
    }
    *sort_of(store, from) = (struct git_sort){
        .offset = from.offset, .pack = from.pack, .kind = kind};
    return kind;
}

enum git_kind git_store_kind(struct git_store *store, const struct git_id *id)
{
    struct git_place place;
    struct git_data data = {0};
    if (git_packs_find(store->packs, id, &store->latest, &place.offset)) {
        place.pack = store->latest;
        return kind_of_packed(store, place);
    }
    enum git_kind kind =
        git_store_read(store, id, &data, NULL) == 0 ? data.kind : GIT_KIND_NONE;
    git_data_release(&data);
    return kind;
}
