/* SPDX-License-Identifier: Apache-2.0
 *
 * Records of one secret stand together; their objects, each once, are one
 * question to git, and all questions are asked in one call, since the answer
 * costs a walk over the history however many there are.
 *
 * Texts of the answer come from the repository. They are masked before
 * anybody sees them: a secret that stands in a message stands in its subject
 * line too, and one that is the name of a file in its path. */
#include "scan/attribute.h"

#include "base/mem.h"
#include "scan/masker.h"
#include "source/git_attribute.h"

#include <stdio.h>
#include <stdlib.h>

/* The records of one secret. */
struct question {
    size_t start;
    size_t n;
    size_t ids; /* where its ids begin */
    size_t n_ids;
    size_t names;
    size_t n_names;
    size_t paths;
    size_t n_paths;
    size_t texts;
    size_t n_texts;
};

struct asker {
    struct collection *collection;
    const struct attribute_setup *setup;
    struct question *questions; /* owned */
    size_t count;
    struct git_id *ids; /* owned; sorted within a question */
    size_t n_ids;
    struct span *names; /* owned; the same */
    size_t n_names;
    struct span *paths; /* owned; the same; only when it is partial */
    size_t n_paths;
    struct span *texts; /* owned; the same */
    size_t n_texts;
    struct masker *masker;
    const char *path;        /* the last one that was masked, */
    const char *masked_path; /* what came of it, */
    const struct record *of; /* and for the secret of which record */
};

static int compare_ids(const void *a, const void *b)
{
    return git_id_compare(a, b);
}

static int compare_names(const void *left, const void *right)
{
    const struct span *a = left;
    const struct span *b = right;
    size_t len = a->len < b->len ? a->len : b->len;
    int order = len ? memcmp(a->ptr, b->ptr, len) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* Sorts and keeps each once; how many are left. */
static size_t unique(void *items, size_t n, size_t size,
                     int (*compare)(const void *, const void *))
{
    unsigned char *bytes = items;
    size_t kept = 0;
    if (n > 1) {
        qsort(items, n, size, compare);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 &&
            compare(bytes + (kept - 1) * size, bytes + i * size) == 0) {
            continue;
        }
        if (kept != i) {
            memcpy(bytes + kept * size, bytes + i * size, size);
        }
        kept++;
    }
    return kept;
}

/* The same of the spans from `start` on, which are the last ones. */
static size_t unique_spans(struct span *items, size_t *count, size_t start)
{
    size_t n =
        unique(items, *count - start, sizeof(struct span), compare_names);
    *count = start + n;
    return n;
}

/* Refused ones are not worth the walk. */
static bool is_asked(const struct record *record)
{
    return record->class != RECORD_DROPPED;
}

/* A name of a tree goes by itself: which of all the trees with that name was
 * read first is chance. */
static void add_record(struct asker *asker, const struct record *record)
{
    const struct place *place = &record->place;
    if (place->part == PLACE_NAME) {
        asker->names[asker->n_names++] = record->name;
    } else if (place->object && git_id_parse(&asker->ids[asker->n_ids],
                                             span_str(place->object))) {
        asker->n_ids++;
    }
    if (asker->setup->options->git->partial && place->part == PLACE_TEXT) {
        asker->paths[asker->n_paths++] = span_str(place->path);
        asker->texts[asker->n_texts++] =
            span_of(record->clear, record->clear ? record->secret_len : 0);
    }
}

static void add_question(struct asker *asker, size_t start, size_t n)
{
    struct question question = {.start = start,
                                .n = n,
                                .ids = asker->n_ids,
                                .names = asker->n_names,
                                .paths = asker->n_paths,
                                .texts = asker->n_texts};
    bool asked = false;
    for (size_t i = start; i < start + n; i++) {
        const struct record *record = asker->collection->records[i];
        if (is_asked(record)) {
            add_record(asker, record);
            asked = true;
        }
    }
    if (!asked) {
        return;
    }
    question.n_ids =
        unique(asker->ids + question.ids, asker->n_ids - question.ids,
               sizeof(struct git_id), compare_ids);
    question.n_names = unique_spans(asker->names + question.names,
                                    &asker->n_names, question.names);
    asker->n_ids = question.ids + question.n_ids;
    question.n_paths = unique_spans(asker->paths + question.paths,
                                    &asker->n_paths, question.paths);
    question.n_texts = unique_spans(asker->texts + question.texts,
                                    &asker->n_texts, question.texts);
    asker->questions[asker->count++] = question;
}

static void prepare(struct asker *asker)
{
    const struct collection *collection = asker->collection;
    size_t n = 0;
    asker->questions = mem_calloc(collection->count, sizeof(struct question));
    asker->ids = mem_calloc(collection->count, sizeof(struct git_id));
    asker->names = mem_calloc(collection->count, sizeof(struct span));
    asker->paths = mem_calloc(collection->count, sizeof(struct span));
    asker->texts = mem_calloc(collection->count, sizeof(struct span));
    for (size_t i = 0; i < collection->count; i += n) {
        n = collection_group(collection, i);
        add_question(asker, i, n);
    }
}

static const char *masked(struct asker *asker, const char *text,
                          const struct record *record)
{
    struct span secret = record->clear
                             ? span_of(record->clear, record->secret_len)
                             : span_of(NULL, 0);
    struct arena *arena = asker->setup->arena;
    const char *out = masker_text(asker->masker, arena, text, secret);
    return out && out == text ? arena_strdup(arena, out) : out;
}

static void mask_credit(struct asker *asker, struct git_credit *credit,
                        const struct record *record)
{
    credit->commit = masked(asker, credit->commit, record);
    credit->name = masked(asker, credit->name, record);
    credit->mail = masked(asker, credit->mail, record);
    credit->summary = masked(asker, credit->summary, record);
}

/* A copy that lives as long as the run and shows no secret. */
static const struct git_attribution *keep(struct asker *asker,
                                          const struct git_attribution *from,
                                          const struct record *record)
{
    struct git_attribution *out =
        arena_memdup(asker->setup->arena, from, sizeof(*from));
    mask_credit(asker, &out->introduced, record);
    mask_credit(asker, &out->removed, record);
    out->path_then = masked(asker, from->path_then, record);
    out->path_now = masked(asker, from->path_now, record);
    out->module = masked(asker, from->module, record);
    out->tip = masked(asker, from->tip, record);
    out->ref = masked(asker, from->ref, record);
    out->remote = masked(asker, from->remote, record);
    return out;
}

/* Sources that read objects and not files call a place "blob:1234...". */
static bool is_unnamed(const struct place *place)
{
    const char *colon = strchr(place->path, ':');
    return place->object && colon && strcmp(colon + 1, place->object) == 0;
}

static const struct git_whereabouts *whereabouts(
    const struct asker *asker, const struct question *question,
    const struct git_whereabouts *objects, const struct record *record)
{
    struct git_id id;
    if (record->place.part == PLACE_NAME) {
        const struct span *names = asker->names + question->names;
        const struct span *found =
            bsearch(&record->name, names, question->n_names, sizeof(*names),
                    compare_names);
        return found ? objects + question->n_ids + (found - names) : NULL;
    }
    if (!record->place.object ||
        !git_id_parse(&id, span_str(record->place.object))) {
        return NULL;
    }
    const struct git_id *ids = asker->ids + question->ids;
    const struct git_id *found =
        bsearch(&id, ids, question->n_ids, sizeof(*ids), compare_ids);
    return found ? objects + (found - ids) : NULL;
}

/* Many places of one secret are in one file. */
static const char *masked_path(struct asker *asker, const char *path,
                               const struct record *record)
{
    bool same = asker->of && asker->of->git == record->git &&
                strcmp(asker->path, path) == 0;
    if (!same) {
        asker->path = path;
        asker->masked_path = masked(asker, path, record);
        asker->of = record;
    }
    return asker->masked_path;
}

static void place_record(struct asker *asker, struct record *record,
                         const struct git_whereabouts *where)
{
    struct place *place = &record->place;
    const char *path = place->path;
    if (where && where->path_now) {
        path = where->path_now;
        place->in_head = true;
    } else if (where && where->path_then && is_unnamed(place)) {
        path = where->path_then;
    }
    place->path = masked_path(asker, path, record);
    if (!place->commit && where && where->commit) {
        place->commit = arena_strdup(asker->setup->arena, where->commit);
    } else if (!place->commit && strncmp(path, "commit:", 7) == 0) {
        place->commit = place->object;
    }
}

static void answer(struct asker *asker, const struct question *question,
                   const struct git_attribution *item,
                   const struct git_whereabouts *objects)
{
    struct record **records = asker->collection->records + question->start;
    const struct git_attribution *kept = NULL;
    for (size_t i = 0; i < question->n; i++) {
        if (!is_asked(records[i])) {
            continue;
        }
        kept = kept ? kept : keep(asker, item, records[i]);
        records[i]->git = kept;
        place_record(asker, records[i],
                     objects ? whereabouts(asker, question, objects, records[i])
                             : NULL);
    }
}

/* The index is nowhere but here. */
static void answer_staged(struct asker *asker)
{
    for (size_t i = 0; i < asker->count; i++) {
        const struct question *question = &asker->questions[i];
        const struct record *first =
            asker->collection->records[question->start];
        struct git_attribution item = {.still = GIT_STILL_STAGED,
                                       .spread = GIT_SPREAD_LOCAL,
                                       .path_then = first->place.path,
                                       .n_objects = question->n_ids};
        answer(asker, question, &item, NULL);
    }
}

static void say(const struct asker *asker, enum notice_kind kind,
                const char *text)
{
    const char *path = asker->setup->options->git->repository;
    struct notice notice = {kind, path ? path : ".", text};
    notices_add(asker->setup->notices, &notice);
}

static void say_failed(const struct asker *asker, int rc, const struct err *err)
{
    char text[sizeof(err->text) + 64];
    snprintf(text, sizeof(text), "no telling where the secrets came from: %s",
             err->text);
    say(asker, rc == ERR_LIMIT ? NOTICE_LIMIT : NOTICE_CORRUPT, text);
}

static void answer_all(struct asker *asker,
                       const struct git_attributions *attributions)
{
    for (size_t i = 0; i < asker->count; i++) {
        answer(asker, &asker->questions[i], &attributions->items[i],
               attributions->objects[i]);
    }
    if (attributions->incomplete) {
        say(asker, NOTICE_CORRUPT,
            "not all commits could be compared: where the secrets came from "
            "and where they are now may be more than is said");
    }
}

static int ask(struct git_attributions **out, const struct asker *asker,
               struct err *err)
{
    const struct scan_options *options = asker->setup->options;
    struct git_attribute_options to = {.repository = options->git->repository,
                                       .is_copy = options->git->is_copy,
                                       .threads = options->threads,
                                       .stop = options->stop};
    struct git_secret *secrets = mem_calloc(asker->count, sizeof(*secrets));
    for (size_t i = 0; i < asker->count; i++) {
        const struct question *question = &asker->questions[i];
        secrets[i] =
            (struct git_secret){.ids = asker->ids + question->ids,
                                .count = question->n_ids,
                                .names = asker->names + question->names,
                                .n_names = question->n_names,
                                .paths = asker->paths + question->paths,
                                .n_paths = question->n_paths,
                                .texts = asker->texts + question->texts,
                                .n_texts = question->n_texts};
    }
    int rc = git_attribute(out, secrets, asker->count, &to, err);
    free(secrets);
    return rc;
}

static bool run(struct asker *asker)
{
    struct git_attributions *attributions = NULL;
    struct err err = {0};
    if (asker->setup->options->git->staged) {
        answer_staged(asker);
        return false;
    }
    int rc = ask(&attributions, asker, &err);
    if (rc == ERR_INTERRUPT) {
        return true;
    }
    if (rc < 0) {
        say_failed(asker, rc, &err);
        return false;
    }
    answer_all(asker, attributions);
    git_attributions_free(attributions);
    return false;
}

bool attribute_records(struct collection *collection,
                       const struct attribute_setup *setup)
{
    struct asker asker = {.collection = collection, .setup = setup};
    bool interrupted = false;
    prepare(&asker);
    if (asker.count > 0) {
        asker.masker = masker_new(setup->matcher, setup->options->now);
        interrupted = run(&asker);
        masker_free(asker.masker);
        collection_sort(collection);
    }
    free(asker.questions);
    free(asker.ids);
    free(asker.names);
    free(asker.paths);
    free(asker.texts);
    return interrupted;
}
