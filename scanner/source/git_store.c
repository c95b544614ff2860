/* SPDX-License-Identifier: Apache-2.0
 *
 * One object database handle of libgit2. */
#include "source/git_store.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_handle.h"

#include <stdlib.h>

struct git_store {
    const struct git_api *api;
    git_odb *odb;
};

const char *git_kind_name(enum git_kind kind)
{
    static const char *const names[] = {"object", "commit", "tree", "blob",
                                        "tag"};
    return names[kind <= GIT_KIND_TAG ? kind : 0];
}

int git_store_open(struct git_store **out, const struct git_repo *repo,
                   struct err *err)
{
    struct git_store *store = mem_calloc(1, sizeof(*store));
    store->api = git_api_get();
    int rc = git_repo_open_odb(&store->odb, repo, err);
    if (rc < 0) {
        free(store);
        return rc;
    }
    *out = store;
    return 0;
}

void git_store_free(struct git_store *store)
{
    if (store) {
        store->api->odb_free(store->odb);
        free(store);
    }
}

static int read_failed(int rc, const struct git_id *id, struct err *err)
{
    git_api_fail(err, rc, "object %s", git_id_hex(id).text);
    if (err && rc != GIT_ENOTFOUND) {
        err->code = ERR_FORMAT;
    }
    return rc == GIT_ENOTFOUND ? ERR_MISSING : ERR_FORMAT;
}

int git_store_read(struct git_store *store, const struct git_id *id,
                   struct git_data *out, struct err *err)
{
    const struct git_api *api = store->api;
    git_odb_object *object = NULL;
    git_oid oid;
    memcpy(oid.id, id->bytes, GIT_ID_LEN);
    int rc = api->odb_read(&object, store->odb, &oid);
    if (rc < 0) {
        return read_failed(rc, id, err);
    }
    *out =
        (struct git_data){.kind = (enum git_kind)api->odb_object_type(object),
                          .bytes = span_of(api->odb_object_data(object),
                                           api->odb_object_size(object)),
                          .handle = object};
    return 0;
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

enum git_kind git_store_kind(struct git_store *store, const struct git_id *id)
{
    size_t len;
    git_object_t type;
    git_oid oid;
    memcpy(oid.id, id->bytes, GIT_ID_LEN);
    int rc = store->api->odb_read_header(&len, &type, store->odb, &oid);
    return rc < 0 ? GIT_KIND_NONE : (enum git_kind)type;
}

void git_data_release(struct git_data *data)
{
    if (data->handle) {
        git_api_get()->odb_object_free(data->handle);
    }
    *data = (struct git_data){0};
}
