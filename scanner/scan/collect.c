/* SPDX-License-Identifier: Apache-2.0
 *
 * Gathering by secret. All records of all threads are sorted by rule and
 * secret; what is equal then stands together, and no table is needed. A group
 * is one finding: its places are those of the best class among its records
 * (one place that nobody allowed makes the secret reported), its verdict the
 * best one of them. Everything that is compared comes from the records, so
 * threads leave no trace in the order. */
#include "scan/collect.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

void store_init(struct store *store)
{
    *store = (struct store){.arena = arena_new()};
}

void store_release(struct store *store)
{
    arena_wipe_free(store->arena);
    free(store->records);
    free(store->files);
    *store = (struct store){0};
}

struct record *store_record(struct store *store)
{
    return arena_calloc(store->arena, 1, sizeof(struct record));
}

void store_add(struct store *store, struct record *record)
{
    store->records = mem_grow(store->records, store->count, &store->room,
                              sizeof(*store->records));
    store->records[store->count++] = record;
}

void store_end_file(struct store *store, const struct store_file *file)
{
    store->files = mem_grow(store->files, store->n_files, &store->files_room,
                            sizeof(*store->files));
    store->files[store->n_files++] = *file;
    store->dropped += file->dropped;
}

void store_cut(struct store *store, unsigned floor,
               void (*forgotten)(void *ctx, const char *path), void *ctx)
{
    size_t at = 0;
    size_t kept = 0;
    size_t n_files = 0;
    for (size_t i = 0; i < store->n_files; i++) {
        struct store_file file = store->files[i];
        if (file.level < floor) {
            store->dropped -= file.dropped;
            if (file.counts) {
                forgotten(ctx, file.path);
            }
        } else {
            memmove(store->records + kept, store->records + at,
                    file.count * sizeof(*store->records));
            kept += file.count;
            store->files[n_files++] = file;
        }
        at += file.count;
    }
    store->count = kept;
    store->n_files = n_files;
}

void verdict_pack(struct verdict_pack *out, struct arena *arena,
                  const struct verdict *verdict)
{
    *out = (struct verdict_pack){
        .facts = arena_memdup(arena, verdict->facts,
                              verdict->n_facts * sizeof(*verdict->facts)),
        .reasons = arena_memdup(arena, verdict->reasons,
                                verdict->n_reasons * sizeof(*verdict->reasons)),
        .bits = verdict->bits,
        .n_facts = (uint8_t)verdict->n_facts,
        .n_reasons = (uint8_t)verdict->n_reasons,
        .evidence = (uint8_t)verdict->evidence,
        .confidence = (uint8_t)verdict->confidence,
        .severity = (uint8_t)verdict->severity,
        .keep = verdict->keep,
        .refuted = verdict->refuted,
    };
}

void verdict_pack_reason(struct verdict_pack *pack, struct arena *arena,
                         const char *reason)
{
    if (pack->n_reasons >= VERDICT_REASONS) {
        return;
    }
    const char **reasons =
        arena_calloc(arena, pack->n_reasons + 1u, sizeof(*reasons));
    if (pack->n_reasons) {
        memcpy(reasons, pack->reasons, pack->n_reasons * sizeof(*reasons));
    }
    reasons[pack->n_reasons] = reason;
    pack->reasons = reasons;
    pack->n_reasons++;
}

static void unpack(struct verdict *out, const struct verdict_pack *pack)
{
    *out = (struct verdict){
        .keep = pack->keep,
        .refuted = pack->refuted,
        .evidence = (enum evidence)pack->evidence,
        .confidence = (enum confidence)pack->confidence,
        .severity = (enum severity)pack->severity,
        .bits = pack->bits,
        .n_facts = pack->n_facts,
        .n_reasons = pack->n_reasons,
    };
    for (size_t i = 0; i < pack->n_facts; i++) {
        out->facts[i] = pack->facts[i];
    }
    for (size_t i = 0; i < pack->n_reasons; i++) {
        out->reasons[i] = pack->reasons[i];
    }
}

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* NULL comes first. */
static int compare_names(const char *a, const char *b)
{
    if (!a || !b) {
        return (a != NULL) - (b != NULL);
    }
    return strcmp(a, b);
}

/* Messages, and objects of git that no commit gave a path: "blob:1234". */
static bool is_no_file(const struct place *place)
{
    const char *colon = place->object ? strchr(place->path, ':') : NULL;
    return place->part >= PLACE_MESSAGE ||
           (colon && strcmp(colon + 1, place->object) == 0);
}

static int compare_places(const struct place *a, const struct place *b)
{
    int order = (int)b->in_head - (int)a->in_head;
    if (order == 0) {
        order = is_no_file(a) - is_no_file(b);
    }
    if (order == 0) {
        order = strcmp(a->path, b->path);
    }
    if (order == 0) {
        order = by_number(a->offset, b->offset);
    }
    if (order == 0) {
        order = by_number(a->length, b->length);
    }
    if (order == 0) {
        order = compare_names(a->commit, b->commit);
    }
    return order ? order : compare_names(a->object, b->object);
}

static int compare_secrets(const struct record *a, const struct record *b)
{
    int order = a->rule == b->rule ? 0 : strcmp(a->rule->id, b->rule->id);
    return order ? order : memcmp(a->id, b->id, sizeof(a->id));
}

static int compare_records(const void *left, const void *right)
{
    const struct record *a = *(struct record *const *)left;
    const struct record *b = *(struct record *const *)right;
    int order = compare_secrets(a, b);
    if (order == 0) {
        order = (int)a->class - (int)b->class;
    }
    return order ? order : compare_places(&a->place, &b->place);
}

void collection_init(struct collection *collection, const struct store *stores,
                     size_t n_stores)
{
    size_t total = 0;
    for (size_t i = 0; i < n_stores; i++) {
        total += stores[i].count;
    }
    struct record **all = mem_calloc(total, sizeof(struct record *));
    size_t at = 0;
    for (size_t i = 0; i < n_stores; i++) {
        for (size_t k = 0; k < stores[i].count; k++) {
            all[at++] = stores[i].records[k];
        }
    }
    *collection = (struct collection){all, total};
    collection_sort(collection);
}

void collection_release(struct collection *collection)
{
    free(collection->records);
    *collection = (struct collection){0};
}

void collection_sort(struct collection *collection)
{
    if (collection->count > 1) {
        qsort(collection->records, collection->count, sizeof(struct record *),
              compare_records);
    }
}

size_t collection_group(const struct collection *collection, size_t start)
{
    struct record *const *all = collection->records;
    size_t end = start + 1;
    while (end < collection->count &&
           compare_secrets(all[start], all[end]) == 0) {
        end++;
    }
    return end - start;
}

/* Of two that are equal in all the first one in order of place stays. */
static bool is_better(const struct verdict_pack *a,
                      const struct verdict_pack *b)
{
    if (a->keep != b->keep) {
        return a->keep;
    }
    if (a->confidence != b->confidence) {
        return a->confidence > b->confidence;
    }
    if (a->evidence != b->evidence) {
        return a->evidence > b->evidence;
    }
    return a->severity > b->severity;
}

static void write_id(char out[33], const unsigned char id[16])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 16; i++) {
        out[2 * i] = digits[id[i] >> 4];
        out[2 * i + 1] = digits[id[i] & 15];
    }
    out[32] = '\0';
}

/* The places of `n` records of one class, each once: a file that was named
 * twice is read twice. */
static void fill_places(struct finding *finding, struct arena *arena,
                        struct record **records, size_t n)
{
    size_t most = n < LIMIT_PLACES ? n : LIMIT_PLACES;
    struct place *places = arena_calloc(arena, most, sizeof(*places));
    const struct place *before = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct place *place = &records[i]->place;
        if (before && compare_places(before, place) == 0) {
            continue;
        }
        before = place;
        if (finding->n_places < most) {
            places[finding->n_places++] = *place;
        }
        finding->n_places_total++;
    }
    finding->places = places;
}

/* How many records from the first on are of its class. */
static size_t class_count(struct record *const *records, size_t n)
{
    size_t count = 1;
    while (count < n && records[count]->class == records[0]->class) {
        count++;
    }
    return count;
}

static int compare_spans(const void *left, const void *right)
{
    const struct span *a = left;
    const struct span *b = right;
    size_t len = a->len < b->len ? a->len : b->len;
    int order = len ? memcmp(a->ptr, b->ptr, len) : 0;
    return order ? order : by_number(a->len, b->len);
}

/* Each once; most secrets are spelt alike in all places. */
static void fill_spellings(struct finding *finding, struct arena *arena,
                           struct record *const *records, size_t n)
{
    if (!records[0]->clear) {
        return;
    }
    struct span *all = arena_calloc(arena, n, sizeof(*all));
    for (size_t i = 0; i < n; i++) {
        all[i] = span_of(records[i]->clear, records[i]->secret_len);
    }
    qsort(all, n, sizeof(*all), compare_spans);
    size_t count = 1;
    for (size_t i = 1; i < n; i++) {
        if (compare_spans(&all[i], &all[count - 1]) != 0) {
            all[count++] = all[i];
        }
    }
    finding->spellings = all;
    finding->n_spellings = count;
}

static unsigned where_points(enum git_still still)
{
    static const unsigned points[] = {
        [GIT_STILL_HEAD] = 20,    [GIT_STILL_TIP] = 16,
        [GIT_STILL_HISTORY] = 12, [GIT_STILL_STAGED] = 10,
        [GIT_STILL_STASH] = 4,    [GIT_STILL_UNREACHABLE] = 4,
        [GIT_STILL_LOOSE] = 0,
    };
    return points[still];
}

static unsigned who_points(enum git_spread spread)
{
    static const unsigned points[] = {
        [GIT_SPREAD_PUSHED] = 20,
        [GIT_SPREAD_UNKNOWN] = 14,
        [GIT_SPREAD_LOCAL] = 0,
    };
    return points[spread];
}

static unsigned risk_of(const struct finding *finding)
{
    const struct verdict *verdict = &finding->verdict;
    if (!finding->git || !verdict->keep || finding->suppressed) {
        return 0;
    }
    unsigned risk = (unsigned)verdict->confidence * 4;
    if (verdict->severity > SEVERITY_NOTE) {
        risk += (unsigned)verdict->severity * 12 +
                where_points(finding->git->still) +
                who_points(finding->git->spread);
    }
    return risk;
}

static void add_reason(struct verdict *verdict, const char *reason)
{
    if (verdict->n_reasons < VERDICT_REASONS) {
        verdict->reasons[verdict->n_reasons++] = reason;
    }
}

/* What no repository has is for its owner to know, and no leak yet. */
static void rank_local(struct finding *finding, struct record *const *records,
                       size_t n)
{
    struct verdict *verdict = &finding->verdict;
    bool local = verdict->keep;
    for (size_t i = 0; i < n && local; i++) {
        local = records[i]->place.local;
    }
    finding->local = local;
    if (local && verdict->severity > SEVERITY_LOW) {
        verdict->severity = SEVERITY_LOW;
    }
    if (local) {
        add_reason(verdict,
                   "git ignores its file: on this disk, not in the repository");
    }
}

/* Sent once is lost, wherever else it stands. */
static void say_plain_http(struct finding *finding,
                           struct record *const *records, size_t n)
{
    for (size_t i = 0; i < n && finding->verdict.keep; i++) {
        if (records[i]->place.plain_http) {
            add_reason(&finding->verdict, "in an http:// URL: sent in the "
                                          "clear, treat it as lost");
            return;
        }
    }
}

static struct finding *make_finding(struct arena *arena,
                                    struct record **records, size_t n)
{
    const struct record *first = records[0];
    struct finding *finding = arena_calloc(arena, 1, sizeof(*finding));
    finding->rule = first->rule;
    write_id(finding->id, first->id);
    finding->masked = first->masked;
    finding->secret = first->secret;
    finding->secret_len = first->secret_len;
    finding->suppressed = first->class == RECORD_SUPPRESSED;
    finding->suppression = finding->suppressed ? first->suppression : NULL;
    fill_places(finding, arena, records, n);
    const struct verdict_pack *best = &first->verdict;
    for (size_t i = 1; i < n; i++) {
        if (is_better(&records[i]->verdict, best)) {
            best = &records[i]->verdict;
        }
    }
    unpack(&finding->verdict, best);
    say_plain_http(finding, records, n);
    rank_local(finding, records, n);
    finding->git = first->git;
    fill_spellings(finding, arena, records, n);
    finding->risk = risk_of(finding);
    return finding;
}

/* A finding that stands in the list of the outcome by itself. */
static bool is_listed(struct record *const *group, size_t n)
{
    if (group[0]->class == RECORD_CONTEXT) {
        return false;
    }
    for (size_t i = 0; i < n && group[i]->class != RECORD_CONTEXT; i++) {
        if (group[i]->absorbed) {
            return false;
        }
    }
    return true;
}

/* All findings exist by now, so partners can point at each other. */
static void link_pair(struct record *const *group, size_t n)
{
    size_t count = class_count(group, n);
    for (size_t i = 0; i < count; i++) {
        const struct record *pair = group[i]->pair;
        if (pair && pair->finding) {
            group[i]->finding->pair = pair->finding;
            group[i]->finding->pair_place = &pair->place;
            return;
        }
    }
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = *(const struct finding *const *)left;
    const struct finding *b = *(const struct finding *const *)right;
    int order = by_number(b->risk, a->risk);
    if (order == 0) {
        order = (int)b->verdict.severity - (int)a->verdict.severity;
    }
    if (order == 0) {
        order = compare_places(&a->places[0], &b->places[0]);
    }
    if (order == 0) {
        order = strcmp(a->rule->id, b->rule->id);
    }
    return order ? order : strcmp(a->id, b->id);
}

static void count_suppressed(struct coverage *coverage,
                             struct record *const *group, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        coverage->suppressed += group[i]->class == RECORD_SUPPRESSED;
    }
}

static void make_findings(const struct collection *collection,
                          struct arena *arena)
{
    struct record **all = collection->records;
    size_t n = 0;
    for (size_t i = 0; i < collection->count; i += n) {
        n = collection_group(collection, i);
        struct finding *finding =
            make_finding(arena, all + i, class_count(all + i, n));
        for (size_t k = i; k < i + n; k++) {
            all[k]->finding = finding;
        }
    }
}

void collect_findings(struct outcome *out, struct arena *arena,
                      const struct collection *collection)
{
    struct record **all = collection->records;
    size_t total = collection->count;
    make_findings(collection, arena);
    const struct finding **list = arena_calloc(arena, total, sizeof(*list));
    size_t listed = 0;
    size_t n = 0;
    for (size_t i = 0; i < total; i += n) {
        n = collection_group(collection, i);
        link_pair(all + i, n);
        count_suppressed(&out->coverage, all + i, n);
        if (is_listed(all + i, n)) {
            list[listed++] = all[i]->finding;
        }
    }
    if (listed > 1) {
        qsort(list, listed, sizeof(*list), compare_findings);
    }
    out->findings = list;
    out->n_findings = listed;
}

void collect_counts(struct outcome *out, const struct store *stores,
                    size_t n_stores)
{
    for (size_t i = 0; i < n_stores; i++) {
        out->coverage.candidates += stores[i].candidates;
        out->coverage.dropped += stores[i].dropped;
    }
}
