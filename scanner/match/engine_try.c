/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchors, shapes and keywords at one place. Costs here are per place, and the
 * kernel leaves a few hundred places in a mebibyte, so this code looks plain:
 * chains of anchors, then the shape, then the keyword if the rule wants one. */
#include "match/engine_try.h"

#include "base/byte.h"
#include "base/limits.h"
#include "match/assignment.h"
#include "match/glue.h"
#include "match/shape.h"

/* The neighbourhood in which NEAR_LINE looks for keywords. */
#define LINE_BEFORE     100 /* always, even over line ends */
#define LINE_BEFORE_MAX 200 /* on the same line */
#define LINE_AFTER_MAX  80

#define PAGE_SHIFT 12 /* NEAR_BLOCK looks at whole pages of 4 KiB */

/* Longer than most texts of a shape; LIMIT_SEAM_BEFORE forgives the others. */
#define TEXT_REACH 24

void engine_begin(struct match_scratch *scratch)
{
    scratch->n_recent = 0;
    scratch->block_page = SIZE_MAX;
    for (size_t i = 0; i < ENGINE_TRIES; i++) {
        scratch->tries[i].form = INDEX_NONE;
    }
    scratch->line_of = (struct range){SIZE_MAX, 0};
    keyword_trail_begin(&scratch->trail);
    scratch->rc = 0;
}

static bool is_fresh(const struct match_scratch *scratch, struct range token)
{
    size_t low = 0;
    size_t high = scratch->n_fresh;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (scratch->fresh[mid].end <= token.start) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < scratch->n_fresh && range_overlaps(scratch->fresh[low], token);
}

static bool is_recent(const struct match_scratch *scratch,
                      const struct candidate *candidate)
{
    size_t n =
        scratch->n_recent < ENGINE_RECENT ? scratch->n_recent : ENGINE_RECENT;
    for (size_t i = 0; i < n; i++) {
        const struct candidate *old = &scratch->recent[i];
        if (old->rule == candidate->rule &&
            old->token.start == candidate->token.start &&
            old->token.end == candidate->token.end) {
            return true;
        }
    }
    return false;
}

void engine_report(struct match_scratch *scratch,
                   const struct candidate *candidate)
{
    if (!is_fresh(scratch, candidate->token) || is_recent(scratch, candidate)) {
        return;
    }
    scratch->recent[scratch->n_recent++ % ENGINE_RECENT] = *candidate;
    scratch->found(scratch->ctx, candidate);
}

/* Where the line of `pos` begins, within what is looked at. */
static size_t line_start(struct span text, size_t pos)
{
    size_t most = pos < LINE_BEFORE_MAX ? pos : LINE_BEFORE_MAX;
    const unsigned char *from = text.ptr + pos - most;
    const unsigned char *line = memrchr(from, '\n', most);
    size_t start = line ? (size_t)(line + 1 - text.ptr) : pos - most;
    if (pos - start < LINE_BEFORE) {
        start = pos > LINE_BEFORE ? pos - LINE_BEFORE : 0;
    }
    return start;
}

static size_t line_end(struct span text, size_t pos)
{
    size_t left = text.len - pos;
    size_t most = left < LINE_AFTER_MAX ? left : LINE_AFTER_MAX;
    const unsigned char *line = memchr(text.ptr + pos, '\n', most);
    return line ? (size_t)(line - text.ptr) : pos + most;
}

/* Keywords of all rules on the token's line and just before it. */
void engine_line_keywords(struct match_scratch *scratch, struct range token)
{
    struct span text = scratch->text;
    if (scratch->line_of.start == token.start &&
        scratch->line_of.end == token.end) {
        return;
    }
    scratch->line_of = token;
    size_t start = line_start(text, token.start);
    size_t end = line_end(text, token.end);
    keyword_hits_clear(&scratch->line_hits);
    keyword_find_round(
        scratch->index->keywords, text, (struct range){start, token.start},
        (struct range){token.end, end}, &scratch->trail, &scratch->line_hits);
}

void engine_name_keywords(struct match_scratch *scratch, struct range name)
{
    keyword_hits_clear(&scratch->name_hits);
    keyword_find_in_name(scratch->index->names, scratch->text, name,
                         &scratch->name_hits);
}

/* Keywords on the page of `pos`, the one before and the one behind. Kept,
 * because the next candidate is likely to be on the same page. */
static void find_block_keywords(struct match_scratch *scratch, size_t pos)
{
    size_t page = pos >> PAGE_SHIFT;
    if (scratch->block_page == page) {
        return;
    }
    scratch->block_page = page;
    size_t start = (page > 0 ? page - 1 : 0) << PAGE_SHIFT;
    size_t end = (page + 2) << PAGE_SHIFT;
    keyword_hits_clear(&scratch->block_hits);
    keyword_find(scratch->index->keywords, scratch->text,
                 (struct range){
                     start, end < scratch->text.len ? end : scratch->text.len},
                 &scratch->block_hits);
}

/* Does a keyword of the candidate's rule stand where the rule wants it? The
 * line's keywords are looked for round the token itself. */
bool engine_has_keyword(struct match_scratch *scratch, uint32_t index,
                        struct candidate *candidate)
{
    const struct rule *rule = candidate->rule;
    if (rule->near == NEAR_NAME) {
        struct range name =
            assignment_name_of(scratch->text, candidate->token.start);
        engine_name_keywords(scratch, name);
        candidate->keyword = name;
        return keyword_hits_has(&scratch->name_hits, index);
    }
    engine_line_keywords(scratch, candidate->token);
    if (keyword_hits_has(&scratch->line_hits, index)) {
        candidate->keyword = scratch->line_hits.places[index];
        return true;
    }
    if (rule->near != NEAR_BLOCK) {
        return false;
    }
    find_block_keywords(scratch, candidate->token.start);
    if (keyword_hits_has(&scratch->block_hits, index)) {
        candidate->keyword = scratch->block_hits.places[index];
        return true;
    }
    return false;
}

/* A shape that begins with a run begins where that run does. */
static bool may_begin(const struct shape *shape, struct span text, size_t start)
{
    if (!glue_allows(text, start)) {
        return false;
    }
    const struct segment *first = &shape->segments[0];
    if (start == 0 || first->kind != SEGMENT_RUN) {
        return true;
    }
    unsigned char before = text.ptr[start - 1];
    /* A word byte got past glue_allows only as the end of an escape. */
    return byte_is_word(before) || !alphabet_has(first->alphabet, before);
}

int engine_match_regex(struct match_scratch *scratch, uint32_t rule,
                       size_t start, size_t limit, bool anchored,
                       struct candidate *candidate)
{
    if (!scratch->regex) {
        scratch->regex = regex_scratch_new();
    }
    struct err err = {0};
    int rc = regex_find(scratch->index->regexes[rule], scratch->regex,
                        scratch->text, start, limit, anchored,
                        &candidate->token, &candidate->secret, &err);
    if (rc < 0 && scratch->rc == 0) {
        scratch->rc = err_set(scratch->err, err.code, "rule %s: %s",
                              candidate->rule->id, err.text);
    }
    return rc;
}

static uint32_t form_of(const struct match_index *index, uint32_t rule,
                        uint16_t shape)
{
    return index->form_of[index->first_shape[rule] + shape];
}

void engine_report_missed(struct match_scratch *scratch, size_t start)
{
    if (scratch->missed) {
        scratch->missed(scratch->missed_ctx, start);
    }
}

/* Whether a token of the shape may reach far; its texts are short. */
static bool is_far(const struct shape *shape)
{
    size_t reach = 0;
    for (size_t i = 0; i < shape->n_segments; i++) {
        bool run = shape->segments[i].kind == SEGMENT_RUN;
        reach += run ? shape->segments[i].max : TEXT_REACH;
    }
    return reach > LIMIT_REACH;
}

/* Whether and how a shape matches at `start`. */
static const struct form_try *try_form(struct match_scratch *scratch,
                                       uint32_t rule, uint16_t shape,
                                       size_t start)
{
    uint32_t form = form_of(scratch->index, rule, shape);
    struct form_try *try = &scratch->tries[form % ENGINE_TRIES];
    if (try->form != form || try->start != start) {
        const struct shape *what =
            &scratch->index->rules->rules[rule]->shapes[shape];
        try->form = form;
        try->start = start;
        try->fits =
            may_begin(what, scratch->text, start) &&
            shape_match(what, scratch->text, start, &try->token, &try->secret);
        if (!try->fits && scratch->missed && is_far(what)) {
            engine_report_missed(scratch, start);
        }
    }
    return try;
}

/* What fits is reported if the rule's keyword is there. */
static void report_if_near(struct match_scratch *scratch, uint32_t rule,
                           struct range token, struct range secret)
{
    struct candidate candidate = {.rule = scratch->index->rules->rules[rule],
                                  .token = token,
                                  .secret = secret};
    if (candidate.rule->n_keywords == 0 ||
        engine_has_keyword(scratch, rule, &candidate)) {
        engine_report(scratch, &candidate);
    } else if (candidate.rule->near == NEAR_BLOCK) {
        engine_report_missed(scratch, token.start);
    }
}

static void try_regex(struct match_scratch *scratch, uint32_t rule,
                      size_t start)
{
    struct candidate candidate = {.rule = scratch->index->rules->rules[rule]};
    if (!glue_allows(scratch->text, start)) {
        return;
    }
    if (engine_match_regex(scratch, rule, start, start + LIMIT_TOKEN, true,
                           &candidate) > 0) {
        report_if_near(scratch, rule, candidate.token, candidate.secret);
    } else {
        engine_report_missed(scratch, start);
    }
}

/* One rule's shape (or regex) at `start`. */
void engine_try_at(struct match_scratch *scratch, uint32_t rule, uint16_t shape,
                   size_t start)
{
    if (shape == ANCHOR_REGEX) {
        try_regex(scratch, rule, start);
        return;
    }
    struct form_try try = *try_form(scratch, rule, shape, start);
    if (try.fits) {
        report_if_near(scratch, rule, try.token, try.secret);
    }
}

/* All rules with a shape of this form at `start`. */
void engine_try_alike(struct match_scratch *scratch,
                      const struct anchor *anchor, size_t start)
{
    if (anchor->shape == ANCHOR_REGEX) {
        try_regex(scratch, anchor->rule, start);
        return;
    }
    const struct match_index *index = scratch->index;
    struct form_try try =
        *try_form(scratch, anchor->rule, anchor->shape, start);
    if (!try.fits) {
        return;
    }
    for (uint32_t i = form_of(index, anchor->rule, anchor->shape);
         i != INDEX_NONE; i = index->next_alike[i]) {
        report_if_near(scratch, index->rule_of[i], try.token, try.secret);
    }
}

void engine_try_anchor(struct match_scratch *scratch,
                       const struct anchor *anchor, size_t pos)
{
    for (size_t back = anchor->back_min; back <= anchor->back_max; back++) {
        if (back > pos) {
            return;
        }
        engine_try_alike(scratch, anchor, pos - back);
    }
}

/* Letters and digits from here on, at most `most`. */
static size_t plain_behind(const unsigned char *place, size_t most)
{
    size_t n = 0;
    while (n < most && byte_is_alnum(place[n])) {
        n++;
    }
    return n;
}

/* Letters, digits, '_' and '-' from here on, as far as any anchor asks. */
static size_t run_behind(const unsigned char *place)
{
    size_t n = 0;
    while (n < ANCHOR_RUN_MAX && (byte_is_word(place[n]) || place[n] == '-')) {
        n++;
    }
    return n;
}

/* What stands behind a place, once an anchor has asked. */
struct behind {
    const unsigned char *place;
    uint32_t four;
    size_t plain; /* SIZE_MAX: nobody has asked */
    size_t run;
};

static bool fits_behind(const struct anchor *anchor, struct behind *behind)
{
    if (((behind->four ^ anchor->behind) & anchor->behind_mask) != 0) {
        return false;
    }
    if (behind->plain == SIZE_MAX) {
        behind->plain = plain_behind(behind->place, ANCHOR_PLAIN_MAX);
    }
    if (anchor->plain_at == 0 ? behind->plain < anchor->plain
                              : plain_behind(behind->place + anchor->plain_at,
                                             anchor->plain) < anchor->plain) {
        return false;
    }
    if (behind->run == SIZE_MAX) {
        behind->run = run_behind(behind->place);
    }
    return behind->run >= anchor->run;
}

void engine_try_keys(struct match_scratch *scratch,
                     const struct key_table *table, uint32_t key, size_t pos,
                     uint64_t around)
{
    const unsigned char *place = scratch->text.ptr + pos;
    struct behind behind = {place, load_four(place), SIZE_MAX, SIZE_MAX};
    for (uint32_t i = key_table_first(table, key); i != INDEX_NONE;
         i = table->links[i].next) {
        const struct anchor *anchor = &table->anchors[i];
        if (table->links[i].key == key &&
            ((around ^ anchor->known) & anchor->known_mask) == 0 &&
            fits_behind(anchor, &behind)) {
            engine_try_anchor(scratch, anchor, pos);
        }
    }
}

uint64_t engine_eight_before(struct span text, size_t pos)
{
    uint64_t value = 0;
    if (pos >= 8) {
        memcpy(&value, text.ptr + pos - 8, 8);
    } else {
        memcpy((unsigned char *)&value + 8 - pos, text.ptr, pos);
    }
    return value;
}

void engine_try_left(struct match_scratch *scratch, size_t pos)
{
    if (pos < 2) {
        return;
    }
    const unsigned char *p = scratch->text.ptr + pos;
    uint32_t key = (uint32_t)p[-2] | (uint32_t)p[-1] << 8;
    if (bitmap_has(scratch->index->tables->two, key)) {
        engine_try_keys(scratch, &scratch->index->left, key, pos,
                        engine_eight_before(scratch->text, pos));
    }
}

void engine_try_mark(struct match_scratch *scratch, size_t pos)
{
    uint64_t before = engine_eight_before(scratch->text, pos);
    uint32_t key = (uint32_t)(before >> 32) | 0x20202020u;
    engine_try_keys(scratch, &scratch->index->mark, key, pos, before);
}
