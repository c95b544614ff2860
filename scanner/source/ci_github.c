/* SPDX-License-Identifier: Apache-2.0
 *
 * The event file is JSON from the service, but much of what stands in it was
 * written by whoever opened the pull request: only ids and branch names are
 * taken, and ids must be ids. */
#include "source/ci_github.h"

#include "base/json_in.h"
#include "base/limits.h"
#include "source/git_file.h"

#include <stdio.h>

static int take_id(struct git_id *out, struct json value, const char *what,
                   struct err *err)
{
    const char *text = json_string(value);
    if (!text || !git_id_parse(out, span_str(text))) {
        return err_set(err, ERR_FORMAT, "the event of GitHub has no %s", what);
    }
    return 0;
}

static void take_text(char *out, size_t room, struct json value)
{
    const char *text = json_string(value);
    snprintf(out, room, "%s", text ? text : "");
}

static int read_pull(struct ci_github *out, struct json pull, struct err *err)
{
    int rc = take_id(&out->base, json_get(json_get(pull, "base"), "sha"),
                     "pull_request.base.sha", err);
    return rc < 0 ? rc
                  : take_id(&out->head, json_get(json_get(pull, "head"), "sha"),
                            "pull_request.head.sha", err);
}

static int read_event(struct ci_github *out, struct json event, struct err *err)
{
    struct json pull = json_get(event, "pull_request");
    struct json group = json_get(event, "merge_group");
    take_text(out->default_branch, sizeof(out->default_branch),
              json_get(json_get(event, "repository"), "default_branch"));
    take_text(out->ref, sizeof(out->ref), json_get(event, "ref"));
    if (json_exists(pull)) {
        return read_pull(out, pull, err);
    }
    if (json_exists(group)) {
        int rc = take_id(&out->base, json_get(group, "base_sha"),
                         "merge_group.base_sha", err);
        return rc < 0 ? rc
                      : take_id(&out->head, json_get(group, "head_sha"),
                                "merge_group.head_sha", err);
    }
    if (!json_exists(json_get(event, "before"))) {
        return err_set(err, ERR_MISSING,
                       "this event of GitHub is about no range of commits: "
                       "give one, or scan --history");
    }
    int rc = take_id(&out->base, json_get(event, "before"), "before", err);
    return rc < 0 ? rc
                  : take_id(&out->head, json_get(event, "after"), "after", err);
}

int ci_github_read(struct ci_github *out, const char *path, struct err *err)
{
    struct buf text;
    struct json_doc *doc = NULL;
    *out = (struct ci_github){0};
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, path, err);
    if (rc == 0) {
        rc = json_parse(&doc, buf_span(&text), path, err);
    }
    if (rc == 0) {
        rc = read_event(out, json_root(doc), err);
    }
    json_free(doc);
    buf_release(&text);
    return rc;
}
