/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_MEMORY_H
#define SOURCE_SOURCE_MEMORY_H

#include "source/source.h"
#include "source/window.h"

/* Bytes that are there already: for tests and fuzzers. */

struct memory_item {
    const char *path;
    struct span bytes;         /* no padding needed: copies are handed out */
    const struct range *fresh; /* sorted; NULL: all of it is fresh */
    size_t n_fresh;
};

/* Everything is copied. `sizes` cuts the items into windows as a large file
 * is; NULL hands out each as a whole. */
struct source *source_memory_new(const struct memory_item *items, size_t count,
                                 const struct window_sizes *sizes);

#endif
