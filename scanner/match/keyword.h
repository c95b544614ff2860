/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KEYWORD_H
#define MATCH_KEYWORD_H

#include "match/array_visit.h"
#include "rule/rule_set.h"

#include <stdint.h>

/* The words that rules ask for near a token, and how they are found: never
 * by searching whole files, only in the neighbourhood of a candidate. */
struct keyword_index;

/* Which rules' keywords: of those that look near the token, or of those that
 * look at the name which it is assigned to. */
enum keyword_scope {
    KEYWORD_NEAR,
    KEYWORD_NAMES
};

/* An index without keywords. */
struct keyword_index *keyword_index_new(void);
void keyword_index_add_rules(struct keyword_index *index,
                             const struct rule_set *rules,
                             enum keyword_scope scope);

/* Visits its arrays, which are the caller's to free in this way. */
void keyword_index_visit_all(struct keyword_index *index, array_visit visit,
                             void *ctx);

/* Frees all but the arrays. */
void keyword_index_free(struct keyword_index *index);

/* Which rules have a keyword in a piece of text, and where. One a thread. */
struct keyword_hits {
    uint32_t *rules; /* hit, each once */
    size_t count;
    uint32_t epoch;
    uint32_t *seen;       /* by rule: epoch of its latest hit */
    struct range *places; /* by rule: where the keyword stands */
};

void keyword_hits_init(struct keyword_hits *hits, size_t n_rules);
void keyword_hits_release(struct keyword_hits *hits);
void keyword_hits_clear(struct keyword_hits *hits);

static inline bool keyword_hits_has(const struct keyword_hits *hits,
                                    uint32_t rule)
{
    return hits->seen[rule] == hits->epoch;
}

/* Adds every rule of `index` that has a keyword in `window` of `text`. */
void keyword_find(const struct keyword_index *index, struct span text,
                  struct range window, struct keyword_hits *hits);

/* The windows of neighbouring tokens overlap: what was found in a stretch of
 * text is kept and only the rest is searched. One a thread; begins empty with
 * each text. */
#define KEYWORD_TRAIL 512

struct keyword_hit {
    uint32_t rule;
    struct range place;
};

struct keyword_trail {
    struct range known; /* all keywords that begin in it are in `hits` */
    struct keyword_hit hits[KEYWORD_TRAIL]; /* in the order of the text */
    size_t count;
};

void keyword_trail_begin(struct keyword_trail *trail);

/* keyword_find in `before` and `after`, which come in this order. */
void keyword_find_round(const struct keyword_index *index, struct span text,
                        struct range before, struct range after,
                        struct keyword_trail *trail, struct keyword_hits *hits);

/* The same in a name: a keyword counts where a part of the name begins, and
 * anywhere if the name ends with it. */
void keyword_find_in_name(const struct keyword_index *index, struct span text,
                          struct range name, struct keyword_hits *hits);

#endif
