/* SPDX-License-Identifier: Apache-2.0
 *
 * --range auto: the variables of each service, on a real repository. The
 * repository has origin/main two commits behind and origin/topic at HEAD~1. */
#include "source/ci_env.h"

#include "unit/source/git_fixture.h"
#include "unit/source/source_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#define ZEROS "0000000000000000000000000000000000000000"

/* "NAME=value" texts, NULL at the end. */
static const char *get(void *ctx, const char *name)
{
    const char *const *list = ctx;
    size_t len = strlen(name);
    for (; *list; list++) {
        if (strncmp(*list, name, len) == 0 && (*list)[len] == '=') {
            return *list + len + 1;
        }
    }
    return NULL;
}

static char ids[8][64]; /* of HEAD, HEAD~1 ... */

static void enter(void)
{
    repo_enter(NULL);
    repo_run("for i in 1 2 3 4 5; do echo $i >f; git add f; "
             "git commit -qm $i; done; "
             "git update-ref refs/remotes/origin/main HEAD~2; "
             "git update-ref refs/remotes/origin/topic HEAD~1");
    for (int i = 0; i < 5; i++) {
        char script[64];
        snprintf(script, sizeof(script), "git rev-parse HEAD~%d", i);
        snprintf(ids[i], sizeof(ids[i]), "%s", repo_output(script));
    }
}

static int find(struct ci_range *out, const char *const *variables,
                const char *input, struct err *err)
{
    struct ci_env env = {.get = get, .ctx = (void *)variables};
    struct git_repo_options options = {.path = "."};
    struct git_repo *repo = NULL;
    ci_range_init(out);
    assert_int_equal(git_repo_open(&repo, &options, err), 0);
    int rc = ci_env_range(out, &env, repo, span_str(input), err);
    git_repo_free(repo);
    return rc;
}

/* Each test of a service is a line: variables, and the range they mean. */
static void assert_range(const char *const *variables, int base, int head)
{
    struct ci_range range;
    struct err err = {0};
    char wanted[128];
    if (find(&range, variables, "", &err) < 0) {
        fail_msg("%s", err.text);
    }
    snprintf(wanted, sizeof(wanted), "%s%s%s", base < 0 ? "" : ids[base],
             base < 0 ? "" : "..", ids[head]);
    assert_int_equal(range.count, 1);
    assert_string_equal(range.ranges[0], wanted);
    ci_range_release(&range);
}

static void assert_no_range(const char *const *variables, const char *word)
{
    struct ci_range range;
    struct err err = {0};
    assert_int_equal(find(&range, variables, "", &err), ERR_MISSING);
    assert_non_null(strstr(err.text, word));
    assert_int_equal(range.count, 0);
    ci_range_release(&range);
}

#define VARIABLES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* "NAME=" and an id. */
static const char *with(const char *name, const char *value)
{
    static char texts[8][256];
    static unsigned next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof(texts[0]), "%s=%s", name, value);
    return text;
}

static void put_event(const char *format, const char *a, const char *b)
{
    char text[1024];
    snprintf(text, sizeof(text), format, a, b);
    put_file("event.json", text);
}

#define GITHUB "GITHUB_ACTIONS=true", "GITHUB_EVENT_PATH=event.json"

static void github_pull_request(void **state)
{
    (void)state;
    enter();
    put_event("{\"number\": 7, \"pull_request\": {\"base\": {\"sha\": \"%s\"},"
              "\"head\": {\"sha\": \"%s\", \"ref\": \"--upload-pack=x\"}}}",
              ids[3], ids[1]);
    assert_range(VARIABLES(GITHUB, "GITHUB_SHA=ffff"), 3, 1);
    put_event("{\"merge_group\": {\"base_sha\": \"%s\", \"head_sha\": "
              "\"%s\"}}",
              ids[2], ids[0]);
    assert_range(VARIABLES(GITHUB), 2, 0);
    assert_range(VARIABLES("GITHUB_ACTIONS=true", "GITHUB_BASE_REF=main",
                           with("GITHUB_SHA", ids[0])),
                 2, 0);
    repo_leave();
}

static void github_push(void **state)
{
    (void)state;
    enter();
    put_event("{\"ref\": \"refs/heads/main\", \"before\": \"%s\", \"after\": "
              "\"%s\"}",
              ids[3], ids[0]);
    assert_range(VARIABLES(GITHUB), 3, 0);
    put_event("{\"ref\": \"refs/heads/topic\", \"before\": \"%s\", \"after\": "
              "\"%s\", \"repository\": {\"default_branch\": \"main\"}}",
              ZEROS, ids[0]);
    assert_range(VARIABLES(GITHUB), 2, 0);
    put_event("{\"ref\": \"refs/heads/main\", \"before\": \"%s\", \"after\": "
              "\"%s\", \"repository\": {\"default_branch\": \"main\"}}",
              ZEROS, ids[0]);
    assert_range(VARIABLES(GITHUB), -1, 0);
    /* A forced push: what was there before is gone. */
    put_event("{\"ref\": \"refs/heads/topic\", \"before\": \"%s\", \"after\": "
              "\"%s\", \"repository\": {\"default_branch\": \"main\"}}",
              "1234567890123456789012345678901234567890", ids[0]);
    assert_range(VARIABLES(GITHUB), 2, 0);
    repo_leave();
}

static void github_without_a_range(void **state)
{
    (void)state;
    struct ci_range range;
    struct err err = {0};
    enter();
    put_event("{\"schedule\": \"0 0 * * *\"%s%s}", "", "");
    assert_no_range(VARIABLES(GITHUB), "no range");
    put_event("{\"pull_request\": {\"base\": {\"sha\": \"%s\"}, \"head\": "
              "{\"sha\": \"%s\"}}}",
              "1234567890123456789012345678901234567890", ids[0]);
    assert_no_range(VARIABLES(GITHUB), "fetch-depth: 0");
    put_event("{\"pull_request\": {\"base\": {\"sha\": \"%s\"}, \"head\": "
              "{\"sha\": \"%s\"}}}",
              "HEAD", ids[0]);
    assert_int_equal(find(&range, VARIABLES(GITHUB), "", &err), ERR_FORMAT);
    put_file("event.json", "{");
    assert_true(find(&range, VARIABLES(GITHUB), "", &err) < 0);
    /* A deleted branch has no commits, which is right. */
    put_event("{\"ref\": \"refs/heads/x\", \"before\": \"%s\", \"after\": "
              "\"%s\"}",
              ids[0], ZEROS);
    assert_int_equal(find(&range, VARIABLES(GITHUB), "", &err), 0);
    assert_int_equal(range.count, 0);
    repo_leave();
}

static void gitlab(void **state)
{
    (void)state;
    enter();
    const char *head = "CI_COMMIT_SHA=HEAD";
    assert_range(VARIABLES("GITLAB_CI=true", head,
                           "CI_COMMIT_BEFORE_SHA=" ZEROS,
                           with("CI_MERGE_REQUEST_DIFF_BASE_SHA", ids[3])),
                 3, 0);
    assert_range(
        VARIABLES("GITLAB_CI=true", head, with("CI_COMMIT_BEFORE_SHA", ids[4])),
        4, 0);
    assert_range(VARIABLES("GITLAB_CI=true", head, "CI_COMMIT_BRANCH=topic",
                           "CI_DEFAULT_BRANCH=main",
                           "CI_COMMIT_BEFORE_SHA=" ZEROS),
                 2, 0);
    assert_range(VARIABLES("GITLAB_CI=true", head, "CI_COMMIT_BRANCH=main",
                           "CI_DEFAULT_BRANCH=main",
                           "CI_COMMIT_BEFORE_SHA=" ZEROS),
                 -1, 0);
    assert_no_range(
        VARIABLES("GITLAB_CI=true", head,
                  "CI_MERGE_REQUEST_DIFF_BASE_SHA=1234567890123456"),
        "GIT_DEPTH");
    repo_leave();
}

static void other_services(void **state)
{
    (void)state;
    enter();
    assert_range(VARIABLES("BITBUCKET_BUILD_NUMBER=1",
                           with("BITBUCKET_COMMIT", ids[0]),
                           with("BITBUCKET_PR_DESTINATION_COMMIT", ids[2])),
                 2, 0);
    assert_range(VARIABLES("BITBUCKET_BUILD_NUMBER=1",
                           "BITBUCKET_PR_DESTINATION_BRANCH=main"),
                 2, 0);
    assert_range(VARIABLES("TF_BUILD=True",
                           "SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main",
                           with("SYSTEM_PULLREQUEST_SOURCECOMMITID", ids[1]),
                           with("BUILD_SOURCEVERSION", ids[0])),
                 2, 1);
    assert_range(VARIABLES("JENKINS_URL=x", "CHANGE_TARGET=main",
                           with("GIT_COMMIT", ids[0])),
                 2, 0);
    assert_range(VARIABLES("JENKINS_URL=x",
                           with("GIT_PREVIOUS_SUCCESSFUL_COMMIT", ids[3]),
                           with("GIT_COMMIT", ids[0])),
                 3, 0);
    assert_range(VARIABLES("BUILDKITE=true",
                           "BUILDKITE_PULL_REQUEST_BASE_BRANCH=main",
                           "BUILDKITE_COMMIT=HEAD"),
                 2, 0);
    assert_range(
        VARIABLES("PRE_COMMIT_FROM_REF=HEAD~2", "PRE_COMMIT_TO_REF=HEAD~1"), 2,
        1);
    repo_leave();
}

/* A range that just happens to be empty would be a pass. */
static void unknown_before_is_an_error(void **state)
{
    (void)state;
    enter();
    repo_run("git update-ref refs/remotes/origin/main HEAD; "
             "git symbolic-ref refs/remotes/origin/HEAD "
             "refs/remotes/origin/main");
    assert_no_range(VARIABLES("TF_BUILD=True", "BUILD_SOURCEBRANCH=main"),
                    "Azure");
    assert_no_range(
        VARIABLES("BITBUCKET_BUILD_NUMBER=1", "BITBUCKET_BRANCH=main"),
        "Bitbucket");
    assert_no_range(VARIABLES("JENKINS_URL=x", "CHANGE_TARGET=nowhere"),
                    "git fetch origin nowhere");
    assert_no_range(VARIABLES("HOME=x"), "BASE..HEAD");
    repo_leave();
}

static int read_hook(struct ci_range *out, const char *input)
{
    struct err err = {0};
    ci_range_init(out);
    return ci_range_pre_receive(out, span_str(input), &err);
}

static void pre_receive(void **state)
{
    (void)state;
    struct ci_range range;
    char input[1024];
    enter();
    snprintf(input, sizeof(input),
             "%s %s refs/heads/main\n" ZEROS " %s refs/heads/new\n"
             "%s " ZEROS " refs/heads/old",
             ids[3], ids[0], ids[1], ids[2]);
    assert_int_equal(read_hook(&range, input), 0);
    assert_int_equal(range.count, 2);
    assert_int_equal(range.hide, GIT_HIDE_REFS);
    assert_string_equal(range.ranges[1], ids[1]);
    ci_range_release(&range);
    assert_int_equal(read_hook(&range, "xyz\n"), ERR_FORMAT);
    ci_range_release(&range);
    snprintf(input, sizeof(input), "%s %s refs/heads/main", ids[3], ids[0]);
    struct err err = {0};
    assert_int_equal(
        find(&range, VARIABLES("GIT_QUARANTINE_PATH=x"), input, &err), 0);
    assert_int_equal(range.count, 1);
    ci_range_release(&range);
    repo_leave();
}

static int prepare(void **state)
{
    (void)state;
    repo_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(github_pull_request),
        cmocka_unit_test(github_push),
        cmocka_unit_test(github_without_a_range),
        cmocka_unit_test(gitlab),
        cmocka_unit_test(other_services),
        cmocka_unit_test(unknown_before_is_an_error),
        cmocka_unit_test(pre_receive),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
