/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands and options -> a source: the paths as one tree walk, and standard
 * input behind it when "-" is among them. */
#include "cli/scan_source.h"

#include "base/mem.h"
#include "source/source_dir.h"
#include "source/source_list.h"
#include "source/source_stdin.h"

#include <stdlib.h>
#include <unistd.h>

static bool is_stdin(const char *operand)
{
    return strcmp(operand, "-") == 0;
}

/* Collects the operands that are paths; true when "-" is there too. */
static bool split(const struct arguments *arguments, const char **paths,
                  size_t *count)
{
    bool input = false;
    *count = 0;
    for (size_t i = 0; i < arguments->n_operands; i++) {
        if (is_stdin(arguments->operands[i])) {
            input = true;
        } else {
            paths[(*count)++] = arguments->operands[i];
        }
    }
    if (*count == 0 && !input) {
        paths[(*count)++] = ".";
    }
    return input;
}

static int open_paths(struct source **out, const char *const *paths,
                      size_t count, const struct arguments *arguments,
                      const atomic_bool *stop, struct err *err)
{
    struct source_dir_options options = {
        .gitignore = arguments_has(arguments, OPTION_GITIGNORE), .stop = stop};
    const char **excludes = mem_calloc(arguments->n_uses, sizeof(char *));
    for (size_t i = 0; i < arguments->n_uses; i++) {
        if (arguments->uses[i].option->id == OPTION_EXCLUDE) {
            excludes[options.n_excludes++] = arguments->uses[i].value;
        }
    }
    options.excludes = excludes;
    int rc = source_dir_new(out, paths, count, &options, err);
    free(excludes);
    return rc;
}

int scan_source_open(struct scan_source *out, const struct arguments *arguments,
                     const atomic_bool *stop, struct err *err)
{
    struct source *parts[2];
    size_t n_parts = 0;
    size_t count;
    *out = (struct scan_source){.category = "jackdaw/tree/"};
    const char **paths = mem_calloc(arguments->n_operands + 1, sizeof(char *));
    bool input = split(arguments, paths, &count);
    int rc = 0;
    if (count > 0) {
        rc = open_paths(&parts[n_parts], paths, count, arguments, stop, err);
        n_parts += rc == 0;
    }
    if (rc == 0 && input) {
        parts[n_parts++] = source_stdin_new(STDIN_FILENO, "<stdin>", stop);
    }
    free(paths);
    if (rc == 0) {
        out->source = n_parts == 1 ? parts[0] : source_list_new(parts, n_parts);
    }
    return rc;
}

void scan_source_release(struct scan_source *source)
{
    if (source->source) {
        source->source->ops->free(source->source);
        source->source = NULL;
    }
}
