/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_H
#define MATCH_KERNEL_H

#include "base/span.h"
#include "match/matcher.h"

#include <stdint.h>

/* The loop that sees every byte. It classifies 64 bytes at a time into bit
 * masks, finds in them the few places where a token could begin, and calls
 * the engine for these. One file for each instruction set; all of them give
 * the same calls in the same order. */

/* Bits of one chunk of text, a bit for each byte. Chunks stay in the
 * first-level cache. A row has the word behind the chunk, too, and room for
 * what a load reads beyond. */
#define KERNEL_WORDS 128

typedef uint64_t kernel_row[KERNEL_WORDS + 2];

/* The same in the order of the bit pass (kernel_rows.h), with a word before
 * and one behind for each of its lanes, of which there are four at most. */
#define KERNEL_LANES_MAX 4
#define KERNEL_FIRST     KERNEL_LANES_MAX

typedef uint64_t kernel_stripes[KERNEL_FIRST + KERNEL_WORDS + KERNEL_LANES_MAX];

/* What each instruction set fills in. */
struct kernel_masks {
    kernel_stripes word;  /* [A-Za-z0-9_] */
    kernel_stripes alnum; /* [A-Za-z0-9+/] */
    kernel_stripes bit5;  /* of each byte; a letter that has it is small */
    kernel_stripes bit6;  /* of each byte; letters have it, digits have not */
    kernel_stripes dash;  /* [-] */
    kernel_stripes sign;  /* [=:>] */
    kernel_stripes quote; /* ["'] */
};

/* Places where something begins; bit i of `busy` says that word i of that
 * stripe may have any. */
struct kernel_found {
    kernel_stripes row;
    uint64_t busy[KERNEL_LANES_MAX];
};

/* All that one scan works on; zeroed once, when it is made. */
struct kernel_space {
    struct kernel_masks masks;
    struct kernel_masks run; /* one word: of a run, from its first byte on */
    kernel_stripes striped_urlsafe;
    kernel_stripes striped_changes;
    kernel_row urlsafe; /* word and dash */
    kernel_row changes; /* a letter or digit before one of another kind */
    struct kernel_found starts; /* words and runs that are worth a look */
    struct kernel_found signs;
    struct kernel_found rare;               /* base64 runs, URLs, dashes */
    uint16_t places[KERNEL_WORDS * 64 + 2]; /* bytes of the chunk */
    uint16_t word_places[KERNEL_WORDS * 64 + 1];
    uint16_t run_places[KERNEL_WORDS * 64 + 1];
};

/* What the kernel reports; implemented by match/engine.c. */
struct match_scratch;

enum kernel_run {
    KERNEL_RUN_BASE64,   /* [A-Za-z0-9+/] */
    KERNEL_RUN_BASE64URL /* [A-Za-z0-9_-] */
};

/* The four bytes at `pos` begin some rule's text. */
void engine_on_head(struct match_scratch *scratch, size_t pos);

/* A word of 16 bytes or more begins at `pos`, and the byte before it can end
 * a rule's text, or be part of an escape. */
void engine_on_word(struct match_scratch *scratch, size_t pos);

/* A random-looking run begins at `pos`; `len` is right up to 63, and 64 for
 * all that are longer. One of letters and digits alone is reported once, as
 * KERNEL_RUN_BASE64URL, if it is shorter than 64. */
void engine_on_run(struct match_scratch *scratch, size_t pos, size_t len,
                   enum kernel_run kind);

/* How far before its sign a name may end. */
#define KERNEL_NAME_GAP 20

/* '=', ':' or '>', or an opening quote, behind a name that could be an
 * assignment rule's. */
void engine_on_sign(struct match_scratch *scratch, size_t pos);

/* The ':' of "://" (or of ":\/\/"). */
void engine_on_url(struct match_scratch *scratch, size_t pos);

/* Four or more dashes begin. */
void engine_on_dashes(struct match_scratch *scratch, size_t pos);

/* A bit for each value of kernel_hash: 32 KiB, of which thousands of rules set
 * two bits in a hundred. */
#define KERNEL_HASH_BITS    18
#define KERNEL_BITMAP_WORDS ((1u << KERNEL_HASH_BITS) / 32)

static inline uint32_t kernel_hash(uint32_t four_bytes)
{
    /* Multiplicative hashing (Knuth, TAOCP 3, 6.4) by 2^32 / golden ratio. */
    return (four_bytes * 0x9e3779b1u) >> (32 - KERNEL_HASH_BITS);
}

static inline bool bitmap_has(const uint32_t *bitmap, uint32_t bit)
{
    return bitmap[bit >> 5] >> (bit & 31) & 1;
}

static inline void bitmap_set(uint32_t *bitmap, uint32_t bit)
{
    bitmap[bit >> 5] |= 1u << (bit & 31);
}

static inline uint32_t load_four(const unsigned char *ptr)
{
    uint32_t value;
    memcpy(&value, ptr, sizeof(value));
    return value;
}

/* What the byte before a word says of it. */
enum {
    KERNEL_BEFORE_GLUE = 1, /* an escape may be glued to its front */
    KERNEL_BEFORE_LEFT = 2  /* a rule's text may end there */
};

struct kernel_tables {
    uint32_t head[KERNEL_BITMAP_WORDS]; /* first four bytes of rules' texts */
    uint32_t sign[KERNEL_BITMAP_WORDS]; /* last four of names, | 0x20 each */
    uint32_t two[65536 / 32]; /* bytes before a word that is worth a look */
    uint32_t left_two[65536 / 32]; /* ends of texts of which no more is known */
    uint32_t left_four[KERNEL_BITMAP_WORDS]; /* ends of the others */
    uint8_t before[256]; /* KERNEL_BEFORE_* of the byte before a word */
};

/* Finds everything that begins in [region.start, region.end). Bytes behind
 * the region, up to the end of the text, are looked at but begin nothing.
 * LIMIT_PADDING readable bytes follow the text. */
typedef void (*kernel_fn)(struct span text, struct range region,
                          const struct kernel_tables *tables,
                          struct kernel_space *space,
                          struct match_scratch *scratch);

void kernel_scalar(struct span text, struct range region,
                   const struct kernel_tables *tables,
                   struct kernel_space *space, struct match_scratch *scratch);
void kernel_sse2(struct span text, struct range region,
                 const struct kernel_tables *tables, struct kernel_space *space,
                 struct match_scratch *scratch);
void kernel_avx2(struct span text, struct range region,
                 const struct kernel_tables *tables, struct kernel_space *space,
                 struct match_scratch *scratch);
void kernel_avx512(struct span text, struct range region,
                   const struct kernel_tables *tables,
                   struct kernel_space *space, struct match_scratch *scratch);
void kernel_neon(struct span text, struct range region,
                 const struct kernel_tables *tables, struct kernel_space *space,
                 struct match_scratch *scratch);

/* NULL when this processor (or this build) has not got it. MATCH_ISA_BEST
 * gives the best there is; `name` may be NULL. */
kernel_fn kernel_choose(enum match_isa isa, const char **name);

#endif
