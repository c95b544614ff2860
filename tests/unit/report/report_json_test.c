/* SPDX-License-Identifier: Apache-2.0 */
#include "sample_outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cJSON.h>
#include <cmocka.h>

static cJSON *parse(const char *text)
{
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    return json;
}

static cJSON *json_of(const struct outcome *outcome)
{
    char *text = sample_report(outcome, &sample_options, REPORT_JSON);
    assert_non_null(text);
    cJSON *json = parse(text);
    free(text);
    return json;
}

static const cJSON *get(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!item) {
        fail_msg("no field %s", name);
    }
    return item;
}

static void assert_text(const cJSON *object, const char *name, const char *want)
{
    const char *got = cJSON_GetStringValue(get(object, name));
    assert_non_null(got);
    assert_string_equal(got, want);
}

static void assert_number(const cJSON *object, const char *name, double want)
{
    assert_true(cJSON_IsNumber(get(object, name)));
    assert_true(get(object, name)->valuedouble == want);
}

static void the_document_has_its_parts(void **state)
{
    (void)state;
    cJSON *json = json_of(&sample_outcome);
    assert_text(json, "version", "0.1.0");
    assert_number(json, "format", 1);
    assert_text(json, "started", "2026-09-10T00:26:40Z");
    assert_int_equal(cJSON_GetArraySize(get(json, "findings")), 5);
    assert_int_equal(cJSON_GetArraySize(get(json, "notices")), 3);
    const cJSON *coverage = get(json, "coverage");
    assert_number(coverage, "files", 4844);
    assert_number(coverage, "findings", 4);
    assert_number(coverage, "exit_code", 2);
    assert_true(cJSON_IsFalse(get(coverage, "complete")));
    assert_number(get(coverage, "notices"), "unreadable", 2);
    cJSON_Delete(json);
}

static void a_finding_has_every_field(void **state)
{
    (void)state;
    cJSON *json = json_of(&sample_outcome);
    const cJSON *finding = cJSON_GetArrayItem(get(json, "findings"), 0);
    assert_text(finding, "id", sample_token_finding.id);
    assert_true(cJSON_IsTrue(get(finding, "kept")));
    assert_text(finding, "rule", "acme-token");
    assert_text(finding, "provider", "Acme Corp.");
    assert_text(finding, "class", "secret");
    assert_text(finding, "environment", "live");
    assert_text(finding, "severity", "critical");
    assert_text(finding, "evidence", "checksum");
    assert_text(finding, "masked", SAMPLE_MASKED);
    assert_number(finding, "entropy", 4.25);
    assert_number(finding, "length", 29);
    assert_number(finding, "places_total", 12);
    assert_text(get(finding, "facts"), "account", "12345");
    assert_int_equal(cJSON_GetArraySize(get(finding, "facts")), 2);
    assert_int_equal(cJSON_GetArraySize(get(finding, "reasons")), 2);
    assert_text(get(finding, "pair"), "rule", "acme-key-id");
    assert_text(get(finding, "pair"), "path", "src/app.py");
    assert_number(get(finding, "pair"), "line", 11);
    assert_text(finding, "revoke_url", "https://example.com/settings/tokens");
    assert_int_equal(cJSON_GetArraySize(get(finding, "revoke_steps")), 2);
    assert_null(cJSON_GetObjectItem(finding, "secret"));
    assert_null(cJSON_GetObjectItem(finding, "type"));
    cJSON_Delete(json);
}

static void places_say_where(void **state)
{
    (void)state;
    cJSON *json = json_of(&sample_outcome);
    const cJSON *findings = get(json, "findings");
    const cJSON *places = get(cJSON_GetArrayItem(findings, 0), "places");
    assert_int_equal(cJSON_GetArraySize(places), 10);
    const cJSON *first = cJSON_GetArrayItem(places, 0);
    assert_number(first, "line", 12);
    assert_number(first, "end_column", 39);
    assert_number(first, "offset", 120);
    assert_text(first, "line_hash", "39fa2ee980eb94b0:1");
    assert_null(cJSON_GetObjectItem(first, "path_encoded"));
    assert_text(cJSON_GetArrayItem(places, 4), "path_encoded",
                "bad%FF%FE%ED%A0%80.txt");
    /* The bytes of a valid name come back as they were. */
    assert_text(cJSON_GetArrayItem(places, 3), "path",
                sample_token_places[3].path);
    const cJSON *binary =
        cJSON_GetArrayItem(get(cJSON_GetArrayItem(findings, 2), "places"), 0);
    assert_true(cJSON_IsTrue(get(binary, "binary")));
    assert_number(binary, "offset", 4096);
    assert_null(cJSON_GetObjectItem(binary, "line"));
    assert_text(binary, "commit", sample_key_places[0].commit);
    cJSON_Delete(json);
}

static void a_clean_scan_is_an_empty_list(void **state)
{
    (void)state;
    struct outcome clean = {.coverage = {.files = 1}};
    cJSON *json = json_of(&clean);
    assert_true(cJSON_IsArray(get(json, "findings")));
    assert_int_equal(cJSON_GetArraySize(get(json, "findings")), 0);
    assert_true(cJSON_IsTrue(get(get(json, "coverage"), "complete")));
    assert_number(get(json, "coverage"), "exit_code", 0);
    cJSON_Delete(json);
}

static void lines_are_objects_and_coverage_ends_them(void **state)
{
    (void)state;
    static const char *const want[] = {"finding", "finding", "finding",
                                       "finding", "finding", "notice",
                                       "notice",  "notice",  "coverage"};
    char *text = sample_report(&sample_outcome, &sample_options, REPORT_JSONL);
    size_t n = 0;
    assert_non_null(text);
    for (char *at = text; at && *at; n++) {
        size_t len = strcspn(at, "\n");
        assert_int_equal(at[len], '\n');
        at[len] = '\0';
        cJSON *json = parse(at);
        assert_true(n < sizeof want / sizeof *want);
        assert_text(json, "type", want[n]);
        assert_memory_equal(at, "{\"type\":", 8); /* it comes first */
        cJSON_Delete(json);
        at += len + 1;
    }
    assert_int_equal(n, sizeof want / sizeof *want);
    free(text);
}

static void secrets_only_in_clear_findings(void **state)
{
    (void)state;
    static const enum report_format formats[] = {REPORT_JSON, REPORT_JSONL};
    struct finding open = sample_token_finding;
    open.secret = SAMPLE_SECRET;
    const struct finding *const only[] = {&open};
    struct outcome shown = {.findings = only, .n_findings = 1};
    for (size_t i = 0; i < 2; i++) {
        char *masked =
            sample_report(&sample_outcome, &sample_options, formats[i]);
        assert_null(strstr(masked, "hunter2"));
        free(masked);
        char *clear = sample_report(&shown, &sample_options, formats[i]);
        assert_int_equal(sample_count(clear, SAMPLE_SECRET), 2);
        free(clear);
    }
}

static void the_same_bytes_every_time(void **state)
{
    (void)state;
    for (int format = REPORT_TEXT; format <= REPORT_SARIF; format++) {
        char *one = sample_report(&sample_outcome, &sample_options,
                                  (enum report_format)format);
        char *two = sample_report(&sample_outcome, &sample_options,
                                  (enum report_format)format);
        assert_string_equal(one, two);
        free(one);
        free(two);
    }
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    for (int format = REPORT_TEXT; format <= REPORT_SARIF; format++) {
        struct report_options options = sample_options;
        struct err err = {0};
        options.format = (enum report_format)format;
        FILE *stream = fopen("/dev/full", "w");
        assert_non_null(stream);
        int rc = report_write(stream, &sample_outcome, &options, &err);
        fclose(stream);
        assert_int_equal(rc, ERR_SYSTEM);
        assert_non_null(strstr(err.text, "cannot write the report"));
    }
}

static void formats_have_names(void **state)
{
    (void)state;
    enum report_format format = REPORT_TEXT;
    assert_true(report_format_parse(&format, "sarif"));
    assert_int_equal(format, REPORT_SARIF);
    assert_true(report_format_parse(&format, "jsonl"));
    assert_int_equal(format, REPORT_JSONL);
    assert_false(report_format_parse(&format, "SARIF"));
    assert_false(report_format_parse(&format, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_has_its_parts),
        cmocka_unit_test(a_finding_has_every_field),
        cmocka_unit_test(places_say_where),
        cmocka_unit_test(a_clean_scan_is_an_empty_list),
        cmocka_unit_test(lines_are_objects_and_coverage_ends_them),
        cmocka_unit_test(secrets_only_in_clear_findings),
        cmocka_unit_test(the_same_bytes_every_time),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
