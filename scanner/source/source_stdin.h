/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_STDIN_H
#define SOURCE_SOURCE_STDIN_H

#include "source/source.h"

#include <stdatomic.h>

/* A stream that is read once, from one end to the other: standard input. One
 * reader gets it all, in windows; the others find nothing. */

/* `path` is what reports call it ("<stdin>"; copied). `fd` stays the
 * caller's. Once `stop` is set the stream ends; it may be NULL. */
struct source *source_stdin_new(int fd, const char *path,
                                const atomic_bool *stop);

#endif
