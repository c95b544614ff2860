/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_LIST_H
#define SOURCE_SOURCE_LIST_H

#include "source/source.h"

/* Several sources as one, one after the other (`jackdaw scan src -`). */

/* The list owns the sources from now on; the array is copied. */
struct source *source_list_new(struct source *const *sources, size_t count);

#endif
