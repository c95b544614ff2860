/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs `git clone --mirror` into a new folder that only we may read. Nothing
 * that comes from the other side is run: a bare clone checks nothing out, no
 * template is copied and hooks are switched off, and only transports that
 * are no commands are allowed. Of the environment, what belongs to another
 * repository (GIT_DIR and its kind, set in hooks) is left out. */
#include "source/git_clone.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define POLL_MILLISECONDS 100

/* How much of what git says is kept: its last words. */
#define WORDS_MAX 4096

/* Folders that are open at once while the clone is removed. */
#define REMOVE_FDS 16

struct git_clone {
    char *folder; /* made by us; NULL for file:// */
    char *path;
    char *name;
};

static const char *const schemes[] = {"https://", "http://", "ssh://", "git://",
                                      "file://"};

/* "user@host:path", as ssh takes it: no slash before the colon. */
static bool is_scp(const char *text)
{
    const char *colon = strchr(text, ':');
    const char *at = strchr(text, '@');
    const char *slash = strchr(text, '/');
    return colon && at && at < colon && at > text && colon[1] != '\0' &&
           (!slash || slash > colon) && text[0] != '-' && at[1] != '-';
}

static bool starts_with(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

bool git_clone_is_url(const char *text)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (starts_with(text, schemes[i])) {
            return true;
        }
    }
    return is_scp(text);
}

/* Cuts "user:password@" and "?token=..." out of
 * "https://user:password@host/path?token=...". */
static char *public_name(const char *url)
{
    const char *host = strstr(url, "://");
    if (!host) {
        return mem_strdup(url);
    }
    host += 3;
    size_t len = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', len);
    const char *rest = at ? at + 1 : host;
    size_t room = strlen(url) + 1;
    char *name = mem_alloc(room);
    snprintf(name, room, "%.*s%.*s", (int)(host - url), url,
             (int)strcspn(rest, "?#"), rest);
    return name;
}

/* Variables that are passed on: all but git's own, of which those are that
 * say how to reach the other side. */
static bool is_passed(const char *variable)
{
    static const char *const kept[] = {"GIT_SSH=",
                                       "GIT_SSH_COMMAND=",
                                       "GIT_SSH_VARIANT=",
                                       "GIT_ASKPASS=",
                                       "GIT_SSL_",
                                       "GIT_PROXY_",
                                       "GIT_HTTP_",
                                       "GIT_EXEC_PATH=",
                                       "GIT_CONFIG_GLOBAL=",
                                       "GIT_CONFIG_SYSTEM=",
                                       "GIT_CONFIG_NOSYSTEM="};
    if (!starts_with(variable, "GIT_")) {
        return true;
    }
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (starts_with(variable, kept[i])) {
            return true;
        }
    }
    return false;
}

static char **make_environment(void)
{
    size_t count = 0;
    while (environ[count]) {
        count++;
    }
    char **out = mem_calloc(count + 3, sizeof(*out));
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_passed(environ[i])) {
            out[n++] = environ[i];
        }
    }
    out[n++] = (char *)"GIT_TERMINAL_PROMPT=0";
    out[n++] = (char *)"GIT_ALLOW_PROTOCOL=https:http:ssh:git";
    return out;
}

static int spawn(pid_t *pid, int words, const char *url, const char *path,
                 bool progress, struct err *err)
{
    const char *const argv[] = {"git",
                                "-c",
                                "core.hooksPath=/dev/null",
                                "-c",
                                "gc.auto=0",
                                "clone",
                                "--mirror",
                                progress ? "--progress" : "--quiet",
                                "--template=",
                                "--",
                                url,
                                path,
                                NULL};
    posix_spawn_file_actions_t actions;
    char **environment = make_environment();
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO);
    int rc =
        posix_spawnp(pid, "git", &actions, NULL, (char **)argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    if (rc == ENOENT) {
        return err_set(err, ERR_MISSING,
                       "fetching a URL needs the git program");
    }
    errno = rc;
    return rc ? err_system(err, "git") : 0;
}

/* What git has said. */
struct words {
    struct buf text; /* the end of it */
    size_t line;     /* where in it the last line begins */
    const struct git_clone_options *options;
};

/* Shows each line that has ended; progress ends with CR, all else with LF. */
static void show_lines(struct words *words)
{
    for (size_t at = words->line; at < words->text.len; at++) {
        char byte = words->text.ptr[at];
        if (byte != '\r' && byte != '\n') {
            continue;
        }
        if (words->options->progress && at > words->line) {
            words->options->progress(
                words->options->progress_ctx,
                span_of(words->text.ptr + words->line, at - words->line));
        }
        words->line = at + 1;
    }
}

/* Keeps the end of what comes. False at the end of the stream. */
static bool take_words(struct words *words, int fd)
{
    char chunk[1024];
    ssize_t n = read(fd, chunk, sizeof(chunk));
    if (n <= 0) {
        return n < 0 && errno == EINTR;
    }
    if (words->text.len + (size_t)n > WORDS_MAX) {
        buf_clear(&words->text);
        words->line = 0;
    }
    (void)!buf_add(&words->text, span_of(chunk, (size_t)n), NULL);
    show_lines(words);
    return true;
}

/* Reads git's messages until it ends; false when told to stop. */
static bool read_words(struct words *words, int fd)
{
    const atomic_bool *stop = words->options->stop;
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    for (;;) {
        if (stop && atomic_load(stop)) {
            return false;
        }
        int rc = poll(&entry, 1, POLL_MILLISECONDS);
        if (rc > 0 && !take_words(words, fd)) {
            return true;
        }
        if (rc < 0 && errno != EINTR) {
            return true;
        }
    }
}

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The last line that git wrote, without anything that looks like a login. */
static int say_failed(const struct git_clone *clone, const char *url,
                      struct buf *words, struct err *err)
{
    while (words->len > 0 && words->ptr[words->len - 1] == '\n') {
        words->ptr[--words->len] = '\0';
    }
    const char *last = words->ptr ? strrchr(words->ptr, '\n') : NULL;
    const char *line = last ? last + 1 : words->ptr;
    bool is_safe = line && !strpbrk(url, "?#") && !strchr(line, '@') &&
                   (strcmp(clone->name, url) == 0 || !strstr(line, "://"));
    return err_set(err, ERR_GIT, "%.200s: git clone failed%s%.250s",
                   clone->name, is_safe ? ": " : "", is_safe ? line : "");
}

static int run(const struct git_clone *clone, const char *url,
               const struct git_clone_options *options, struct err *err)
{
    int fds[2];
    pid_t pid;
    struct words words = {.options = options};
    if (pipe2(fds, O_CLOEXEC) < 0) {
        return err_system(err, "pipe");
    }
    int rc =
        spawn(&pid, fds[1], url, clone->path, options->progress != NULL, err);
    close(fds[1]);
    if (rc < 0) {
        close(fds[0]);
        return rc;
    }
    buf_init(&words.text, WORDS_MAX);
    bool ended = read_words(&words, fds[0]);
    if (!ended) {
        kill(pid, SIGTERM);
    }
    int status = wait_for(pid);
    if (!ended) {
        rc = err_set(err, ERR_INTERRUPT, "%.200s: interrupted", clone->name);
    } else if (status != 0) {
        rc = say_failed(clone, url, &words.text, err);
    }
    buf_release(&words.text);
    close(fds[0]);
    return rc;
}

static int make_folder(struct git_clone *clone,
                       const struct git_clone_options *options, struct err *err)
{
    const char *base = options->folder ? options->folder : getenv("TMPDIR");
    base = base && *base ? base : "/tmp";
    size_t room = strlen(base) + sizeof("/jackdaw-XXXXXX");
    clone->folder = mem_alloc(room);
    snprintf(clone->folder, room, "%s/jackdaw-XXXXXX", base);
    if (!mkdtemp(clone->folder)) {
        int rc = err_system(err, "%s", clone->folder);
        free(clone->folder);
        clone->folder = NULL;
        return rc;
    }
    room = strlen(clone->folder) + sizeof("/repository.git");
    clone->path = mem_alloc(room);
    snprintf(clone->path, room, "%s/repository.git", clone->folder);
    return 0;
}

static int hex_value(char digit)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = digit ? strchr(digits, digit) : NULL;
    int value = at ? (int)(at - digits) : -1;
    return value < 16 ? value : value - 6;
}

/* Percent-encoded bytes are what git takes them for; %00 is left as it is. */
static char *decode(const char *path)
{
    char *out = mem_strdup(path);
    size_t len = 0;
    for (size_t at = 0; path[at]; at++) {
        int high = path[at] == '%' ? hex_value(path[at + 1]) : -1;
        int low = high >= 0 ? hex_value(path[at + 2]) : -1;
        bool escape = low >= 0 && high + low > 0;
        out[len++] = escape ? (char)(high * 16 + low) : path[at];
        at += escape ? 2 : 0;
    }
    out[len] = '\0';
    return out;
}

/* "file:///path" and "file://localhost/path". */
static int find_file(struct git_clone *clone, const char *url, struct err *err)
{
    static const char here[] = "localhost";
    const char *host = url + sizeof("file://") - 1;
    const char *path = strchr(host, '/');
    size_t len = path ? (size_t)(path - host) : strlen(host);
    bool local =
        len == 0 || (len == sizeof(here) - 1 && strncmp(host, here, len) == 0);
    if (!path || !local) {
        return err_set(err, ERR_USAGE,
                       "%.300s is no file of this machine: file:///PATH is",
                       clone->name);
    }
    clone->path = decode(path);
    return 0;
}

int git_clone_new(struct git_clone **out, const char *url,
                  const struct git_clone_options *options, struct err *err)
{
    if (!git_clone_is_url(url)) {
        return err_set(err, ERR_USAGE,
                       "%.200s is not a URL that can be "
                       "fetched",
                       url);
    }
    struct git_clone *clone = mem_calloc(1, sizeof(*clone));
    clone->name = public_name(url);
    int rc;
    if (starts_with(url, "file://")) {
        rc = find_file(clone, url, err);
    } else {
        rc = make_folder(clone, options, err);
        rc = rc < 0 ? rc : run(clone, url, options, err);
    }
    if (rc < 0) {
        git_clone_free(clone);
        return rc;
    }
    *out = clone;
    return 0;
}

const char *git_clone_path(const struct git_clone *clone)
{
    return clone->path;
}

const char *git_clone_name(const struct git_clone *clone)
{
    return clone->name;
}

static int remove_entry(const char *path, const struct stat *status, int type,
                        struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    remove(path);
    return 0;
}

void git_clone_free(struct git_clone *clone)
{
    if (!clone) {
        return;
    }
    if (clone->folder) {
        nftw(clone->folder, remove_entry, REMOVE_FDS, FTW_DEPTH | FTW_PHYS);
    }
    free(clone->folder);
    free(clone->path);
    free(clone->name);
    free(clone);
}
