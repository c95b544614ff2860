/* SPDX-License-Identifier: Apache-2.0
 *
 * The life of a unit: it becomes a view (text), the matcher finds candidates
 * in its fresh ranges, verify/ judges them, the better ones win where they
 * overlap, and the winners become records of the file. With the last window
 * of a file its records are linked in pairs and go to the store.
 *
 * Where only a part of the text is fresh, candidates alone do not tell
 * enough: a stronger one may begin just outside, a neighbour must be masked
 * in the excerpt, the other half of a pair may be old. So when the fresh part
 * has a candidate, its surroundings are matched again, and what is not fresh
 * there serves as context.
 *
 * A token over the border of two windows is seen by both. The first one that
 * sees its start has it; the next knows by its offset that it is done. */
#include "scan/unit_scan.h"

#include "base/limits.h"
#include "base/mem.h"
#include "scan/line_hash.h"
#include "scan/pairs.h"
#include "scan/record.h"

#include <stdio.h>
#include <stdlib.h>

/* What is remembered from window to window of one file. Offsets are those of
 * the file. */
struct file_state {
    const char *path; /* copies in the store's arena, made when needed */
    const char *commit;
    const char *object;
    uint64_t done;      /* before it everything was fresh once */
    uint64_t text_end;  /* of the window before */
    uint64_t known;     /* where the line numbers are known */
    uint64_t carry_end; /* a token of the window before reaches up to here */
    uint64_t carry_start;
    unsigned level; /* for the quota; known with the path */
    bool counts;    /* something was more than context */
    bool over;      /* what is found in it cannot stay */
    bool skipped;
    bool said_limit;
};

struct unit_scan {
    struct unit_scan_setup setup;
    struct match_scratch *scratch;
    struct viewer viewer;
    struct lines lines;
    struct file_state file;
    struct hits hits;
    struct range *near; /* owned: ranges matched again */
    size_t near_room;
    struct bits claimed;
    struct bits hidden;
    struct allow_list allow;
    struct record_maker maker;
    struct record **records; /* owned: of the file so far */
    size_t n_records;
    size_t records_room;
    struct line_hash hash;
    struct unit_marks *marks; /* of the unit at hand, to be filled; or NULL */
    uint64_t base;            /* where its text begins in the object */
    bool local;               /* of the matcher */
};

/* Bytes at the end of a window in which lines are not counted: the next one
 * may show that a character or CR LF is cut there. */
#define LINES_AHEAD 16

/* Which rules of two halves have their other half in a text. */
#define PARTNERS 16

struct partner {
    const struct rule *rule;
    bool there;
};

struct partners {
    bool asked; /* a winner has a rule of two halves */
    bool whole; /* what is not in this text is not in the file */
    size_t count;
    struct partner known[PARTNERS];
};

struct unit_scan *unit_scan_new(const struct unit_scan_setup *setup)
{
    struct unit_scan *scan = mem_calloc(1, sizeof(*scan));
    scan->setup = *setup;
    scan->scratch = match_scratch_new(setup->matcher);
    scan->local = matcher_is_local(setup->matcher);
    viewer_init(&scan->viewer);
    hits_init(&scan->hits);
    bits_init(&scan->claimed);
    bits_init(&scan->hidden);
    allow_list_init(&scan->allow);
    line_hash_init(&scan->hash);
    record_maker_init(&scan->maker, setup->options);
    return scan;
}

void unit_scan_free(struct unit_scan *scan)
{
    if (!scan) {
        return;
    }
    match_scratch_free(scan->scratch);
    viewer_release(&scan->viewer);
    hits_release(&scan->hits);
    bits_release(&scan->claimed);
    bits_release(&scan->hidden);
    allow_list_release(&scan->allow);
    line_hash_release(&scan->hash);
    record_maker_release(&scan->maker);
    free(scan->near);
    free(scan->records);
    free(scan);
}

static void give_notice(const struct unit_scan *scan, enum notice_kind kind,
                        const char *path, const char *text)
{
    struct notice notice = {.kind = kind, .path = path, .text = text};
    scan->setup.notice(scan->setup.notice_ctx, &notice);
}

/* Once a file: a hostile one would say it for each window. */
static void say_limit(struct unit_scan *scan, const char *path,
                      const char *text)
{
    if (!scan->file.said_limit) {
        scan->file.said_limit = true;
        give_notice(scan, NOTICE_LIMIT, path, text);
    }
}

static bool is_whole(const struct unit *unit)
{
    return unit->first && unit->last && !unit->cut;
}

static bool covers_text(const struct view *view)
{
    return view->n_fresh == 1 && view->fresh[0].start == 0 &&
           view->fresh[0].end >= view->text.len;
}

const char unit_scan_too_many[] = "too many findings in this run: those of "
                                  "this file are not reported";

static bool is_stored(const struct unit_scan *scan, const struct record *record)
{
    switch (record->class) {
    case RECORD_CONTEXT:
        return record->pair != NULL;
    case RECORD_DROPPED:
        return scan->setup.options->keep_dropped;
    default:
        return true;
    }
}

static void store_records(struct unit_scan *scan, struct store_file *file)
{
    struct store *store = scan->setup.store;
    for (size_t i = 0; i < scan->n_records; i++) {
        if (is_stored(scan, scan->records[i])) {
            store_add(store, scan->records[i]);
        }
    }
    store_end_file(store, file);
}

void unit_scan_end(struct unit_scan *scan)
{
    struct store_file file = {.path = scan->file.path,
                              .level = scan->file.level,
                              .counts = scan->file.counts};
    if (scan->n_records == 0 && !scan->file.over) {
        return;
    }
    file.dropped =
        pairs_link(scan->records, scan->n_records, scan->setup.store->arena);
    for (size_t i = 0; i < scan->n_records; i++) {
        file.count += is_stored(scan, scan->records[i]);
    }
    quota_add(scan->setup.quota, file.level, file.count);
    if (!scan->file.over && file.level >= quota_floor(scan->setup.quota)) {
        store_records(scan, &file);
    } else if (file.counts) {
        give_notice(scan, NOTICE_LIMIT, file.path, unit_scan_too_many);
    }
    scan->n_records = 0;
    scan->file.over = false;
}

static void begin_file(struct unit_scan *scan, const struct unit *unit)
{
    unit_scan_end(scan);
    scan->file = (struct file_state){.known = unit->offset};
    lines_begin(&scan->lines);
    viewer_begin(&scan->viewer, unit);
    if (scan->viewer.binary && scan->setup.options->skip_binary) {
        scan->file.skipped = true;
        give_notice(scan, NOTICE_BINARY, unit->path, "binary file");
    }
}

static void match(struct unit_scan *scan, const struct unit *unit,
                  struct span text, const struct range *ranges, size_t n)
{
    struct err err = {0};
    hits_clear(&scan->hits);
    if (matcher_scan(scan->setup.matcher, scan->scratch, text, ranges, n,
                     hits_add, &scan->hits, &err) < 0) {
        say_limit(scan, unit->path, err.text);
    }
    if (scan->hits.full) {
        say_limit(scan, unit->path, "too many candidates");
    }
    if (scan->marks && (err.code != ERR_NONE || scan->hits.full)) {
        unit_marks_add_all(scan->marks);
    }
}

/* --- What is said back ------------------------------------------------- */

static void mark(struct unit_scan *scan, struct range range)
{
    size_t base = (size_t)scan->base;
    unit_marks_add(scan->marks,
                   (struct range){base + range.start, base + range.end});
}

static void mark_missed(void *ctx, size_t start)
{
    mark(ctx, (struct range){start, start + 1});
}

/* Offsets of a transcoded text mean nothing in a copy that may begin
 * differently, and what was not searched says nothing of it. */
static void begin_marks(struct unit_scan *scan, const struct unit *unit)
{
    scan->marks = unit->marks;
    scan->base = unit->offset;
    if (!scan->marks) {
        match_scratch_on_missed(scan->scratch, NULL, NULL);
        return;
    }
    if (unit->first) {
        unit_marks_release(scan->marks);
    }
    if (scan->file.skipped || !scan->local || scan->viewer.kind != UTF_BYTES) {
        unit_marks_add_all(scan->marks);
    }
    match_scratch_on_missed(scan->scratch, mark_missed, scan);
}

/* Every candidate, whatever comes of it: that may depend on what is far. */
static void mark_hits(struct unit_scan *scan)
{
    for (size_t i = 0; i < scan->hits.count; i++) {
        mark(scan, scan->hits.items[i].candidate.token);
    }
}

static int compare_ranges(const void *left, const void *right)
{
    size_t a = ((const struct range *)left)->start;
    size_t b = ((const struct range *)right)->start;
    return (a > b) - (a < b);
}

/* The surroundings of all hits, sorted and without overlaps. */
static size_t near_ranges(struct unit_scan *scan, size_t text_len)
{
    const struct hits *hits = &scan->hits;
    if (hits->count > scan->near_room) {
        scan->near = mem_realloc(scan->near, hits->count, sizeof(*scan->near));
        scan->near_room = hits->count;
    }
    for (size_t i = 0; i < hits->count; i++) {
        struct range token = hits->items[i].candidate.token;
        size_t before =
            token.start < LIMIT_LOOKBEHIND ? token.start : LIMIT_LOOKBEHIND;
        size_t after = text_len - token.end < LIMIT_LOOKBEHIND
                           ? text_len - token.end
                           : LIMIT_LOOKBEHIND;
        scan->near[i] = (struct range){token.start - before, token.end + after};
    }
    qsort(scan->near, hits->count, sizeof(*scan->near), compare_ranges);
    size_t n = 0;
    for (size_t i = 0; i < hits->count; i++) {
        if (n > 0 && scan->near[i].start <= scan->near[n - 1].end) {
            if (scan->near[i].end > scan->near[n - 1].end) {
                scan->near[n - 1].end = scan->near[i].end;
            }
        } else {
            scan->near[n++] = scan->near[i];
        }
    }
    return n;
}

static bool is_fresh(const struct view *view, struct range token)
{
    size_t low = 0;
    size_t high = view->n_fresh;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (view->fresh[mid].end <= token.start) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < view->n_fresh && range_overlaps(view->fresh[low], token);
}

/* A token that the window before had whole. */
static bool is_done(const struct unit_scan *scan, const struct unit *unit,
                    const struct view *view, struct range token)
{
    return !unit->first && view_offset(view, token.start) < scan->file.done &&
           view_offset(view, token.end) <= scan->file.text_end;
}

/* Marks the hits that this unit has to report; returns how many they are. */
static size_t mark_own(struct unit_scan *scan, const struct unit *unit,
                       const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < scan->hits.count; i++) {
        struct hit *hit = &scan->hits.items[i];
        struct range token = hit->candidate.token;
        hit->own = is_fresh(view, token) && !is_done(scan, unit, view, token);
        count += hit->own;
    }
    return count;
}

/* Bytes of a token that began before this text. */
static void claim_carried(struct unit_scan *scan, const struct view *view)
{
    bits_reset(&scan->claimed, view->text.len);
    if (scan->file.carry_start < view->base &&
        scan->file.carry_end > view->base) {
        struct range range = {0, view_find(view, scan->file.carry_end)};
        bits_set(&scan->claimed, range);
    }
}

static bool has_winner(const struct hits *hits, const char *rule_id)
{
    for (size_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->items[i];
        if (hit->won && hit->keep &&
            strcmp(hit->candidate.rule->id, rule_id) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the other half of a hit that is nothing without it is in the text
 * at all. Spares a record for each of thousands of hex strings. */
static bool can_pair(const struct unit_scan *scan, struct partners *partners,
                     const struct hit *hit)
{
    const struct rule *rule = hit->candidate.rule;
    if (!partners->whole || !rule->pair || !rule->pair_required) {
        return true;
    }
    for (size_t i = 0; i < partners->count; i++) {
        if (partners->known[i].rule == rule) {
            return partners->known[i].there;
        }
    }
    if (partners->count == PARTNERS) {
        return true;
    }
    bool there = has_winner(&scan->hits, rule->pair);
    partners->known[partners->count++] = (struct partner){rule, there};
    return there;
}

static struct partners partners_of(const struct unit_scan *scan,
                                   const struct unit *unit)
{
    struct partners partners = {
        .whole = is_whole(unit) && !scan->setup.options->keep_dropped,
    };
    for (size_t i = 0; i < scan->hits.count && !partners.asked; i++) {
        const struct hit *hit = &scan->hits.items[i];
        partners.asked = hit->won && hit->keep && hit->candidate.rule->pair;
    }
    return partners;
}

static void add_record(struct unit_scan *scan, const struct unit *unit,
                       const struct hit *hit, enum record_class class)
{
    if (scan->n_records >= LIMIT_FINDINGS_UNIT) {
        say_limit(scan, unit->path, "too many findings in one file");
        return;
    }
    if (!scan->file.path) {
        struct arena *arena = scan->setup.store->arena;
        scan->file.path = arena_strdup(arena, unit->path);
        scan->file.commit =
            unit->commit ? arena_strdup(arena, unit->commit) : NULL;
        scan->file.object =
            unit->object ? arena_strdup(arena, unit->object) : NULL;
        scan->file.level = quota_level(scan->file.path, scan->file.commit);
    }
    scan->file.counts = scan->file.counts || class != RECORD_CONTEXT;
    if (scan->file.level < quota_floor(scan->setup.quota)) {
        scan->file.over = true; /* no need to remember more */
        return;
    }
    scan->maker.path = scan->file.path;
    scan->maker.commit = scan->file.commit;
    scan->maker.object = scan->file.object;
    scan->maker.part = unit->part;
    scan->records = mem_grow(scan->records, scan->n_records,
                             &scan->records_room, sizeof(*scan->records));
    scan->records[scan->n_records++] =
        record_make(&scan->maker, scan->setup.store, hit, class);
}

/* Counts a hit and says whether it needs a record, and of which class. */
static bool wants_record(struct unit_scan *scan, struct partners *partners,
                         const struct hit *hit, enum record_class *class)
{
    struct store *store = scan->setup.store;
    bool keep = hit->keep && hit->won && can_pair(scan, partners, hit);
    if (!hit->own) {
        *class = RECORD_CONTEXT;
        return keep && partners->asked;
    }
    store->candidates++;
    if (keep) {
        *class = RECORD_REPORTED;
        return true;
    }
    if (hit->won || !hit->keep) {
        store->dropped++;
    }
    *class = RECORD_DROPPED;
    return hit->won && !hit->keep && scan->setup.options->keep_dropped;
}

static void prepare_maker(struct unit_scan *scan, const struct view *view,
                          struct lines *lines)
{
    bits_reset(&scan->hidden, view->text.len);
    hits_hide(&scan->hits, view->text, &scan->hidden);
    scan->allow.count = 0;
    if (!scan->setup.options->no_suppressions && !view->binary) {
        allow_list_read(&scan->allow, view->text);
    }
    scan->maker.view = view;
    scan->maker.lines = lines;
    scan->maker.hidden = &scan->hidden;
    scan->maker.allow = &scan->allow;
    scan->maker.around = (struct range){1, 0}; /* no line yet */
}

/* The window after this one will see the end of a token that is ours. */
static void carry(struct unit_scan *scan, const struct view *view,
                  const struct hit *hit, uint64_t done)
{
    uint64_t end = view_offset(view, hit->candidate.token.end);
    if (end > done && end > scan->file.carry_end) {
        scan->file.carry_start = view_offset(view, hit->candidate.token.start);
        scan->file.carry_end = end;
    }
}

static void make_records(struct unit_scan *scan, const struct unit *unit,
                         const struct view *view, struct lines *lines,
                         uint64_t done)
{
    bool ready = false;
    struct partners partners = partners_of(scan, unit);
    if (!is_whole(unit)) {
        partners.asked = false; /* the other window has or will have it */
    }
    for (size_t i = 0; i < scan->hits.count; i++) {
        const struct hit *hit = &scan->hits.items[i];
        enum record_class class;
        if (!wants_record(scan, &partners, hit, &class)) {
            continue;
        }
        if (!ready) {
            prepare_maker(scan, view, lines);
            ready = true;
        }
        add_record(scan, unit, hit, class);
        if (hit->own && !unit->last) {
            carry(scan, view, hit, done);
        }
    }
}

/* Up to where the fresh part of a view has been looked at, in the file. A
 * character that the border cuts in half belongs to the next window. */
static uint64_t done_after(const struct unit_scan *scan,
                           const struct view *view)
{
    return view->n_fresh ? view_offset(view, view->fresh[view->n_fresh - 1].end)
                         : scan->file.done;
}

static void scan_view(struct unit_scan *scan, const struct unit *unit,
                      const struct view *view, struct lines *lines)
{
    match(scan, unit, view->text, view->fresh, view->n_fresh);
    if (scan->hits.count == 0) {
        return;
    }
    if (scan->marks) {
        mark_hits(scan); /* and what is not fresh has none */
    } else if (!covers_text(view)) {
        size_t n = near_ranges(scan, view->text.len);
        match(scan, unit, view->text, scan->near, n);
    }
    if (mark_own(scan, unit, view) == 0) {
        return;
    }
    hits_verify(&scan->hits, view->text, scan->setup.options->now);
    claim_carried(scan, view);
    hits_resolve(&scan->hits, &scan->claimed);
    make_records(scan, unit, view, lines, done_after(scan, view));
}

/* GitHub's line hashes, for a text that is here as a whole. Records are in
 * order of position. */
static void hash_lines(struct unit_scan *scan, struct span text)
{
    if (scan->n_records == 0) {
        return;
    }
    size_t n = scan->n_records;
    uint32_t *lines = mem_calloc(n, sizeof(*lines));
    char(*out)[LINE_HASH_SIZE] = mem_calloc(n, sizeof(*out));
    for (size_t i = 0; i < n; i++) {
        lines[i] = scan->records[i]->place.line;
    }
    line_hash_read(&scan->hash, text, lines[n - 1]);
    line_hash_write(&scan->hash, lines, n, out);
    for (size_t i = 0; i < n; i++) {
        if (out[i][0]) {
            scan->records[i]->place.line_hash =
                arena_strdup(scan->setup.store->arena, out[i]);
        }
    }
    free(lines);
    free(out);
}

static void leave_window(struct unit_scan *scan, const struct unit *unit,
                         const struct view *view)
{
    scan->file.done = done_after(scan, view);
    scan->file.text_end = unit->offset + unit->text.len;
    size_t upto = view_find(view, scan->file.done);
    if (view->text.len > LINES_AHEAD && upto < view->text.len - LINES_AHEAD) {
        /* The fresh part may end far before the next window begins. */
        upto = view->text.len - LINES_AHEAD;
    }
    scan->file.known = view_offset(view, lines_leave(&scan->lines, upto));
}

void unit_scan_run(struct unit_scan *scan, const struct unit *unit)
{
    if (unit->first) {
        begin_file(scan, unit);
    }
    begin_marks(scan, unit);
    if (scan->file.skipped) {
        return;
    }
    struct view view;
    viewer_text(&scan->viewer, &view, unit);
    size_t known =
        unit->first ? view.begin : view_find(&view, scan->file.known);
    lines_enter(&scan->lines, view.text, known);
    scan_view(scan, unit, &view, &scan->lines);
    if (is_whole(unit) && unit->offset == 0 && !view.map && !view.binary) {
        hash_lines(scan, view.text);
    }
    struct view raw;
    if (viewer_raw(&scan->viewer, &raw, unit)) {
        struct lines lines;
        lines_begin(&lines);
        lines_enter(&lines, raw.text, 0);
        scan_view(scan, unit, &raw, &lines);
    }
    if (unit->last) {
        unit_scan_end(scan);
    } else {
        leave_window(scan, unit, &view);
    }
}
