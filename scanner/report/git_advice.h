/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_GIT_ADVICE_H
#define REPORT_GIT_ADVICE_H

#include "base/buf.h"
#include "report/report.h"

/* How to get a secret out of a repository. Where it is still only here the
 * commands that remove it before the push; where it was pushed, that it must
 * be revoked first. */

#define GIT_ADVICE_COMMANDS 3

struct git_advice {
    const struct report_git *repository; /* borrowed */
    const char *first;                   /* what comes before, or NULL */
    const char *what;  /* a sentence without its full stop; never NULL */
    const char *after; /* what to do when a command stops and waits, or NULL */
    struct buf commands[GIT_ADVICE_COMMANDS]; /* for a shell; names of the
                                                 repository are quoted */
    size_t n_commands;
    bool rewrites; /* old commits stay on this disk for a while */
};

/* `finding` has `git`. `repository` may be NULL. */
void git_advice_init(struct git_advice *out, const struct finding *finding,
                     const struct report_git *repository);
void git_advice_release(struct git_advice *advice);

/* Appends a word as a shell takes it: 'it'\''s'. A word of control characters
 * is still one word. */
MUST_CHECK int git_advice_quote(struct buf *out, const char *word,
                                struct err *err);

/* Takes old commits and what only they have off this disk. */
extern const char git_advice_forget[];

#endif
