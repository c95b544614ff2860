/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Allocation that cannot fail: out of memory ends the program with exit code
 * 2 and a message. `count * size` is checked. A size of 0 gives a pointer
 * that may be freed. */
void *mem_alloc(size_t size);
void *mem_calloc(size_t count, size_t size);
void *mem_realloc(void *ptr, size_t count, size_t size);
char *mem_strdup(const char *text);
char *mem_strndup(const void *ptr, size_t len); /* NUL-terminated copy */

/* The same end for memory that a library could not get. */
_Noreturn void mem_exhausted(void);

/* Makes room for one more element of an array that doubles. `items` is the
 * array (may be NULL), `count` how many are in use, `*room` its size. */
void *mem_grow(void *items, size_t count, size_t *room, size_t size);

/* Overwrites bytes that may be a secret; the compiler cannot leave it out. */
void mem_wipe(void *ptr, size_t len);

/* mem_wipe and free; NULL is allowed. */
void mem_wipe_free(void *ptr, size_t len);

#endif
