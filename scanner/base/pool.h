/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/limits.h"

#include <pthread.h>

/* Threads that all run one function, beside the thread that owns the pool and
 * does its share of the work itself. They can be started late, so that a
 * short job never pays for them:
 *
 *     pool_init(&pool, work, ctx);
 *     ... pool_start(&pool, n - 1) once there is enough to do ...
 *     work(ctx, 0);
 *     pool_join(&pool);
 */

/* `index` is 0 for the owner and counts from 1 for the others. */
typedef void (*pool_fn)(void *ctx, unsigned index);

struct pool;

struct pool_thread {
    struct pool *pool;
    unsigned index;
    pthread_t id;
};

struct pool {
    pool_fn run;
    void *ctx;
    unsigned count; /* threads that were started */
    struct pool_thread threads[LIMIT_THREADS];
};

void pool_init(struct pool *pool, pool_fn run, void *ctx);

/* Starts up to `wanted` threads. Returns how many run now: fewer when the
 * system gives no more, which is no error. Signals are left to the owner. */
unsigned pool_start(struct pool *pool, unsigned wanted);

/* Waits for all that were started. */
void pool_join(struct pool *pool);

/* Processors that this process may use; at least 1, at most LIMIT_THREADS. */
unsigned pool_processors(void);

#endif
