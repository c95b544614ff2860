/* SPDX-License-Identifier: Apache-2.0
 *
 * mkindex OUT.c: the matcher's index of the built-in rules as a constant, at
 * build time. OUT.c appears whole or not at all. */
#include "base/log.h"
#include "base/write_file.h"
#include "match/match_image.h"

#include <stdlib.h>

#define OUTPUT_CEILING (64u << 20)

static int run(const char *path, struct err *err)
{
    struct match_index index;
    struct buf text;
    buf_init(&text, OUTPUT_CEILING);
    int rc = match_index_init(&index, rule_set_builtin(), err);
    if (rc == 0) {
        rc = match_image_write(&text, &index, err);
    }
    if (rc == 0) {
        rc = write_file(path, buf_span(&text), err);
    }
    match_index_release(&index);
    buf_release(&text);
    return rc;
}

int main(int argc, char **argv)
{
    struct err err;
    if (argc != 2) {
        log_line(LOG_ERROR, "usage: mkindex OUT.c");
        return EXIT_FAILURE;
    }
    if (run(argv[1], &err) < 0) {
        log_line(LOG_ERROR, "%s", err.text);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
