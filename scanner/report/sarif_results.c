/* SPDX-License-Identifier: Apache-2.0
 *
 * results: one for each secret. GitHub knows an alert again by
 * primaryLocationLineHash alone, so the hash of the line is given where there
 * is one, and otherwise a value that stays the same while the secret does. */
#include "report/file_uri.h"
#include "report/git_words.h"
#include "report/outcome_view.h"
#include "report/report_sarif.h"
#include "report/sarif_message.h"

int sarif_artifact(struct sarif *sarif, const char *path, struct err *err)
{
    struct json_out *out = &sarif->out;
    enum file_uri_kind kind;
    int rc =
        file_uri_build(&sarif->uri, &kind, sarif->options->root, path, err);
    if (rc < 0) {
        return rc;
    }
    json_out_member_object(out, "artifactLocation");
    json_out_key(out, "uri");
    json_out_span(out, buf_span(&sarif->uri));
    json_out_member(out, "uriBaseId",
                    kind == FILE_URI_RELATIVE ? SARIF_BASE_ID : NULL);
    json_out_close(out);
    return 0;
}

static uint32_t between(uint32_t value, uint32_t least)
{
    value = value > least ? value : least;
    return value < SARIF_INTEGER ? value : SARIF_INTEGER;
}

/* Lines and columns from 1, the end not before the start, whatever came. */
static void put_text_region(struct json_out *out, const struct place *place)
{
    uint32_t line = between(place->line, 1);
    uint32_t column = between(place->column, 1);
    uint32_t end_line = between(place->end_line, line);
    uint32_t least = end_line > line ? 1 : column;
    json_out_member_uint(out, "startLine", line);
    json_out_member_uint(out, "startColumn", column);
    json_out_member_uint(out, "endLine", end_line);
    json_out_member_uint(out, "endColumn", between(place->end_column, least));
}

/* GitHub wants lines in every region; for bytes without lines it gets the
 * first. Text and binary properties of a region are independent (3.30.4). */
static void put_region(struct json_out *out, const struct place *place)
{
    static const struct place first = {
        .line = 1, .column = 1, .end_line = 1, .end_column = 2};
    bool has_lines = !place->binary && place->part != PLACE_NAME;
    json_out_member_object(out, "region");
    put_text_region(out, has_lines ? place : &first);
    bool fits =
        place->offset <= SARIF_INTEGER && place->length <= SARIF_INTEGER;
    if (place->binary && !fits) {
        json_out_member_object(out, "properties");
    }
    if (place->binary) {
        json_out_member_uint(out, "byteOffset", place->offset);
        json_out_member_uint(out, "byteLength", place->length);
    }
    if (place->binary && !fits) {
        json_out_close(out);
    }
    json_out_close(out);
}

int sarif_location(struct sarif *sarif, const struct place *place,
                   struct err *err)
{
    struct json_out *out = &sarif->out;
    json_out_member_object(out, "physicalLocation");
    int rc = sarif_artifact(sarif, place->path, err);
    put_region(out, place);
    json_out_close(out);
    if (place->commit) {
        json_out_member_object(out, "properties");
        json_out_member(out, "commit", place->commit);
        json_out_member(out, "object", place->object);
        json_out_close(out);
    }
    return rc;
}

static int put_related(struct sarif *sarif, const struct place *place,
                       size_t id, const char *text, struct err *err)
{
    struct json_out *out = &sarif->out;
    json_out_object(out);
    json_out_member_uint(out, "id", id);
    json_out_member_object(out, "message");
    json_out_member(out, "text", text);
    json_out_close(out);
    int rc = sarif_location(sarif, place, err);
    json_out_close(out);
    return rc;
}

static int put_relateds(struct sarif *sarif, const struct finding *finding,
                        struct err *err)
{
    size_t first = sarif_message_first_place(finding);
    int rc = 0;
    if (first == 1 && finding->n_places < 2) {
        return 0;
    }
    json_out_member_array(&sarif->out, "relatedLocations");
    if (first == 2) {
        rc = put_related(sarif, finding->pair_place, 1,
                         "The other half of the pair.", err);
    }
    /* The place of the result itself counts as a location, too. */
    for (size_t i = 1; i < finding->n_places && rc == 0; i++) {
        size_t id = first + i - 1;
        if (id + 1 > SARIF_LOCATIONS) {
            break;
        }
        rc = put_related(sarif, &finding->places[i], id, "The same secret.",
                         err);
    }
    json_out_close(&sarif->out);
    return rc;
}

static void put_fingerprints(struct json_out *out,
                             const struct finding *finding)
{
    const struct place *place = &finding->places[0];
    const char *line_hash = place->part == PLACE_TEXT ? place->line_hash : NULL;
    json_out_member_object(out, "partialFingerprints");
    json_out_key(out, SARIF_LINE_KEY);
    json_out_string_begin(out);
    if (line_hash) {
        json_out_string_text(out, line_hash);
    } else {
        json_out_string_add(
            out, span_slice(span_str(finding->id), (struct range){0, 16}));
        json_out_string_text(out, ":1");
    }
    json_out_string_end(out);
    json_out_member(out, SARIF_SECRET_KEY, finding->id);
    json_out_close(out);
    json_out_member_object(out, "fingerprints");
    json_out_member(out, SARIF_SECRET_KEY, finding->id);
    json_out_close(out);
}

/* If one result says whether it is suppressed, all have to (3.27.23). */
static void put_suppressions(const struct sarif *sarif, struct json_out *out,
                             const struct finding *finding)
{
    if (!sarif->any_suppressed) {
        return;
    }
    json_out_member_array(out, "suppressions");
    if (finding->suppressed) {
        json_out_object(out);
        json_out_member(out, "kind", finding->policy ? "external" : "inSource");
        json_out_member(out, "status", "accepted");
        json_out_member(out, "justification", finding->suppression);
        json_out_close(out);
    }
    json_out_close(out);
}

/* 0 to 100: severity first, confidence within it. */
static unsigned rank(const struct verdict *verdict)
{
    return (unsigned)verdict->severity * 20u + 5u +
           (unsigned)verdict->confidence * 5u;
}

static void put_facts(struct json_out *out, const struct verdict *verdict)
{
    json_out_member_object(out, "facts");
    for (size_t i = 0; i < verdict->n_facts; i++) {
        if (view_fact_is_first(verdict, i)) {
            json_out_member(out, verdict->facts[i].name,
                            verdict->facts[i].value);
        }
    }
    json_out_close(out);
}

static void put_properties(struct sarif *sarif, const struct finding *finding)
{
    struct json_out *out = &sarif->out;
    const struct verdict *verdict = &finding->verdict;
    const struct rule *rule = finding->rule;
    json_out_member_object(out, "properties");
    json_out_member(out, "severity", severity_name(verdict->severity));
    json_out_member(out, "confidence", confidence_name(verdict->confidence));
    json_out_member(out, "evidence", evidence_name(verdict->evidence));
    json_out_member_array(out, "reasons");
    for (size_t i = 0; i < verdict->n_reasons; i++) {
        json_out_text(out, verdict->reasons[i]);
    }
    json_out_close(out);
    json_out_key(out, "entropy");
    json_out_real(out, verdict->bits, 2);
    json_out_member(out, "masked", finding->masked);
    json_out_member_uint(out, "length", finding->secret_len);
    json_out_member(out, "provider", rule->provider);
    json_out_member(out, "class", rule_class_name(rule->class));
    json_out_member(out, "environment",
                    rule_environment_name(rule->environment));
    put_facts(out, verdict);
    json_out_member_uint(out, "places", finding->n_places_total);
    git_json(out, finding, sarif->options);
    json_out_close(out);
}

static int put_result(struct sarif *sarif, const struct finding *finding,
                      struct err *err)
{
    struct json_out *out = &sarif->out;
    json_out_object(out);
    json_out_member(out, "ruleId", finding->rule->id);
    json_out_member_uint(out, "ruleIndex",
                         sarif_rule_index(sarif, finding->rule));
    json_out_member(out, "kind", "fail");
    json_out_member(out, "level", sarif_level(finding->verdict.severity));
    json_out_member_object(out, "message");
    json_out_key(out, "text");
    sarif_message(out, finding);
    json_out_close(out);
    json_out_member_array(out, "locations");
    json_out_object(out);
    int rc = sarif_location(sarif, &finding->places[0], err);
    json_out_close(out);
    json_out_close(out);
    if (rc == 0) {
        rc = put_relateds(sarif, finding, err);
    }
    put_fingerprints(out, finding);
    json_out_member_array(out, "taxa");
    sarif_taxon(sarif, finding->rule);
    json_out_close(out);
    put_suppressions(sarif, out, finding);
    json_out_member_uint(
        out, "rank", finding->git ? finding->risk : rank(&finding->verdict));
    put_properties(sarif, finding);
    json_out_close(out);
    return rc;
}

int sarif_results(struct sarif *sarif, struct err *err)
{
    int rc = 0;
    json_out_array(&sarif->out);
    for (size_t i = 0; i < sarif->n_results && rc == 0; i++) {
        rc = put_result(sarif, sarif->results[i], err);
    }
    json_out_close(&sarif->out);
    return rc;
}
