/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_COLLECT_H
#define SCAN_COLLECT_H

#include "base/arena.h"
#include "base/span.h"
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
    const char *clear;  /* the same; also when git is asked about it */
    size_t secret_len;  /* also without both */
    struct span name;   /* PLACE_NAME: of the file or folder, in clear */
    const struct git_attribution *git;
    const char *suppression;
    struct record *pair;     /* the other half, or NULL */
    bool absorbed;           /* reported as a part of its other half */
    struct finding *finding; /* set by collect_findings */
};

/* The records of one file. */
struct store_file {
    const char *path;
    size_t count;     /* of them */
    uint64_t dropped; /* candidates whose other half is missing */
    unsigned level;   /* see quota.h */
    bool counts;      /* something in it was more than context */
};

/* What one thread found. */
struct store {
    struct arena *arena;
    struct record **records; /* owned; those of a file together */
    size_t count;
    size_t room;
    struct store_file *files; /* owned; in the same order */
    size_t n_files;
    size_t files_room;
    uint64_t candidates;
    uint64_t dropped;
};

void store_init(struct store *store);

/* Wipes. */
void store_release(struct store *store);

struct record *store_record(struct store *store);

/* Keeps a record of this store's arena. */
void store_add(struct store *store, struct record *record);

/* Ends a file: its records were added since the last one ended. */
void store_end_file(struct store *store, const struct store_file *file);

/* Forgets the files below a level; each is told to `forgotten`. */
void store_cut(struct store *store, unsigned floor,
               void (*forgotten)(void *ctx, const char *path), void *ctx);

void verdict_pack(struct verdict_pack *out, struct arena *arena,
                  const struct verdict *verdict);

/* Adds a reason if there is room for one. `reason` is a constant. */
void verdict_pack_reason(struct verdict_pack *pack, struct arena *arena,
                         const char *reason);

/* All records of some stores, those of one secret together, the best class
 * of them first, then by place. */
struct collection {
    struct record **records; /* owned; the records are the stores' */
    size_t count;
};

void collection_init(struct collection *collection, const struct store *stores,
                     size_t n_stores);
void collection_release(struct collection *collection);

/* Again, after places have changed. */
void collection_sort(struct collection *collection);

/* How many records are of the secret of the one at `start`. */
size_t collection_group(const struct collection *collection, size_t start);

/* Fills findings and n_findings of `out`, which point into the stores and the
 * arena, and counts what is suppressed. The same for any distribution of the
 * records over the stores. Findings are in order of
 *
 *     risk         where git was asked: what is live and refused last
 *     severity, path and offset of the first place, rule, id
 *
 * and the risk, 0 to 100, is the sum of
 *
 *     severity     12 for each step above note, at most 48
 *     confidence   4 for each step above low, at most 12
 *     where it is  20 HEAD, 16 another tip, 12 history of a ref, 10 staged,
 *                  4 stash or unreachable, 0 loose
 *     who has it   20 pushed, 14 unknown, 0 local
 *
 * the last two only from severity low on: what opens nothing is no risk
 * anywhere. Suppressed and refused ones have none. */
void collect_findings(struct outcome *out, struct arena *arena,
                      const struct collection *collection);

/* Adds what the stores counted. */
void collect_counts(struct outcome *out, const struct store *stores,
                    size_t n_stores);

#endif
