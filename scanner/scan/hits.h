/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_HITS_H
#define SCAN_HITS_H

#include "match/matcher.h"
#include "scan/bits.h"
#include "verify/verify.h"

/* The candidates of one text, and which of them win where tokens overlap. */

/* Which comes first, before evidence and the rest: see hits.c. */
enum tier {
    TIER_KNOWN,
    TIER_GENERIC,
    TIER_REFUTED,
    TIER_REFUTED_GENERIC,
    TIER_REST
};

struct hit {
    struct candidate candidate;
    bool own;     /* to be reported from here; the others are context */
    bool won;     /* no better one overlaps its token */
    bool keep;    /* the verdict in short; the whole one is made again for */
    bool refuted; /* the few that are reported (verify/ is pure) */
    enum evidence evidence;
    enum confidence confidence;
    enum tier tier;
};

/* One a thread. The memory stays for the next text. */
struct hits {
    struct hit *items; /* owned */
    size_t count;
    size_t room;
    struct bits known; /* tokens that their own rule keeps or refutes */
    bool full; /* LIMIT_FINDINGS_UNIT candidates: the rest was left out */
};

void hits_init(struct hits *hits);
void hits_release(struct hits *hits);
void hits_clear(struct hits *hits);

/* A match_found_fn; `ctx` is the struct hits. */
void hits_add(void *ctx, const struct candidate *candidate);

/* Fills keep, refuted, evidence and confidence. */
void hits_verify(struct hits *hits, struct span text, int64_t now);

/* Fills `won`: of tokens that overlap, and of those with bytes that are set
 * in `claimed` already, the better one stays. Afterwards hits are in order of
 * position and `claimed` has the bytes of the winners. */
void hits_resolve(struct hits *hits, struct bits *claimed);

/* Sets the bytes that no report may show: the secrets of all hits, except
 * what the masks of the winners let see. `hidden` is as long as the text. */
void hits_hide(const struct hits *hits, struct span text, struct bits *hidden);

/* The verify_input of a hit. */
struct verify_input hit_input(const struct hit *hit, struct span text,
                              int64_t now);

#endif
