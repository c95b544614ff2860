/* SPDX-License-Identifier: Apache-2.0
 *
 * Report files. A reader never sees half a report, and the report of the
 * last run stays until the new one is complete. */
#include "cli/output.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_stdout(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

/* Devices and pipes cannot be replaced; below /dev and /proc names stand for
 * something else (/dev/stdout), which must not be replaced either. */
static bool is_in_place(const char *path)
{
    struct stat status;
    if (strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0) {
        return true;
    }
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* Where the file really is: a symbolic link stays one. Owned. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    return real ? real : mem_strdup(path);
}

/* The folder of `path`, owned. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) {
        return mem_strdup(".");
    }
    return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

int output_check(const char *path, struct err *err)
{
    struct stat status;
    if (is_stdout(path)) {
        return 0;
    }
    if (!path[0]) {
        return err_set(err, ERR_USAGE, "--output wants the name of a file");
    }
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return err_set(err, ERR_USAGE, "--output: %.300s is a folder", path);
    }
    if (is_in_place(path)) {
        return 0;
    }
    char *real = resolve(path);
    char *folder = folder_of(real);
    int rc = 0;
    if (access(folder, W_OK | X_OK) < 0) {
        rc = err_system(err, "cannot write to %.300s", path);
    }
    free(folder);
    free(real);
    return rc;
}

static int open_temp(struct output *out, struct err *err)
{
    size_t len = strlen(out->path) + sizeof(".XXXXXX");
    out->temp = mem_alloc(len);
    snprintf(out->temp, len, "%s.XXXXXX", out->path);
    int fd = mkostemp(out->temp, O_CLOEXEC); /* mode 0600 */
    if (fd < 0) {
        int rc =
            err_system(err, "cannot create a file beside %.300s", out->path);
        free(out->temp);
        out->temp = NULL;
        return rc;
    }
    out->stream = fdopen(fd, "w");
    if (!out->stream) {
        close(fd);
        return err_system(err, "cannot write to %.300s", out->path);
    }
    return 0;
}

int output_open(struct output *out, const char *path, struct err *err)
{
    *out = (struct output){0};
    if (is_stdout(path)) {
        out->stream = stdout;
        return 0;
    }
    if (!is_in_place(path)) {
        out->path = resolve(path);
        return open_temp(out, err);
    }
    out->path = mem_strdup(path);
    out->stream = fopen(path, "we");
    return out->stream ? 0 : err_system(err, "cannot write to %.300s", path);
}

int output_commit(struct output *out, struct err *err)
{
    FILE *stream = out->stream;
    out->stream = NULL;
    errno = 0;
    bool failed = fflush(stream) != 0 || ferror(stream);
    if (stream == stdout) {
        return failed ? err_system(err, "cannot write to standard output") : 0;
    }
    failed = fclose(stream) != 0 || failed;
    if (failed) {
        return err_system(err, "cannot write to %.300s", out->path);
    }
    if (out->temp && rename(out->temp, out->path) < 0) {
        return err_system(err, "cannot write to %.300s", out->path);
    }
    free(out->temp);
    out->temp = NULL;
    return 0;
}

void output_release(struct output *out)
{
    if (out->stream && out->stream != stdout) {
        fclose(out->stream);
    }
    if (out->temp) {
        unlink(out->temp);
    }
    free(out->temp);
    free(out->path);
    *out = (struct output){0};
}
