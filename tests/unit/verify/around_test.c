/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/around.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

#define HEX32 "8d71b161fd145d11c40d55c9ab66ac13"
#define HEX40 HEX32 "4a303253"
#define UUID  "7b1f3c52-93ad-4e0c-8d26-51c0a9b7e3f4"
#define BLOB  "QmF0Y2hlZCBk9aX3Zz7Kq0Pw1Lr8Tn5Vb2Yc4Hs6Jd"

static const char *const KEYWORDS[] = {"acme_cloud", "acme"};
static const struct rule RULE = {.keywords = KEYWORDS, .n_keywords = 2};

/* The token stands between the brackets '[[' and ']]'. */
static struct verify_input input_of(const char *line)
{
    static char text[1024];
    const char *open = strstr(line, "[[");
    const char *close = strstr(line, "]]");
    assert_true(open && close && strlen(line) < sizeof(text));
    size_t start = (size_t)(open - line);
    size_t end = (size_t)(close - open) - 2 + start;
    memcpy(text, line, start);
    memcpy(text + start, open + 2, end - start);
    memcpy(text + end, close + 2, strlen(close + 2) + 1);
    return (struct verify_input){.rule = &RULE,
                                 .text = span_str(text),
                                 .token = {start, end},
                                 .secret = {start, end}};
}

static void hashes_are_known(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "sha1 = [[" HEX40 "]]",
        "- uses: acme/action@[[" HEX40 "]] # v1",
        "resolved \"https://x.org/a.tgz#[[" HEX40 "]]\"",
        "\"reference\": \"[[" HEX40 "]]\"",
        "{:hex, :acme, \"1.2.0\", \"[[" HEX32 HEX32 "]]\"",
        "github.com/acme/go v1.2 h1:[[" BLOB "]]=",
        "integrity sha512-[[" BLOB "]]==",
        "?token-hash=[[" BLOB "]]",
        "htpasswd: $2y$05$[[" BLOB "]]",
        "acme@sha256:[[" HEX32 HEX32 "]]"};
    for (size_t i = 0; i < N(lines); i++) {
        struct verify_input in = input_of(lines[i]);
        if (!around_is_hash(&in)) {
            fail_msg("no hash: %s", lines[i]);
        }
    }
    static const char *const keys[] = {
        "api_key = \"[[" HEX32 "]]\"",
        "{\"commit\": \"1f0c\", \"api_key\": \"[[" HEX32 "]]\"}",
        "deploy --ref main --token=[[" HEX40 "]]"};
    for (size_t i = 0; i < N(keys); i++) {
        struct verify_input in = input_of(keys[i]);
        if (around_is_hash(&in)) {
            fail_msg("a hash: %s", keys[i]);
        }
    }
}

static void ids_are_known(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "acme: request_id=[[" HEX32 "]] took 3 ms",
        "{\"vendor\": \"acme\", \"acme_id\": \"[[" UUID "]]\"}",
        "  AcmeSDK: [[" HEX40 "]]",
        "acme_uuid = UUID(\"[[" UUID "]]\")",
        "https://acme.com/u/[[" UUID "]]?v=1",
        "https://cdn.acme.com/[[" HEX32 "]]/main.js",
        "static/acme.[[" HEX32 "]].svg"};
    static const char *const keys[] = {
        "ACME_API_KEY=[[" HEX32 "]]",
        "acme = \"[[" HEX32 "]]\"",
        "Acme-Cloud: [[" HEX32 "]]",
        "AcmeClient(\"[[" HEX32 "]]\")",
        "acme_key: str = \"[[" HEX32 "]]\"",
        "<add key=\"AcmeApiKey\" value=\"[[" HEX32 "]]\"/>",
        "curl -u \"[[" HEX32 "]]:\" https://api.acme.com"};
    for (size_t i = 0; i < N(ids); i++) {
        struct verify_input in = input_of(ids[i]);
        if (!around_other(&in)) {
            fail_msg("taken: %s", ids[i]);
        }
    }
    for (size_t i = 0; i < N(keys); i++) {
        struct verify_input in = input_of(keys[i]);
        if (around_other(&in)) {
            fail_msg("refused: %s", keys[i]);
        }
    }
}

static void parts_are_known(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "\"image/png\": \"" BLOB BLOB "/[[k3HdPq7zLm29sQxW8vTn]]+" BLOB,
        "h1:9aX3Zz7Kq0Pw+[[k3HdPq7zLm29sQxW8vTnk3HdPq7]]=",
        "request_id=27[[" HEX32 "]]"};
    static const char *const wholes[] = {
        "https://hooks.acme.com/services/[[k3HdPq7zLm29sQxW8vTn]]",
        "/usr/local/share/acme/configuration/production/tokens/"
        "[[k3HdPq7zLm29sQxW8vTn]]",
        "token = \"[[k3HdPq7zLm29sQxW8vTn]]\"", "[[k3HdPq7zLm29sQxW8vTn]]"};
    for (size_t i = 0; i < N(parts); i++) {
        struct verify_input in = input_of(parts[i]);
        if (!around_is_part(&in)) {
            fail_msg("whole: %s", parts[i]);
        }
    }
    for (size_t i = 0; i < N(wholes); i++) {
        struct verify_input in = input_of(wholes[i]);
        if (around_is_part(&in)) {
            fail_msg("part: %s", wholes[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hashes_are_known),
                                       cmocka_unit_test(ids_are_known),
                                       cmocka_unit_test(parts_are_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
