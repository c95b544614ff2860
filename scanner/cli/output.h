/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/err.h"

#include <stdio.h>

/* Where a report goes: standard output, or a file that appears only when it
 * is complete (written beside its place with mode 0600, then renamed). */
struct output {
    FILE *stream;
    char *path; /* owned; NULL for standard output */
    char *temp; /* owned; NULL when written in place: a device or a pipe */
};

/* Fails early when a report could not be written to `path` later. NULL and
 * "-" are standard output. */
MUST_CHECK int output_check(const char *path, struct err *err);

MUST_CHECK int output_open(struct output *out, const char *path,
                           struct err *err);

/* Makes the file appear. After an error it is as if nothing was written. */
MUST_CHECK int output_commit(struct output *out, struct err *err);

/* Throws away what was not committed; harmless after that. */
void output_release(struct output *out);

#endif
