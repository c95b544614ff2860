/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_spawn RUNS COMMAND ... -- COMMAND ... : starts the commands by turns
 * and prints the median wall time of each in milliseconds, one a line. Their
 * output is thrown away. In C because the start of a process is measured: an
 * interpreter in between would cost more than what is measured. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_RUNS = 999,
    MAX_COMMANDS = 8
};

extern char **environ;

static void fail(const char *what)
{
    fprintf(stderr, "bench_spawn: %s\n", what);
    exit(2);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double run_once(char **command, const posix_spawn_file_actions_t *quiet)
{
    pid_t child;
    int status;
    double start = now();
    if (posix_spawnp(&child, command[0], quiet, NULL, command, environ) != 0 ||
        waitpid(child, &status, 0) != child) {
        fail(command[0]);
    }
    double time = now() - start;
    /* 1 is "nothing found" of one program and "something found" of another */
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        fprintf(stderr, "bench_spawn: %s ended with %d\n", command[0],
                WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
    return time;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t split(char **arguments, char ***commands)
{
    size_t n = 0;
    for (char **at = arguments; *at && n < MAX_COMMANDS; at++) {
        commands[n++] = at;
        while (*at && strcmp(*at, "--") != 0) {
            at++;
        }
        if (!*at) {
            break;
        }
        *at = NULL;
    }
    return n;
}

int main(int argc, char **argv)
{
    static double times[MAX_COMMANDS][MAX_RUNS];
    char **commands[MAX_COMMANDS];
    size_t runs = argc > 2 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    if (runs < 1 || runs > MAX_RUNS) {
        fail("usage: bench_spawn RUNS COMMAND ... [-- COMMAND ...] ...");
    }
    size_t n = split(argv + 2, commands);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    for (size_t i = 0; i < n; i++) {
        run_once(commands[i], &quiet); /* once for the caches */
    }
    for (size_t run = 0; run < runs; run++) {
        for (size_t i = 0; i < n; i++) {
            times[i][run] = run_once(commands[i], &quiet);
        }
    }
    for (size_t i = 0; i < n; i++) {
        qsort(times[i], runs, sizeof(double), by_size);
        printf("%.3f\n", times[i][runs / 2]);
    }
    posix_spawn_file_actions_destroy(&quiet);
    return 0;
}
