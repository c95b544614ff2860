/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_match TREE RUNS [MORE.json]: the matcher in memory, against memchr of
 * an absent byte and Vectorscan's literal matcher on the same literals, and
 * (with a pattern file) against itself with more patterns. One thread, medians
 * of interleaved runs. Ratios are what matters: a machine's figures are its
 * own. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "match/matcher.h"

#include <fts.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    CORPUS = 256 << 20,
    MAX_RUNS = 99,
    MAX_ENGINES = 8,
    MAX_LITERALS = 8192,
    PIECE = 1 << 20
};

static unsigned char *corpus;
static size_t corpus_len;
static uint64_t hits;

static void fail(const char *what)
{
    fprintf(stderr, "bench_match: %s\n", what);
    exit(2);
}

/* --- What is searched ------------------------------------------------- */

static void read_corpus(const char *tree)
{
    char *roots[] = {strdup(tree), NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    corpus = mem_alloc(CORPUS + LIMIT_PADDING);
    for (FTSENT *entry; walk && (entry = fts_read(walk));) {
        FILE *file = entry->fts_info == FTS_F && corpus_len < CORPUS
                         ? fopen(entry->fts_accpath, "rb")
                         : NULL;
        if (file) {
            corpus_len +=
                fread(corpus + corpus_len, 1, CORPUS - corpus_len, file);
            fclose(file);
        }
    }
    memset(corpus + corpus_len, 0, LIMIT_PADDING);
    free(roots[0]);
    if (!walk || fts_close(walk) < 0 || corpus_len < PIECE) {
        fail("the tree is too small: name one of some MiB");
    }
}

/* --- Literals, for the other engine ------------------------------------- */

struct literals {
    const char *text[MAX_LITERALS];
    size_t len[MAX_LITERALS];
    unsigned flags[MAX_LITERALS];
    unsigned id[MAX_LITERALS];
    unsigned count;
};

static void add_literal(struct literals *all, const char *text, unsigned flags)
{
    size_t len = strlen(text);
    for (unsigned i = 0; i < all->count; i++) {
        if (strcmp(all->text[i], text) == 0 && all->flags[i] == flags) {
            return;
        }
    }
    if (len >= 2 && all->count < MAX_LITERALS) {
        all->text[all->count] = text;
        all->len[all->count] = len;
        all->flags[all->count] = flags;
        all->id[all->count] = all->count;
        all->count++;
    }
}

static size_t shortest(const struct segment *segment)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < segment->n_texts; i++) {
        size_t len = strlen(segment->texts[i]);
        least = len < least ? len : least;
    }
    return segment->optional || segment->kind != SEGMENT_TEXT ? 0 : least;
}

/* The longest fixed text of a shape is what a literal matcher would use. */
static void add_shape(struct literals *all, const struct shape *shape)
{
    const struct segment *best = NULL;
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        if (shortest(segment) > (best ? shortest(best) : 1)) {
            best = segment;
        }
    }
    for (size_t i = 0; best && i < best->n_texts; i++) {
        add_literal(all, best->texts[i], best->fold ? HS_FLAG_CASELESS : 0);
    }
}

static void add_rule(struct literals *all, const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_shapes; i++) {
        add_shape(all, &rule->shapes[i]);
    }
    if (rule->regex.anchor) {
        add_literal(all, rule->regex.anchor, 0);
    }
}

static void add_keywords(struct literals *all, const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_keywords; i++) {
        add_literal(all, rule->keywords[i], HS_FLAG_CASELESS);
    }
}

/* --- Engines ----------------------------------------------------------- */

struct engine {
    const char *name;
    void (*run)(struct engine *engine, struct span piece);
    struct matcher *matcher;
    struct match_scratch *scratch;
    hs_database_t *database;
    hs_scratch_t *hs_scratch;
    double seconds[MAX_RUNS];
    uint64_t hits;
};

static void run_memchr(struct engine *engine, struct span piece)
{
    (void)engine;
    /* 0xfe is in no UTF-8 text; each hit in binary files costs a call. */
    for (size_t at = 0; at < piece.len;) {
        const unsigned char *hit = memchr(piece.ptr + at, 0xfe, piece.len - at);
        hits += hit != NULL;
        at = hit ? (size_t)(hit - piece.ptr) + 1 : piece.len;
    }
}

static void on_candidate(void *ctx, const struct candidate *candidate)
{
    (void)ctx;
    (void)candidate;
    hits++;
}

static void run_matcher(struct engine *engine, struct span piece)
{
    struct range all = {0, piece.len};
    struct err err;
    if (matcher_scan(engine->matcher, engine->scratch, piece, &all, 1,
                     on_candidate, NULL, &err) < 0) {
        fprintf(stderr, "bench_match: %s\n", err.text);
    }
}

static int on_literal(unsigned id, unsigned long long from,
                      unsigned long long to, unsigned flags, void *ctx)
{
    (void)id;
    (void)from;
    (void)to;
    (void)flags;
    (void)ctx;
    hits++;
    return 0;
}

static void run_vectorscan(struct engine *engine, struct span piece)
{
    if (hs_scan(engine->database, (const char *)piece.ptr, (unsigned)piece.len,
                0, engine->hs_scratch, on_literal, NULL) != HS_SUCCESS) {
        fail("hs_scan");
    }
}

static void use_matcher(struct engine *engine, const char *name,
                        const struct rule_set *rules)
{
    struct err err;
    *engine = (struct engine){.name = name, .run = run_matcher};
    if (matcher_new(&engine->matcher, rules, NULL, &err) < 0) {
        fail(err.text);
    }
    engine->scratch = match_scratch_new(engine->matcher);
}

static void use_literals(struct engine *engine, const char *name,
                         const struct literals *all)
{
    hs_compile_error_t *why = NULL;
    *engine = (struct engine){.name = name, .run = run_vectorscan};
    if (hs_compile_lit_multi(all->text, all->flags, all->id, all->len,
                             all->count, HS_MODE_BLOCK, NULL, &engine->database,
                             &why) != HS_SUCCESS) {
        fail(why ? why->message : "hs_compile_lit_multi");
    }
    if (hs_alloc_scratch(engine->database, &engine->hs_scratch) != HS_SUCCESS) {
        fail("hs_alloc_scratch");
    }
}

/* --- Measuring --------------------------------------------------------- */

/* Processor time of the thread: others may be using the machine. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void run_once(struct engine *engine, size_t run)
{
    double start = now();
    hits = 0;
    for (size_t at = 0; at < corpus_len; at += PIECE) {
        struct range piece = {at, at + PIECE};
        engine->run(engine, span_slice(span_of(corpus, corpus_len), piece));
    }
    engine->seconds[run] = now() - start;
    engine->hits = hits;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(struct engine *engine, size_t runs)
{
    qsort(engine->seconds, runs, sizeof(double), by_size);
    return engine->seconds[runs / 2];
}

static void print_speeds(struct engine *engines, size_t n, size_t runs)
{
    double mib = (double)corpus_len / (1 << 20);
    printf("%zu MiB in memory, one thread, median of %zu\n", corpus_len >> 20,
           runs);
    for (size_t i = 0; i < n; i++) {
        double seconds = median(&engines[i], runs);
        printf("  %-44s %7.2f GB/s %9.1f hits/MiB\n", engines[i].name,
               (double)corpus_len / seconds / 1e9,
               (double)engines[i].hits / mib);
    }
}

static void print_ratio(const char *what, double ratio, const char *goal)
{
    printf("  %-44s %7.2f x     goal %s\n", what, ratio, goal);
}

int main(int argc, char **argv)
{
    static struct literals texts;
    static struct literals words;
    static struct engine engines[MAX_ENGINES];
    size_t runs = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 0;
    if (argc < 3 || runs < 1 || runs > MAX_RUNS) {
        fail("usage: bench_match TREE RUNS [MORE.json]");
    }
    const struct rule_set *rules = rule_set_builtin();
    for (size_t i = 0; i < rules->count; i++) {
        add_rule(&texts, rules->rules[i]);
        add_rule(&words, rules->rules[i]);
        add_keywords(&words, rules->rules[i]);
    }
    size_t n = 4;
    char text_name[64];
    char word_name[64];
    char own_name[64];
    char more_name[64];
    snprintf(own_name, sizeof(own_name), "jackdaw, %zu patterns", rules->count);
    snprintf(text_name, sizeof(text_name), "Vectorscan, %u fixed texts",
             texts.count);
    snprintf(word_name, sizeof(word_name), "Vectorscan, %u texts and keywords",
             words.count);
    engines[0] = (struct engine){.name = "memchr", .run = run_memchr};
    use_matcher(&engines[1], own_name, rules);
    use_literals(&engines[2], text_name, &texts);
    use_literals(&engines[3], word_name, &words);
    struct rule_set *more = NULL;
    struct err err;
    if (argc > 3 && rule_set_load(&more, argv[3], rules, &err) < 0) {
        fail(err.text);
    }
    if (more) {
        snprintf(more_name, sizeof(more_name), "jackdaw, %zu patterns",
                 more->count);
        use_matcher(&engines[n++], more_name, more);
    }
    read_corpus(argv[1]);
    for (size_t run = 0; run < runs; run++) {
        for (size_t i = 0; i < n; i++) {
            run_once(&engines[i], run);
        }
    }
    print_speeds(engines, n, runs);
    double own = median(&engines[1], runs);
    print_ratio("speed / Vectorscan on the texts",
                median(&engines[2], runs) / own, ">= 1.5");
    print_ratio("speed / Vectorscan on texts and keywords",
                median(&engines[3], runs) / own, ">= 1.5");
    print_ratio("speed / memchr", median(&engines[0], runs) / own, ">= 0.25");
    if (more) {
        print_ratio("time with as many again from a file / without",
                    median(&engines[4], runs) / own, "<= 1.05");
    }
    return 0;
}
