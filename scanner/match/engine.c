/* SPDX-License-Identifier: Apache-2.0
 *
 * From the kernel's places to candidates. Costs here are per place, and the
 * kernel leaves a few hundred places in a mebibyte, so this code looks plain:
 * chains of anchors, then the shape, then the keyword if the rule wants one. */
#include "match/engine.h"

#include "base/limits.h"
#include "match/assignment.h"
#include "match/glue.h"
#include "match/shape.h"

/* The neighbourhood in which NEAR_LINE looks for keywords. */
#define LINE_BEFORE     100 /* always, even over line ends */
#define LINE_BEFORE_MAX 200 /* on the same line */
#define LINE_AFTER_MAX  80

#define PAGE_SHIFT 12 /* NEAR_BLOCK looks at whole pages of 4 KiB */

/* How far into a run a token may begin behind a separator, at how many
 * places, and how much of the run must be left there. */
#define RUN_REACH  256
#define RUN_BEGINS 24
#define RUN_REST   8

/* Longer than most texts of a shape; LIMIT_SEAM_BEFORE forgives the others. */
#define TEXT_REACH 24

/* The longest token that try_left_of_pieces looks back in. */
#define PIECES_REACH 40

void engine_begin(struct match_scratch *scratch)
{
    scratch->n_recent = 0;
    scratch->block_page = SIZE_MAX;
    for (size_t i = 0; i < ENGINE_TRIES; i++) {
        scratch->tries[i].form = INDEX_NONE;
    }
    scratch->line_of = (struct range){SIZE_MAX, 0};
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

static void report(struct match_scratch *scratch,
                   const struct candidate *candidate)
{
    if (!is_fresh(scratch, candidate->token) || is_recent(scratch, candidate)) {
        return;
    }
    scratch->recent[scratch->n_recent++ % ENGINE_RECENT] = *candidate;
    scratch->found(scratch->ctx, candidate);
}

/* Keywords of all rules on the token's line and just before it. */
static void find_line_keywords(struct match_scratch *scratch,
                               struct range token)
{
    struct span text = scratch->text;
    if (scratch->line_of.start == token.start &&
        scratch->line_of.end == token.end) {
        return;
    }
    scratch->line_of = token;
    size_t start = token.start;
    while (start > 0 && token.start - start < LINE_BEFORE_MAX &&
           text.ptr[start - 1] != '\n') {
        start--;
    }
    if (token.start - start < LINE_BEFORE) {
        start = token.start > LINE_BEFORE ? token.start - LINE_BEFORE : 0;
    }
    size_t end = token.end;
    while (end < text.len && end - token.end < LINE_AFTER_MAX &&
           text.ptr[end] != '\n') {
        end++;
    }
    keyword_hits_clear(&scratch->line_hits);
    keyword_find(scratch->index->keywords, text,
                 (struct range){start, token.start}, &scratch->line_hits);
    keyword_find(scratch->index->keywords, text, (struct range){token.end, end},
                 &scratch->line_hits);
}

static void find_name_keywords(struct match_scratch *scratch, struct range name)
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
static bool has_keyword(struct match_scratch *scratch, uint32_t index,
                        struct candidate *candidate)
{
    const struct rule *rule = candidate->rule;
    if (rule->near == NEAR_NAME) {
        struct range name =
            assignment_name_of(scratch->text, candidate->token.start);
        find_name_keywords(scratch, name);
        candidate->keyword = name;
        return keyword_hits_has(&scratch->name_hits, index);
    }
    find_line_keywords(scratch, candidate->token);
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
    bool word = (before >= '0' && before <= '9') ||
                ((before | 32) >= 'a' && (before | 32) <= 'z') || before == '_';
    /* A word byte got past glue_allows only as the end of an escape. */
    return word || !alphabet_has(first->alphabet, before);
}

static int match_regex(struct match_scratch *scratch, uint32_t rule,
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

static void report_missed(struct match_scratch *scratch, size_t start)
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
            report_missed(scratch, start);
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
        has_keyword(scratch, rule, &candidate)) {
        report(scratch, &candidate);
    } else if (candidate.rule->near == NEAR_BLOCK) {
        report_missed(scratch, token.start);
    }
}

static void try_regex(struct match_scratch *scratch, uint32_t rule,
                      size_t start)
{
    struct candidate candidate = {.rule = scratch->index->rules->rules[rule]};
    if (!glue_allows(scratch->text, start)) {
        return;
    }
    if (match_regex(scratch, rule, start, start + LIMIT_TOKEN, true,
                    &candidate) > 0) {
        report_if_near(scratch, rule, candidate.token, candidate.secret);
    } else {
        report_missed(scratch, start);
    }
}

/* One rule's shape (or regex) at `start`. */
static void try_at(struct match_scratch *scratch, uint32_t rule, uint16_t shape,
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
static void try_alike(struct match_scratch *scratch,
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

static void try_anchor(struct match_scratch *scratch,
                       const struct anchor *anchor, size_t pos)
{
    for (size_t back = anchor->back_min; back <= anchor->back_max; back++) {
        if (back > pos) {
            return;
        }
        try_alike(scratch, anchor, pos - back);
    }
}

/* `around`: the bytes that the anchors' `known` speaks of; of host and scheme
 * nothing is known. */
static void try_keys(struct match_scratch *scratch,
                     const struct key_table *table, uint32_t key, size_t pos,
                     uint64_t around)
{
    for (uint32_t i = key_table_first(table, key); i != INDEX_NONE;
         i = table->next[i]) {
        const struct anchor *anchor = &table->anchors[i];
        if (anchor->key == key &&
            ((around ^ anchor->known) & anchor->known_mask) == 0) {
            try_anchor(scratch, anchor, pos);
        }
    }
}

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
    try_keys(scratch, &scratch->index->head, load_four(p), pos, load_eight(p));
}

/* The eight bytes before `pos`; zeros before the text. */
static uint64_t eight_before(struct span text, size_t pos)
{
    uint64_t value = 0;
    size_t n = pos < 8 ? pos : 8;
    memcpy((unsigned char *)&value + 8 - n, text.ptr + pos - n, n);
    return value;
}

static void try_left(struct match_scratch *scratch, size_t pos)
{
    if (pos < 2) {
        return;
    }
    const unsigned char *p = scratch->text.ptr + pos;
    uint32_t key = (uint32_t)p[-2] | (uint32_t)p[-1] << 8;
    if (bitmap_has(scratch->index->tables->left, key)) {
        try_keys(scratch, &scratch->index->left, key, pos,
                 eight_before(scratch->text, pos));
    }
}

void engine_on_word(struct match_scratch *scratch, size_t pos)
{
    size_t lengths[GLUE_MAX];
    size_t n = glue_lengths(scratch->text, pos, lengths);
    for (size_t i = 0; i < n; i++) {
        engine_on_head(scratch, pos + lengths[i]);
    }
    try_left(scratch, pos);
}

/* Where in a run a token could begin: where the run does, behind an escape,
 * and behind each separator. */
static size_t run_begins(struct span text, struct range run,
                         size_t begins[RUN_BEGINS])
{
    size_t n = glue_lengths(text, run.start, begins + 1) + 1;
    begins[0] = run.start;
    for (size_t i = 1; i < n; i++) {
        begins[i] += run.start;
    }
    for (size_t pos = run.start + 1; pos + RUN_REST < run.end && n < RUN_BEGINS;
         pos++) {
        unsigned char before = text.ptr[pos - 1];
        if (before == '/' || before == '+' || before == '-') {
            begins[n++] = pos;
        }
    }
    return n;
}

static void try_run_anchor(struct match_scratch *scratch, uint32_t i,
                           size_t pos, unsigned classes)
{
    const struct match_index *index = scratch->index;
    const struct anchor *anchor = &index->lists[ANCHOR_RUN].anchors[i];
    if (index->run_class[i] & classes) {
        try_at(scratch, anchor->rule, anchor->shape, pos);
    }
}

static bool probe_fits(const struct run_group *group, struct span text,
                       size_t pos)
{
    size_t at = pos + group->at;
    if (at + group->n_bytes > text.len) {
        return false;
    }
    for (uint32_t i = 0; i < group->n_bytes; i++) {
        if (text.ptr[at + i] != group->bytes[i]) {
            return false;
        }
    }
    return true;
}

static struct range whole_run(struct span text, size_t pos, size_t len,
                              enum kernel_run kind)
{
    size_t end = pos + len;
    size_t limit = text.len - pos > RUN_REACH ? pos + RUN_REACH : text.len;
    while (len == 64 && end < limit) {
        unsigned char c = text.ptr[end];
        bool alnum =
            (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        bool more = kind == KERNEL_RUN_BASE64 ? c == '+' || c == '/'
                                              : c == '-' || c == '_';
        if (!alnum && !more) {
            break;
        }
        end++;
    }
    return (struct range){pos, end};
}

/* The places at which a token of some form that needs a keyword could begin.
 * Returns how many. */
static size_t keep_fitting(const struct run_forms *forms, struct span text,
                           size_t *begins, size_t n)
{
    size_t kept = 0;
    for (size_t b = 0; b < n; b++) {
        begins[kept] = begins[b];
        kept += run_forms_fit(forms, text, begins[b]);
    }
    return kept;
}

static void try_runs_near(struct match_scratch *scratch, struct range run,
                          unsigned classes, const size_t *begins, size_t n)
{
    const struct match_index *index = scratch->index;
    const struct anchor_list *runs = &index->lists[ANCHOR_RUN];
    find_line_keywords(scratch, run);
    /* Trying may look for keywords round another range: keep the list. */
    size_t count = scratch->line_hits.count;
    memcpy(scratch->near_rules, scratch->line_hits.rules,
           count * sizeof(*scratch->near_rules));
    for (size_t i = 0; i < count; i++) {
        uint32_t rule = scratch->near_rules[i];
        if (index->rules->rules[rule]->near == NEAR_BLOCK) {
            continue; /* one of `always` */
        }
        for (uint32_t r = index->first_run[rule];
             r < runs->count && runs->anchors[r].rule == rule; r++) {
            for (size_t b = 0; b < n; b++) {
                try_run_anchor(scratch, r, begins[b], classes);
            }
        }
    }
}

/* Rules that name no text: those without a keyword always, the others when
 * their form fits and then theirs stands near. So the cost does not grow with
 * their number. */
static void try_runs(struct match_scratch *scratch, struct range run,
                     unsigned classes)
{
    const struct match_index *index = scratch->index;
    size_t begins[RUN_BEGINS];
    size_t n = run_begins(scratch->text, run, begins);
    for (size_t g = 0; g < index->n_always; g++) {
        const struct run_group *group = &index->always[g];
        const uint32_t *anchors = index->always_anchors + group->first;
        for (size_t b = 0; b < n; b++) {
            bool fits = probe_fits(group, scratch->text, begins[b]);
            for (size_t i = 0; fits && i < group->count; i++) {
                try_run_anchor(scratch, anchors[i], begins[b], classes);
            }
        }
    }
    n = keep_fitting(index->forms, scratch->text, begins, n);
    if (n > 0) {
        try_runs_near(scratch, run, classes, begins, n);
    }
}

static bool is_run_byte(int c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           c == '-' || c == '_';
}

/* A body that may hold '.' and '~' need not begin with a word of 16: the
 * secret of Entra "...8Q~ab.cd~efgh..." has its text before an earlier piece.
 * From a later piece that is long enough, back to the text. */
static void try_left_of_pieces(struct match_scratch *scratch, size_t pos)
{
    struct span text = scratch->text;
    if (!(scratch->index->tables->before['~'] & KERNEL_BEFORE_LEFT)) {
        return;
    }
    for (size_t n = 0; n < PIECES_REACH && pos > 2; n++, pos--) {
        int c = text.ptr[pos - 1];
        if (c == '~') {
            try_left(scratch, pos);
        } else if (c != '.' && !is_run_byte(c)) {
            return;
        }
    }
}

/* What shapes a run may belong to. */
static unsigned classes_of(struct span text, struct range run,
                           enum kernel_run kind)
{
    if (kind == KERNEL_RUN_BASE64) {
        return RUN_IN_BASE64;
    }
    for (size_t i = run.start; i < run.end; i++) {
        if (text.ptr[i] == '-' || text.ptr[i] == '_') {
            return RUN_IN_BASE64URL;
        }
    }
    return RUN_IN_BASE64 | RUN_IN_BASE64URL;
}

void engine_on_run(struct match_scratch *scratch, size_t pos, size_t len,
                   enum kernel_run kind)
{
    struct range run = whole_run(scratch->text, pos, len, kind);
    if (kind == KERNEL_RUN_BASE64) {
        engine_on_head(scratch, pos); /* the other kind's are words' heads */
        engine_on_word(scratch, pos); /* behind an escape */
    } else {
        try_left(scratch, pos);
    }
    if (pos > 0 && (scratch->text.ptr[pos - 1] == '.' ||
                    scratch->text.ptr[pos - 1] == '~')) {
        try_left_of_pieces(scratch, pos);
    }
    try_runs(scratch, run, classes_of(scratch->text, run, kind));
}

void engine_on_sign(struct match_scratch *scratch, size_t pos)
{
    const struct match_index *index = scratch->index;
    const struct anchor_list *signs = &index->lists[ANCHOR_SIGN];
    struct assignment found;
    if (!assignment_parse(scratch->text, pos, &found)) {
        if (range_len(found.name) > 0) {
            report_missed(scratch, pos); /* a string may end far behind */
        }
        return;
    }
    find_name_keywords(scratch, found.name);
    if (scratch->name_hits.count == 0) {
        return;
    }
    struct span value = span_of(scratch->text.ptr, found.value.end);
    if (found.value.end - pos > LIMIT_REACH) {
        report_missed(scratch, pos);
    }
    for (size_t i = 0; i < signs->count; i++) {
        if (!keyword_hits_has(&scratch->name_hits, signs->anchors[i].rule)) {
            continue;
        }
        const struct rule *rule = index->rules->rules[signs->anchors[i].rule];
        struct candidate candidate = {.rule = rule, .keyword = found.name};
        for (size_t s = 0; s < rule->n_shapes; s++) {
            if (shape_match(&rule->shapes[s], value, found.value.start,
                            &candidate.token, &candidate.secret) &&
                candidate.token.end == value.len) {
                report(scratch, &candidate);
                break;
            }
        }
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
    try_alike(scratch, anchor, start);
}

void engine_on_url(struct match_scratch *scratch, size_t pos)
{
    const struct match_index *index = scratch->index;
    struct span text = scratch->text;
    size_t host = pos + (span_at(text, pos + 1) == '\\' ? 5 : 3);
    if (host < text.len) {
        uint32_t key = load_four(text.ptr + host);
        try_keys(scratch, &index->host, key, pos, 0);
    }
    if (pos >= 3) {
        uint32_t key = load_four(text.ptr + pos - 3);
        try_keys(scratch, &index->scheme, key, pos, 0);
    }
    const struct anchor_list *any = &index->lists[ANCHOR_URL_ANY];
    for (size_t i = 0; i < any->count; i++) {
        try_url_any(scratch, &any->anchors[i], pos);
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
        try_anchor(scratch, &list->anchors[i], pos);
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
            if (match_regex(scratch, rule, pos, region.end + LIMIT_TOKEN, false,
                            &candidate) <= 0 ||
                candidate.token.start >= region.end) {
                break;
            }
            pos = candidate.token.end;
            if (candidate.rule->n_keywords == 0 ||
                has_keyword(scratch, rule, &candidate)) {
                report(scratch, &candidate);
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
                try_at(scratch, (uint32_t)r, (uint16_t)s, pos);
            }
        }
    }
}
