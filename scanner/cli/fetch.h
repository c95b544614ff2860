/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FETCH_H
#define CLI_FETCH_H

#include "base/err.h"

#include <stdatomic.h>

struct git_clone;

/* Clones `url`, and shows on a terminal how far it is (not when `quiet`). */
MUST_CHECK int fetch(struct git_clone **out, const char *url, bool quiet,
                     const atomic_bool *stop, struct err *err);

#endif
