/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_ENGINE_H
#define MATCH_ENGINE_H

#include "match/match_index.h"
#include "match/matcher.h"

/* What one thread needs while it scans, and the side of the matcher that
 * answers the kernel's calls (match/kernel.h): from a place where a token
 * could begin to a candidate. */

#define ENGINE_RECENT 16 /* candidates remembered, to report each once */

/* What came of a shape at a place: rules that look alike ask again. */
#define ENGINE_TRIES 16 /* a power of two */

struct form_try {
    uint32_t form;
    bool fits;
    size_t start;
    struct range token;
    struct range secret;
};

/* A name without any keyword. */
struct plain_name {
    uint8_t len; /* 0: none */
    unsigned char bytes[31];
};

#define ENGINE_NAMES 64 /* a power of two */

struct match_scratch {
    const struct match_index *index;
    struct form_try tries[ENGINE_TRIES];
    struct kernel_space space;
    struct keyword_hits line_hits; /* keywords near the run looked at */
    struct range line_of;          /* that run */
    struct keyword_trail trail;    /* what is known of its neighbourhood */
    uint32_t *near_rules;          /* room for one number a rule */
    struct keyword_hits name_hits; /* keywords in the name looked at */
    struct plain_name plain_names[ENGINE_NAMES]; /* lately looked at */
    struct keyword_hits block_hits; /* keywords of the pages round it */
    size_t block_page;              /* SIZE_MAX: none */
    struct regex_scratch *regex;    /* made when first needed */
    struct candidate recent[ENGINE_RECENT];
    size_t n_recent;
    match_missed_fn missed; /* NULL: nobody asks */
    void *missed_ctx;

    /* The scan under way. */
    struct span text;
    const struct range *fresh;
    size_t n_fresh;
    match_found_fn found;
    void *ctx;
    int rc;
    struct err *err;
};

/* Forgets the previous text. */
void engine_begin(struct match_scratch *scratch);

/* Rules whose regular expression has no anchor: all of `region`. */
void engine_slow(struct match_scratch *scratch, struct range region);

/* Tries every rule that begins with a text at `pos`, without any prefilter:
 * the oracle that tests compare with. */
void engine_try_all(struct match_scratch *scratch, size_t pos);

#endif
