/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_ARRAY_VISIT_H
#define MATCH_ARRAY_VISIT_H

#include <stddef.h>

/* One function that names all arrays of a structure serves to write them out,
 * to take them from somewhere else, to compare and to free them. `visit` gets
 * an array, the number of its elements, which it may set, and their size; it
 * returns the array that is to stand there. */
typedef void *(*array_visit)(void *ctx, void *array, size_t *count,
                             size_t element);

/* `n` is an lvalue. */
#define VISIT(array, n) ((array) = visit(ctx, (array), &(n), sizeof(*(array))))

#endif
