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

struct anchor {
    enum anchor_kind kind;
    uint32_t key;  /* the bytes, little-endian: four, or two for LEFT; of MARK
                      with 0x20 each, as letters of any case are alike */
    uint32_t rule; /* index in the set */
    uint16_t shape;
    uint8_t plain_at;  /* from so many bytes behind the place on ... */
    uint8_t plain;     /* ... so many are letters and digits at least */
    uint32_t back_min; /* the token begins this many bytes before the place */
    uint32_t back_max;
    /* What else is known of the eight bytes from the place on (of LEFT and
     * MARK: before the place), little-endian: (bytes ^ known) & known_mask is
     * 0. */
    uint64_t known;
    uint64_t known_mask;
};

typedef void (*anchor_fn)(void *ctx, const struct anchor *anchor);

/* Calls `emit` for each anchor of the rule. ERR_FORMAT when a shape has
 * nothing to notice it by. */
MUST_CHECK int anchor_derive(const struct rule *rule, uint32_t index,
                             anchor_fn emit, void *ctx, struct err *err);

#endif
