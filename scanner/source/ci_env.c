/* SPDX-License-Identifier: Apache-2.0
 *
 * One function a service. Branch names are looked up among the remote's
 * branches and become ids at once: a name with a meaning of its own in a
 * range expression never gets there.
 *
 * A branch that is new to the other side has no "before". Then what the
 * default branch has is left out; if it is the default branch itself, or that
 * is not here, all of its history is looked at. Some services never say what
 * was before: for the default branch that is an error there, since a range
 * that happens to be empty would be a pass. */
#include "source/ci_env.h"

#include "source/ci_github.h"
#include "source/ci_range.h"

#include <stdio.h>
#include <stdlib.h>

struct finder {
    const struct ci_env *env;
    struct git_repo *repo;
    struct ci_range *out;
    struct err *err;
};

/* NULL when it is not set or empty. */
static const char *get(const struct ci_env *env, const char *name)
{
    const char *value = env->get ? env->get(env->ctx, name) : getenv(name);
    return value && *value ? value : NULL;
}

static const struct {
    enum ci_service service;
    const char *variable; /* set by this service only */
    const char *name;
} services[] = {
    {CI_PRE_RECEIVE, "GIT_QUARANTINE_PATH", "pre-receive hook"},
    {CI_PRE_COMMIT, "PRE_COMMIT_FROM_REF", "pre-commit"},
    {CI_GITHUB, "GITHUB_ACTIONS", "GitHub Actions"},
    {CI_GITLAB, "GITLAB_CI", "GitLab CI"},
    {CI_BITBUCKET, "BITBUCKET_BUILD_NUMBER", "Bitbucket Pipelines"},
    {CI_AZURE, "TF_BUILD", "Azure Pipelines"},
    {CI_BUILDKITE, "BUILDKITE", "Buildkite"},
    {CI_JENKINS, "JENKINS_URL", "Jenkins"},
};

#define N_SERVICES (sizeof(services) / sizeof(services[0]))

enum ci_service ci_env_service(const struct ci_env *env)
{
    for (size_t i = 0; i < N_SERVICES; i++) {
        if (get(env, services[i].variable)) {
            return services[i].service;
        }
    }
    return CI_NONE;
}

const char *ci_service_name(enum ci_service service)
{
    for (size_t i = 0; i < N_SERVICES; i++) {
        if (services[i].service == service) {
            return services[i].name;
        }
    }
    return "no known service";
}

/* "refs/heads/main" -> "main" */
static const char *short_name(const char *branch)
{
    static const char head[] = "refs/heads/";
    return strncmp(branch, head, sizeof(head) - 1) == 0
               ? branch + sizeof(head) - 1
               : branch;
}

/* The remote's branch of this name; quietly false when it is not here. */
static bool find_branch(const struct finder *finder, const char *branch,
                        struct git_id *out)
{
    char ref[512];
    snprintf(ref, sizeof(ref), "refs/remotes/origin/%s", short_name(branch));
    return git_repo_resolve(out, finder->repo, ref, NULL) == 0;
}

/* ids are looked up here already, so that the message can name the variable.
 * A head may be a tag: its message is new too. */
static int find_commit(const struct finder *finder, const char *name,
                       const char *value, struct git_id *out)
{
    if (git_repo_lookup(out, finder->repo, value, NULL) == 0) {
        return 0;
    }
    bool shallow = git_repo_shallow(finder->repo)->count > 0;
    return err_set(finder->err, ERR_MISSING,
                   "%s names commit %.60s, which is not in this clone: fetch "
                   "it, `%s` (in GitHub Actions: fetch-depth: 0; in GitLab: "
                   "GIT_DEPTH: 0)",
                   name, value,
                   shallow ? "git fetch --unshallow" : "git fetch origin");
}

/* base..head, both from variables. */
static int between(const struct finder *finder, const char *base_name,
                   const char *base, const char *head_name, const char *head)
{
    struct git_id from;
    struct git_id to;
    int rc = find_commit(finder, base_name, base, &from);
    if (rc == 0) {
        rc = find_commit(finder, head_name, head ? head : "HEAD", &to);
    }
    if (rc == 0) {
        ci_range_add(finder->out, &from, &to);
    }
    return rc;
}

/* What head has and the target branch has not. */
static int since_branch(const struct finder *finder, const char *name,
                        const char *branch, const char *head_name,
                        const char *head)
{
    struct git_id from;
    struct git_id to;
    if (!find_branch(finder, branch, &from)) {
        return err_set(finder->err, ERR_MISSING,
                       "%s is %.100s, which is not in this clone: `git fetch "
                       "origin %.100s:refs/remotes/origin/%.100s`",
                       name, branch, short_name(branch), short_name(branch));
    }
    int rc = find_commit(finder, head_name, head ? head : "HEAD", &to);
    if (rc == 0) {
        ci_range_add(finder->out, &from, &to);
    }
    return rc;
}

/* What is known of a push to a branch that has no "before". */
struct new_branch {
    const char *default_branch; /* or NULL */
    const char *branch;         /* or NULL */
    const char *head_name;
    const char *head;
    bool first; /* the service says that the branch is new */
};

/* See the top of the file. */
static int add_new_branch(const struct finder *finder,
                          const struct new_branch *push)
{
    struct git_id from;
    struct git_id to;
    int rc = find_commit(finder, push->head_name,
                         push->head ? push->head : "HEAD", &to);
    if (rc < 0) {
        return rc;
    }
    bool is_default =
        push->branch && push->default_branch &&
        strcmp(short_name(push->branch), push->default_branch) == 0;
    bool found =
        !is_default &&
        find_branch(finder,
                    push->default_branch ? push->default_branch : "HEAD",
                    &from) &&
        !git_id_equal(&from, &to);
    if (!found && !push->first) {
        return err_set(finder->err, ERR_MISSING,
                       "%s does not say which commits a push adds: give "
                       "BASE..HEAD, or scan --history",
                       ci_service_name(ci_env_service(finder->env)));
    }
    ci_range_add(finder->out, found ? &from : NULL, &to);
    return 0;
}

static int find_github(const struct finder *finder)
{
    struct ci_github event;
    struct git_id here;
    const char *path = get(finder->env, "GITHUB_EVENT_PATH");
    const char *branch = get(finder->env, "GITHUB_BASE_REF");
    const char *sha = get(finder->env, "GITHUB_SHA");
    if (!path && branch) {
        return since_branch(finder, "GITHUB_BASE_REF", branch, "GITHUB_SHA",
                            sha);
    }
    if (!path) {
        return err_set(finder->err, ERR_MISSING,
                       "GITHUB_EVENT_PATH is not "
                       "set");
    }
    int rc = ci_github_read(&event, path, finder->err);
    if (rc < 0 || git_id_is_zero(&event.head)) {
        return rc; /* a deleted branch has no commits */
    }
    struct git_hex base = git_id_hex(&event.base);
    struct git_hex head = git_id_hex(&event.head);
    /* After a forced push the commit that was there before is in no clone. */
    bool is_push = event.ref[0] != '\0';
    if (git_id_is_zero(&event.base) ||
        (is_push &&
         git_repo_resolve(&here, finder->repo, base.text, NULL) < 0 &&
         git_repo_shallow(finder->repo)->count == 0)) {
        const char *first =
            event.default_branch[0] ? event.default_branch : NULL;
        const struct new_branch push = {first, event.ref, "the event's head",
                                        head.text, true};
        return add_new_branch(finder, &push);
    }
    return between(finder, "the event's base", base.text, "the event's head",
                   head.text);
}

static bool is_zero(const char *id)
{
    return strspn(id, "0") == strlen(id);
}

static int find_gitlab(const struct finder *finder)
{
    const struct ci_env *env = finder->env;
    const char *base = get(env, "CI_MERGE_REQUEST_DIFF_BASE_SHA");
    const char *before = get(env, "CI_COMMIT_BEFORE_SHA");
    const char *head = get(env, "CI_COMMIT_SHA");
    if (base) {
        return between(finder, "CI_MERGE_REQUEST_DIFF_BASE_SHA", base,
                       "CI_COMMIT_SHA", head);
    }
    if (before && !is_zero(before)) {
        return between(finder, "CI_COMMIT_BEFORE_SHA", before, "CI_COMMIT_SHA",
                       head);
    }
    const struct new_branch push = {get(env, "CI_DEFAULT_BRANCH"),
                                    get(env, "CI_COMMIT_BRANCH"),
                                    "CI_COMMIT_SHA", head, true};
    return add_new_branch(finder, &push);
}

static int find_bitbucket(const struct finder *finder)
{
    const struct ci_env *env = finder->env;
    const char *base = get(env, "BITBUCKET_PR_DESTINATION_COMMIT");
    const char *branch = get(env, "BITBUCKET_PR_DESTINATION_BRANCH");
    const char *head = get(env, "BITBUCKET_COMMIT");
    if (base) {
        return between(finder, "BITBUCKET_PR_DESTINATION_COMMIT", base,
                       "BITBUCKET_COMMIT", head);
    }
    if (branch) {
        return since_branch(finder, "BITBUCKET_PR_DESTINATION_BRANCH", branch,
                            "BITBUCKET_COMMIT", head);
    }
    const struct new_branch push = {NULL, get(env, "BITBUCKET_BRANCH"),
                                    "BITBUCKET_COMMIT", head, false};
    return add_new_branch(finder, &push);
}

static int find_azure(const struct finder *finder)
{
    const struct ci_env *env = finder->env;
    const char *branch = get(env, "SYSTEM_PULLREQUEST_TARGETBRANCH");
    const char *source = get(env, "SYSTEM_PULLREQUEST_SOURCECOMMITID");
    const char *head = get(env, "BUILD_SOURCEVERSION");
    if (branch && source) {
        return since_branch(finder, "SYSTEM_PULLREQUEST_TARGETBRANCH", branch,
                            "SYSTEM_PULLREQUEST_SOURCECOMMITID", source);
    }
    if (branch) {
        return since_branch(finder, "SYSTEM_PULLREQUEST_TARGETBRANCH", branch,
                            "BUILD_SOURCEVERSION", head);
    }
    const struct new_branch push = {NULL, get(env, "BUILD_SOURCEBRANCH"),
                                    "BUILD_SOURCEVERSION", head, false};
    return add_new_branch(finder, &push);
}

static int find_jenkins(const struct finder *finder)
{
    const struct ci_env *env = finder->env;
    const char *branch = get(env, "CHANGE_TARGET");
    const char *before = get(env, "GIT_PREVIOUS_SUCCESSFUL_COMMIT");
    const char *head = get(env, "GIT_COMMIT");
    if (branch) {
        return since_branch(finder, "CHANGE_TARGET", branch, "GIT_COMMIT",
                            head);
    }
    if (before) {
        return between(finder, "GIT_PREVIOUS_SUCCESSFUL_COMMIT", before,
                       "GIT_COMMIT", head);
    }
    const struct new_branch push = {NULL, get(env, "BRANCH_NAME"), "GIT_COMMIT",
                                    head, true};
    return add_new_branch(finder, &push);
}

static int find_buildkite(const struct finder *finder)
{
    const struct ci_env *env = finder->env;
    const char *branch = get(env, "BUILDKITE_PULL_REQUEST_BASE_BRANCH");
    const char *head = get(env, "BUILDKITE_COMMIT");
    if (branch) {
        return since_branch(finder, "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
                            branch, "BUILDKITE_COMMIT", head);
    }
    const struct new_branch push = {
        get(env, "BUILDKITE_PIPELINE_DEFAULT_BRANCH"),
        get(env, "BUILDKITE_BRANCH"), "BUILDKITE_COMMIT", head, false};
    return add_new_branch(finder, &push);
}

static int find_pre_commit(const struct finder *finder)
{
    return between(finder, "PRE_COMMIT_FROM_REF",
                   get(finder->env, "PRE_COMMIT_FROM_REF"), "PRE_COMMIT_TO_REF",
                   get(finder->env, "PRE_COMMIT_TO_REF"));
}

int ci_env_range(struct ci_range *out, const struct ci_env *env,
                 struct git_repo *repo, struct span input, struct err *err)
{
    const struct finder finder = {env, repo, out, err};
    switch (ci_env_service(env)) {
    case CI_PRE_RECEIVE:
        return ci_range_pre_receive(out, input, err);
    case CI_PRE_COMMIT:
        return find_pre_commit(&finder);
    case CI_GITHUB:
        return find_github(&finder);
    case CI_GITLAB:
        return find_gitlab(&finder);
    case CI_BITBUCKET:
        return find_bitbucket(&finder);
    case CI_AZURE:
        return find_azure(&finder);
    case CI_JENKINS:
        return find_jenkins(&finder);
    case CI_BUILDKITE:
        return find_buildkite(&finder);
    case CI_NONE:
        break;
    }
    return err_set(err, ERR_MISSING,
                   "--range auto knows no service here that says which commits "
                   "are new: give BASE..HEAD");
}
