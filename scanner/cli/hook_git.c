/* SPDX-License-Identifier: Apache-2.0
 *
 * A child process with an argument vector and one pipe. Errors of git go to
 * our own standard error: they say more than we could. */
#include "cli/hook_git.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGS_MAX 16

static int spawn(pid_t *pid, const char *const *args, int out, struct err *err)
{
    const char *argv[ARGS_MAX + 2] = {"git"};
    posix_spawn_file_actions_t actions;
    for (size_t i = 0; args[i] && i < ARGS_MAX; i++) {
        argv[i + 1] = args[i];
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    /* exec does not write to its arguments; the prototype is older than
     * const. */
    errno = posix_spawnp(pid, "git", &actions, NULL,
                         (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return errno ? err_system(err, "cannot run git") : 0;
}

static int read_all(struct buf *out, int fd, struct err *err)
{
    char part[4096];
    for (;;) {
        ssize_t n = read(fd, part, sizeof(part));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_system(err, "cannot read what git says");
        }
        if (n == 0) {
            return 0;
        }
        int rc = buf_add(out, span_of(part, (size_t)n), err);
        if (rc < 0) {
            return rc;
        }
    }
}

static int wait_for(pid_t pid, struct err *err)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return err_system(err, "cannot wait for git");
        }
    }
    if (!WIFEXITED(status)) {
        return err_set(err, ERR_GIT, "git was killed by signal %d",
                       WTERMSIG(status));
    }
    return WEXITSTATUS(status);
}

int hook_git(struct buf *out, const char *const *args, struct err *err)
{
    int ends[2];
    pid_t pid;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return err_system(err, "cannot make a pipe");
    }
    int rc = spawn(&pid, args, ends[1], err);
    close(ends[1]);
    if (rc == 0) {
        rc = read_all(out, ends[0], err);
        close(ends[0]);
        int code = wait_for(pid, err);
        rc = rc < 0 ? rc : code;
    } else {
        close(ends[0]);
    }
    if (out->len > 0 && out->ptr[out->len - 1] == '\n') {
        out->ptr[--out->len] = '\0';
    }
    return rc;
}
