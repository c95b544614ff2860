/* SPDX-License-Identifier: Apache-2.0
 *
 * The trees of a history repeat few names millions of times, so a look-up
 * must cost next to nothing and no name is kept. Two names with one hash
 * would leave the second one unread: one chance in 2^64 for each pair, and
 * none to choose them, since the start of the hash is random. */
#include "source/git_names.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

void git_names_init(struct git_names *names)
{
    *names = (struct git_names){0};
    if (getrandom(&names->seed, sizeof(names->seed), GRND_NONBLOCK) !=
        sizeof(names->seed)) {
        names->seed = (uint64_t)time(NULL) ^ (uintptr_t)names;
    }
}

void git_names_release(struct git_names *names)
{
    free(names->slots);
    *names = (struct git_names){0};
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

/* Eight bytes a step; the end is padded, and the length counts too. */
uint64_t git_names_hash(const struct git_names *names, struct span name)
{
    uint64_t hash = mix(names->seed, name.len);
    size_t at = 0;
    uint64_t word;
    for (; at + 8 <= name.len; at += 8) {
        memcpy(&word, name.ptr + at, 8);
        hash = mix(hash, word);
    }
    word = 0;
    memcpy(&word, name.ptr + at, name.len - at);
    hash = mix(mix(hash, word), names->seed);
    return hash ? hash : 1;
}

static uint64_t *probe(uint64_t *slots, size_t room, uint64_t hash)
{
    size_t at = hash & (room - 1);
    while (slots[at] != 0 && slots[at] != hash) {
        at = (at + 1) & (room - 1);
    }
    return &slots[at];
}

static void grow(struct git_names *names)
{
    size_t room = names->room ? names->room * 2 : 1024;
    uint64_t *slots = mem_calloc(room, sizeof(*slots));
    for (size_t i = 0; i < names->room; i++) {
        if (names->slots[i]) {
            *probe(slots, room, names->slots[i]) = names->slots[i];
        }
    }
    free(names->slots);
    names->slots = slots;
    names->room = room;
}

bool git_names_add(struct git_names *names, struct span name)
{
    if (names->count + 1 > names->room / 2) {
        grow(names);
    }
    uint64_t hash = git_names_hash(names, name);
    uint64_t *slot = probe(names->slots, names->room, hash);
    if (*slot == hash) {
        return false;
    }
    *slot = hash;
    names->count++;
    return true;
}
