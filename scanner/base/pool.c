/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest pool that does: no queue, since every thread pulls its work
 * from a shared source. Each thread gets its own slot, written before it
 * starts and read by the owner only after it was joined. */
#include "base/pool.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

void pool_init(struct pool *pool, pool_fn run, void *ctx)
{
    pool->run = run;
    pool->ctx = ctx;
    pool->count = 0;
}

static void *thread_main(void *arg)
{
    struct pool_thread *thread = arg;
    thread->pool->run(thread->pool->ctx, thread->index);
    return NULL;
}

unsigned pool_start(struct pool *pool, unsigned wanted)
{
    /* New threads inherit the mask: a signal must interrupt the owner, who
     * knows what to do with it. */
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (wanted > 0 && pool->count < LIMIT_THREADS) {
        struct pool_thread *thread = &pool->threads[pool->count];
        thread->pool = pool;
        thread->index = pool->count + 1;
        if (pthread_create(&thread->id, NULL, thread_main, thread) != 0) {
            break;
        }
        pool->count++;
        wanted--;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pool->count;
}

void pool_join(struct pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++) {
        pthread_join(pool->threads[i].id, NULL);
    }
    pool->count = 0;
}

unsigned pool_processors(void)
{
    cpu_set_t set;
    long count;
    if (sched_getaffinity(0, sizeof(set), &set) == 0) {
        count = CPU_COUNT(&set);
    } else {
        /* More processors than the set can hold. */
        count = sysconf(_SC_NPROCESSORS_ONLN);
    }
    if (count < 1) {
        return 1;
    }
    return count > LIMIT_THREADS ? LIMIT_THREADS : (unsigned)count;
}
