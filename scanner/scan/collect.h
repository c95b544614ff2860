/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_COLLECT_H
#define SCAN_COLLECT_H

#include "base/arena.h"
#include "verify/finding.h"

/* Findings one by one, as each thread makes them, and gathered by secret. */

/* What becomes of it; the smaller one speaks for the whole secret. */
enum record_class {
    RECORD_REPORTED,
    RECORD_SUPPRESSED, /* by a comment */
    RECORD_DROPPED,    /* refused; kept for --all */
    RECORD_CONTEXT     /* not in what was to be scanned: only as a partner */
};

/* A verdict without its empty room; a run can hold a million. */
struct verdict_pack {
    const struct fact *facts;
    const char *const *reasons;
    double bits;
    uint8_t n_facts;
    uint8_t n_reasons;
    uint8_t evidence;
    uint8_t confidence;
    uint8_t severity;
    bool keep;
    bool refuted;
};

/* One secret at one place. Lives in the arena of its store. */
struct record {
    const struct rule *rule;
    unsigned char id[16];
    enum record_class class;
    struct place place;
    struct verdict_pack verdict;
    const char *masked;
    const char *secret; /* only with --show-secrets */
    size_t secret_len;  /* also without it */
    const char *suppression;
    struct record *pair;     /* the other half, or NULL */
    bool absorbed;           /* reported as a part of its other half */
    struct finding *finding; /* set by collect_findings */
};

/* What one thread found. */
struct store {
    struct arena *arena;
    struct record **records; /* owned */
    size_t count;
    size_t room;
    uint64_t candidates;
    uint64_t dropped;
};

void store_init(struct store *store);

/* Wipes. */
void store_release(struct store *store);

struct record *store_record(struct store *store);

/* Keeps a record of this store's arena. */
void store_add(struct store *store, struct record *record);

void verdict_pack(struct verdict_pack *out, struct arena *arena,
                  const struct verdict *verdict);

/* Adds a reason if there is room for one. `reason` is a constant. */
void verdict_pack_reason(struct verdict_pack *pack, struct arena *arena,
                         const char *reason);

/* Fills findings and n_findings of `out` and adds to its coverage what the
 * stores counted. The result points into the stores and the arena. The same
 * for any distribution of the records over the stores. */
void collect_findings(struct outcome *out, struct arena *arena,
                      const struct store *stores, size_t n_stores);

#endif
