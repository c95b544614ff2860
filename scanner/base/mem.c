/* SPDX-License-Identifier: Apache-2.0
 *
 * The only place that calls malloc. Running out of memory is no error that a
 * scanner could handle: it stops, with exit code 2, which is never a pass. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void mem_exhausted(void)
{
    static const char text[] = "jackdaw: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
    (void)ignored;
    _exit(2);
}

static void *check(void *ptr)
{
    if (!ptr) {
        mem_exhausted();
    }
    return ptr;
}

void *mem_alloc(size_t size)
{
    return check(malloc(size ? size : 1));
}

void *mem_calloc(size_t count, size_t size)
{
    return check(calloc(count ? count : 1, size ? size : 1));
}

void *mem_realloc(void *ptr, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        return check(NULL);
    }
    return check(realloc(ptr, total ? total : 1));
}

char *mem_strndup(const void *ptr, size_t len)
{
    char *copy = mem_alloc(len + 1);
    if (len) {
        memcpy(copy, ptr, len);
    }
    copy[len] = '\0';
    return copy;
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

void *mem_grow(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return items;
    }
    *room = *room ? *room * 2 : 8;
    return mem_realloc(items, *room, size);
}

void mem_wipe(void *ptr, size_t len)
{
    if (ptr) {
        explicit_bzero(ptr, len);
    }
}

void mem_wipe_free(void *ptr, size_t len)
{
    mem_wipe(ptr, len);
    free(ptr);
}
