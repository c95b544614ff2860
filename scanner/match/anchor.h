/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_ANCHOR_H
#define MATCH_ANCHOR_H

#include "base/err.h"
#include "rule/rule.h"

#include <stdint.h>

/* Where the matcher first notices a shape. Every rule is reduced to a few
 * anchors when the matcher is made; nothing else of it is looked at until
 * one of them is met.
 *
 *     shape                          anchor
 *     ghp_ [A-Za-z0-9]{36}           HEAD  "ghp_" where a word begins
 *     SG. [..]{22} . [..]{43}        LEFT  "G." before a word
 *     [0-9]{8,10} :AA [..]{33}       LEFT  "0:" ... "9:" before a word
 *     https://hooks.slack.com/...    URL_HOST "hook" behind "://"
 *     postgres:// ...                URL_SCHEME "res:" before "//"
 *     -----BEGIN ...                 DASHES
 *     ver:1-hint: [A-Za-z0-9+/]{80}  MARK  "hint" before a sign
 *     [0-9a-f]{32}                   RUN   a random-looking run
 *     value of an assignment         SIGN
 *     a regex without literal        SLOW  everywhere
 */
enum anchor_kind {
    ANCHOR_HEAD,
    ANCHOR_LEFT,
    ANCHOR_MARK,
    ANCHOR_URL_HOST,
    ANCHOR_URL_SCHEME,
    ANCHOR_URL_ANY,
    ANCHOR_DASHES,
    ANCHOR_RUN,
    ANCHOR_SIGN,
    ANCHOR_SLOW,
    ANCHOR_KINDS
};

#define ANCHOR_REGEX UINT16_MAX /* `shape` of a rule's regex */

/* The most that an anchor's `run` and `plain` say. */
#define ANCHOR_RUN_MAX   64
#define ANCHOR_PLAIN_MAX 16

struct anchor {
    enum anchor_kind kind;
    uint32_t key;  /* the bytes, little-endian: four, or two for LEFT; of MARK
                      with 0x20 each, as letters of any case are alike */
    uint32_t rule; /* index in the set */
    uint16_t shape;
    uint8_t plain_at;  /* from so many bytes behind the place on ... */
    uint8_t plain;     /* ... so many are letters and digits at least */
    uint8_t run;       /* from the place on so many are [A-Za-z0-9_-] */
    uint8_t spare[3];  /* no hole: anchors are compiled in as bytes */
    uint32_t back_min; /* the token begins this many bytes before the place */
    uint32_t back_max;
    uint32_t behind;      /* LEFT: (four bytes from the place on ^ behind) & */
    uint32_t behind_mask; /* behind_mask is 0 */
    uint32_t spare_too;
    /* What else is known of the eight bytes from the place on (of LEFT and
     * MARK: before the place), little-endian: (bytes ^ known) & known_mask is
     * 0. Of URLs see url_gram. */
    uint64_t known;
    uint64_t known_mask;
};

/* URL_SCHEME and URL_ANY know of no fixed place but texts that must follow
 * before the URL ends: of those, a bit for each four bytes without '/' (which
 * may be "\/") and one for '@', in `known` and `known_mask`. A URL longer than
 * URL_GRAMS_REACH may have them all. */
#define URL_GRAMS_REACH 240
#define URL_GRAM_AT     (UINT64_C(1) << 63)

static inline uint64_t url_gram(uint32_t four)
{
    return UINT64_C(1) << ((four | 0x20202020u) * 0x9e3779b1u >> 26);
}

/* Blanks, quotes, brackets, what is not ASCII. */
static inline bool url_ends(unsigned char c)
{
    return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' ||
           c >= 0x7f;
}

typedef void (*anchor_fn)(void *ctx, const struct anchor *anchor);

/* Calls `emit` for each anchor of the rule. ERR_FORMAT when a shape has
 * nothing to notice it by. */
MUST_CHECK int anchor_derive(const struct rule *rule, uint32_t index,
                             anchor_fn emit, void *ctx, struct err *err);

#endif
