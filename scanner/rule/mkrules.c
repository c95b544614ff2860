/* SPDX-License-Identifier: Apache-2.0
 *
 * mkrules OUT.c PATTERNS.json ...: the pattern files as constant C tables, at
 * build time. Uses the reader that --patterns uses. OUT.c appears whole or
 * not at all. */
#include "base/buf.h"
#include "base/log.h"
#include "base/write_file.h"
#include "rule/rule_emit.h"
#include "rule/rule_load.h"

#include <stdlib.h>

#define OUTPUT_CEILING (512u << 20)

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
