/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens that are a prefix and base64 of JSON: which members must be there,
 * and which of them say whose token it is. All data, one function. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/claims.h"
#include "verify/piece.h"

#include <stdio.h>

#define JSON_BYTES 12288

struct json_kind {
    /* Where the base64 begins: behind this text, or from it when it is itself
     * the begin of the JSON ("ey"). */
    const char *head;
    bool head_is_data;
    int stop; /* the byte that ends it; 0: the end of the token */
    const char *required[4];
    struct {
        const char *name;
        const char *path;
    } facts[4];
    const char *expiry; /* a time in seconds, or NULL */
    const char *sample; /* @ stands for 32 random hexadecimal digits */
};

/* The base64 part: its range in the secret. */
static bool json_range(const struct json_kind *kind, struct span secret,
                       struct range *out)
{
    size_t at = span_find(secret, span_str(kind->head));
    if (at == secret.len) {
        return false;
    }
    at += kind->head_is_data ? 0 : strlen(kind->head);
    size_t len = kind->stop ? piece_find(piece_from(secret, at), kind->stop)
                            : secret.len - at;
    *out = (struct range){at, at + len};
    return len > 0;
}

static enum check_result run_json(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    const struct json_kind *kind = check->data;
    unsigned char bytes[JSON_BYTES];
    size_t len;
    struct range range;
    if (!json_range(kind, in->secret, &range) ||
        !codec_base64(span_slice(in->secret, range), bytes, sizeof(bytes),
                      &len)) {
        return CHECK_FAIL;
    }
    struct span json = span_of(bytes, len);
    if (!claims_valid(json)) {
        return CHECK_FAIL;
    }
    for (size_t i = 0; i < 4 && kind->required[i]; i++) {
        if (!claims_has(json, kind->required[i])) {
            return CHECK_FAIL;
        }
    }
    int64_t number;
    for (size_t i = 0; i < 4 && kind->facts[i].name; i++) {
        note_fact(notes, kind->facts[i].name,
                  claims_text(json, kind->facts[i].path));
        if (claims_number(json, kind->facts[i].path, &number)) {
            note_number(notes, kind->facts[i].name, (uint64_t)number);
        }
    }
    if (kind->expiry && claims_number(json, kind->expiry, &number)) {
        note_expiry(notes, number, in->now);
    }
    return CHECK_PASS;
}

static bool complete_json(const struct check *check,
                          struct check_sample *sample)
{
    const struct json_kind *kind = check->data;
    char hex[33];
    char json[1024];
    unsigned char text[1536];
    size_t len;
    struct range range;
    if (!kind->sample || !json_range(kind, sample_secret(sample), &range)) {
        return false;
    }
    snprintf(hex, sizeof(hex), "%016llx%016llx",
             (unsigned long long)sample_random(sample),
             (unsigned long long)sample_random(sample));
    size_t used = 0;
    for (const char *at = kind->sample; *at && used < sizeof(json) - 40; at++) {
        if (*at == '@') {
            memcpy(json + used, hex, 32);
            used += 32;
        } else {
            json[used++] = *at;
        }
    }
    /* Spaces before the last bracket make whole groups: no padding, which
     * not every rule has room for. */
    for (; used % 3 != 0; used++) {
        json[used] = '}';
        json[used - 1] = ' ';
    }
    range.start += sample->secret.start;
    range.end += sample->secret.start;
    return codec_base64_encode(span_of(json, used), CODEC_STANDARD, text,
                               sizeof(text), &len) &&
           sample_replace(sample, range, span_of(text, len));
}

/* --- Google's key files: the JSON stands round the key
 * -------------------------------- */

static struct span member_around(const struct check_input *in, const char *name)
{
    size_t start = in->where.start > 4096 ? in->where.start - 4096 : 0;
    struct span text = piece(in->text, start, in->where.end + 4096);
    struct span rest = piece_from(text, span_find(text, span_str(name)));
    rest = piece_from(rest, strlen(name));
    (void)piece_skip(&rest, "\\");
    (void)piece_skip(&rest, "\"");
    rest = piece_from(rest, piece_run(rest, byte_is_space));
    if (!piece_skip(&rest, ":")) {
        return span_of(NULL, 0);
    }
    rest = piece_from(rest, piece_run(rest, byte_is_space));
    (void)piece_skip(&rest, "\\");
    if (!piece_skip(&rest, "\"")) {
        return span_of(NULL, 0);
    }
    struct span value = piece(rest, 0, piece_find(rest, '"'));
    return piece(value, 0, piece_find(value, '\\'));
}

static enum check_result run_account(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    struct span mail = member_around(in, "client_email");
    note_fact(notes, "project", member_around(in, "project_id"));
    note_fact(notes, "client", mail);
    note_fact(notes, "key-id", member_around(in, "private_key_id"));
    if (mail.len == 0) {
        return CHECK_UNKNOWN;
    }
    return span_find(mail, span_str(".gserviceaccount.com")) < mail.len
               ? CHECK_PASS
               : CHECK_FAIL;
}

/* --- the table ------------------------------------------------------------ */

#define UUID "7b1f3c52-93ad-4e0c-8d26-51c0a9b7e3f4"

static const struct json_kind SENTRY = {
    .head = "sntrys_",
    .stop = '_',
    .required = {"iat", "url", "org"},
    .facts = {{"organization", "org"}, {"region", "region_url"}},
    .sample = "{\"iat\":1700000000.5,\"url\":\"https://sentry.io\","
              "\"region_url\":\"https://de.sentry.io\",\"org\":\"acme\"}"};
static const struct json_kind GRAFANA = {
    .head = "glc_",
    .required = {"o", "n", "k"},
    .facts = {{"organization", "o"}, {"name", "n"}, {"region", "m.r"}},
    .sample = "{\"o\":\"204711\",\"n\":\"ci-push\",\"k\":\"@\","
              "\"m\":{\"r\":\"eu\"}}"};
static const struct json_kind GRAFANA_OLD = {
    .head = "eyJrIjoi",
    .head_is_data = true,
    .required = {"k", "n", "id"},
    .facts = {{"name", "n"}, {"organization", "id"}},
    .sample = "{\"k\":\"@\",\"n\":\"ci-push\",\"id\":1}"};
static const struct json_kind TUNNEL = {
    .head = "ey",
    .head_is_data = true,
    .required = {"a", "t", "s"},
    .facts = {{"account", "a"}, {"tunnel", "t"}},
    .sample = "{\"a\":\"@\",\"t\":\"" UUID "\",\"s\":\"@@\"}"};
static const struct json_kind ONEPASSWORD = {
    .head = "ops_",
    .required = {"signInAddress", "secretKey", "muk"},
    .facts = {{"address", "signInAddress"},
              {"user", "email"},
              {"device", "deviceUuid"}},
    .sample = "{\"signInAddress\":\"acme.1password.eu\",\"userAuth\":{"
              "\"method\":\"SRPg-4096\",\"alg\":\"PBES2g-HS256\","
              "\"iterations\":650000,\"salt\":\"@\"},\"email\":\"abc"
              "1passwordserviceaccounts.com\",\"srpX\":\"@@\",\"muk\":{"
              "\"alg\":\"A256GCM\",\"k\":\"@\"},\"secretKey\":\"A3-@\"}"};
static const struct json_kind CONVEX = {
    .head = "|", .required = {"v2"}, .sample = "{\"v2\":\"@\"}"};
static const struct json_kind SNYK = {
    .head = "ey",
    .head_is_data = true,
    .stop = '.',
    .required = {"e", "h"},
    .facts = {{"host", "h"}, {"token", "j"}},
    .expiry = "e",
    .sample = "{\"e\":4000000000,\"h\":\"snyk.io\",\"j\":\"@\"}"};
static const struct json_kind TINYBIRD = {
    .head = "ey",
    .head_is_data = true,
    .stop = '.',
    .required = {"u", "id"},
    .facts = {{"user", "u"}, {"token", "id"}, {"host", "host"}},
    .sample = "{\"u\":\"" UUID "\",\"id\":\"@\",\"host\":\"eu_shared\"}"};
static const struct json_kind QSTASH = {.head = "ey",
                                        .head_is_data = true,
                                        .required = {"UserID", "Password"},
                                        .facts = {{"user", "UserID"}},
                                        .sample = "{\"UserID\":\"" UUID
                                                  "\",\"Password\":\"@\"}"};
static const struct json_kind UPLOADTHING = {
    .head = "ey",
    .head_is_data = true,
    .required = {"apiKey", "appId", "regions"},
    .facts = {{"app", "appId"}},
    .sample = "{\"apiKey\":\"sk_live_@@\",\"appId\":\"k3v9x1\","
              "\"regions\":[\"fra1\"]}"};

static const char OBSERVED[] = "observed on public tokens";

static const struct check CHECKS[] = {
    {"sentry-org-token", "Issue time, host and organisation in JSON.",
     "getsentry/sentry, utils/security/orgauthtoken_token.py",
     EVIDENCE_STRUCTURE, run_json, complete_json, &SENTRY},
    {"grafana-cloud", "Organisation, name and region in JSON.", OBSERVED,
     EVIDENCE_STRUCTURE, run_json, complete_json, &GRAFANA},
    {"grafana-legacy", "Organisation and name in JSON.", OBSERVED,
     EVIDENCE_STRUCTURE, run_json, complete_json, &GRAFANA_OLD},
    {"cloudflare-tunnel", "Account and tunnel in JSON.",
     "cloudflare/cloudflared, connection/connection.go", EVIDENCE_STRUCTURE,
     run_json, complete_json, &TUNNEL},
    {"1password-service-account", "Address and user in JSON.", OBSERVED,
     EVIDENCE_STRUCTURE, run_json, complete_json, &ONEPASSWORD},
    {"convex-deploy-key", "JSON behind the bar.", "Convex, deploy keys",
     EVIDENCE_STRUCTURE, run_json, complete_json, &CONVEX},
    {"snyk-token", "Host and expiry in JSON.", OBSERVED, EVIDENCE_STRUCTURE,
     run_json, complete_json, &SNYK},
    {"tinybird-token", "User, token and host in JSON.", OBSERVED,
     EVIDENCE_STRUCTURE, run_json, complete_json, &TINYBIRD},
    {"upstash-qstash", "User and password in JSON.", OBSERVED,
     EVIDENCE_STRUCTURE, run_json, complete_json, &QSTASH},
    {"uploadthing-token", "Key, app and regions in JSON.",
     "pingdotgg/uploadthing", EVIDENCE_STRUCTURE, run_json, complete_json,
     &UPLOADTHING},
    {"google-service-account", "The key file round it names its account.",
     "Google Cloud, service account keys", EVIDENCE_STRUCTURE, run_account,
     NULL, NULL},
};

const struct check_family check_family_json = {CHECKS, sizeof(CHECKS) /
                                                           sizeof(CHECKS[0])};
