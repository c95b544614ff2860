/* SPDX-License-Identifier: Apache-2.0
 *
 * mkrules OUT.c PATTERNS.json ...: the pattern files as constant C tables, at
 * build time. Uses the reader that --patterns uses. OUT.c appears whole or
 * not at all. */
#include "base/buf.h"
#include "base/log.h"
#include "rule/rule_emit.h"
#include "rule/rule_load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OUTPUT_CEILING (512u << 20)

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

/* Under another name first: a build that is killed must not leave half a
 * file that looks newer than its sources. */
static int write_file(const char *path, struct span bytes, struct err *err)
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

static int load_files(struct rule_set **out, char **paths, int n,
                      struct err *err)
{
    struct rule_loader *loader = rule_loader_new();
    int rc = 0;
    for (int i = 0; i < n && rc == 0; i++) {
        rc = rule_loader_add_file(loader, paths[i], err);
    }
    if (rc == 0) {
        rc = rule_loader_finish(out, loader, NULL, err);
    }
    rule_loader_free(loader);
    return rc;
}

static int run(int argc, char **argv, struct err *err)
{
    if (argc < 2) {
        return err_set(err, ERR_USAGE,
                       "usage: mkrules OUT.c PATTERNS.json ...");
    }
    if (argc == 2) {
        return err_set(err, ERR_MISSING,
                       "mkrules: no pattern files were named: is patterns/ "
                       "empty?");
    }
    struct rule_set *set = NULL;
    struct buf text;
    buf_init(&text, OUTPUT_CEILING);
    int rc = load_files(&set, argv + 2, argc - 2, err);
    if (rc == 0) {
        rc = rule_emit(&text, set, err);
    }
    if (rc == 0) {
        rc = write_file(argv[1], buf_span(&text), err);
    }
    buf_release(&text);
    rule_set_free(set);
    return rc;
}

int main(int argc, char **argv)
{
    struct err err;
    if (run(argc, argv, &err) < 0) {
        log_line(LOG_ERROR, "%s", err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
