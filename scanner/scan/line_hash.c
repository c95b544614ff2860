/* SPDX-License-Identifier: Apache-2.0
 *
 * The hash that github/codeql-action (src/fingerprints.ts) gives a line: over
 * the text as UTF-16 code units without spaces and tabs, CR and CR LF as LF,
 * then one unit 65535 and zeros; a polynomial with factor 37 modulo 2^64 over
 * the 100 units from the start of the line on, and the number of earlier
 * lines with the same hash, plus one. Written from that description; the
 * rolling window keeps it linear. */
#include "scan/line_hash.h"

#include "base/mem.h"
#include "base/utf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK  100
#define FACTOR 37
#define FINAL  65535u

struct wanted {
    uint64_t hash;
    uint64_t seen;
};

/* A ring of the last BLOCK units. When the ring comes round to a slot in
 * which a line began, the hash holds exactly the units of that line. */
struct roll {
    struct line_hash *out;
    uint16_t units[BLOCK];
    bool starts[BLOCK];
    unsigned index;
    uint64_t hash;
    uint64_t leaving; /* FACTOR to the power BLOCK */
    bool at_start;
    bool after_cr;
};

static void shift(struct roll *roll, uint16_t unit)
{
    struct line_hash *out = roll->out;
    if (roll->starts[roll->index]) {
        roll->starts[roll->index] = false;
        out->lines =
            mem_grow(out->lines, out->count, &out->room, sizeof(*out->lines));
        out->lines[out->count++] = roll->hash;
    }
    uint16_t old = roll->units[roll->index];
    roll->hash = roll->hash * FACTOR + unit - roll->leaving * old;
    roll->units[roll->index] = unit;
}

static void step(struct roll *roll)
{
    roll->index = (roll->index + 1) % BLOCK;
}

static void take(struct roll *roll, uint16_t unit)
{
    if (unit == ' ' || unit == '\t' || (roll->after_cr && unit == '\n')) {
        roll->after_cr = false;
        return;
    }
    roll->after_cr = unit == '\r';
    if (roll->after_cr) {
        unit = '\n';
    }
    shift(roll, unit);
    if (roll->at_start) {
        roll->at_start = false;
        roll->starts[roll->index] = true;
    }
    roll->at_start = unit == '\n';
    step(roll);
}

static void take_point(struct roll *roll, uint32_t point)
{
    if (point < 0x10000) {
        take(roll, (uint16_t)point);
        return;
    }
    point -= 0x10000;
    take(roll, (uint16_t)(0xd800 + (point >> 10)));
    take(roll, (uint16_t)(0xdc00 + (point & 0x3ff)));
}

void line_hash_init(struct line_hash *hash)
{
    *hash = (struct line_hash){0};
}

void line_hash_release(struct line_hash *hash)
{
    free(hash->lines);
    free(hash->wanted);
    line_hash_init(hash);
}

void line_hash_read(struct line_hash *hash, struct span text, uint32_t last)
{
    hash->count = 0;
    struct roll roll = {.out = hash, .leaving = 1};
    roll.at_start = true;
    for (int i = 0; i < BLOCK; i++) {
        roll.leaving *= FACTOR;
    }
    size_t at = 0;
    while (at < text.len && hash->count < last) {
        take_point(&roll, utf_next(text, &at));
    }
    take(&roll, FINAL);
    for (int i = 0; i < BLOCK; i++) {
        shift(&roll, 0);
        step(&roll);
    }
}

static int compare_wanted(const void *left, const void *right)
{
    uint64_t a = ((const struct wanted *)left)->hash;
    uint64_t b = ((const struct wanted *)right)->hash;
    return (a > b) - (a < b);
}

/* The distinct hashes of the lines that are asked for, sorted. */
static size_t fill_wanted(struct line_hash *hash, const uint32_t *lines,
                          size_t n)
{
    if (n > hash->wanted_room) {
        hash->wanted = mem_realloc(hash->wanted, n, sizeof(struct wanted));
        hash->wanted_room = n;
    }
    struct wanted *wanted = hash->wanted;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (lines[i] >= 1 && lines[i] <= hash->count) {
            wanted[count++] = (struct wanted){hash->lines[lines[i] - 1], 0};
        }
    }
    if (count > 1) {
        qsort(wanted, count, sizeof(*wanted), compare_wanted);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || wanted[kept - 1].hash != wanted[i].hash) {
            wanted[kept++] = wanted[i];
        }
    }
    return kept;
}

static uint64_t count_one(struct wanted *wanted, size_t n, uint64_t value)
{
    struct wanted key = {value, 0};
    struct wanted *hit =
        bsearch(&key, wanted, n, sizeof(*wanted), compare_wanted);
    return hit ? ++hit->seen : 0;
}

void line_hash_write(struct line_hash *hash, const uint32_t *lines, size_t n,
                     char (*out)[LINE_HASH_SIZE])
{
    size_t kept = fill_wanted(hash, lines, n);
    size_t next = 0;
    for (; next < n && lines[next] == 0; next++) {
        out[next][0] = '\0';
    }
    for (size_t i = 0; i < hash->count && next < n && kept; i++) {
        uint64_t value = hash->lines[i];
        uint64_t seen = count_one(hash->wanted, kept, value);
        for (; next < n && lines[next] == i + 1; next++) {
            snprintf(out[next], LINE_HASH_SIZE, "%" PRIx64 ":%" PRIu64, value,
                     seen);
        }
    }
    for (; next < n; next++) {
        out[next][0] = '\0';
    }
}
