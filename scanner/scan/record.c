/* SPDX-License-Identifier: Apache-2.0
 *
 * From bytes to words: position, excerpt, mask and id of one hit. The id is a
 * hash with a public key, so that it is no use for looking up common
 * passwords in tables made for other purposes, and is taken over the secret
 * in a normal form: a PEM key is the same key whether its lines end in LF, CR
 * LF or the two characters `\n` of a JSON string. */
#include "scan/record.h"

#include "base/digest.h"
#include "base/limits.h"
#include "base/mem.h"
#include "scan/excerpt.h"
#include "scan/mask.h"
#include "scan/plain_http.h"

static const char id_key[] = "jackdaw secret id v1";

void record_maker_init(struct record_maker *maker,
                       const struct scan_options *options)
{
    *maker = (struct record_maker){.options = options};
    buf_init(&maker->line, EXCERPT_ROOM(LIMIT_EXCERPT));
    buf_init(&maker->normal, LIMIT_WINDOW * 2);
}

void record_maker_release(struct record_maker *maker)
{
    buf_wipe(&maker->line);
    buf_wipe(&maker->normal);
}

/* The secret without line ends, if it is one of many lines. */
static struct span normal_form(struct record_maker *maker, struct span secret)
{
    if (span_find(secret, span_str("-----BEGIN")) == secret.len) {
        return secret;
    }
    buf_clear(&maker->normal);
    if (buf_reserve(&maker->normal, secret.len, NULL) < 0) {
        return secret;
    }
    size_t at = 0;
    while (at < secret.len) {
        size_t blank = span_blank_len(secret, at);
        if (blank == 0) {
            maker->normal.ptr[maker->normal.len++] = (char)secret.ptr[at];
        }
        at += blank ? blank : 1;
    }
    return buf_span(&maker->normal);
}

static void set_id(struct record_maker *maker, struct record *record,
                   struct span secret)
{
    struct span pieces[] = {span_str(record->rule->id),
                            normal_form(maker, secret)};
    digest_keyed(span_str(id_key), pieces, 2, record->id, sizeof(record->id));
}

/* The scratch line as a string of the store. */
static const char *take_line(struct record_maker *maker, struct store *store)
{
    return maker->line.len ? arena_strdup(store->arena, maker->line.ptr) : "";
}

/* The part of the text that an excerpt may show. */
static struct range shown_line(const struct record_maker *maker, size_t at)
{
    if (!maker->view->binary) {
        return maker->around;
    }
    /* Four bytes are the longest character. */
    struct range line = maker->around;
    if (at - line.start > 4 * LIMIT_EXCERPT_BEFORE) {
        line.start = at - 4 * LIMIT_EXCERPT_BEFORE;
    }
    if (line.end - at > 4 * LIMIT_EXCERPT) {
        line.end = at + 4 * LIMIT_EXCERPT;
    }
    return excerpt_printable(maker->view->text, line, at);
}

static const char *make_excerpt(struct record_maker *maker, struct store *store,
                                struct range line, size_t at,
                                const struct bits *hidden)
{
    struct excerpt excerpt = {
        .text = maker->view->text,
        .hidden = hidden,
        .line = line,
        .at = at,
        .before = LIMIT_EXCERPT_BEFORE,
        .most = LIMIT_EXCERPT,
    };
    buf_clear(&maker->line);
    /* The scratch has room for the longest excerpt; were it not so, the line
     * would be cut, not the finding lost. */
    if (excerpt_add(&maker->line, &excerpt, NULL) < 0) {
        return "";
    }
    return take_line(maker, store);
}

/* Headers of a commit or tag end with the first empty line. */
static enum place_part part_of(const struct record_maker *maker,
                               struct range token)
{
    switch (maker->part) {
    case UNIT_NAME:
        return PLACE_NAME;
    case UNIT_MESSAGE:
        if (view_offset(maker->view, 0) == 0 &&
            token.start < span_find(maker->view->text, span_str("\n\n"))) {
            return PLACE_HEADER;
        }
        return PLACE_MESSAGE;
    case UNIT_CONTENT:
        break;
    }
    return PLACE_TEXT;
}

static void set_place(struct record_maker *maker, struct store *store,
                      struct record *record, struct range token)
{
    const struct view *view = maker->view;
    struct place *place = &record->place;
    place->path = maker->path;
    place->commit = maker->commit;
    place->object = maker->object;
    place->part = part_of(maker, token);
    place->offset = view_offset(view, token.start);
    place->length = view_offset(view, token.end) - place->offset;
    place->binary = view->binary;
    struct position start = lines_at(maker->lines, token.start);
    struct position end = lines_at(maker->lines, token.end);
    place->line = start.line;
    place->column = start.column;
    place->end_line = end.line;
    place->end_column = end.column;
    if (token.start < maker->around.start || token.start >= maker->around.end) {
        maker->around = lines_around(view->text, token.start);
        if (maker->around.start < view->begin) {
            maker->around.start = view->begin;
        }
        maker->before = lines_before(view->text, maker->around.start);
    }
    struct range line = shown_line(maker, token.start);
    place->excerpt =
        make_excerpt(maker, store, line, token.start, maker->hidden);
    if (maker->options->show_secrets) {
        place->revealed = make_excerpt(maker, store, line, token.start, NULL);
    }
}

static const char *copy_of(struct store *store, struct span bytes)
{
    char *copy = arena_alloc(store->arena, bytes.len + 1);
    if (bytes.len) {
        memcpy(copy, bytes.ptr, bytes.len);
    }
    copy[bytes.len] = '\0';
    return copy;
}

static bool is_name_end(int byte)
{
    return byte < 0 || byte == '/' || byte == '\n';
}

/* Of a path, or of a list of names, the one at `at`. */
static struct span name_around(struct span text, size_t at)
{
    size_t start = at;
    size_t end = at;
    while (start > 0 && !is_name_end(span_at(text, start - 1))) {
        start--;
    }
    while (!is_name_end(span_at(text, end))) {
        end++;
    }
    return span_slice(text, (struct range){start, end});
}

static void set_secret(struct record_maker *maker, struct store *store,
                       struct record *record, const struct hit *hit)
{
    struct span text = maker->view->text;
    struct span secret = span_slice(text, hit->candidate.secret);
    set_id(maker, record, secret);
    buf_clear(&maker->line);
    if (mask_add(&maker->line, secret, mask_of(&hit->candidate, text), NULL) <
        0) {
        record->masked = MASK_STARS;
    } else {
        record->masked = take_line(maker, store);
    }
    if (maker->options->show_secrets || maker->options->git) {
        record->clear = copy_of(store, secret);
        record->secret = maker->options->show_secrets ? record->clear : NULL;
    }
    if (record->place.part == PLACE_NAME) {
        struct span name = name_around(text, hit->candidate.token.start);
        record->name = span_of(copy_of(store, name), name.len);
    }
    /* No secret: the columns of the token tell it anyway. */
    record->secret_len = secret.len;
}

static const struct allow_mark *find_mark(const struct record_maker *maker,
                                          const struct candidate *candidate)
{
    struct span text = maker->view->text;
    struct range token = candidate->token;
    const char *id = candidate->rule->id;
    const struct allow_mark *mark =
        allow_list_on(maker->allow, maker->around, false, token, id);
    if (!mark && token.end > maker->around.end) {
        mark = allow_list_on(maker->allow, lines_around(text, token.end), false,
                             token, id);
    }
    if (!mark) {
        mark = allow_list_on(maker->allow, maker->before, true, token, id);
    }
    return mark;
}

static void set_suppression(struct record_maker *maker, struct store *store,
                            struct record *record, const struct hit *hit)
{
    if (maker->options->no_suppressions || maker->view->binary ||
        maker->allow->count == 0) {
        return;
    }
    const struct allow_mark *mark = find_mark(maker, &hit->candidate);
    if (mark) {
        record->class = RECORD_SUPPRESSED;
        record->suppression = make_excerpt(maker, store, mark->range,
                                           mark->range.start, maker->hidden);
    }
}

struct record *record_make(struct record_maker *maker, struct store *store,
                           const struct hit *hit, enum record_class class)
{
    struct record *record = store_record(store);
    struct verdict verdict;
    struct verify_input input =
        hit_input(hit, maker->view->text, maker->options->now);
    verify_candidate(&verdict, &input);
    record->rule = hit->candidate.rule;
    record->class = class;
    verdict_pack(&record->verdict, store->arena, &verdict);
    set_place(maker, store, record, hit->candidate.token);
    record->place.plain_http =
        record->rule->class != RULE_IDENTIFIER &&
        plain_http_holds(maker->view->text, hit->candidate.token);
    set_secret(maker, store, record, hit);
    if (class == RECORD_REPORTED) {
        set_suppression(maker, store, record, hit);
    }
    buf_clear(&maker->normal);
    return record;
}
