/* SPDX-License-Identifier: Apache-2.0
 *
 * Levels are the trailing zero bits of a hash. It need not be a strong one:
 * whoever can choose names can also write findings into all files. */
#include "scan/quota.h"

#include <stdint.h>

void quota_init(struct quota *quota, size_t limit)
{
    quota->limit = limit;
    for (size_t i = 0; i < QUOTA_LEVELS; i++) {
        atomic_init(&quota->from[i], 0);
    }
}

/* FNV-1a. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; text && *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    }
    return hash;
}

/* The last step of splitmix64: FNV leaves the low bits weak. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

unsigned quota_level(const char *path, const char *commit)
{
    uint64_t hash = hash_text(0xcbf29ce484222325u, path);
    hash = mix(hash_text(hash, commit));
    return hash ? (unsigned)__builtin_ctzll(hash) : QUOTA_LEVELS - 1;
}

void quota_add(struct quota *quota, unsigned level, size_t n)
{
    for (unsigned i = 0; i <= level; i++) {
        atomic_fetch_add(&quota->from[i], n);
    }
}

unsigned quota_floor(const struct quota *quota)
{
    unsigned floor = 0;
    while (floor < QUOTA_LEVELS &&
           atomic_load(&quota->from[floor]) > quota->limit) {
        floor++;
    }
    return floor;
}
