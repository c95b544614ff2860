/* SPDX-License-Identifier: Apache-2.0
 *
 * A run: threads that each pull units from the source and keep what they find
 * to themselves, until all is gathered at the end. The calling thread works
 * too, and calls the others only when there is enough to do, so that the scan
 * of a few files costs no thread. */
#include "scan/scan.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/pool.h"
#include "scan/attribute.h"
#include "scan/collect.h"
#include "scan/local.h"
#include "scan/notices.h"
#include "scan/unit_scan.h"

#include <stdlib.h>
#include <time.h>

/* The other threads start after so many units or bytes: about what one thread
 * searches while a thread is made. */
#define ALONE_UNITS 16
#define ALONE_BYTES (256u << 10)

struct worker {
    struct store store;
    struct err err; /* of the source; code 0: none */
    bool opened;
    bool interrupted;
    uint64_t units;
    uint64_t bytes;
};

struct scan {
    struct outcome outcome;
    struct arena *arena;
    struct notices notices;
    struct worker *workers;
    unsigned n_workers;
};

/* What the threads share while they run. */
struct run {
    struct scan *scan;
    const struct matcher *matcher;
    struct source *source;
    const struct scan_options *options;
    struct quota quota;
    atomic_bool failed; /* the source: the others may stop */
    struct pool pool;
    bool pooled;
};

static bool should_stop(const struct run *run)
{
    const atomic_bool *stop = run->options->stop;
    return stop && atomic_load_explicit(stop, memory_order_relaxed);
}

static void call_others(struct run *run, const struct worker *worker)
{
    if (run->pooled ||
        (worker->units < ALONE_UNITS && worker->bytes < ALONE_BYTES)) {
        return;
    }
    run->pooled = true;
    pool_start(&run->pool, run->scan->n_workers - 1);
}

/* Pulls units until there are none. */
static void pull(struct run *run, unsigned index, struct source_reader *reader,
                 struct unit_scan *unit_scan)
{
    struct worker *worker = &run->scan->workers[index];
    while (!atomic_load_explicit(&run->failed, memory_order_relaxed)) {
        if (should_stop(run)) {
            worker->interrupted = true;
            return;
        }
        struct unit unit;
        int rc = run->source->ops->next(reader, &unit, &worker->err);
        if (rc == ERR_INTERRUPT) {
            worker->interrupted = true;
            worker->err.code = ERR_NONE;
            return;
        }
        if (rc < 0) {
            atomic_store(&run->failed, true);
            return;
        }
        if (rc == 0) {
            return;
        }
        worker->units++;
        worker->bytes += unit.text.len;
        if (index == 0) {
            call_others(run, worker);
        }
        unit_scan_run(unit_scan, &unit);
    }
}

static void work(void *ctx, unsigned index)
{
    struct run *run = ctx;
    struct worker *worker = &run->scan->workers[index];
    struct source_reader *reader = NULL;
    if (run->source->ops->reader_open(run->source, &reader, &worker->err) < 0) {
        return;
    }
    worker->opened = true;
    struct unit_scan_setup setup = {
        .matcher = run->matcher,
        .options = run->options,
        .store = &worker->store,
        .notice = notices_add,
        .notice_ctx = &run->scan->notices,
        .quota = &run->quota,
    };
    struct unit_scan *unit_scan = unit_scan_new(&setup);
    pull(run, index, reader, unit_scan);
    unit_scan_end(unit_scan);
    unit_scan_free(unit_scan);
    run->source->ops->reader_free(reader);
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) +
           (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static unsigned thread_count(const struct scan_options *options)
{
    unsigned count = options->threads ? options->threads : pool_processors();
    return count < LIMIT_THREADS ? count : LIMIT_THREADS;
}

static struct scan *scan_new(const struct scan_options *options)
{
    struct scan *scan = mem_calloc(1, sizeof(*scan));
    scan->arena = arena_new();
    notices_init(&scan->notices);
    scan->n_workers = thread_count(options);
    scan->workers = mem_calloc(scan->n_workers, sizeof(*scan->workers));
    for (unsigned i = 0; i < scan->n_workers; i++) {
        store_init(&scan->workers[i].store);
    }
    return scan;
}

/* A source that failed before anything came of it is an error of the run;
 * later its units so far count, and the failure is told. Another thread that
 * could not open a reader is only a thread less. */
static int judge_failure(struct scan *scan, struct err *err)
{
    uint64_t units = 0;
    const struct err *failure = NULL;
    for (unsigned i = 0; i < scan->n_workers; i++) {
        const struct worker *worker = &scan->workers[i];
        units += worker->units;
        bool counts = i == 0 || worker->opened;
        if (!failure && counts && worker->err.code != ERR_NONE) {
            failure = &worker->err;
        }
    }
    if (!failure) {
        return 0;
    }
    if (units == 0) {
        return err_set(err, failure->code, "%s", failure->text);
    }
    struct notice notice = {NOTICE_UNREADABLE, "", failure->text};
    notices_add(&scan->notices, &notice);
    return 0;
}

static void fill_coverage(struct scan *scan, const struct source *source)
{
    struct coverage *coverage = &scan->outcome.coverage;
    struct source_totals totals = {0};
    source->ops->totals(source, &totals);
    coverage->files = totals.files;
    coverage->folders = totals.folders;
    coverage->objects = totals.objects;
    coverage->commits = totals.commits;
    coverage->bytes = totals.bytes;
    for (unsigned i = 0; i < scan->n_workers; i++) {
        coverage->interrupted |= scan->workers[i].interrupted;
    }
}

/* The stores of all workers side by side, as collection_init takes them. */
static void gather(struct scan *scan, const struct matcher *matcher,
                   const struct scan_options *options)
{
    struct collection collection;
    struct store *stores = mem_calloc(scan->n_workers, sizeof(*stores));
    for (unsigned i = 0; i < scan->n_workers; i++) {
        stores[i] = scan->workers[i].store;
    }
    collection_init(&collection, stores, scan->n_workers);
    if (options->git && !scan->outcome.coverage.interrupted) {
        struct attribute_setup setup = {.options = options,
                                        .matcher = matcher,
                                        .notices = &scan->notices,
                                        .arena = scan->arena};
        scan->outcome.coverage.interrupted =
            attribute_records(&collection, &setup);
    }
    if (options->files) {
        local_mark(&collection);
    }
    collect_findings(&scan->outcome, scan->arena, &collection);
    collect_counts(&scan->outcome, stores, scan->n_workers);
    collection_release(&collection);
    free(stores);
}

static void say_forgotten(void *ctx, const char *path)
{
    struct notice notice = {NOTICE_LIMIT, path, unit_scan_too_many};
    notices_add(ctx, &notice);
}

static void cut_stores(struct scan *scan, unsigned floor)
{
    for (unsigned i = 0; i < scan->n_workers; i++) {
        store_cut(&scan->workers[i].store, floor, say_forgotten,
                  &scan->notices);
    }
}

int scan_run(struct scan **out, const struct matcher *matcher,
             struct source *source, const struct scan_options *options,
             struct err *err)
{
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    struct scan *scan = scan_new(options);
    struct run *run = mem_calloc(1, sizeof(*run));
    run->scan = scan;
    run->matcher = matcher;
    run->source = source;
    run->options = options;
    quota_init(&run->quota, options->max_findings ? options->max_findings
                                                  : LIMIT_FINDINGS_RUN);
    source->notice = notices_add;
    source->notice_ctx = &scan->notices;
    pool_init(&run->pool, work, run);
    work(run, 0);
    pool_join(&run->pool);
    cut_stores(scan, quota_floor(&run->quota));
    free(run);
    source->notice = NULL;
    source->notice_ctx = NULL;
    int rc = judge_failure(scan, err);
    if (rc < 0) {
        scan_free(scan);
        return rc;
    }
    fill_coverage(scan, source);
    gather(scan, matcher, options);
    notices_finish(&scan->notices, &scan->outcome);
    scan->outcome.coverage.seconds = seconds_since(&start);
    *out = scan;
    return 0;
}

const struct outcome *scan_outcome(const struct scan *scan)
{
    return &scan->outcome;
}

void scan_free(struct scan *scan)
{
    if (!scan) {
        return;
    }
    for (unsigned i = 0; i < scan->n_workers; i++) {
        store_release(&scan->workers[i].store);
    }
    free(scan->workers);
    arena_wipe_free(scan->arena);
    notices_release(&scan->notices);
    free(scan);
}
