/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_CI_ENV_H
#define SOURCE_CI_ENV_H

#include "source/git_range.h"

/* `--range auto`: which commits are new, as the program that started us says.
 * Known are, in this order: a pre-receive hook (old and new ids on standard
 * input), the pre-commit framework, GitHub Actions, GitLab CI, Bitbucket
 * Pipelines, Azure Pipelines, Jenkins, Buildkite. */

enum ci_service {
    CI_NONE,
    CI_PRE_RECEIVE,
    CI_PRE_COMMIT,
    CI_GITHUB,
    CI_GITLAB,
    CI_BITBUCKET,
    CI_AZURE,
    CI_JENKINS,
    CI_BUILDKITE
};

/* The value of a variable, or NULL. */
typedef const char *(*ci_getenv_fn)(void *ctx, const char *name);

struct ci_env {
    ci_getenv_fn get; /* NULL: getenv */
    void *ctx;
};

enum ci_service ci_env_service(const struct ci_env *env);

/* "GitHub Actions", ... */
const char *ci_service_name(enum ci_service service);

/* For git_range_new; ids in full, never names. */
struct ci_range {
    char **ranges; /* owned */
    size_t count;
    size_t room;
    enum git_hide hide;
};

void ci_range_init(struct ci_range *range);
void ci_range_release(struct ci_range *range);

/* ERR_MISSING when no service is known, the event has no range, or its base
 * is not in the clone (the message says what to fetch). `input` is what came
 * on standard input, for a pre-receive hook. */
MUST_CHECK int ci_env_range(struct ci_range *out, const struct ci_env *env,
                            struct git_repo *repo, struct span input,
                            struct err *err);

/* Standard input of a pre-receive hook: old-id new-id ref */
MUST_CHECK int ci_range_pre_receive(struct ci_range *out, struct span input,
                                    struct err *err);

#endif
