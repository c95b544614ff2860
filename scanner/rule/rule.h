/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "base/span.h"

#include <stdint.h>

/* What to look for, as data: immutable once built. Built-in rules are
 * constant tables that mkrules writes at build time; those of --patterns live
 * in the arena of their rule_set. patterns/README.md explains each field. */

enum severity {
    SEVERITY_NOTE, /* publishable, or no secret by itself */
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH,
    SEVERITY_CRITICAL
};

enum rule_class {
    RULE_SECRET,
    RULE_PUBLISHABLE, /* meant to be public; reported as a note */
    RULE_IDENTIFIER   /* half of a pair, no secret by itself */
};

enum rule_environment {
    ENVIRONMENT_ANY,
    ENVIRONMENT_LIVE,
    ENVIRONMENT_TEST
};

/* A set of byte values. */
struct alphabet {
    uint64_t bits[4];
    unsigned size;    /* how many bytes it holds */
    const char *name; /* as written in the pattern: "base62" or "[A-Z._]" */
};

static inline bool alphabet_has(const struct alphabet *set, unsigned char byte)
{
    return set->bits[byte >> 6] >> (byte & 63) & 1;
}

enum segment_kind {
    SEGMENT_TEXT, /* one of `texts`, the first that fits */
    SEGMENT_RUN   /* min..max bytes of `alphabet` */
};

/* One part of a token. */
struct segment {
    enum segment_kind kind;
    bool optional; /* may be missing altogether */
    bool fold;     /* texts match without ASCII case */
    bool secret;   /* belongs to the secret proper; if no part says so, the
                      whole token is the secret */
    const char *const *texts;
    size_t n_texts;
    const struct alphabet *alphabet; /* SEGMENT_RUN only */
    uint32_t min;
    uint32_t max;
};

/* One way a token can look: its parts in order. */
struct shape {
    const struct segment *segments;
    size_t n_segments;
    const struct alphabet *stop; /* bytes that may not follow; NULL: the
                                    alphabet of the last run and any word
                                    character */
};

/* A regular expression, for what shapes cannot say. */
struct rule_regex {
    const char *pattern; /* PCRE2 syntax, UTF off; NULL: the rule has none */
    const char *anchor;  /* a literal that each match begins with, or NULL:
                            the rule is slow and searched in full */
    int secret_group;    /* 0: the whole match */
};

/* Offline evidence; names and meaning in verify/check.h. */
struct rule_check {
    const char *name;
    bool drop; /* the provider documents it: a failure drops the finding */
};

/* Where a keyword must stand for a token that alone says too little. */
enum rule_near {
    NEAR_LINE,  /* on the same line, or up to 100 bytes before */
    NEAR_BLOCK, /* up to 4 KiB before or behind */
    NEAR_NAME   /* in the name that the value is assigned to */
};

struct rule_guidance {
    const char *grants; /* what a leak permits; a sentence */
    const char *url;    /* where it is revoked, or NULL */
    const char *const *steps;
    size_t n_steps;
    const char *api;      /* a call that revokes it, or NULL */
    const char *cli;      /* a command that revokes it, or NULL */
    const char *rotation; /* a note, or NULL */
    const char *confirm;  /* how to see that it is dead, or NULL */
    const char *const *docs;
    size_t n_docs;
};

struct rule {
    const char *id;       /* stable, lower case with dashes */
    const char *name;     /* for people */
    const char *provider; /* for people */
    enum rule_class class;
    enum rule_environment environment;
    enum severity severity;
    bool generic; /* gives way to every other rule at the same place */
    const struct shape *shapes;
    size_t n_shapes;
    struct rule_regex regex;
    bool assignment; /* the value of an assignment to a name that holds one of
                        the keywords; shapes describe the value */
    const char *const *keywords; /* lower case; empty: the token is enough */
    size_t n_keywords;
    enum rule_near near;
    const struct rule_check *checks;
    size_t n_checks;
    double min_entropy; /* bits for each character; 0: by alphabet and length */
    const char *pair;   /* id of the rule that holds the other half, or NULL */
    bool pair_required; /* without it nothing is reported */
    uint32_t pair_lines;        /* how far away it may be */
    const char *const *dummies; /* documentation values: never reported */
    size_t n_dummies;
    const char *const *non_examples; /* for tests: must not be found */
    size_t n_non_examples;
    struct rule_guidance guidance;
};

const char *severity_name(enum severity severity);
const char *rule_class_name(enum rule_class class);
const char *rule_environment_name(enum rule_environment environment);

#endif
