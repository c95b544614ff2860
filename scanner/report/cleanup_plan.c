/* SPDX-License-Identifier: Apache-2.0
 *
 * A secret of many lines is a pattern, since its lines end with LF, CR LF or
 * the two characters `\n` of a JSON string, and filter-repo reads its file
 * line by line. All else is literal: what is to be replaced are these bytes. */
#include "report/cleanup_plan.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "report/git_advice.h"
#include "report/outcome_view.h"
#include "report/text_out.h"

#include <stdlib.h>

#define REPLACEMENT "==>***REMOVED***\n"

/* One line, at four bytes for each of a secret. */
#define LINE_MAX_LEN (4u * LIMIT_TOKEN + 4096)

/* Paths that are listed. */
#define PATHS_SHOWN 20

struct expression {
    struct span secret; /* of the outcome */
    bool is_pattern;
};

struct cleanup_plan {
    const struct outcome *outcome;
    struct expression *items; /* owned; literals first, the longest first */
    size_t count;
    size_t room;
    size_t n_secrets;
    const char **paths; /* owned; each once */
    size_t n_paths;
    size_t paths_room;
    size_t n_binary; /* secrets in files that filter-repo leaves alone */
    size_t n_names;  /* as parts of the names of files */
    size_t n_headers;
};

static bool has(struct span text, const char *what)
{
    return span_find(text, span_str(what)) < text.len;
}

static bool needs_pattern(struct span secret)
{
    return has(secret, "\n") || has(secret, "\r") || has(secret, "-----BEGIN");
}

static int compare(const void *left, const void *right)
{
    const struct expression *a = left;
    const struct expression *b = right;
    if (a->is_pattern != b->is_pattern) {
        return a->is_pattern ? 1 : -1;
    }
    if (a->secret.len != b->secret.len) {
        return a->secret.len > b->secret.len ? -1 : 1;
    }
    return a->secret.len ? memcmp(a->secret.ptr, b->secret.ptr, a->secret.len)
                         : 0;
}

static void add_spellings(struct cleanup_plan *plan,
                          const struct finding *finding)
{
    for (size_t i = 0; i < finding->n_spellings; i++) {
        struct span secret = finding->spellings[i];
        if (secret.len == 0 || secret.len > LIMIT_TOKEN) {
            continue;
        }
        plan->items = mem_grow(plan->items, plan->count, &plan->room,
                               sizeof(*plan->items));
        plan->items[plan->count++] =
            (struct expression){secret, needs_pattern(secret)};
    }
}

static void add_places(struct cleanup_plan *plan, const struct finding *finding)
{
    bool binary = false;
    bool name = false;
    bool header = false;
    for (size_t i = 0; i < finding->n_places; i++) {
        const struct place *place = &finding->places[i];
        binary |= place->binary;
        name |= place->part == PLACE_NAME;
        header |= place->part == PLACE_HEADER;
        if (place->part == PLACE_TEXT) {
            plan->paths = mem_grow(plan->paths, plan->n_paths,
                                   &plan->paths_room, sizeof(*plan->paths));
            plan->paths[plan->n_paths++] = place->path;
        }
    }
    plan->n_binary += binary;
    plan->n_names += name;
    plan->n_headers += header;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(struct cleanup_plan *plan)
{
    size_t kept = 0;
    if (plan->count > 1) {
        qsort(plan->items, plan->count, sizeof(*plan->items), compare);
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (kept == 0 || compare(&plan->items[kept - 1], &plan->items[i])) {
            plan->items[kept++] = plan->items[i];
        }
    }
    plan->count = kept;
    kept = 0;
    if (plan->n_paths > 1) {
        qsort(plan->paths, plan->n_paths, sizeof(*plan->paths), compare_paths);
    }
    for (size_t i = 0; i < plan->n_paths; i++) {
        if (kept == 0 || strcmp(plan->paths[kept - 1], plan->paths[i]) != 0) {
            plan->paths[kept++] = plan->paths[i];
        }
    }
    plan->n_paths = kept;
}

struct cleanup_plan *cleanup_plan_new(const struct outcome *outcome)
{
    struct cleanup_plan *plan = mem_calloc(1, sizeof(*plan));
    plan->outcome = outcome;
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        if (!view_is_live(finding) || finding->rule->class != RULE_SECRET ||
            finding->n_spellings == 0) {
            continue;
        }
        plan->n_secrets++;
        add_spellings(plan, finding);
        add_places(plan, finding);
        if (finding->pair && finding->pair->rule->class == RULE_SECRET) {
            add_spellings(plan, finding->pair);
        }
    }
    sort(plan);
    return plan;
}

void cleanup_plan_free(struct cleanup_plan *plan)
{
    if (plan) {
        free(plan->items);
        free(plan->paths);
        free(plan);
    }
}

size_t cleanup_plan_count(const struct cleanup_plan *plan)
{
    return plan->n_secrets;
}

/* For Python's re on bytes: ASCII that is no letter and no digit may have a
 * backslash before it. */
static int add_pattern(struct buf *line, struct span secret, struct err *err)
{
    int rc = buf_add(line, span_str("regex:"), err);
    for (size_t at = 0; at < secret.len && rc == 0;) {
        size_t blank = span_blank_len(secret, at);
        if (blank > 0) {
            while (blank > 0) {
                at += blank;
                blank = at < secret.len ? span_blank_len(secret, at) : 0;
            }
            rc = buf_add(line, span_str("(?:\\s|\\\\+[nrt])+"), err);
            continue;
        }
        unsigned char byte = secret.ptr[at];
        bool plain = (byte >= '0' && byte <= '9') ||
                     (byte >= 'a' && byte <= 'z') ||
                     (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
        rc = plain ? 0 : buf_add(line, span_str("\\"), err);
        rc = rc < 0 ? rc : buf_add(line, span_of(secret.ptr + at, 1), err);
        at++;
    }
    return rc;
}

static int add_literal(struct buf *line, struct span secret, struct err *err)
{
    int rc = buf_add(line, span_str("literal:"), err);
    return rc < 0 ? rc : buf_add(line, secret, err);
}

int cleanup_plan_write(FILE *stream, const struct cleanup_plan *plan,
                       struct err *err)
{
    struct buf line;
    int rc = 0;
    buf_init(&line, LINE_MAX_LEN * 8);
    for (size_t i = 0; i < plan->count && rc == 0; i++) {
        const struct expression *item = &plan->items[i];
        buf_clear(&line);
        rc = item->is_pattern ? add_pattern(&line, item->secret, err)
                              : add_literal(&line, item->secret, err);
        rc = rc < 0 ? rc : buf_add(&line, span_str(REPLACEMENT), err);
        if (rc == 0 && fwrite(line.ptr, 1, line.len, stream) != line.len) {
            rc = err_system(err, "cannot write the clean-up plan");
        }
    }
    buf_wipe(&line);
    return rc;
}

static void put_sentence(struct text_out *out, const char *text)
{
    text_out_words(out, text);
    text_out_line(out);
}

static void put_number(struct text_out *out, size_t count, const char *text)
{
    if (count > 0) {
        text_out_words(out, view_number(count).text);
        text_out_words(out, " ");
        put_sentence(out, text);
    }
}

static void put_paths(struct text_out *out, const struct cleanup_plan *plan)
{
    if (plan->n_paths == 0) {
        return;
    }
    put_sentence(out, "Files that change, somewhere in the history:");
    for (size_t i = 0; i < plan->n_paths && i < PATHS_SHOWN; i++) {
        text_out_indent(out, 2);
        text_out_put(out, plan->paths[i]);
        text_out_line(out);
    }
    if (plan->n_paths > PATHS_SHOWN) {
        text_out_indent(out, 2);
        text_out_put(out, "and ");
        text_out_put(out, view_number(plan->n_paths - PATHS_SHOWN).text);
        text_out_put(out, " more");
        text_out_line(out);
    }
}

static void put_command(struct text_out *out, const char *path)
{
    struct buf command;
    buf_init(&command, 8 * LIMIT_PATH);
    int rc =
        buf_add(&command, span_str("git filter-repo --replace-text "), NULL);
    rc = rc < 0 ? rc : git_advice_quote(&command, path, NULL);
    rc = rc < 0 ? rc : buf_add(&command, span_str(" --replace-message "), NULL);
    rc = rc < 0 ? rc : git_advice_quote(&command, path, NULL);
    if (rc == 0) {
        text_out_indent(out, 2);
        text_out_span(out, buf_span(&command));
        text_out_line(out);
    }
    buf_release(&command);
}

void cleanup_plan_say(FILE *stream, const struct cleanup_plan *plan,
                      const char *path, unsigned width)
{
    struct text_out out;
    text_out_init(&out, stream, false, width);
    text_out_put(&out, "jackdaw: ");
    text_out_put(&out, path);
    text_out_words(&out, " holds ");
    text_out_words(&out, view_number(plan->n_secrets).text);
    put_sentence(&out, plan->n_secrets == 1
                           ? " secret IN CLEAR, for your eyes alone (mode "
                             "0600). Never commit it; delete it afterwards."
                           : " secrets IN CLEAR, for your eyes alone (mode "
                             "0600). Never commit it; delete it afterwards.");
    put_sentence(&out, "First revoke them: who has a clone keeps them. Then, "
                       "in a fresh clone with all branches and tags:");
    put_command(&out, path);
    put_paths(&out, plan);
    put_number(&out, plan->n_binary,
               "in binary files, which filter-repo leaves as they are: "
               "take those out with --invert-paths --path FILE.");
    put_number(&out, plan->n_names,
               "in names of files: --path-rename OLD:NEW.");
    put_number(&out, plan->n_headers,
               "in names or addresses of authors: --mailmap FILE.");
    put_sentence(&out, "Then push with --force, have everybody clone again, "
                       "and ask the host to drop cached views and pull "
                       "requests.");
}
