/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_MATCHER_H
#define MATCH_MATCHER_H

#include "base/err.h"
#include "rule/rule_set.h"

/* Bytes -> candidates: places that have the form of a rule's token, with the
 * keyword where the rule asks for one. Whether it is a secret is decided by
 * verify/, not here. match/README in scanner/README.md tells how it works. */
struct matcher;       /* immutable, shared by all threads */
struct match_scratch; /* one a thread; nothing allocates while scanning */

struct candidate {
    const struct rule *rule;
    struct range token;   /* in the text given to matcher_scan */
    struct range secret;  /* inside token: what must be kept secret */
    struct range keyword; /* empty when the rule needs none */
};

typedef void (*match_found_fn)(void *ctx, const struct candidate *candidate);

/* Which implementation of the byte classifier is used. */
enum match_isa {
    MATCH_ISA_BEST, /* what this processor can do */
    MATCH_ISA_SCALAR,
    MATCH_ISA_SSE2,
    MATCH_ISA_AVX2,
    MATCH_ISA_AVX512,
    MATCH_ISA_NEON
};

struct match_options {
    enum match_isa isa;
    bool no_prefilter; /* try every rule at every byte: the oracle of tests */
};

/* `rules` must outlive the matcher. `options` may be NULL. An instruction set
 * that this processor has not is ERR_MISSING. */
MUST_CHECK int matcher_new(struct matcher **out, const struct rule_set *rules,
                           const struct match_options *options,
                           struct err *err);
void matcher_free(struct matcher *matcher);

/* The instruction set in use, for `jackdaw version` and the benchmark. */
const char *matcher_isa_name(const struct matcher *matcher);

struct match_scratch *match_scratch_new(const struct matcher *matcher);
void match_scratch_free(struct match_scratch *scratch);

/* Where no candidate begins, but one could if bytes were different that are
 * further than LIMIT_REACH behind, or (a keyword of NEAR_BLOCK) far round it.
 * Of everything else the decision depends on bytes that are near. For callers
 * that know a text to be a copy with changes. */
typedef void (*match_missed_fn)(void *ctx, size_t start);

/* From then on; NULL ends it. */
void match_scratch_on_missed(struct match_scratch *scratch,
                             match_missed_fn missed, void *ctx);

/* False when a rule has to be searched for everywhere (a regular expression
 * without a literal): then the above does not hold. */
bool matcher_is_local(const struct matcher *matcher);

/* Calls `found` for each candidate whose token overlaps a fresh range, in
 * order of position within each stream (not overall). LIMIT_PADDING bytes
 * behind the text must be readable. Ranges are sorted and do not overlap.
 * Returns 0, or ERR_LIMIT when a regular expression ran into its limits
 * (`err` names the rule): then some of the text was not searched for it. */
MUST_CHECK int matcher_scan(const struct matcher *matcher,
                            struct match_scratch *scratch, struct span text,
                            const struct range *fresh, size_t n_fresh,
                            match_found_fn found, void *ctx, struct err *err);

#endif
