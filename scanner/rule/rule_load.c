/* SPDX-License-Identifier: Apache-2.0
 *
 * From files to a rule_set. The texts stay until the end, so that a message
 * about two files (an id twice, a pair without its other half) can still name
 * the line. mkrules and --patterns come through here, so a file that builds
 * is a file that loads. */
#include "rule/rule_load.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_in.h"
#include "base/limits.h"
#include "base/mem.h"
#include "rule/rule_json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct pattern_source {
    char *name;
    char *text;
    size_t len;
};

/* A rule and where it was written. */
struct entry {
    const struct rule *rule;
    size_t source;
    size_t index; /* in "rules" */
};

struct rule_loader {
    struct arena *arena;
    struct pattern_source *sources;
    size_t n_sources;
    size_t sources_room;
    struct entry *entries;
    size_t n_entries;
    size_t entries_room;
    size_t bytes; /* of all texts */
};

struct rule_loader *rule_loader_new(void)
{
    struct rule_loader *loader = mem_calloc(1, sizeof(*loader));
    loader->arena = arena_new();
    return loader;
}

void rule_loader_free(struct rule_loader *loader)
{
    if (!loader) {
        return;
    }
    for (size_t i = 0; i < loader->n_sources; i++) {
        free(loader->sources[i].name);
        free(loader->sources[i].text);
    }
    free(loader->sources);
    free(loader->entries);
    arena_free(loader->arena);
    free(loader);
}

/* --- reading ------------------------------------------------------------- */

static struct span source_text(const struct pattern_source *source)
{
    return span_of(source->text, source->len);
}

static struct pattern_source *add_source(struct rule_loader *loader,
                                         struct span text, const char *name)
{
    loader->sources = mem_grow(loader->sources, loader->n_sources,
                               &loader->sources_room, sizeof(*loader->sources));
    struct pattern_source *source = &loader->sources[loader->n_sources++];
    *source = (struct pattern_source){
        .name = mem_strdup(name),
        .text = mem_strndup(text.ptr, text.len),
        .len = text.len,
    };
    loader->bytes += text.len;
    return source;
}

static void add_entries(struct rule_loader *loader,
                        const struct rule_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        loader->entries =
            mem_grow(loader->entries, loader->n_entries, &loader->entries_room,
                     sizeof(*loader->entries));
        loader->entries[loader->n_entries++] = (struct entry){
            .rule = list->rules[i],
            .source = loader->n_sources - 1,
            .index = i,
        };
    }
}

int rule_loader_add_text(struct rule_loader *loader, struct span text,
                         const char *name, struct err *err)
{
    if (text.len > LIMIT_PATTERN_FILE ||
        text.len > LIMIT_PATTERN_FOLDER - loader->bytes ||
        loader->n_sources == LIMIT_PATTERN_FILES) {
        return err_set(err, ERR_LIMIT,
                       "%.250s: a pattern file has at most %u bytes, all "
                       "together %u bytes in %d files",
                       name, LIMIT_PATTERN_FILE, LIMIT_PATTERN_FOLDER,
                       LIMIT_PATTERN_FILES);
    }
    struct pattern_source *source = add_source(loader, text, name);
    struct json_doc *doc = NULL;
    int rc = json_parse(&doc, source_text(source), source->name, err);
    if (rc < 0) {
        return rc;
    }
    struct rule_list list = {.rules = NULL};
    struct pattern_ctx ctx = {.arena = loader->arena, .err = err};
    rc = rule_json_read(&list, json_root(doc), &ctx);
    if (rc == 0) {
        add_entries(loader, &list);
    }
    json_free(doc);
    return rc;
}

/* All of a descriptor up to the ceiling of `out`. */
static int read_all(struct buf *out, int fd, const char *path, struct err *err)
{
    char chunk[16384];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_system(err, "cannot read %.300s", path);
        }
        if (n == 0) {
            return 0;
        }
        int rc = buf_add(out, span_of(chunk, (size_t)n), err);
        if (rc < 0) {
            err_prefix(err, "%.200s", path);
            return rc;
        }
    }
}

int rule_loader_add_file(struct rule_loader *loader, const char *path,
                         struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_system(err, "cannot open %.300s", path);
    }
    struct buf text;
    buf_init(&text, LIMIT_PATTERN_FILE);
    int rc = read_all(&text, fd, path, err);
    if (rc == 0) {
        rc = rule_loader_add_text(loader, buf_span(&text), path, err);
    }
    buf_release(&text);
    close(fd);
    return rc;
}

static int is_pattern_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 5 && entry->d_name[0] != '.' &&
           strcmp(&entry->d_name[len - 5], ".json") == 0 &&
           strcmp(entry->d_name, "schema.json") != 0;
}

/* alphasort would ask the locale. */
static int compare_names(const struct dirent **left,
                         const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* A pipe in a folder would make us wait for ever. */
static int add_member(struct rule_loader *loader, const char *folder,
                      const char *name, struct err *err)
{
    struct buf path;
    struct stat status;
    buf_init(&path, LIMIT_PATH);
    int rc = buf_add_format(&path, err, "%s/%s", folder, name);
    if (rc == 0 && stat(path.ptr, &status) < 0) {
        rc = err_system(err, "cannot open %.300s", path.ptr);
    } else if (rc == 0 && !S_ISREG(status.st_mode)) {
        rc = err_set(err, ERR_FORMAT, "%.300s: no regular file", path.ptr);
    } else if (rc == 0) {
        rc = rule_loader_add_file(loader, path.ptr, err);
    }
    buf_release(&path);
    return rc;
}

int rule_loader_add_folder(struct rule_loader *loader, const char *path,
                           struct err *err)
{
    struct dirent **names = NULL;
    int n = scandir(path, &names, is_pattern_file, compare_names);
    if (n < 0) {
        return err_system(err, "cannot read the folder %.300s", path);
    }
    int rc = 0;
    if (n == 0) {
        rc = err_set(err, ERR_MISSING,
                     "%.300s: there is no pattern file (*.json) in it", path);
    }
    for (int i = 0; i < n; i++) {
        if (rc == 0) {
            rc = add_member(loader, path, names[i]->d_name, err);
        }
        free(names[i]);
    }
    free(names);
    return rc;
}

/* --- joining ------------------------------------------------------------- */

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = strcmp(a->rule->id, b->rule->id);
    if (order) {
        return order;
    }
    /* The later of two is the one to complain about. */
    if (a->source != b->source) {
        return a->source < b->source ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static int fail_entry(const struct rule_loader *loader,
                      const struct entry *entry, const char *field,
                      struct err *err, const char *reason)
{
    const struct pattern_source *source = &loader->sources[entry->source];
    char pointer[64];
    snprintf(pointer, sizeof(pointer), "/rules/%zu%s", entry->index, field);
    return json_fail_at(source->name, source_text(source), pointer, err,
                        reason);
}

static int check_unique(const struct rule_loader *loader, struct err *err)
{
    for (size_t i = 1; i < loader->n_entries; i++) {
        const struct entry *a = &loader->entries[i - 1];
        const struct entry *b = &loader->entries[i];
        if (strcmp(a->rule->id, b->rule->id) == 0) {
            char reason[200];
            snprintf(reason, sizeof(reason),
                     "\"%.64s\" is there already: /rules/%zu of %.80s",
                     b->rule->id, a->index, loader->sources[a->source].name);
            return fail_entry(loader, b, "/id", err, reason);
        }
    }
    return 0;
}

static int check_pairs(const struct rule_loader *loader,
                       const struct rule_set *set, struct err *err)
{
    for (size_t i = 0; i < loader->n_entries; i++) {
        const struct entry *entry = &loader->entries[i];
        const char *pair = entry->rule->pair;
        if (pair && !rule_set_find(set, pair)) {
            char reason[120];
            snprintf(reason, sizeof(reason), "there is no rule \"%.64s\"",
                     pair);
            return fail_entry(loader, entry, "/pair/with", err, reason);
        }
    }
    return 0;
}

/* Two sorted lists into one; of equal ids the loaded one stays. */
static void merge(struct rule_set *set, const struct rule_loader *loader,
                  const struct rule_set *base)
{
    size_t n_base = base ? base->count : 0;
    const struct rule **rules =
        arena_calloc(loader->arena, n_base + loader->n_entries, sizeof(*rules));
    size_t n = 0;
    size_t b = 0;
    for (size_t i = 0; i < loader->n_entries; i++) {
        const struct rule *rule = loader->entries[i].rule;
        int order = -1;
        while (b < n_base &&
               (order = strcmp(base->rules[b]->id, rule->id)) < 0) {
            rules[n++] = base->rules[b++];
        }
        if (b < n_base && order == 0) {
            b++;
        }
        rules[n++] = rule;
    }
    while (b < n_base) {
        rules[n++] = base->rules[b++];
    }
    set->rules = rules;
    set->count = n;
}

int rule_loader_finish(struct rule_set **out, struct rule_loader *loader,
                       const struct rule_set *base, struct err *err)
{
    if (loader->n_entries) {
        qsort(loader->entries, loader->n_entries, sizeof(*loader->entries),
              compare_entries);
    }
    int rc = check_unique(loader, err);
    if (rc < 0) {
        return rc;
    }
    struct rule_set *set = mem_calloc(1, sizeof(*set));
    merge(set, loader, base);
    rc = check_pairs(loader, set, err);
    if (rc < 0) {
        free(set);
        return rc;
    }
    set->arena = loader->arena;
    loader->arena = NULL;
    *out = set;
    return 0;
}
