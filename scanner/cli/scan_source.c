/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands and options -> a source: the paths as one tree walk, and standard
 * input behind it when "-" is among them; or one of git's. */
#include "cli/scan_source.h"

#include "base/mem.h"
#include "cli/fetch.h"
#include "cli/range_auto.h"
#include "source/git_clone.h"
#include "source/source_dir.h"
#include "source/source_history.h"
#include "source/source_list.h"
#include "source/source_range.h"
#include "source/source_staged.h"
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

static void list_excludes(struct scan_source *out,
                          const struct arguments *arguments)
{
    out->excludes = mem_calloc(arguments->n_uses, sizeof(char *));
    for (size_t i = 0; i < arguments->n_uses; i++) {
        if (arguments->uses[i].option->id == OPTION_EXCLUDE) {
            out->excludes[out->n_excludes++] = arguments->uses[i].value;
        }
    }
}

static int open_tree(struct scan_source *out, const struct arguments *arguments,
                     const atomic_bool *stop, struct err *err)
{
    struct source *parts[2];
    size_t n_parts = 0;
    size_t count;
    out->category = "jackdaw/tree/";
    out->paths = mem_calloc(arguments->n_operands + 1, sizeof(char *));
    bool input = split(arguments, out->paths, &count);
    out->policy.paths = out->paths;
    out->policy.n_paths = count;
    int rc = 0;
    if (count > 0) {
        struct source_dir_options options = {
            .gitignore = arguments_has(arguments, OPTION_GITIGNORE),
            .excludes = out->excludes,
            .n_excludes = out->n_excludes,
            .stop = stop};
        rc = source_dir_new(&parts[n_parts], out->paths, count, &options, err);
        n_parts += rc == 0;
    }
    if (rc == 0 && input) {
        parts[n_parts++] = source_stdin_new(STDIN_FILENO, "<stdin>", stop);
    }
    if (rc == 0) {
        out->source = n_parts == 1 ? parts[0] : source_list_new(parts, n_parts);
    }
    return rc;
}

/* The repository that is named, or NULL for the one around. */
static int find_repo(const char **out, const struct arguments *arguments,
                     struct err *err)
{
    *out = arguments->n_operands ? arguments->operands[0] : NULL;
    if (arguments->n_operands > 1) {
        return err_set(err, ERR_USAGE,
                       "--history searches one repository, not %zu",
                       arguments->n_operands);
    }
    return 0;
}

static int fetch_history(struct scan_source *out,
                         struct source_history_options *options,
                         const struct arguments *arguments,
                         const atomic_bool *stop, struct err *err)
{
    if (!options->path || !git_clone_is_url(options->path)) {
        return 0;
    }
    bool quiet = arguments_has(arguments, OPTION_QUIET);
    int rc = fetch(&out->clone, options->path, quiet, stop, err);
    if (rc == 0) {
        options->path = git_clone_path(out->clone);
    }
    return rc;
}

static int open_history(struct scan_source *out,
                        const struct arguments *arguments,
                        const atomic_bool *stop, struct err *err)
{
    struct source_history_options options = {
        .reachable = arguments_has(arguments, OPTION_REACHABLE),
        .whole_blobs = arguments_has(arguments, OPTION_WHOLE_BLOBS)};
    out->category = "jackdaw/history/";
    int rc = find_repo(&options.path, arguments, err);
    rc = rc < 0 ? rc : fetch_history(out, &options, arguments, stop, err);
    rc = rc < 0 ? rc : source_history_new(&out->source, &options, err);
    if (rc < 0 && out->clone) {
        return err_prefix(err, "%.200s", git_clone_name(out->clone));
    }
    out->policy.repository = options.path;
    out->git.is_copy = out->clone != NULL;
    if (rc == 0) {
        out->total = source_history_count(out->source);
    }
    return rc;
}

static int open_staged(struct scan_source *out,
                       const struct arguments *arguments, struct err *err)
{
    git_operands_init(&out->operands, arguments);
    struct source_staged_options options = {
        .repository = out->operands.repository,
        .paths = (const char *const *)out->operands.paths,
        .n_paths = out->operands.n_paths,
        .excludes = out->excludes,
        .n_excludes = out->n_excludes,
        .whole_files = arguments_has(arguments, OPTION_WHOLE_FILES),
        .libgit2 = arguments_has(arguments, OPTION_LIBGIT2)};
    out->category = "jackdaw/staged/";
    out->git.staged = true;
    out->policy.is_change = true;
    out->policy.repository = options.repository;
    return source_staged_new(&out->source, &options, err);
}

static bool is_auto(const char *range)
{
    return strcmp(range, "auto") == 0;
}

/* One range, without what all those with a '^' lead to. */
static int open_one(struct source **out, const struct scan_source *asked,
                    const struct arguments *arguments, const char *range,
                    struct err *err)
{
    const char **ranges = mem_calloc(arguments->n_uses + 1, sizeof(char *));
    struct source_range_options options = {
        .repository = asked->operands.repository,
        .ranges = ranges,
        .n_ranges = 1,
        .paths = (const char *const *)asked->operands.paths,
        .n_paths = asked->operands.n_paths,
        .excludes = asked->excludes,
        .n_excludes = asked->n_excludes};
    ranges[0] = range;
    for (size_t i = 0; i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        if (use->option->id == OPTION_RANGE && use->value[0] == '^') {
            ranges[options.n_ranges++] = use->value;
        }
    }
    int rc = is_auto(range) ? range_auto_open(out, &options, err)
                            : source_range_new(out, &options, err);
    free(ranges);
    return rc;
}

/* All of several ranges: for `git rev-list` the beginning of one would hide
 * commits of the others. */
static int open_range(struct scan_source *out,
                      const struct arguments *arguments, struct err *err)
{
    int rc = 0;
    struct source **parts = mem_calloc(arguments->n_uses, sizeof(*parts));
    size_t count = 0;
    out->category = "jackdaw/range/";
    git_operands_init(&out->operands, arguments);
    out->policy.is_change = true;
    out->policy.repository = out->operands.repository;
    for (size_t i = 0; rc == 0 && i < arguments->n_uses; i++) {
        const struct option_use *use = &arguments->uses[i];
        if (use->option->id == OPTION_RANGE && use->value[0] != '^') {
            rc = open_one(&parts[count], out, arguments, use->value, err);
            count += rc == 0;
        }
    }
    if (rc == 0 && count == 0) {
        rc = err_set(err, ERR_USAGE,
                     "--range ^A needs a range to be taken "
                     "from: add --range B");
    }
    if (rc == 0) {
        out->source = count == 1 ? parts[0] : source_list_new(parts, count);
    }
    while (rc < 0 && count > 0) {
        count--;
        parts[count]->ops->free(parts[count]);
    }
    free(parts);
    return rc;
}

/* Options that mean nothing without another one, or beside it: said, since
 * whoever types them expects something of them. */
static const struct {
    enum option_id id;
    enum option_id other;
    bool needs; /* the other one; false: excludes it */
} bonds[] = {
    {OPTION_REACHABLE, OPTION_HISTORY, true},
    {OPTION_CLEANUP_PLAN, OPTION_HISTORY, true},
    {OPTION_WHOLE_FILES, OPTION_STAGED, true},
    {OPTION_HISTORY, OPTION_STAGED, false},
    {OPTION_HISTORY, OPTION_RANGE, false},
    {OPTION_STAGED, OPTION_RANGE, false},
    {OPTION_GITIGNORE, OPTION_HISTORY, false},
    {OPTION_GITIGNORE, OPTION_STAGED, false},
    {OPTION_GITIGNORE, OPTION_RANGE, false},
};

static const char *name_of(enum option_id id)
{
    size_t i = 0;
    while (option_table[i].id != id) {
        i++;
    }
    return option_table[i].name;
}

static int check_bonds(const struct arguments *arguments, struct err *err)
{
    for (size_t i = 0; i < sizeof(bonds) / sizeof(bonds[0]); i++) {
        if (arguments_has(arguments, bonds[i].id) &&
            arguments_has(arguments, bonds[i].other) != bonds[i].needs) {
            return err_set(err, ERR_USAGE, "--%s %s --%s", name_of(bonds[i].id),
                           bonds[i].needs ? "is for" : "does not go with",
                           name_of(bonds[i].other));
        }
    }
    return 0;
}

static int open_any(struct scan_source *out, const struct arguments *arguments,
                    const atomic_bool *stop, struct err *err)
{
    if (arguments_has(arguments, OPTION_HISTORY)) {
        return open_history(out, arguments, stop, err);
    }
    if (arguments_has(arguments, OPTION_STAGED)) {
        return open_staged(out, arguments, err);
    }
    if (arguments_has(arguments, OPTION_RANGE)) {
        return open_range(out, arguments, err);
    }
    return open_tree(out, arguments, stop, err);
}

int scan_source_open(struct scan_source *out, const struct arguments *arguments,
                     const atomic_bool *stop, struct err *err)
{
    *out = (struct scan_source){0};
    list_excludes(out, arguments);
    int rc = check_bonds(arguments, err);
    rc = rc < 0 ? rc : open_any(out, arguments, stop, err);
    if (rc == 0) {
        out->policy.base = out->source->policy_base;
        out->policy.next = out->source->policy_next;
        out->is_git = arguments_has(arguments, OPTION_HISTORY) ||
                      arguments_has(arguments, OPTION_STAGED) ||
                      arguments_has(arguments, OPTION_RANGE);
        out->git.repository = out->policy.repository;
        out->git.partial = arguments_has(arguments, OPTION_RANGE);
    }
    return rc;
}

void scan_source_release(struct scan_source *source)
{
    if (source->source) {
        source->source->ops->free(source->source);
        source->source = NULL;
    }
    git_clone_free(source->clone);
    source->clone = NULL;
    free(source->paths);
    free(source->excludes);
    source->paths = NULL;
    source->excludes = NULL;
    git_operands_release(&source->operands);
}
