/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PATTERNS_CHECK_H
#define CLI_PATTERNS_CHECK_H

#include "base/err.h"

#include <stdio.h>

/* Checks a file or folder of patterns: that it can be read, that the checks
 * it names exist, that its regular expressions compile, and that nothing is
 * found in its non_examples. Each fault is a line on `stream`; *faults counts
 * them. An error only when the path itself cannot be read. */
MUST_CHECK int patterns_check(FILE *stream, const char *path, size_t *faults,
                              struct err *err);

#endif
