/* SPDX-License-Identifier: Apache-2.0
 *
 * The outcome as JSON and as JSON Lines: the same objects, once inside one
 * document and once each on a line. Fields are documented in report.h; adding
 * one is fine, a changed meaning raises FORMAT_VERSION. */
#include "report/report_json.h"

#include "base/json_out.h"
#include "base/utf8.h"
#include "report/file_uri.h"
#include "report/git_words.h"
#include "report/outcome_view.h"

#define FORMAT_VERSION 1

static void put_texts(struct json_out *out, const char *name,
                      const char *const *texts, size_t count)
{
    json_out_member_array(out, name);
    for (size_t i = 0; i < count; i++) {
        json_out_text(out, texts[i]);
    }
    json_out_close(out);
}

/* Bytes that are no UTF-8 are lost in a JSON string; then the percent-encoded
 * path says what the file is really called. */
static int put_path(struct json_out *out, const char *path, struct err *err)
{
    json_out_member(out, "path", path);
    if (utf8_is_valid(span_str(path))) {
        return 0;
    }
    struct buf encoded;
    buf_init(&encoded, FILE_URI_CEILING);
    int rc = file_uri_encode(&encoded, span_str(path), err);
    if (rc == 0) {
        json_out_key(out, "path_encoded");
        json_out_span(out, buf_span(&encoded));
    }
    buf_release(&encoded);
    return rc;
}

static void put_position(struct json_out *out, const struct place *place)
{
    if (!place->binary) {
        json_out_member_uint(out, "line", place->line);
        json_out_member_uint(out, "column", place->column);
    }
}

static int put_place(struct json_out *out, const struct finding *finding,
                     const struct place *place, struct err *err)
{
    json_out_object(out);
    int rc = put_path(out, place->path, err);
    json_out_member(out, "part", git_part_name(place->part));
    put_position(out, place);
    if (!place->binary) {
        json_out_member_uint(out, "end_line", place->end_line);
        json_out_member_uint(out, "end_column", place->end_column);
    }
    json_out_member_uint(out, "offset", place->offset);
    json_out_member_uint(out, "length", place->length);
    json_out_member_bool(out, "binary", place->binary);
    json_out_member(out, "excerpt", place->excerpt);
    if (finding->secret) {
        json_out_member(out, "revealed", place->revealed);
    }
    json_out_member(out, "commit", place->commit);
    json_out_member(out, "object", place->object);
    if (place->object) {
        json_out_member_bool(out, "in_head", place->in_head);
    }
    if (place->local) {
        json_out_member_bool(out, "local", true);
    }
    json_out_member(out, "line_hash", place->line_hash);
    json_out_close(out);
    return rc;
}

static int put_places(struct json_out *out, const struct finding *finding,
                      struct err *err)
{
    int rc = 0;
    json_out_member_array(out, "places");
    for (size_t i = 0; i < finding->n_places && rc == 0; i++) {
        rc = put_place(out, finding, &finding->places[i], err);
    }
    json_out_close(out);
    json_out_member_uint(out, "places_total", finding->n_places_total);
    if (finding->local) {
        json_out_member_bool(out, "local", true);
    }
    return rc;
}

static int put_pair(struct json_out *out, const struct finding *finding,
                    struct err *err)
{
    const struct finding *pair = finding->pair;
    int rc = 0;
    if (!pair) {
        return 0;
    }
    json_out_member_object(out, "pair");
    json_out_member(out, "id", pair->id);
    json_out_member(out, "rule", pair->rule->id);
    json_out_member(out, "name", pair->rule->name);
    json_out_member(out, "masked", pair->masked);
    if (finding->pair_place) {
        rc = put_path(out, finding->pair_place->path, err);
        put_position(out, finding->pair_place);
    }
    json_out_close(out);
    return rc;
}

static void put_rule(struct json_out *out, const struct rule *rule)
{
    json_out_member(out, "rule", rule->id);
    json_out_member(out, "name", rule->name);
    json_out_member(out, "provider", rule->provider);
    json_out_member(out, "class", rule_class_name(rule->class));
    json_out_member(out, "environment",
                    rule_environment_name(rule->environment));
}

static void put_verdict(struct json_out *out, const struct verdict *verdict)
{
    json_out_member(out, "severity", severity_name(verdict->severity));
    json_out_member(out, "confidence", confidence_name(verdict->confidence));
    json_out_member(out, "evidence", evidence_name(verdict->evidence));
    put_texts(out, "reasons", verdict->reasons, verdict->n_reasons);
    json_out_key(out, "entropy");
    json_out_real(out, verdict->bits, 2);
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

static void put_guidance(struct json_out *out, const struct rule *rule)
{
    const struct rule_guidance *guidance = &rule->guidance;
    json_out_member(out, "grants", guidance->grants);
    json_out_member(out, "revoke_url", guidance->url);
    put_texts(out, "revoke_steps", guidance->steps, guidance->n_steps);
    put_texts(out, "docs", guidance->docs, guidance->n_docs);
}

static int put_finding(struct json_out *out, const struct finding *finding,
                       const struct report_options *options, const char *type,
                       struct err *err)
{
    json_out_object(out);
    json_out_member(out, "type", type);
    json_out_member(out, "id", finding->id);
    json_out_member_bool(out, "kept", finding->verdict.keep);
    put_rule(out, finding->rule);
    put_verdict(out, &finding->verdict);
    json_out_member(out, "masked", finding->masked);
    json_out_member_uint(out, "length", finding->secret_len);
    json_out_member(out, "secret", finding->secret);
    put_facts(out, &finding->verdict);
    int rc = put_places(out, finding, err);
    if (rc == 0) {
        rc = put_pair(out, finding, err);
    }
    git_json(out, finding, options);
    json_out_member_bool(out, "suppressed", finding->suppressed);
    json_out_member(out, "suppression", finding->suppression);
    if (finding->policy) {
        json_out_member(out, "policy", finding->policy);
        json_out_member_uint(out, "policy_line", finding->policy_line);
    }
    put_guidance(out, finding->rule);
    json_out_close(out);
    return rc;
}

static int put_notice(struct json_out *out, const struct notice *notice,
                      const char *type, struct err *err)
{
    int rc = 0;
    json_out_object(out);
    json_out_member(out, "type", type);
    json_out_member(out, "kind", notice_name(notice->kind));
    json_out_member_bool(out, "failure", notice_is_failure(notice->kind));
    if (notice->path && notice->path[0]) {
        rc = put_path(out, notice->path, err);
    }
    json_out_member(out, "text", notice->text);
    json_out_close(out);
    return rc;
}

static void put_amounts(struct json_out *out, const struct coverage *coverage)
{
    const struct {
        const char *name;
        uint64_t value;
    } amounts[] = {
        {"files", coverage->files},     {"folders", coverage->folders},
        {"objects", coverage->objects}, {"commits", coverage->commits},
        {"bytes", coverage->bytes},     {"candidates", coverage->candidates},
        {"dropped", coverage->dropped}, {"suppressed", coverage->suppressed},
    };
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        json_out_member_uint(out, amounts[i].name, amounts[i].value);
    }
    json_out_member_object(out, "notices");
    for (int i = 0; i < NOTICE_KINDS; i++) {
        if (coverage->notices[i] > 0) {
            json_out_member_uint(out, notice_name((enum notice_kind)i),
                                 coverage->notices[i]);
        }
    }
    json_out_close(out);
}

static void put_coverage(struct json_out *out, const struct outcome *outcome,
                         const struct report_options *options)
{
    put_amounts(out, &outcome->coverage);
    json_out_member_uint(out, "findings", view_count(outcome).live);
    json_out_key(out, "seconds");
    json_out_real(out, outcome->coverage.seconds, 3);
    json_out_member_bool(out, "interrupted", outcome->coverage.interrupted);
    json_out_member_bool(out, "complete", outcome_is_complete(outcome));
    json_out_key(out, "exit_code");
    json_out_int(out, report_exit_code_asked(outcome, options));
}

static void put_time(struct json_out *out, const char *name, int64_t seconds)
{
    struct view_text when = view_time(seconds);
    json_out_member(out, name, when.text[0] ? when.text : NULL);
}

static void put_head(struct json_out *out, const struct report_options *options)
{
    json_out_member(out, "version", options->version);
    json_out_member_uint(out, "format", FORMAT_VERSION);
    json_out_member(out, "command", options->command);
    json_out_member(out, "root", options->root);
    put_time(out, "started", options->started);
    put_time(out, "ended", options->ended);
    if (options->git) {
        json_out_member_object(out, "repository");
        json_out_member(out, "uri", options->git->uri);
        json_out_member(out, "revision", options->git->revision);
        json_out_member(out, "branch", options->git->branch);
        json_out_close(out);
    }
}

int report_json(FILE *stream, const struct outcome *outcome,
                const struct report_options *options, struct err *err)
{
    struct json_out out;
    int rc = 0;
    json_out_init(&out, stream, JSON_OUT_INDENTED);
    json_out_object(&out);
    put_head(&out, options);
    json_out_member_array(&out, "findings");
    for (size_t i = 0; i < outcome->n_findings && rc == 0; i++) {
        rc = put_finding(&out, outcome->findings[i], options, NULL, err);
    }
    json_out_close(&out);
    json_out_member_array(&out, "notices");
    for (size_t i = 0; i < outcome->n_notices && rc == 0; i++) {
        rc = put_notice(&out, &outcome->notices[i], NULL, err);
    }
    json_out_close(&out);
    json_out_member_object(&out, "coverage");
    put_coverage(&out, outcome, options);
    json_out_close(&out);
    json_out_close(&out);
    (void)fputc('\n', stream);
    return rc;
}

int report_jsonl(FILE *stream, const struct outcome *outcome,
                 const struct report_options *options, struct err *err)
{
    struct json_out out;
    int rc = 0;
    for (size_t i = 0; i < outcome->n_findings && rc == 0; i++) {
        json_out_init(&out, stream, JSON_OUT_COMPACT);
        rc = put_finding(&out, outcome->findings[i], options, "finding", err);
        (void)fputc('\n', stream);
    }
    for (size_t i = 0; i < outcome->n_notices && rc == 0; i++) {
        json_out_init(&out, stream, JSON_OUT_COMPACT);
        rc = put_notice(&out, &outcome->notices[i], "notice", err);
        (void)fputc('\n', stream);
    }
    if (rc < 0) {
        return rc;
    }
    json_out_init(&out, stream, JSON_OUT_COMPACT);
    json_out_object(&out);
    json_out_member(&out, "type", "coverage");
    put_head(&out, options);
    put_coverage(&out, outcome, options);
    json_out_close(&out);
    (void)fputc('\n', stream);
    return 0;
}
