/* SPDX-License-Identifier: Apache-2.0
 *
 * From the kernel's places to candidates, but for runs (engine_run.c). */
#include "match/engine_try.h"

#include "base/byte.h"
#include "base/limits.h"
#include "match/assignment.h"
#include "match/glue.h"
#include "match/name_tails.h"
#include "match/shape.h"

static uint64_t load_eight(const unsigned char *ptr)
{
    uint64_t value;
    memcpy(&value, ptr, sizeof(value));
    return value;
}

/* LIMIT_PADDING bytes may be read behind the text. */
void engine_on_head(struct match_scratch *scratch, size_t pos)
{
    const unsigned char *p = scratch->text.ptr + pos;
    engine_try_keys(scratch, &scratch->index->head, load_four(p), pos,
                    load_eight(p));
}

void engine_on_word(struct match_scratch *scratch, size_t pos)
{
    size_t lengths[GLUE_MAX];
    size_t n = glue_lengths(scratch->text, pos, lengths);
    for (size_t i = 0; i < n; i++) {
        engine_on_head(scratch, pos + lengths[i]);
    }
    engine_try_left(scratch, pos);
}

/* Where a name without keywords would be remembered, since the same few names
 * come again and again; NULL when it is too short or long for that. */
static struct plain_name *plain_name_slot(struct match_scratch *scratch,
                                          struct span name)
{
    if (name.len < 4 || name.len > sizeof(scratch->plain_names[0].bytes)) {
        return NULL;
    }
    uint32_t hash = kernel_hash(load_four(name.ptr + name.len - 4));
    return &scratch->plain_names[(hash ^ name.len) % ENGINE_NAMES];
}

/* `splunk_key`: any name may end in "key", but here is a keyword that a rule
 * wants near its token. */
static bool is_key_of_provider(struct match_scratch *scratch, struct range name)
{
    if (range_len(name) < 4) {
        return false;
    }
    const unsigned char *last = scratch->text.ptr + name.end - 3;
    if (byte_lower(last[0]) != 'k' || byte_lower(last[1]) != 'e' ||
        byte_lower(last[2]) != 'y') {
        return false;
    }
    scratch->line_of = (struct range){SIZE_MAX, 0}; /* line_hits are others' */
    keyword_hits_clear(&scratch->line_hits);
    keyword_find(scratch->index->keywords, scratch->text, name,
                 &scratch->line_hits);
    return scratch->line_hits.count > 0;
}

/* Fills name_hits; false when the name tells nothing. */
static bool find_name_keywords(struct match_scratch *scratch,
                               struct range range)
{
    struct span name = span_slice(scratch->text, range);
    struct plain_name *slot = plain_name_slot(scratch, name);
    if (slot && slot->len == name.len &&
        memcmp(slot->bytes, name.ptr, name.len) == 0) {
        return false;
    }
    engine_name_keywords(scratch, range);
    if (scratch->name_hits.count > 0 || is_key_of_provider(scratch, range)) {
        return true;
    }
    if (slot) {
        slot->len = (uint8_t)name.len;
        memcpy(slot->bytes, name.ptr, name.len);
    }
    return false;
}

/* The rules for values whose name has one of their keywords. */
static void try_assigned(struct match_scratch *scratch,
                         const struct assignment *found)
{
    const struct match_index *index = scratch->index;
    const struct anchor_list *signs = &index->lists[ANCHOR_SIGN];
    struct span value = span_of(scratch->text.ptr, found->value.end);
    for (size_t i = 0; i < signs->count; i++) {
        if (!keyword_hits_has(&scratch->name_hits, signs->anchors[i].rule)) {
            continue;
        }
        const struct rule *rule = index->rules->rules[signs->anchors[i].rule];
        struct candidate candidate = {.rule = rule, .keyword = found->name};
        for (size_t s = 0; s < rule->n_shapes; s++) {
            if (shape_match(&rule->shapes[s], value, found->value.start,
                            &candidate.token, &candidate.secret) &&
                candidate.token.end == value.len) {
                engine_report(scratch, &candidate);
                break;
            }
        }
    }
}

static void try_name(struct match_scratch *scratch, size_t pos)
{
    struct assignment found = {.name = assignment_name(scratch->text, pos)};
    if (range_len(found.name) == 0 ||
        !find_name_keywords(scratch, found.name)) {
        return;
    }
    if (!assignment_value(scratch->text, pos, &found)) {
        engine_report_missed(scratch, pos); /* a string may end far behind */
        return;
    }
    if (found.value.end - pos > LIMIT_REACH) {
        engine_report_missed(scratch, pos);
    }
    try_assigned(scratch, &found);
    engine_try_value(scratch, found.value);
}

void engine_on_sign(struct match_scratch *scratch, size_t pos)
{
    struct span text = scratch->text;
    size_t end = pos;
    while (end > 0 && pos - end < KERNEL_NAME_GAP &&
           !byte_is_word(text.ptr[end - 1]) && text.ptr[end - 1] != '-') {
        end--;
    }
    if (end == pos) {
        engine_try_mark(scratch, pos);
    }
    if (name_tails_has(&scratch->index->tails,
                       engine_eight_before(text, end))) {
        try_name(scratch, pos);
    }
}

/* The lead of a URL_ANY shape is its scheme: back to where its run began. */
static void try_url_any(struct match_scratch *scratch,
                        const struct anchor *anchor, size_t pos)
{
    const struct rule *rule = scratch->index->rules->rules[anchor->rule];
    const struct segment *lead = &rule->shapes[anchor->shape].segments[0];
    size_t start = pos;
    while (lead->kind == SEGMENT_RUN && start > 0 && pos - start < lead->max &&
           alphabet_has(lead->alphabet, scratch->text.ptr[start - 1])) {
        start--;
    }
    engine_try_alike(scratch, anchor, start);
}

/* The grams of what stands behind "://": all of them where it goes on. */
static uint64_t grams_behind(struct span text, size_t host)
{
    uint64_t grams = 0;
    size_t limit = host + URL_GRAMS_REACH;
    size_t pos = host;
    while (pos < limit && pos < text.len && !url_ends(text.ptr[pos])) {
        grams |= url_gram(load_four(text.ptr + pos));
        grams |= text.ptr[pos++] == '@' ? URL_GRAM_AT : 0;
    }
    return pos < limit ? grams : UINT64_MAX;
}

void engine_on_url(struct match_scratch *scratch, size_t pos)
{
    const struct match_index *index = scratch->index;
    struct span text = scratch->text;
    size_t host = pos + (span_at(text, pos + 1) == '\\' ? 5 : 3);
    if (host < text.len) {
        uint32_t key = load_four(text.ptr + host);
        engine_try_keys(scratch, &index->host, key, pos, 0);
    }
    uint64_t grams = grams_behind(text, host);
    if (pos >= 3) {
        uint32_t key = load_four(text.ptr + pos - 3);
        engine_try_keys(scratch, &index->scheme, key, pos, grams);
    }
    const struct anchor_list *any = &index->lists[ANCHOR_URL_ANY];
    for (size_t i = 0; i < any->count; i++) {
        const struct anchor *anchor = &any->anchors[i];
        if (((grams ^ anchor->known) & anchor->known_mask) == 0) {
            try_url_any(scratch, anchor, pos);
        }
    }
}

void engine_on_dashes(struct match_scratch *scratch, size_t pos)
{
    const struct anchor_list *list = &scratch->index->lists[ANCHOR_DASHES];
    struct span here =
        span_slice(scratch->text, (struct range){pos, scratch->text.len});
    if (!span_starts_with(here, span_str("-----BEGIN")) &&
        !span_starts_with(here, span_str("---- BEGIN"))) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        engine_try_anchor(scratch, &list->anchors[i], pos);
    }
}

void engine_slow(struct match_scratch *scratch, struct range region)
{
    const struct anchor_list *list = &scratch->index->lists[ANCHOR_SLOW];
    for (size_t i = 0; i < list->count; i++) {
        uint32_t rule = list->anchors[i].rule;
        size_t pos = region.start;
        while (pos < region.end) {
            struct candidate candidate = {
                .rule = scratch->index->rules->rules[rule]};
            if (engine_match_regex(scratch, rule, pos, region.end + LIMIT_TOKEN,
                                   false, &candidate) <= 0 ||
                candidate.token.start >= region.end) {
                break;
            }
            pos = candidate.token.end;
            if (candidate.rule->n_keywords == 0 ||
                engine_has_keyword(scratch, rule, &candidate)) {
                engine_report(scratch, &candidate);
            }
        }
    }
}

void engine_try_all(struct match_scratch *scratch, size_t pos)
{
    const struct rule_set *rules = scratch->index->rules;
    for (size_t r = 0; r < rules->count; r++) {
        const struct rule *rule = rules->rules[r];
        for (size_t s = 0; s < rule->n_shapes && !rule->assignment; s++) {
            if (rule->shapes[s].segments[0].kind == SEGMENT_TEXT) {
                engine_try_at(scratch, (uint32_t)r, (uint16_t)s, pos);
            }
        }
    }
}
