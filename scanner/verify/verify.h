/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "base/span.h"
#include "rule/rule.h"

#include <stdint.h>

/* candidate -> verdict. Pure functions: same bytes, same answer; no clock
 * (the time is given), no network, no allocation. */

enum evidence {
    EVIDENCE_CONTEXT,   /* a keyword, an assignment and entropy */
    EVIDENCE_FORMAT,    /* a distinctive shape with enough entropy */
    EVIDENCE_STRUCTURE, /* decoded and consistent */
    EVIDENCE_CHECKSUM   /* recomputed and right */
};

enum confidence {
    CONFIDENCE_LOW,
    CONFIDENCE_MEDIUM,
    CONFIDENCE_HIGH,
    CONFIDENCE_VERY_HIGH
};

/* Something that could be read from the bytes alone: account, region,
 * issuer, expiry. Never the secret itself. */
struct fact {
    const char *name; /* "account", "expires", ...: a constant */
    char value[120];  /* UTF-8, printable */
};

#define VERDICT_FACTS   8
#define VERDICT_REASONS 6

struct verdict {
    bool keep;
    bool refuted; /* dropped because the bytes themselves say so (a documented
                     value, a checksum that the provider documents): no
                     generic rule may claim them after that */
    enum evidence evidence;
    enum confidence confidence;
    enum severity severity; /* the rule's, changed by what was decoded */
    double bits;            /* entropy of the secret, bits a character */
    size_t n_facts;
    struct fact facts[VERDICT_FACTS];
    size_t n_reasons;
    const char *reasons[VERDICT_REASONS]; /* constants: why it is believed,
                                             lowered or dropped */
};

struct verify_input {
    const struct rule *rule;
    struct span text;    /* where the candidate stands */
    struct range token;  /* in text */
    struct range secret; /* inside token */
    struct range name;   /* of an assignment; empty: none, or not known */
    int64_t now;         /* Unix seconds; 0: expiry is not judged */
};

void verify_candidate(struct verdict *out, const struct verify_input *input);

const char *evidence_name(enum evidence evidence);
const char *confidence_name(enum confidence confidence);

/* True when `name` is a check that verify/ has (see verify/check.h). */
bool verify_knows_check(const char *name);

#endif
