/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct work {
    atomic_uint next;
    atomic_uint seen[LIMIT_THREADS + 1];
    atomic_uint blocked;
    unsigned done[1000];
};

static void run(void *ctx, unsigned index)
{
    struct work *work = ctx;
    atomic_fetch_add(&work->seen[index], 1);
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    if (sigismember(&mask, SIGINT)) {
        atomic_fetch_add(&work->blocked, 1);
    }
    for (;;) {
        unsigned at = atomic_fetch_add(&work->next, 1);
        if (at >= 1000) {
            return;
        }
        work->done[at]++; /* not atomic: each has one owner */
    }
}

static void threads_share_the_work(void **state)
{
    (void)state;
    static struct work work;
    struct pool pool;
    pool_init(&pool, run, &work);
    unsigned started = pool_start(&pool, 3);
    assert_in_range(started, 1, 3);
    run(&work, 0);
    pool_join(&pool);
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(work.done[i], 1);
    }
    for (unsigned i = 0; i <= started; i++) {
        assert_int_equal(work.seen[i], 1);
    }
    /* Signals go to the owner alone. */
    assert_int_equal(work.blocked, started);
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    assert_false(sigismember(&mask, SIGINT));
}

static void no_thread_is_no_error(void **state)
{
    (void)state;
    static struct work work;
    struct pool pool;
    pool_init(&pool, run, &work);
    assert_int_equal(pool_start(&pool, 0), 0);
    run(&work, 0);
    pool_join(&pool);
    assert_int_equal(work.done[999], 1);
    assert_int_equal(work.seen[0], 1);
}

static void never_more_than_the_limit(void **state)
{
    (void)state;
    static struct work work;
    static struct pool pool;
    pool_init(&pool, run, &work);
    unsigned started = pool_start(&pool, LIMIT_THREADS + 50);
    assert_in_range(started, 1, LIMIT_THREADS);
    pool_join(&pool);
    assert_int_equal(work.done[999], 1);
}

static void processors_are_counted(void **state)
{
    (void)state;
    assert_in_range(pool_processors(), 1, LIMIT_THREADS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_the_work),
        cmocka_unit_test(no_thread_is_no_error),
        cmocka_unit_test(never_more_than_the_limit),
        cmocka_unit_test(processors_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
