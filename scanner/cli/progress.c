/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan knows nothing of it: a thread looks at the source's counters five
 * times a second. */
#include "cli/progress.h"

#include "base/mem.h"
#include "cli/terminal.h"
#include "report/outcome_view.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BAR        20
#define FIRST_MS   500
#define REDRAW_MS  200
#define LINE_ROOM  256
#define WIDTH_ELSE 80

struct progress {
    const struct source *source;
    uint64_t total;
    unsigned width;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool ended;
    bool drawn;
};

static void put_bar(char out[BAR + 1], uint64_t done, uint64_t total)
{
    size_t full = total ? (size_t)((double)done * BAR / (double)total) : 0;
    memset(out, ' ', BAR);
    memset(out, '=', full < BAR ? full : BAR);
    out[BAR] = '\0';
}

/* Rounded; what no number holds is shown as the largest that makes sense. */
static uint64_t whole(double number)
{
    return number < 1e18 ? (uint64_t)(number + 0.5) : (uint64_t)1e18;
}

/* ", 120 MB/s, 4 s left"; nothing of it is known at the beginning. */
static void put_pace(char *out, size_t room, const struct source_totals *done,
                     uint64_t total, double seconds)
{
    out[0] = '\0';
    if (seconds <= 0 || done->objects == 0) {
        return;
    }
    double rate = (double)done->bytes / seconds;
    double left =
        seconds * (double)(total - done->objects) / (double)done->objects;
    snprintf(out, room, ", %s/s, %s s left", view_bytes(whole(rate)).text,
             view_number(whole(left)).text);
}

void progress_line(char *out, size_t room, const struct source_totals *done,
                   uint64_t total, double seconds, unsigned width)
{
    char bar[BAR + 1];
    char pace[96];
    struct source_totals now = *done;
    if (now.objects > total) {
        now.objects = total; /* counted a little later than they are read */
    }
    unsigned percent =
        total ? (unsigned)((double)now.objects * 100 / (double)total) : 0;
    put_bar(bar, now.objects, total);
    put_pace(pace, sizeof(pace), &now, total, seconds);
    snprintf(out, room, "[%s] %3u%% %s of %s objects, %s%s", bar, percent,
             view_number(now.objects).text, view_number(total).text,
             view_bytes(now.bytes).text, pace);
    if (width < room && strlen(out) > width) {
        out[width] = '\0';
    }
}

static double seconds_between(const struct timespec *a,
                              const struct timespec *b)
{
    return (double)(b->tv_sec - a->tv_sec) +
           (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

static void draw(struct progress *progress, const struct timespec *start)
{
    char line[LINE_ROOM];
    struct timespec now;
    struct source_totals done = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    progress->source->ops->totals(progress->source, &done);
    progress_line(line, sizeof(line), &done, progress->total,
                  seconds_between(start, &now), progress->width - 1);
    fprintf(stderr, "\r\033[K%s", line);
    fflush(stderr);
    progress->drawn = true;
}

/* True when it is time to draw, false at the end. Called with the lock. */
static bool wait_ms(struct progress *progress, long ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    int rc = 0;
    while (!progress->ended && rc == 0) {
        rc = pthread_cond_timedwait(&progress->wake, &progress->lock, &until);
    }
    return !progress->ended;
}

static void *run(void *ctx)
{
    struct progress *progress = ctx;
    struct timespec start;
    long ms = FIRST_MS;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pthread_mutex_lock(&progress->lock);
    while (wait_ms(progress, ms)) {
        draw(progress, &start);
        ms = REDRAW_MS;
    }
    pthread_mutex_unlock(&progress->lock);
    return NULL;
}

struct progress *progress_start(const struct source *source, uint64_t total)
{
    if (!terminal_is_drawable(stderr)) {
        return NULL;
    }
    struct progress *progress = mem_calloc(1, sizeof(*progress));
    unsigned width = terminal_width(stderr);
    progress->source = source;
    progress->total = total;
    progress->width = width > 1 ? width : WIDTH_ELSE;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&progress->wake, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&progress->lock, NULL);
    if (pthread_create(&progress->thread, NULL, run, progress) != 0) {
        /* A scan without it is as good. */
        pthread_cond_destroy(&progress->wake);
        pthread_mutex_destroy(&progress->lock);
        free(progress);
        return NULL;
    }
    return progress;
}

void progress_stop(struct progress *progress)
{
    if (!progress) {
        return;
    }
    pthread_mutex_lock(&progress->lock);
    progress->ended = true;
    pthread_cond_signal(&progress->wake);
    pthread_mutex_unlock(&progress->lock);
    pthread_join(progress->thread, NULL);
    if (progress->drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    pthread_cond_destroy(&progress->wake);
    pthread_mutex_destroy(&progress->lock);
    free(progress);
}
