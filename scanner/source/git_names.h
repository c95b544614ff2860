/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_NAMES_H
#define SOURCE_GIT_NAMES_H

#include "base/span.h"

#include <stdint.h>

/* A set of names, kept as 64-bit hashes with a secret start. */
struct git_names {
    uint64_t *slots; /* owned; 0 is free */
    size_t room;     /* a power of two, or 0 */
    size_t count;
    uint64_t seed;
};

void git_names_init(struct git_names *names);
void git_names_release(struct git_names *names);

/* The hash of a name; never 0. */
uint64_t git_names_hash(const struct git_names *names, struct span name);

/* True when the name was not in the set, which it is afterwards. */
bool git_names_add(struct git_names *names, struct span name);

#endif
