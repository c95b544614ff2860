/* SPDX-License-Identifier: Apache-2.0
 *
 * Random-looking runs: which of the rules that name no text could begin in
 * one. Nearly every run of source code ends here. */
#include "match/engine_try.h"

#include "base/byte.h"
#include "match/glue.h"

/* How far into a run a token may begin behind a separator, at how many
 * places, and how much of the run must be left there. */
#define RUN_REACH  256
#define RUN_BEGINS 24
#define RUN_REST   8

/* The longest token that try_left_of_pieces looks back in. */
#define PIECES_REACH 40

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
        engine_try_at(scratch, anchor->rule, anchor->shape, pos);
    }
}

static bool probe_fits(const struct run_group *group, struct span text,
                       size_t pos)
{
    size_t at = pos + group->at;
    unsigned char first = text.ptr[at];
    if (!(group->set[first >> 6] >> (first & 63) & 1) ||
        at + group->n_bytes > text.len) {
        return false;
    }
    for (uint32_t i = 0; i < group->n_bytes; i++) {
        if (text.ptr[at + i] != group->bytes[i]) {
            return false;
        }
    }
    return true;
}

/* The rules without a keyword that have a text `distance->at` bytes on. */
static void try_distance(struct match_scratch *scratch,
                         const struct run_distance *distance, size_t pos,
                         unsigned classes)
{
    const struct match_index *index = scratch->index;
    int c = span_at(scratch->text, pos + distance->at);
    if (c < 0 || !(distance->bytes[c >> 6] >> (c & 63) & 1)) {
        return;
    }
    for (size_t g = distance->first; g < distance->first + distance->count;
         g++) {
        const struct run_group *group = &index->always[g];
        const uint32_t *anchors = index->always_anchors + group->first;
        bool fits = probe_fits(group, scratch->text, pos);
        for (size_t i = 0; fits && i < group->count; i++) {
            try_run_anchor(scratch, anchors[i], pos, classes);
        }
    }
}

static struct range whole_run(struct span text, size_t pos, size_t len,
                              enum kernel_run kind)
{
    size_t end = pos + len;
    size_t limit = text.len - pos > RUN_REACH ? pos + RUN_REACH : text.len;
    while (len == 64 && end < limit) {
        unsigned char c = text.ptr[end];
        bool alnum = byte_is_alnum(c);
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
    engine_line_keywords(scratch, run);
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
    for (size_t d = 0; d < index->n_distances; d++) {
        for (size_t b = 0; b < n; b++) {
            try_distance(scratch, &index->distances[d], begins[b], classes);
        }
    }
    n = keep_fitting(index->forms, scratch->text, begins, n);
    if (n > 0) {
        try_runs_near(scratch, run, classes, begins, n);
    }
}

static bool is_run_byte(int c)
{
    return byte_is_word(c) || c == '-';
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
            engine_try_left(scratch, pos);
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
        engine_try_left(scratch, pos);
    }
    if (pos > 0 && (scratch->text.ptr[pos - 1] == '.' ||
                    scratch->text.ptr[pos - 1] == '~')) {
        try_left_of_pieces(scratch, pos);
    }
    try_runs(scratch, run, classes_of(scratch->text, run, kind));
}

void engine_try_value(struct match_scratch *scratch, struct range value)
{
    if (range_len(value) > RUN_REACH) {
        return; /* so long a run does look random */
    }
    struct span bytes = span_slice(scratch->text, value);
    bool base64 =
        memchr(bytes.ptr, '+', bytes.len) || memchr(bytes.ptr, '/', bytes.len);
    try_runs(scratch, value,
             classes_of(scratch->text, value,
                        base64 ? KERNEL_RUN_BASE64 : KERNEL_RUN_BASE64URL));
}
