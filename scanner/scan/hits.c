/* SPDX-License-Identifier: Apache-2.0
 *
 * Who wins where tokens overlap. All hits are ordered from the strongest to
 * the weakest, and each takes its bytes unless a stronger one has some of
 * them. The order:
 *
 *     what is kept of specific rules, and of generic ones what is decoded;
 *     generic and kept, refuted (by specific ones, then by generic ones),
 *     the rest;
 *     then evidence, confidence, a name beside it, the rule's severity,
 *     the longer token
 *
 * But a generic one comes after those that cover it: if another rule knows a
 * token better, or refutes it (a checksum that fails, a value from the
 * documentation), it does not come back as "generic password". What only
 * happens to stand in a part of it, as some letters of a private key look like
 * those of a coin's, covers nothing. */
#include "scan/hits.h"

#include "base/limits.h"
#include "base/mem.h"
#include "scan/mask.h"

#include <stdlib.h>

/* Shorter secrets are not looked for around themselves: they are words. */
#define REPEAT_LEAST 8

/* How far: what an excerpt may show, at four bytes a character. */
#define REPEAT_REACH (4 * LIMIT_EXCERPT)

void hits_init(struct hits *hits)
{
    *hits = (struct hits){0};
}

void hits_release(struct hits *hits)
{
    free(hits->items);
    bits_release(&hits->known);
    hits_init(hits);
}

void hits_clear(struct hits *hits)
{
    hits->count = 0;
    hits->full = false;
}

void hits_add(void *ctx, const struct candidate *candidate)
{
    struct hits *hits = ctx;
    if (hits->count >= LIMIT_FINDINGS_UNIT) {
        hits->full = true;
        return;
    }
    hits->items =
        mem_grow(hits->items, hits->count, &hits->room, sizeof(*hits->items));
    struct hit *hit = &hits->items[hits->count++];
    *hit = (struct hit){.candidate = *candidate};
    if (range_len(candidate->secret) == 0) {
        hit->candidate.secret = candidate->token;
    }
}

struct verify_input hit_input(const struct hit *hit, struct span text,
                              int64_t now)
{
    const struct candidate *candidate = &hit->candidate;
    return (struct verify_input){
        .rule = candidate->rule,
        .text = text,
        .token = candidate->token,
        .secret = candidate->secret,
        .name = candidate->rule->assignment ? candidate->keyword
                                            : (struct range){0, 0},
        .now = now,
    };
}

void hits_verify(struct hits *hits, struct span text, int64_t now)
{
    struct verdict verdict;
    for (size_t i = 0; i < hits->count; i++) {
        struct hit *hit = &hits->items[i];
        struct verify_input input = hit_input(hit, text, now);
        verify_candidate(&verdict, &input);
        hit->keep = verdict.keep;
        hit->refuted = !verdict.keep && verdict.refuted;
        hit->evidence = verdict.evidence;
        hit->confidence = verdict.confidence;
    }
    mem_wipe(&verdict, sizeof(verdict));
}

/* Another rule has something to say of a half of the secret or more. */
static bool is_covered(const struct hit *hit, const struct bits *known)
{
    struct range secret = hit->candidate.secret;
    return bits_count(known, secret) >= (range_len(secret) + 1) / 2;
}

static enum tier tier_of(const struct hit *hit, const struct bits *known)
{
    bool generic = hit->candidate.rule->generic;
    if (hit->refuted) {
        return generic ? TIER_REFUTED_GENERIC : TIER_REFUTED;
    }
    if (!hit->keep || (generic && is_covered(hit, known))) {
        return TIER_REST;
    }
    bool decoded = hit->evidence >= EVIDENCE_STRUCTURE;
    return generic && !decoded ? TIER_GENERIC : TIER_KNOWN;
}

static void rank_tiers(struct hits *hits, size_t text_len)
{
    bits_reset(&hits->known, text_len);
    for (size_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->items[i];
        if (hit->refuted || (hit->keep && !hit->candidate.rule->generic)) {
            bits_set(&hits->known, hit->candidate.token);
        }
    }
    for (size_t i = 0; i < hits->count; i++) {
        hits->items[i].tier = tier_of(&hits->items[i], &hits->known);
    }
}

/* Larger first. */
static int by_size(size_t a, size_t b)
{
    return (a < b) - (a > b);
}

static int compare_place(const void *left, const void *right)
{
    const struct candidate *a = &((const struct hit *)left)->candidate;
    const struct candidate *b = &((const struct hit *)right)->candidate;
    int order = by_size(b->token.start, a->token.start);
    if (order == 0) {
        order = by_size(b->token.end, a->token.end);
    }
    if (order == 0) {
        order = strcmp(a->rule->id, b->rule->id);
    }
    return order ? order : by_size(b->secret.start, a->secret.start);
}

/* The form and the provider's name; what was decoded needs no name. */
static bool has_keyword(const struct hit *hit)
{
    return hit->evidence <= EVIDENCE_FORMAT &&
           range_len(hit->candidate.keyword) > 0;
}

static int compare_rank(const void *left, const void *right)
{
    const struct hit *a = left;
    const struct hit *b = right;
    int order = (int)a->tier - (int)b->tier;
    if (order == 0) {
        order = (int)b->evidence - (int)a->evidence;
    }
    if (order == 0) {
        order = (int)b->confidence - (int)a->confidence;
    }
    if (order == 0) {
        order = (int)has_keyword(b) - (int)has_keyword(a);
    }
    if (order == 0) {
        order =
            (int)b->candidate.rule->severity - (int)a->candidate.rule->severity;
    }
    if (order == 0) {
        order = by_size(range_len(a->candidate.token),
                        range_len(b->candidate.token));
    }
    if (order == 0) {
        order = strcmp(a->candidate.rule->id, b->candidate.rule->id);
    }
    return order ? order : compare_place(left, right);
}

void hits_resolve(struct hits *hits, struct bits *claimed)
{
    if (hits->count > 1) {
        rank_tiers(hits, claimed->count);
        qsort(hits->items, hits->count, sizeof(*hits->items), compare_rank);
    }
    for (size_t i = 0; i < hits->count; i++) {
        struct hit *hit = &hits->items[i];
        hit->won = !bits_any(claimed, hit->candidate.token);
        if (hit->won) {
            bits_set(claimed, hit->candidate.token);
        }
    }
    if (hits->count > 1) {
        qsort(hits->items, hits->count, sizeof(*hits->items), compare_place);
    }
}

/* The same bytes close by need not be a candidate (`login("...")` after
 * `password = "..."`), but an excerpt would show them. */
static void hide_repeats(const struct hit *hit, struct span text,
                         struct bits *hidden)
{
    struct span secret = span_slice(text, hit->candidate.secret);
    if (!hit->keep || secret.len < REPEAT_LEAST) {
        return;
    }
    struct range token = hit->candidate.token;
    size_t at = token.start > REPEAT_REACH ? token.start - REPEAT_REACH : 0;
    struct range around = {at, token.end + REPEAT_REACH};
    while (at < text.len && at < around.end) {
        struct span rest = span_slice(text, (struct range){at, around.end});
        size_t found = span_find(rest, secret);
        if (found == rest.len) {
            return;
        }
        at += found;
        bits_set(hidden, (struct range){at, at + secret.len});
        at += secret.len;
    }
}

static void show_ends(const struct hit *hit, struct span text,
                      struct bits *hidden)
{
    struct range secret = hit->candidate.secret;
    struct mask mask = mask_of(&hit->candidate, text);
    bits_set(hidden, secret);
    bits_clear(hidden, (struct range){secret.start, secret.start + mask.head});
    bits_clear(hidden, (struct range){secret.end - mask.tail, secret.end});
}

void hits_hide(const struct hits *hits, struct span text, struct bits *hidden)
{
    for (size_t i = 0; i < hits->count; i++) {
        bits_set(hidden, hits->items[i].candidate.secret);
        hide_repeats(&hits->items[i], text, hidden);
    }
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->items[i].won) {
            show_ends(&hits->items[i], text, hidden);
        }
    }
}
