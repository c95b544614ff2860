/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SAMPLE_OUTCOME_H
#define TESTS_SAMPLE_OUTCOME_H

#include "report/report.h"

#include <stdlib.h>

/* An outcome by hand, as nasty as a repository can make it, and what the
 * tests of all formats need to look at a report. */

#define SAMPLE_SECRET \
    "acme_"           \
    "hunter2hunter2hunter2XYZ"
#define SAMPLE_MASKED "acme_hu***********************YZ"

static const char *const sample_steps[] = {
    "Open Settings > Tokens and find the token by its name",
    "Press `Delete` and confirm with <your-password>_now",
};
static const char *const sample_docs[] = {
    "https://docs.example.com/tokens?a=1&b=2",
    "https://docs.example.com/<b>",
};

static const struct alphabet sample_alphabet = {.size = 62, .name = "base62"};
static const char *const sample_head[] = {"acme_"};
static const char *const sample_kinds[] = {"live", "test"};
static const struct segment sample_segments[] = {
    {.kind = SEGMENT_TEXT, .texts = sample_head, .n_texts = 1},
    {.kind = SEGMENT_TEXT,
     .texts = sample_kinds,
     .n_texts = 2,
     .optional = true},
    {.kind = SEGMENT_RUN, .alphabet = &sample_alphabet, .min = 20, .max = 24},
};
static const struct shape sample_shapes[] = {
    {.segments = sample_segments, .n_segments = 3},
};
static const struct rule_check sample_checks[] = {{"crc32-base62", true}};
static const char *const sample_keywords[] = {"acme", "acme_token"};

static const struct rule sample_token = {
    .id = "acme-token",
    .name = "Acme access token [v2]",
    .provider = "Acme Corp.",
    .environment = ENVIRONMENT_LIVE,
    .severity = SEVERITY_CRITICAL,
    .shapes = sample_shapes,
    .n_shapes = 1,
    .checks = sample_checks,
    .n_checks = 1,
    .keywords = sample_keywords,
    .n_keywords = 2,
    .pair = "acme-key-id",
    .pair_lines = 20,
    .guidance = {.grants = "Whatever the user may do, within its scopes.",
                 .url = "https://example.com/settings/tokens",
                 .steps = sample_steps,
                 .n_steps = 2,
                 .api = "DELETE /tokens/{id}",
                 .cli = "acme token delete ID\nacme logout",
                 .rotation = "Make the new one first.",
                 .confirm = "The API answers 401",
                 .docs = sample_docs,
                 .n_docs = 2},
};

static const struct rule sample_key_id = {
    .id = "acme-key-id",
    .name = "Acme key id",
    .provider = "Acme Corp.",
    .class = RULE_IDENTIFIER,
    .severity = SEVERITY_LOW,
    .shapes = sample_shapes,
    .n_shapes = 1,
    .guidance = {.grants = "Nothing alone.",
                 .steps = sample_steps,
                 .n_steps = 2},
};

static const struct rule_check sample_key_checks[] = {
    {"pem-private-key", false}};

static const struct rule sample_private_key = {
    .id = "rsa-private-key",
    .name = "RSA private key",
    .provider = "PKCS #1",
    .checks = sample_key_checks,
    .n_checks = 1,
    .severity = SEVERITY_HIGH,
    .guidance = {.grants = "Signing and decrypting in its owner's name.",
                 .steps = sample_steps,
                 .n_steps = 2,
                 .docs = sample_docs,
                 .n_docs = 1},
};

static const struct rule sample_map_key = {
    .id = "acme-map-key",
    .name = "Acme map key",
    .provider = "Acme Corp.",
    .class = RULE_PUBLISHABLE,
    .environment = ENVIRONMENT_TEST,
    .severity = SEVERITY_LOW,
    .assignment = true,
    .guidance = {.grants = "Loading maps.",
                 .url = "https://example.com/maps",
                 .steps = sample_steps,
                 .n_steps = 2},
};

static const struct place sample_token_places[] = {
    {.path = "src/app.py",
     .offset = 120,
     .length = 29,
     .line = 12,
     .column = 10,
     .end_line = 12,
     .end_column = 39,
     .excerpt = "\ttoken = \"" SAMPLE_MASKED "\"  # caf\xc3\xa9",
     .revealed = "\ttoken = \"" SAMPLE_SECRET "\"  # caf\xc3\xa9",
     .line_hash = "39fa2ee980eb94b0:1"},
    {.path = "dir with space/a#b%20c?.txt",
     .line = 1,
     .column = 1,
     .end_line = 1,
     .end_column = 30},
    {.path = "\xc3\xbcn\xc3\xaf/\xe6\x97\xa5\xe6\x9c\xac.txt",
     .line = 2,
     .column = 3,
     .end_line = 2,
     .end_column = 32},
    {.path = "ctrl\x1b[31m\x07\n\xc2\x9b"
             "31m\xe2\x80\xae.txt",
     .line = 3,
     .column = 1,
     .end_line = 3,
     .end_column = 30},
    {.path = "bad\xff\xfe\xed\xa0\x80.txt",
     .line = 4,
     .column = 1,
     .end_line = 4,
     .end_column = 30},
    {.path = "/outside/the root.env",
     .line = 5,
     .column = 1,
     .end_line = 5,
     .end_column = 30},
    {.path = "/srv/tree/inside.env",
     .line = 6,
     .column = 1,
     .end_line = 6,
     .end_column = 30},
    {.path = "../sibling.txt",
     .line = 7,
     .column = 1,
     .end_line = 7,
     .end_column = 30},
    {.path = "./pages/[id]{x}\\.tsx",
     .line = 8,
     .column = 1,
     .end_line = 8,
     .end_column = 30},
    {.path = "c:d.txt",
     .line = 9,
     .column = 1,
     .end_line = 9,
     .end_column = 30},
};

static const struct place sample_id_places[] = {
    {.path = "src/app.py",
     .offset = 90,
     .length = 20,
     .line = 11,
     .column = 10,
     .end_line = 11,
     .end_column = 30,
     .excerpt = "key_id = \"AC****ID\"",
     .line_hash = "1111111111111111:2"},
};

static const struct place sample_key_places[] = {
    {.path = "build/firmware.bin",
     .offset = 4096,
     .length = 1675,
     .binary = true,
     .commit = "0123456789abcdef0123456789abcdef01234567"},
};

static const struct place sample_map_places[] = {
    {.path = "web/map.js",
     .line = 1,
     .column = 5,
     .end_line = 2,
     .end_column = 3,
     .excerpt = "key: MAP********KEY and \x1b[2J more"},
};

static const struct finding sample_id_finding = {
    .rule = &sample_key_id,
    .verdict = {.keep = true,
                .evidence = EVIDENCE_FORMAT,
                .confidence = CONFIDENCE_MEDIUM,
                .severity = SEVERITY_LOW,
                .bits = 3.5},
    .id = "22222222222222222222222222222222",
    .masked = "AC****ID",
    .secret_len = 20,
    .places = sample_id_places,
    .n_places = 1,
    .n_places_total = 1,
};

static const struct finding sample_token_finding = {
    .rule = &sample_token,
    .verdict = {.keep = true,
                .evidence = EVIDENCE_CHECKSUM,
                .confidence = CONFIDENCE_VERY_HIGH,
                .severity = SEVERITY_CRITICAL,
                .bits = 4.25,
                .n_facts = 3,
                .facts = {{"account", "12345"},
                          {"issuer", "[click](https://evil.example) {0}"},
                          {"account", "67890"}},
                .n_reasons = 2,
                .reasons = {"its checksum is right",
                            "a keyword stands near it"}},
    .id = "abcdef0123456789abcdef0123456789",
    .masked = SAMPLE_MASKED,
    .secret_len = 29,
    .places = sample_token_places,
    .n_places = 10,
    .n_places_total = 12,
    .pair = &sample_id_finding,
    .pair_place = &sample_id_places[0],
};

/* As hostile as somebody can make it who only wants to be merged. */
static const struct git_attribution sample_git = {
    .still = GIT_STILL_TIP,
    .spread = GIT_SPREAD_UNKNOWN,
    .introduced = {.commit = "0123456789abcdef0123456789abcdef01234567",
                   .name = "Eve\033[2J [x](http://evil) {0} \xff",
                   .mail = "<eve\n@example.org>",
                   .summary = "]( {1} \xe2\x80\xae evil \x9b",
                   .time = 1700000000},
    .path_then = "a\tb/\xfe",
    .removed = {.commit = "89abcdef0123456789abcdef0123456789abcdef",
                .name = "",
                .summary = NULL,
                .time = INT64_MAX},
    .tip = "refs/heads/x'$(rm -r ~)",
    .ref = "refs/heads/x'$(rm -r ~)",
    .n_branches = 1,
    .n_commits = 7,
    .n_objects = 2,
    .stash = -1,
};
static const struct report_git sample_repository = {
    .uri = "https://example.org/a%20b.git",
    .revision = "0123456789abcdef0123456789abcdef01234567",
    .branch = "x\033[2J",
};

static const struct finding sample_key_finding = {
    .rule = &sample_private_key,
    .verdict = {.keep = true,
                .evidence = EVIDENCE_STRUCTURE,
                .confidence = CONFIDENCE_HIGH,
                .severity = SEVERITY_HIGH,
                .bits = 6.0},
    .id = "33333333333333333333333333333333",
    .masked = "-----BEGIN****",
    .secret_len = 1675,
    .places = sample_key_places,
    .n_places = 1,
    .n_places_total = 1,
    .git = &sample_git,
    .risk = 42,
};

static const struct finding sample_map_finding = {
    .rule = &sample_map_key,
    .verdict = {.keep = true,
                .evidence = EVIDENCE_CONTEXT,
                .confidence = CONFIDENCE_LOW,
                .severity = SEVERITY_NOTE,
                .bits = 3.0},
    .id = "44444444444444444444444444444444",
    .masked = "MAP********KEY",
    .secret_len = 14,
    .places = sample_map_places,
    .n_places = 1,
    .n_places_total = 1,
};

static const struct finding sample_allowed_finding = {
    .rule = &sample_token,
    .verdict = {.keep = true,
                .evidence = EVIDENCE_FORMAT,
                .confidence = CONFIDENCE_HIGH,
                .severity = SEVERITY_CRITICAL,
                .bits = 4.0},
    .id = "55555555555555555555555555555555",
    .masked = "acme_al****ed",
    .secret_len = 24,
    .places = &sample_token_places[1],
    .n_places = 1,
    .n_places_total = 1,
    .suppressed = true,
    .suppression = "jackdaw:allow",
};

/* Not among the findings: it is there with --all only. */
static const struct finding sample_refused_finding = {
    .rule = &sample_private_key,
    .verdict = {.keep = false,
                .severity = SEVERITY_CRITICAL,
                .n_reasons = 2,
                .reasons = {"its checksum is wrong", "it is a placeholder"}},
    .id = "66666666666666666666666666666666",
    .masked = "re****ed",
    .secret_len = 24,
    .places = &sample_token_places[5],
    .n_places = 1,
    .n_places_total = 1,
};

static const struct finding *const sample_findings[] = {
    &sample_token_finding, &sample_allowed_finding, &sample_key_finding,
    &sample_id_finding,    &sample_map_finding,
};

static const struct notice sample_notices[] = {
    {NOTICE_UNREADABLE, "locked \x1b]0;x\x07.env", "Permission denied"},
    {NOTICE_SYMLINK, "link", "-> ../elsewhere [not](followed) {0}"},
    {NOTICE_LIMIT, "", "more findings than are kept"},
};

static const struct outcome sample_outcome = {
    .findings = sample_findings,
    .n_findings = 5,
    .notices = sample_notices,
    .n_notices = 3,
    .coverage = {.files = 4844,
                 .folders = 12,
                 .bytes = 48100000,
                 .candidates = 100,
                 .dropped = 96,
                 .suppressed = 1,
                 .notices = {[NOTICE_UNREADABLE] = 2,
                             [NOTICE_SYMLINK] = 4,
                             [NOTICE_LIMIT] = 1},
                 .seconds = 0.04},
};

static const struct report_options sample_options = {
    .version = "0.1.0",
    .command = "jackdaw scan .",
    .root = "/srv/tree",
    .category = "jackdaw/tree/",
    .started = 1789000000,
    .ended = 1789000001,
    .now = 1800000000,
    .git = &sample_repository,
};

/* What report_write writes, NUL-terminated; the caller frees it. NULL when it
 * fails. */
static inline char *sample_report(const struct outcome *outcome,
                                  const struct report_options *options,
                                  enum report_format format)
{
    char *text = NULL;
    size_t len = 0;
    struct report_options chosen = *options;
    chosen.format = format;
    FILE *stream = open_memstream(&text, &len);
    int rc = report_write(stream, outcome, &chosen, NULL);
    fclose(stream);
    if (rc < 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* How often `needle` stands in `text`. */
static inline size_t sample_count(const char *text, const char *needle)
{
    size_t count = 0;
    for (; (text = strstr(text, needle)) != NULL; text += strlen(needle)) {
        count++;
    }
    return count;
}

#endif
