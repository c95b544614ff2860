/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_WRITE_FILE_H
#define BASE_WRITE_FILE_H

#include "base/err.h"
#include "base/span.h"

/* Writes a file whole or not at all; one that is there is replaced. For the
 * programs of the build: permissions are those of the umask. ERR_SYSTEM. */
MUST_CHECK int write_file(const char *path, struct span bytes, struct err *err);

#endif
