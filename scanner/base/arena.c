/* SPDX-License-Identifier: Apache-2.0
 *
 * A chain of blocks, each at least twice as large as what is asked for. */
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdlib.h>

#define BLOCK_SIZE (32u << 10)

struct block {
    struct block *next;
    size_t used;
    size_t room;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *head;
};

struct arena *arena_new(void)
{
    return mem_calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (!arena) {
        return;
    }
    struct block *block = arena->head;
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

void arena_wipe_free(struct arena *arena)
{
    if (!arena) {
        return;
    }
    for (struct block *block = arena->head; block; block = block->next) {
        mem_wipe(block->bytes, block->used);
    }
    arena_free(arena);
}

static struct block *block_new(size_t size)
{
    size_t room = size > BLOCK_SIZE / 2 ? size : BLOCK_SIZE;
    struct block *block = mem_calloc(1, sizeof(struct block) + room);
    block->room = room;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    size = (size + align - 1) / align * align;
    struct block *block = arena->head;
    if (!block || block->room - block->used < size) {
        block = block_new(size);
        block->next = arena->head;
        arena->head = block;
    }
    void *ptr = block->bytes + block->used;
    block->used += size;
    return ptr;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        total = (size_t)-1 / 2; /* lets mem_calloc report it */
    }
    return arena_alloc(arena, total);
}

void *arena_memdup(struct arena *arena, const void *ptr, size_t len)
{
    void *copy = arena_alloc(arena, len);
    if (len) {
        memcpy(copy, ptr, len);
    }
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_memdup(arena, text, strlen(text) + 1);
}
