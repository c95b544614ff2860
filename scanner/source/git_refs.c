/* SPDX-License-Identifier: Apache-2.0
 *
 * What names stand for, through libgit2's refdb and revision parser; a plain
 * HEAD is read by hand. */
#include "source/git_handle.h"

#include "source/git_plain.h"

static void copy_id(struct git_id *out, const git_oid *oid)
{
    memcpy(out->bytes, oid->id, GIT_ID_LEN);
}

int git_repo_resolve(struct git_id *out, struct git_repo *repo,
                     const char *expression, struct err *err)
{
    git_object *object = NULL;
    git_object *commit = NULL;
    git_repository *handle;
    int rc = git_repo_handle(&handle, repo, err);
    if (rc < 0) {
        return rc;
    }
    const struct git_api *api = git_api_get();
    rc = api->revparse_single(&object, handle, expression);
    if (rc == 0) {
        rc = api->object_peel(&commit, object, GIT_OBJECT_COMMIT);
    }
    if (rc < 0) {
        rc = git_api_fail(err, rc, "revision %s", expression);
    } else {
        copy_id(out, api->object_id(commit));
    }
    api->object_free(commit);
    api->object_free(object);
    return rc;
}

int git_repo_lookup(struct git_id *out, struct git_repo *repo,
                    const char *expression, struct err *err)
{
    git_object *object = NULL;
    git_repository *handle;
    int rc = git_repo_handle(&handle, repo, err);
    if (rc < 0) {
        return rc;
    }
    const struct git_api *api = git_api_get();
    rc = api->revparse_single(&object, handle, expression);
    if (rc < 0) {
        return git_api_fail(err, rc, "revision %s", expression);
    }
    copy_id(out, api->object_id(object));
    api->object_free(object);
    return 0;
}

static int find_head(struct git_id *out, struct git_repo *repo, struct err *err)
{
    git_reference *head = NULL;
    git_reference *target = NULL;
    git_repository *handle;
    int rc = git_repo_handle(&handle, repo, err);
    if (rc < 0) {
        return rc;
    }
    const struct git_api *api = git_api_get();
    rc = api->reference_lookup(&head, handle, "HEAD");
    if (rc < 0) {
        return git_api_fail(err, rc, "%sHEAD", git_repo_dir(repo));
    }
    rc = api->reference_resolve(&target, head);
    if (rc == GIT_ENOTFOUND &&
        api->reference_type(head) == GIT_REFERENCE_SYMBOLIC) {
        rc = 0;
    } else if (rc < 0) {
        rc = git_api_fail(err, rc, "%sHEAD", git_repo_dir(repo));
    } else {
        copy_id(out, api->reference_target(target));
        rc = 1;
    }
    api->reference_free(target);
    api->reference_free(head);
    return rc;
}

int git_repo_head(struct git_id *out, struct git_repo *repo, struct err *err)
{
    int rc = git_repo_is_plain(repo) ? git_plain_head(out, git_repo_dir(repo),
                                                      git_repo_common(repo))
                                     : -1;
    return rc < 0 ? find_head(out, repo, err) : rc;
}

/* One ref: symbolic ones stand for what they lead to. */
static int visit(git_reference *ref, git_ref_fn each, void *ctx)
{
    const struct git_api *api = git_api_get();
    git_reference *target = NULL;
    if (api->reference_resolve(&target, ref) < 0) {
        return 0;
    }
    struct git_id id;
    copy_id(&id, api->reference_target(target));
    int rc = each(ctx, api->reference_name(ref), &id);
    api->reference_free(target);
    return rc;
}

int git_repo_refs(struct git_repo *repo, git_ref_fn each, void *ctx,
                  struct err *err)
{
    git_reference_iterator *iterator = NULL;
    git_reference *ref = NULL;
    git_repository *handle;
    int rc = git_repo_handle(&handle, repo, err);
    if (rc < 0) {
        return rc;
    }
    const struct git_api *api = git_api_get();
    rc = api->reference_iterator_new(&iterator, handle);
    if (rc < 0) {
        return git_api_fail(err, rc, "%s: refs", git_repo_common(repo));
    }
    int stopped = 0;
    while (stopped >= 0 && (rc = api->reference_next(&ref, iterator)) == 0) {
        stopped = visit(ref, each, ctx);
        api->reference_free(ref);
    }
    if (rc < 0 && rc != GIT_ITEROVER) {
        stopped = git_api_fail(err, rc, "%s: refs", git_repo_common(repo));
    }
    api->reference_iterator_free(iterator);
    return stopped < 0 ? stopped : 0;
}
