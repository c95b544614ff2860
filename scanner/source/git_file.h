/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_FILE_H
#define SOURCE_GIT_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* The small files of a repository: shallow, alternates, logs, index. */

/* Appends a whole regular file. ERR_MISSING when there is none, ERR_LIMIT
 * past the buffer's ceiling. */
MUST_CHECK int git_file_read(struct buf *out, const char *path,
                             struct err *err);

/* Takes the next line, without its "\n", off `rest`; false at the end. */
bool git_file_line(struct span *rest, struct span *line);

#endif
