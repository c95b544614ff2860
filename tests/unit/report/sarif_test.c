/* SPDX-License-Identifier: Apache-2.0
 *
 * Without arguments: unit tests. `sarif_test FOLDER` writes logs of the same
 * outcomes there, for tests/cli/sarif_validate.sh. */
#include "sample_outcome.h"

#include "base/mem.h"
#include "report/report_sarif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cJSON.h>
#include <cmocka.h>

static cJSON *log_of(const struct outcome *outcome)
{
    char *text = sample_report(outcome, &sample_options, REPORT_SARIF);
    assert_non_null(text);
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    free(text);
    return json;
}

/* "runs/0/results": members and indices. */
static const cJSON *find(const cJSON *json, const char *path)
{
    char name[64];
    while (json && *path) {
        size_t len = strcspn(path, "/");
        assert_true(len < sizeof name);
        memcpy(name, path, len);
        name[len] = '\0';
        json = cJSON_IsArray(json)
                   ? cJSON_GetArrayItem(json, (int)strtol(name, NULL, 10))
                   : cJSON_GetObjectItemCaseSensitive(json, name);
        path += len + (path[len] == '/' ? 1 : 0);
    }
    return json;
}

static const char *text_at(const cJSON *json, const char *path)
{
    const char *text = cJSON_GetStringValue(find(json, path));
    if (!text) {
        fail_msg("no text at %s", path);
    }
    return text;
}

static double number_at(const cJSON *json, const char *path)
{
    const cJSON *item = find(json, path);
    if (!cJSON_IsNumber(item)) {
        fail_msg("no number at %s", path);
    }
    return item->valuedouble;
}

static int size_at(const cJSON *json, const char *path)
{
    const cJSON *item = find(json, path);
    if (!cJSON_IsArray(item)) {
        fail_msg("no array at %s", path);
    }
    return cJSON_GetArraySize(item);
}

#define assert_at(json, path, want) \
    assert_string_equal(text_at(json, path), want)

static void the_run_is_described(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    assert_at(log, "version", "2.1.0");
    assert_non_null(strstr(text_at(log, "$schema"), "sarif-schema-2.1.0.json"));
    const cJSON *run = find(log, "runs/0");
    assert_at(run, "tool/driver/name", "jackdaw");
    assert_at(run, "tool/driver/semanticVersion", "0.1.0");
    assert_at(run, "columnKind", "unicodeCodePoints");
    assert_at(run, "automationDetails/id", "jackdaw/tree/");
    assert_at(run, "originalUriBaseIds/%SRCROOT%/uri", "file:///srv/tree/");
    assert_at(run, "taxonomies/0/taxa/0/id", "798");
    assert_at(run, "tool/driver/supportedTaxonomies/0/name", "CWE");
    cJSON_Delete(log);
}

static void rules_are_those_that_hit(void **state)
{
    (void)state;
    static const char *const ids[] = {"acme-key-id", "acme-map-key",
                                      "acme-token", "rsa-private-key"};
    cJSON *log = log_of(&sample_outcome);
    const cJSON *rules = find(log, "runs/0/tool/driver/rules");
    assert_int_equal(cJSON_GetArraySize(rules), 4);
    for (int i = 0; i < 4; i++) {
        const cJSON *rule = cJSON_GetArrayItem(rules, i);
        assert_at(rule, "id", ids[i]);
        assert_true(strlen(text_at(rule, "shortDescription/text")) > 0);
        assert_true(strlen(text_at(rule, "fullDescription/text")) > 0);
        assert_true(strlen(text_at(rule, "help/text")) > 0);
        assert_true(strlen(text_at(rule, "help/markdown")) > 0);
    }
    const cJSON *token = cJSON_GetArrayItem(rules, 2);
    assert_at(token, "name", "AcmeToken");
    assert_at(token, "defaultConfiguration/level", "error");
    assert_at(token, "properties/security-severity", "9.5");
    assert_at(token, "properties/precision", "very-high");
    assert_at(token, "properties/problem.severity", "error");
    assert_at(token, "properties/tags/0", "security");
    assert_at(token, "properties/tags/2", "provider/acme-corp");
    const cJSON *map = cJSON_GetArrayItem(rules, 1);
    assert_at(map, "defaultConfiguration/level", "note");
    assert_null(find(map, "properties/security-severity"));
    assert_at(map, "properties/problem.severity", "recommendation");
    assert_at(map, "properties/tags/0", "secret");
    assert_at(map, "properties/tags/1", "publishable");
    const cJSON *key = cJSON_GetArrayItem(rules, 3);
    assert_at(key, "relationships/0/target/id", "321");
    cJSON_Delete(log);
}

static void help_has_the_steps_numbered(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    const cJSON *help = find(log, "runs/0/tool/driver/rules/2/help");
    const char *text = text_at(help, "text");
    const char *markdown = text_at(help, "markdown");
    assert_non_null(strstr(text, "\n1. Open Settings > Tokens"));
    assert_non_null(strstr(text, "\nTo confirm: The API answers 401\n"));
    assert_non_null(strstr(markdown, "## Acme access token \\[v2\\]\n"));
    assert_non_null(strstr(markdown, "\n1. Open Settings \\> Tokens"));
    assert_non_null(strstr(markdown, "\n2. Press `Delete` and confirm with "
                                     "\\<your-password\\>\\_now\n"));
    assert_non_null(strstr(markdown, "<https://example.com/settings/tokens>"));
    assert_non_null(strstr(markdown, "\n\n    acme token delete ID\n"
                                     "    acme logout\n"));
    assert_non_null(strstr(markdown, "- https://docs.example.com/\\<b\\>\n"));
    cJSON_Delete(log);
}

static void results_point_at_rules_and_places(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    assert_int_equal(size_at(log, "runs/0/results"), 5);
    const cJSON *result = find(log, "runs/0/results/0");
    assert_at(result, "ruleId", "acme-token");
    assert_true(number_at(result, "ruleIndex") == 2);
    assert_at(result, "kind", "fail");
    assert_at(result, "level", "error");
    assert_true(number_at(result, "rank") == 100);
    assert_int_equal(size_at(result, "locations"), 1);
    const cJSON *place = find(result, "locations/0/physicalLocation");
    assert_at(place, "artifactLocation/uri", "src/app.py");
    assert_at(place, "artifactLocation/uriBaseId", "%SRCROOT%");
    assert_true(number_at(place, "region/startLine") == 12);
    assert_true(number_at(place, "region/startColumn") == 10);
    assert_true(number_at(place, "region/endLine") == 12);
    assert_true(number_at(place, "region/endColumn") == 39);
    assert_null(find(place, "region/snippet"));
    assert_null(find(place, "contextRegion"));
    assert_at(result, "taxa/0/id", "798");
    assert_at(log, "runs/0/results/2/taxa/0/id", "321");
    assert_at(result, "properties/facts/account", "12345");
    cJSON_Delete(log);
}

static void fingerprints_survive(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    const cJSON *first = find(log, "runs/0/results/0/partialFingerprints");
    assert_at(first, "primaryLocationLineHash", "39fa2ee980eb94b0:1");
    /* The slash of its name is no step of a path. */
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(first, SARIF_SECRET_KEY);
    assert_string_equal(cJSON_GetStringValue(id), sample_token_finding.id);
    cJSON_Delete(log);
}

static void related_locations_have_ids_and_uris(void **state)
{
    (void)state;
    static const char *const uris[] = {
        "src/app.py",
        "dir%20with%20space/a%23b%2520c%3F.txt",
        "%C3%BCn%C3%AF/%E6%97%A5%E6%9C%AC.txt",
        "ctrl%1B%5B31m%07%0A%C2%9B31m%E2%80%AE.txt",
        "bad%FF%FE%ED%A0%80.txt",
        "file:///outside/the%20root.env",
        "inside.env",
        "file:///srv/sibling.txt",
        "pages/%5Bid%5D%7Bx%7D%5C.tsx",
        "c%3Ad.txt",
    };
    cJSON *log = log_of(&sample_outcome);
    const cJSON *related = find(log, "runs/0/results/0/relatedLocations");
    assert_int_equal(cJSON_GetArraySize(related), 10);
    for (int i = 0; i < 10; i++) {
        const cJSON *place = cJSON_GetArrayItem(related, i);
        assert_true(number_at(place, "id") == i + 1);
        assert_at(place, "physicalLocation/artifactLocation/uri", uris[i]);
        bool is_file = strncmp(uris[i], "file:", 5) == 0;
        const cJSON *base =
            find(place, "physicalLocation/artifactLocation/uriBaseId");
        assert_true(is_file ? base == NULL : base != NULL);
        assert_true(strlen(text_at(place, "message/text")) > 0);
    }
    assert_null(find(log, "runs/0/results/3/relatedLocations"));
    cJSON_Delete(log);
}

static void the_message_begins_with_a_title(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    const char *text = text_at(log, "runs/0/results/0/message/text");
    const char *title = "Leaked Acme access token \\[v2\\]. ";
    assert_memory_equal(text, title, strlen(title));
    assert_non_null(strstr(text, "account '12345'"));
    assert_non_null(strstr(text, "'\\[click\\](https://evil.example) {{0}}'"));
    assert_non_null(strstr(text, "is at [src/app.py:11](1)."));
    assert_non_null(strstr(text, "at 11 other places: [dir with space/"));
    assert_non_null(strstr(text, "](6) and more."));
    assert_null(strchr(text, '\x1b'));
    assert_at(log, "runs/0/results/4/message/text",
              "Acme map key, meant to be public. It reads 'MAP********KEY'; "
              "evidence: context, confidence: low.");
    cJSON_Delete(log);
}

static void binary_places_count_bytes(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    const cJSON *place =
        find(log, "runs/0/results/2/locations/0/physicalLocation");
    assert_true(number_at(place, "region/byteOffset") == 4096);
    assert_true(number_at(place, "region/byteLength") == 1675);
    assert_true(number_at(place, "region/startLine") == 1);
    assert_at(log,
              "runs/0/results/2/partialFingerprints/"
              "primaryLocationLineHash",
              "3333333333333333:1");
    cJSON_Delete(log);
}

static void suppressions_are_all_or_none(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    assert_int_equal(size_at(log, "runs/0/results/0/suppressions"), 0);
    assert_at(log, "runs/0/results/1/suppressions/0/kind", "inSource");
    assert_at(log, "runs/0/results/1/suppressions/0/justification",
              "jackdaw:allow");
    cJSON_Delete(log);
    const struct finding *const only[] = {&sample_id_finding};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    log = log_of(&outcome);
    assert_null(find(log, "runs/0/results/0/suppressions"));
    cJSON_Delete(log);
}

static void what_was_not_read_is_notified(void **state)
{
    (void)state;
    cJSON *log = log_of(&sample_outcome);
    const cJSON *run = find(log, "runs/0/invocations/0");
    assert_true(cJSON_IsFalse(find(run, "executionSuccessful")));
    assert_true(number_at(run, "exitCode") == 2);
    assert_at(run, "startTimeUtc", "2026-09-10T00:26:40Z");
    assert_at(run, "commandLine", "jackdaw scan .");
    assert_at(run, "workingDirectory/uri", "file:///srv/tree/");
    const cJSON *notes = find(run, "toolExecutionNotifications");
    assert_int_equal(cJSON_GetArraySize(notes), 6);
    const cJSON *first = cJSON_GetArrayItem(notes, 0);
    assert_at(first, "descriptor/id", "jackdaw/unreadable");
    assert_at(first, "level", "error");
    assert_at(first, "message/text", "Permission denied");
    assert_at(first, "locations/0/physicalLocation/artifactLocation/uri",
              "locked%20%1B%5D0;x%07.env");
    assert_at(notes, "1/level", "note");
    assert_at(notes, "3/message/text", "1 more of this kind are not listed.");
    assert_at(notes, "5/descriptor/id", "jackdaw/report-limit");
    /* The index of each descriptor is right. */
    for (int i = 0; i < 6; i++) {
        const cJSON *note = cJSON_GetArrayItem(notes, i);
        int index = (int)number_at(note, "descriptor/index");
        const cJSON *all = find(log, "runs/0/tool/driver/notifications");
        assert_at(cJSON_GetArrayItem(all, index), "id",
                  text_at(note, "descriptor/id"));
    }
    cJSON_Delete(log);
}

static void a_clean_run_succeeds_with_no_results(void **state)
{
    (void)state;
    struct outcome clean = {.coverage = {.files = 1}};
    cJSON *log = log_of(&clean);
    assert_int_equal(size_at(log, "runs/0/results"), 0);
    assert_int_equal(size_at(log, "runs/0/tool/driver/rules"), 0);
    assert_true(
        cJSON_IsTrue(find(log, "runs/0/invocations/0/executionSuccessful")));
    cJSON_Delete(log);
    clean.coverage.interrupted = true;
    log = log_of(&clean);
    assert_true(
        cJSON_IsFalse(find(log, "runs/0/invocations/0/executionSuccessful")));
    assert_true(number_at(log, "runs/0/invocations/0/exitCode") == 130);
    cJSON_Delete(log);
}

static void no_secret_even_when_findings_are_clear(void **state)
{
    (void)state;
    struct finding open = sample_token_finding;
    open.secret = SAMPLE_SECRET;
    const struct finding *const only[] = {&open};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    char *text = sample_report(&outcome, &sample_options, REPORT_SARIF);
    assert_null(strstr(text, "hunter2"));
    free(text);
}

static void refused_candidates_are_no_results(void **state)
{
    (void)state;
    const struct finding *const two[] = {&sample_refused_finding,
                                         &sample_id_finding};
    struct outcome outcome = {.findings = two, .n_findings = 2};
    cJSON *log = log_of(&outcome);
    assert_int_equal(size_at(log, "runs/0/results"), 1);
    assert_int_equal(size_at(log, "runs/0/tool/driver/rules"), 1);
    assert_at(log, "runs/0/results/0/ruleId", "acme-key-id");
    assert_int_equal(
        size_at(log, "runs/0/invocations/0/toolExecutionNotifications"), 0);
    cJSON_Delete(log);
}

static void regions_are_sane_whatever_comes(void **state)
{
    (void)state;
    static const struct place places[] = {
        {.path = "a"},
        {.path = "a", .line = 5, .column = 9, .end_line = 3, .end_column = 2},
        {.path = "a", .line = UINT32_MAX, .column = UINT32_MAX},
        {.path = "a", .binary = true, .offset = 1ull << 40, .length = 3},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct finding finding = sample_id_finding;
        const struct finding *const only[] = {&finding};
        struct outcome outcome = {.findings = only, .n_findings = 1};
        finding.places = &places[i];
        cJSON *log = log_of(&outcome);
        const cJSON *region =
            find(log, "runs/0/results/0/locations/0/physicalLocation/region");
        double line = number_at(region, "startLine");
        double column = number_at(region, "startColumn");
        assert_true(line >= 1 && line <= INT32_MAX && column >= 1);
        assert_true(number_at(region, "endLine") >= line);
        assert_true(number_at(region, "endLine") > line ||
                    number_at(region, "endColumn") >= column);
        if (places[i].binary) {
            assert_null(find(region, "byteOffset"));
            assert_true(number_at(region, "properties/byteOffset") ==
                        (double)(1ull << 40));
        }
        cJSON_Delete(log);
    }
}

/* One past each limit of code scanning. */
static void limits_are_kept_and_said(void **state)
{
    (void)state;
    size_t n = SARIF_RESULTS + 1;
    const struct finding **many = mem_calloc(n, sizeof *many);
    for (size_t i = 0; i < n; i++) {
        many[i] = &sample_id_finding;
    }
    struct outcome outcome = {.findings = many, .n_findings = n};
    cJSON *log = log_of(&outcome);
    assert_int_equal(size_at(log, "runs/0/results"), SARIF_RESULTS);
    const cJSON *notes =
        find(log, "runs/0/invocations/0/toolExecutionNotifications");
    assert_int_equal(cJSON_GetArraySize(notes), 1);
    assert_memory_equal(text_at(notes, "0/message/text"), "1 findings", 10);
    cJSON_Delete(log);
    outcome.n_findings = SARIF_RESULTS;
    log = log_of(&outcome);
    assert_int_equal(
        size_at(log, "runs/0/invocations/0/toolExecutionNotifications"), 0);
    cJSON_Delete(log);
    free(many);
}

static void places_are_cut_at_a_thousand(void **state)
{
    (void)state;
    struct place *places = mem_calloc(1001, sizeof *places);
    for (size_t i = 0; i < 1001; i++) {
        places[i] = sample_id_places[0];
    }
    for (size_t paired = 0; paired < 2; paired++) {
        struct finding finding = sample_id_finding;
        const struct finding *const only[] = {&finding};
        struct outcome outcome = {.findings = only, .n_findings = 1};
        finding.places = places;
        finding.n_places = 1000 - paired;
        finding.n_places_total = finding.n_places;
        finding.pair = paired ? &sample_key_finding : NULL;
        finding.pair_place = paired ? &sample_key_places[0] : NULL;
        for (size_t extra = 0; extra < 2; extra++) {
            cJSON *log = log_of(&outcome);
            assert_int_equal(size_at(log, "runs/0/results/0/relatedLocations"),
                             999);
            assert_int_equal(
                size_at(log, "runs/0/invocations/0/toolExecutionNotifications"),
                extra);
            cJSON_Delete(log);
            finding.n_places++;
            finding.n_places_total++;
        }
    }
    free(places);
}

static void long_texts_of_rules_are_cut(void **state)
{
    (void)state;
    char name[1100 * 2 + 1];
    for (size_t i = 0; i < 1100; i++) {
        memcpy(name + 2 * i, "\xc3\xa9", 3);
    }
    struct rule rule = sample_key_id;
    struct finding finding = sample_id_finding;
    const struct finding *const only[] = {&finding};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    rule.name = name;
    finding.rule = &rule;
    cJSON *log = log_of(&outcome);
    const char *text =
        text_at(log, "runs/0/tool/driver/rules/0/shortDescription/text");
    assert_int_equal(strlen(text), 2 * (SARIF_DESCRIPTION - 3) + 3);
    cJSON_Delete(log);
}

static int write_log(const char *folder, const char *name,
                     const struct outcome *outcome, const char *root)
{
    char path[4096];
    struct report_options options = sample_options;
    options.format = REPORT_SARIF;
    options.root = root;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "w");
    if (!stream) {
        perror(path);
        return -1;
    }
    int rc = report_write(stream, outcome, &options, NULL);
    return fclose(stream) == 0 ? rc : -1;
}

static int write_logs(const char *folder)
{
    static const struct outcome clean = {.coverage = {.files = 1}};
    int rc = write_log(folder, "hostile.sarif", &sample_outcome, "/srv/tree");
    rc |= write_log(folder, "rootless.sarif", &sample_outcome, NULL);
    rc |= write_log(folder, "clean.sarif", &clean, "/srv/my tree#1");
    return rc == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_run_is_described),
        cmocka_unit_test(rules_are_those_that_hit),
        cmocka_unit_test(help_has_the_steps_numbered),
        cmocka_unit_test(results_point_at_rules_and_places),
        cmocka_unit_test(fingerprints_survive),
        cmocka_unit_test(related_locations_have_ids_and_uris),
        cmocka_unit_test(the_message_begins_with_a_title),
        cmocka_unit_test(binary_places_count_bytes),
        cmocka_unit_test(suppressions_are_all_or_none),
        cmocka_unit_test(what_was_not_read_is_notified),
        cmocka_unit_test(a_clean_run_succeeds_with_no_results),
        cmocka_unit_test(no_secret_even_when_findings_are_clear),
        cmocka_unit_test(refused_candidates_are_no_results),
        cmocka_unit_test(regions_are_sane_whatever_comes),
        cmocka_unit_test(limits_are_kept_and_said),
        cmocka_unit_test(places_are_cut_at_a_thousand),
        cmocka_unit_test(long_texts_of_rules_are_cut),
    };
    if (argc == 2) {
        return write_logs(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
