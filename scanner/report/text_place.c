/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a secret stands, for people. In a history a file that was edited a
 * hundred times holds it a hundred times; that is one line here. */
#include "report/text_place.h"

#include "report/outcome_view.h"
#include "report/text_excerpt.h"

#include <inttypes.h>

/* Places of one secret that are listed. */
#define PLACES_SHOWN 5
#define ID_SHOWN     12

/* "commit:3f2a...", as sources call objects that are no files. */
static bool starts_with(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

static void put_id(struct text_out *out, const char *id)
{
    text_out_span(out, span_slice(span_str(id), (struct range){0, ID_SHOWN}));
}

static void put_message(struct text_out *out, const struct place *place)
{
    bool is_tag = starts_with(place->path, "tag:");
    text_out_style(out, STYLE_BOLD);
    text_out_put(out, place->part == PLACE_HEADER ? "author or committer of "
                                                  : "message of ");
    text_out_put(out, is_tag ? "tag " : "commit ");
    put_id(out, place->object);
    text_out_style(out, STYLE_PLAIN);
}

static void put_position(struct text_out *out, const struct place *place)
{
    char position[64];
    if (place->part == PLACE_NAME) {
        snprintf(position, sizeof position, " (its name)");
    } else if (place->binary) {
        snprintf(position, sizeof position, " at byte %" PRIu64, place->offset);
    } else {
        snprintf(position, sizeof position, ":%" PRIu32 ":%" PRIu32,
                 place->line, place->column);
    }
    text_out_put(out, position);
}

/* A link leads to the file on disk; what is only in git has none. */
static int put_file(struct text_out *out, const struct place *place,
                    const char *root, struct err *err)
{
    bool is_file = !place->object || place->in_head;
    int rc = is_file ? text_out_link(out, root, place->path, err) : 0;
    text_out_style(out, STYLE_BOLD);
    text_out_put(out, place->path);
    put_position(out, place);
    text_out_style(out, STYLE_PLAIN);
    text_out_link_end(out);
    if (place->commit) {
        text_out_style(out, STYLE_DIM);
        text_out_put(out, " in commit ");
        put_id(out, place->commit);
        text_out_style(out, STYLE_PLAIN);
    }
    return rc;
}

int text_place(struct text_out *out, const struct place *place,
               const char *root, struct err *err)
{
    bool is_message =
        (place->part == PLACE_MESSAGE || place->part == PLACE_HEADER) &&
        place->object;
    if (is_message) {
        put_message(out, place);
        return 0;
    }
    return put_file(out, place, root, err);
}

/* How many places from the first on are versions of one file. */
static size_t version_count(const struct place *places, size_t n)
{
    size_t count = 1;
    while (count < n && places[0].object && places[count].object &&
           places[count].part == PLACE_TEXT && places[0].part == PLACE_TEXT &&
           strcmp(places[count].path, places[0].path) == 0) {
        count++;
    }
    return count;
}

static void put_versions(struct text_out *out, size_t count)
{
    char text[64];
    if (count > 1) {
        snprintf(text, sizeof text, " and %s more version%s",
                 view_number(count - 1).text, count == 2 ? "" : "s");
        text_out_style(out, STYLE_DIM);
        text_out_put(out, text);
        text_out_style(out, STYLE_PLAIN);
    }
}

static void put_more(struct text_out *out, size_t count)
{
    char text[64];
    snprintf(text, sizeof text, "and %s more place%s", view_number(count).text,
             count == 1 ? "" : "s");
    text_out_words(out, text);
}

int text_places(struct text_out *out, const struct finding *finding,
                const char *root, struct err *err)
{
    int rc = 0;
    size_t at = 0;
    size_t shown = 0;
    for (; at < finding->n_places && shown < PLACES_SHOWN && rc == 0; shown++) {
        const struct place *place = &finding->places[at];
        size_t versions = version_count(place, finding->n_places - at);
        if (shown == 0) {
            text_out_indent(out, 2);
        } else {
            text_out_label(out, shown == 1 ? "also in" : "");
        }
        rc = text_place(out, place, root, err);
        put_versions(out, versions);
        text_out_line(out);
        if (shown == 0) {
            text_excerpt(out, finding, place);
        }
        at += versions;
    }
    if (finding->n_places_total > at) {
        text_out_label(out, shown == 1 ? "also in" : "");
        put_more(out, finding->n_places_total - at);
        text_out_line(out);
    }
    return rc;
}
