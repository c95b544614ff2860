/* SPDX-License-Identifier: Apache-2.0
 *
 * Under another name first: what is killed must not leave half a file that
 * looks newer than its sources. */
#include "base/write_file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int write_all(int fd, struct span bytes)
{
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno != EINTR) {
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

int write_file(const char *path, struct span bytes, struct err *err)
{
    struct buf temporary;
    buf_init(&temporary, 1u << 16);
    int rc = buf_add_format(&temporary, err, "%s.tmp", path);
    if (rc < 0) {
        return rc;
    }
    int fd =
        open(temporary.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good = fd >= 0 && write_all(fd, bytes) == 0;
    /* Both must happen: a full disk may show only at close. */
    good = (fd < 0 || close(fd) == 0) && good;
    if (!good || rename(temporary.ptr, path) < 0) {
        rc = err_system(err, "cannot write %.300s", path);
        unlink(temporary.ptr);
    }
    buf_release(&temporary);
    return rc;
}
