/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_NEEDLES_H
#define SOURCE_GIT_NEEDLES_H

#include "base/span.h"

#include <stdint.h>

/* The texts of one set. */
struct git_texts {
    const struct span *texts;
    size_t count;
};

/* Many exact texts at once, however many there are. */
struct git_needles;

/* Texts are borrowed; sets are numbered in order. Empty texts are nowhere. */
struct git_needles *git_needles_new(const struct git_texts *sets, size_t n);
void git_needles_free(struct git_needles *needles);

/* found[set] = mark for each set with a text in `bytes`. */
void git_needles_find(const struct git_needles *needles, struct span bytes,
                      uint32_t *found, uint32_t mark);

#endif
