/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_MATCH_INDEX_H
#define MATCH_MATCH_INDEX_H

#include "match/anchor.h"
#include "match/array_visit.h"
#include "match/kernel.h"
#include "match/keyword.h"
#include "match/regex.h"
#include "match/run_forms.h"
#include "rule/rule_set.h"

/* All anchors of all rules, laid out for the engine; part of the matcher and
 * immutable like it. */

#define INDEX_NONE UINT32_MAX

/* What a walk along a chain reads of an anchor that has another key. */
struct key_link {
    uint32_t key;
    uint32_t next;
};

/* Anchors with a key, chained by its hash; one for all shapes of a form. */
struct key_table {
    uint32_t *first;
    uint32_t mask;          /* number of chains, a power of two, less one */
    struct key_link *links; /* by anchor */
    struct anchor *anchors;
    size_t count;
    size_t room;
    size_t links_room;
};

/* Anchors without one: all of them are tried. */
struct anchor_list {
    struct anchor *anchors;
    size_t count;
    size_t room;
};

/* Run anchors that are tried without a keyword share what can be seen at
 * once: a byte of `set` `at` bytes behind the token's beginning, and if it is
 * the first of a text, `bytes` of it. There are many such rules and few such
 * texts. */
#define RUN_PROBE_BYTES 2
#define RUN_PROBE_REACH 256

struct run_group {
    uint64_t set[4]; /* all bytes: nothing is known, always tried */
    uint32_t at;
    uint32_t n_bytes;
    unsigned char bytes[RUN_PROBE_BYTES];
    uint16_t spare; /* no hole: groups are compiled in as bytes */
    uint32_t first; /* of its anchors, in always_anchors */
    uint32_t count;
};

/* Groups with the same `at` stand side by side: one look at the byte there
 * says whether any of them can fit. */
struct run_distance {
    uint32_t at;
    uint32_t first; /* of its groups, in `always` */
    uint32_t count;
    uint32_t spare;    /* no hole */
    uint64_t bytes[4]; /* a bit for each that a group's text begins with */
};

/* Arrays without pointers, so that those of the built-in rules can be made
 * when jackdaw is built (match/match_image.h). */
struct match_index {
    const struct rule_set *rules;
    struct kernel_tables *tables;
    /* Shapes are numbered through all rules. Many are written alike: those
     * are one form, which has the number of the first of them. */
    uint32_t *first_shape; /* by rule */
    uint32_t *form_of;     /* by shape */
    uint32_t *next_alike;  /* by shape: the next of its form; INDEX_NONE */
    uint32_t *rule_of;     /* by shape */
    size_t n_shapes;
    struct key_table head;
    struct key_table left;
    struct key_table mark;
    struct key_table tails; /* see match/name_tails.h */
    struct key_table host;
    struct key_table scheme;
    struct anchor_list lists[ANCHOR_KINDS];
    uint8_t *run_class;       /* of lists[ANCHOR_RUN]: which runs, RUN_IN_* */
    uint32_t *first_run;      /* by rule: first of its ANCHOR_RUN anchors */
    struct run_forms *forms;  /* of the ANCHOR_RUN anchors with a keyword */
    struct run_group *always; /* ANCHOR_RUN anchors tried at every run */
    size_t n_always;
    struct run_distance *distances;
    size_t n_distances;
    uint32_t *always_anchors; /* numbers in lists[ANCHOR_RUN] */
    size_t n_always_anchors;
    struct keyword_index *keywords; /* KEYWORD_NEAR */
    struct keyword_index *names;    /* KEYWORD_NAMES */
    uint32_t *regex_rules;
    size_t n_regex_rules;
    struct regex **regexes; /* by rule; NULL without one */
    bool borrowed;          /* the arrays belong to an image */
};

enum {
    RUN_IN_BASE64 = 1,
    RUN_IN_BASE64URL = 2
};

MUST_CHECK int match_index_init(struct match_index *index,
                                const struct rule_set *rules, struct err *err);
void match_index_release(struct match_index *index);

/* What match_index_init does after the arrays are there: regular expressions
 * are made for the rules that have one. */
MUST_CHECK int match_index_regexes(struct match_index *index, struct err *err);

/* Visits all arrays of the index, always in the same order. */
void match_index_visit_all(struct match_index *index, array_visit visit,
                           void *ctx);

/* `chains` is a power of two. The arrays are the caller's to free. */
void key_table_init(struct key_table *table, uint32_t chains);

/* Copies the anchor. */
void key_table_add(struct key_table *table, const struct anchor *anchor);

/* Keys often differ in their last byte alone, which is in the upper bits. */
static inline uint32_t key_table_chain(const struct key_table *table,
                                       uint32_t key)
{
    uint32_t hash = kernel_hash(key);
    return (hash ^ hash >> 7) & table->mask;
}

/* First anchor with this key; its link leads on. INDEX_NONE at the end.
 * Chains hold other keys too: compare. */
static inline uint32_t key_table_first(const struct key_table *table,
                                       uint32_t key)
{
    return table->first[key_table_chain(table, key)];
}

#endif
