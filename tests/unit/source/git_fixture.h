/* SPDX-License-Identifier: Apache-2.0 */
#ifndef UNIT_GIT_FIXTURE_H
#define UNIT_GIT_FIXTURE_H

#include "source/source.h"

/* Repositories made for one test, and what a source says of them. Needles are
 * words of the fixtures that begin with "needle-". */

/* Call it first in main(): the environment of git, and where fixtures are. */
void repo_setup(void);

/* A new folder, made current; with a fixture of fixtures/repos in it unless
 * `name` is NULL: HEAD checked out, index and working tree as committed. */
void repo_enter(const char *name);
void repo_leave(void);

/* Runs a shell script that must succeed. */
void repo_run(const char *script);

/* What it prints, without the last line end; good until the next call. */
const char *repo_output(const char *script);

/* All windows of one thing. */
struct seen_unit {
    char *path;
    char *commit; /* or NULL */
    char *object; /* or NULL */
    enum unit_part part;
    uint64_t number;
    char *fresh; /* the fresh bytes, "|" between two ranges of a window */
};

struct seen_notice {
    enum notice_kind kind;
    char *path;
    char *text;
};

struct seen {
    struct seen_unit *units;
    size_t n_units;
    struct seen_notice *notices;
    size_t n_notices;
    struct source_totals totals;
};

/* Reads all of a source on some threads, and frees it. */
void see(struct seen *out, struct source *source, unsigned threads);
void seen_release(struct seen *seen);

/* True when fresh bytes of some unit hold the text. */
bool seen_text(const struct seen *seen, const char *text);

/* In how many units. */
size_t seen_count(const struct seen *seen, const char *text);

/* The first unit with this path and part, or NULL. */
const struct seen_unit *seen_unit(const struct seen *seen, const char *path,
                                  enum unit_part part);

/* A notice of the kind whose path or text holds `text`. */
bool seen_notice(const struct seen *seen, enum notice_kind kind,
                 const char *text);

/* How many notices make the scan incomplete. */
size_t seen_failures(const struct seen *seen);

/* What --history, --staged and --range say of a repository; path NULL as a
 * hook. The source must open. */
void see_history(struct seen *out, const char *path);
void see_staged(struct seen *out, const char *path);
void see_range(struct seen *out, const char *range);

#endif
