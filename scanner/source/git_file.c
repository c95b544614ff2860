/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads files whole, with read(2): git may rewrite them at any time, and a
 * mapping of a file that shrinks would kill us. */
#include "source/git_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(struct buf *out, int fd, const char *path, size_t size,
                    struct err *err)
{
    int rc = buf_reserve(out, out->len + size, err);
    if (rc < 0) {
        return err_prefix(err, "%s", path);
    }
    char chunk[16384];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_system(err, "%s", path);
        }
        if (n == 0) {
            return 0;
        }
        rc = buf_add(out, span_of(chunk, (size_t)n), err);
        if (rc < 0) {
            return err_prefix(err, "%s", path);
        }
    }
}

int git_file_read(struct buf *out, const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return err_set(err, ERR_MISSING, "%s: no such file", path);
        }
        return err_system(err, "%s", path);
    }
    struct stat status;
    int rc;
    if (fstat(fd, &status) < 0) {
        rc = err_system(err, "%s", path);
    } else if (!S_ISREG(status.st_mode)) {
        rc = err_set(err, ERR_FORMAT, "%s: not a file", path);
    } else {
        rc = read_all(out, fd, path, (size_t)status.st_size, err);
    }
    close(fd);
    return rc;
}

bool git_file_line(struct span *rest, struct span *line)
{
    if (rest->len == 0) {
        return false;
    }
    const unsigned char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *line = span_of(rest->ptr, len);
    len += end != NULL;
    *rest = span_of(rest->ptr + len, rest->len - len);
    return true;
}
