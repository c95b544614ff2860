/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_CHECK_H
#define VERIFY_CHECK_H

#include "verify/verify.h"

/* Offline checks: what a token proves about itself. Pattern files name them
 * (`"checks": ["crc32-base62"]`), verify_candidate runs them, and sample_make
 * uses the other direction to make tokens that pass.
 *
 * A new check is a function and a line in the table of one of the check_*.c
 * files; a family of several gets its own file and a line in check.c. */

enum check_result {
    CHECK_UNKNOWN, /* this token is not of the kind that can be checked */
    CHECK_PASS,
    CHECK_FAIL
};

/* What a check looks at. `secret` and `body` lie inside `token`, `token`
 * inside `text`. */
struct check_input {
    struct span token;
    struct span secret; /* the token, unless the rule marks a part */
    struct span body;   /* the secret without the rule's first fixed text */
    struct span text;   /* where it stands; only for what stands around it */
    struct range where; /* the token in `text` */
    const struct rule *rule; /* may be NULL */
    int64_t now;             /* Unix seconds; 0: expiry is not judged */
};

/* What the finding becomes besides the result; of several the last one in
 * this order counts. */
enum check_effect {
    EFFECT_NONE,
    EFFECT_LOWER, /* one step less severe: encrypted */
    EFFECT_LOW,   /* at most low: expired, on a loopback host */
    EFFECT_NOTE,  /* public by design */
    EFFECT_DROP   /* certainly no secret, whatever the rule says */
};

/* Where a check writes what it read. */
struct check_notes {
    size_t n_facts;
    struct fact facts[VERDICT_FACTS];
    enum check_effect effect;
    const char *reason; /* of the effect; a constant sentence */
};

/* Adds a fact; control and other odd bytes become '?', what is too long is
 * cut, an empty value or one past VERDICT_FACTS is left out. A name that is
 * there already keeps its first value. */
void note_fact(struct check_notes *notes, const char *name, struct span value);
void note_number(struct check_notes *notes, const char *name, uint64_t value);

/* The date and time in UTC, as 2026-01-31T12:00:00Z. */
void note_time(struct check_notes *notes, const char *name, int64_t seconds);

/* note_time "expires", and EFFECT_LOW when it lies before `now`. */
void note_expiry(struct check_notes *notes, int64_t seconds, int64_t now);

void note_effect(struct check_notes *notes, enum check_effect effect,
                 const char *reason);

/* A random token of the right form that `complete` turns into a valid one. */
#define CHECK_SAMPLE_ROOM 8192
struct check_sample {
    unsigned char bytes[CHECK_SAMPLE_ROOM];
    size_t len;
    struct range secret; /* in bytes */
    size_t body;         /* where the body of the secret begins */
    const struct rule *rule;
    uint64_t state; /* of sample_random */
};

/* The next 64 bits of a sequence that the seed decides. */
uint64_t sample_random(struct check_sample *sample);

/* Puts `with` in the place of a range and moves what lies behind it; secret
 * and body move and grow with it. False when there is no room. */
MUST_CHECK bool sample_replace(struct check_sample *sample, struct range range,
                               struct span with);

/* Clears the spare low bits of the last base64 letter of the secret, so that
 * it decodes. */
void sample_canonical(struct check_sample *sample);

/* The secret of the sample as it stands. */
static inline struct span sample_secret(const struct check_sample *sample)
{
    return span_slice(span_of(sample->bytes, sample->len), sample->secret);
}

/* Its body. */
static inline struct span sample_body(const struct check_sample *sample)
{
    return span_slice(span_of(sample->bytes, sample->len),
                      (struct range){sample->body, sample->secret.end});
}

/* Puts `with` in the place of the body. */
MUST_CHECK bool sample_replace_body(struct check_sample *sample,
                                    struct span with);

struct check {
    const char *name;
    const char *summary; /* one sentence, for people */
    const char *source;  /* where the algorithm is from */
    enum evidence proof; /* what a pass rests on */
    enum check_result (*run)(const struct check *check,
                             const struct check_input *in,
                             struct check_notes *notes);
    /* Changes `sample` so that it passes; false when it cannot. NULL: this
     * check has no such direction. */
    bool (*complete)(const struct check *check, struct check_sample *sample);
    const void *data; /* private to the family */
};

/* NULL when there is none of that name. */
const struct check *check_find(const char *name);

/* All of them, by family: NULL behind the last one. */
const struct check *check_at(size_t index);

/* Lines of the tables: */
struct check_family {
    const struct check *checks;
    size_t count;
};

extern const struct check_family check_family_crc;
extern const struct check_family check_family_digest;
extern const struct check_family check_family_coin;
extern const struct check_family check_family_marvin;
extern const struct check_family check_family_aws;
extern const struct check_family check_family_cloud;
extern const struct check_family check_family_jwt;
extern const struct check_family check_family_macaroon;
extern const struct check_family check_family_pem;
extern const struct check_family check_family_ids;
extern const struct check_family check_family_time;
extern const struct check_family check_family_base64;
extern const struct check_family check_family_json;
extern const struct check_family check_family_vault;
extern const struct check_family check_family_url;

#endif
