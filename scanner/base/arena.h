/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

/* Memory that is only freed together. Pointers stay valid until the end. */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* arena_free for contents that may be a secret. */
void arena_wipe_free(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_calloc(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
void *arena_memdup(struct arena *arena, const void *ptr, size_t len);

#endif
