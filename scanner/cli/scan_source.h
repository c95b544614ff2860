/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SCAN_SOURCE_H
#define CLI_SCAN_SOURCE_H

#include "cli/git_operands.h"
#include "cli/policy_choice.h"
#include "scan/scan.h"
#include "source/source.h"

#include <stdatomic.h>
#include <stdbool.h>

struct git_clone;

/* Which source a command line of `jackdaw scan` asks for. */
struct scan_source {
    struct source *source;   /* owned */
    struct git_clone *clone; /* owned: of a URL, which has no files here */
    const char *category;    /* for SARIF: "jackdaw/tree/" */
    const char **paths;      /* owned: those of files */
    const char **excludes;   /* owned: the globs of --exclude */
    size_t n_excludes;
    struct git_operands operands; /* of --staged and --range */
    struct policy_place policy;   /* whose policy counts; borrows of the rest */
    bool is_git;
    struct scan_git git; /* to ask where secrets came from; if is_git */
    uint64_t total;      /* objects to read, for a progress bar; 0: unknown */
};

MUST_CHECK int scan_source_open(struct scan_source *out,
                                const struct arguments *arguments,
                                const atomic_bool *stop, struct err *err);
void scan_source_release(struct scan_source *source);

#endif
