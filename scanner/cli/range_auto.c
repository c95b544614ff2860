/* SPDX-License-Identifier: Apache-2.0
 *
 * Environment -> range -> source, and a line that says which range it was: a
 * gate that passes shows what it looked at. */
#include "cli/range_auto.h"

#include "base/limits.h"
#include "base/log.h"
#include "cli/hook_input.h"
#include "source/ci_env.h"
#include "source/source_memory.h"

#include <unistd.h>

static int find(struct ci_range *out, const char *repository, struct err *err)
{
    struct ci_env env = {0};
    struct git_repo_options options = {.path = repository};
    struct git_repo *repo = NULL;
    struct buf input;
    buf_init(&input, LIMIT_GIT_TEXT);
    int rc = git_repo_open(&repo, &options, err);
    if (rc == 0 && ci_env_service(&env) == CI_PRE_RECEIVE) {
        rc = hook_input_read_all(&input, STDIN_FILENO, err);
    }
    if (rc == 0) {
        rc = ci_env_range(out, &env, repo, buf_span(&input), err);
    }
    git_repo_free(repo);
    buf_release(&input);
    return rc;
}

/* A branch that is deleted brings nothing. */
static int open_found(struct source **out, const struct ci_range *range,
                      const struct source_range_options *asked, struct err *err)
{
    struct source_range_options options = *asked;
    options.ranges = (const char *const *)range->ranges;
    options.n_ranges = range->count;
    options.hide = range->hide;
    struct ci_env env = {0};
    const char *name = ci_service_name(ci_env_service(&env));
    if (range->count == 0) {
        log_line(LOG_WARN, "%s is about no commits", name);
        *out = source_memory_new(NULL, 0, NULL);
        return 0;
    }
    int rc = source_range_new(out, &options, err);
    if (rc == 0) {
        log_line(LOG_WARN, "%s: commits %s%s", name, range->ranges[0],
                 range->count > 1 ? " and others" : "");
    }
    return rc;
}

int range_auto_open(struct source **out,
                    const struct source_range_options *options, struct err *err)
{
    struct ci_range range;
    ci_range_init(&range);
    int rc = find(&range, options->repository, err);
    rc = rc < 0 ? rc : open_found(out, &range, options, err);
    ci_range_release(&range);
    return rc;
}
