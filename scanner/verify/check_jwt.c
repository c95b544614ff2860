/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON Web Tokens, of anybody and of issuers that their claims name. Nobody
 * can check the signature without a key, but a header with an algorithm, a
 * payload of JSON and a signature of the right length do not come about by
 * accident. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/claims.h"
#include "verify/piece.h"
#include "verify/sample_json.h"

#include <stdio.h>

/* How long a signature is, in base64url. RSA keys come in three sizes; other
 * sizes and algorithms are not judged. */
static bool signature_fits(struct span algorithm, size_t len)
{
    static const struct {
        char name[8];
        size_t len[3];
    } lengths[] = {{"HS256", {43}},
                   {"HS384", {64}},
                   {"HS512", {86}},
                   {"ES256", {86}},
                   {"ES384", {128}},
                   {"ES512", {176}},
                   {"EdDSA", {86}},
                   {"RS256", {342, 512, 683}},
                   {"RS384", {342, 512, 683}},
                   {"RS512", {342, 512, 683}},
                   {"PS256", {342, 512, 683}}};
    if (piece_is(algorithm, "none")) {
        return len == 0;
    }
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        if (piece_is(algorithm, lengths[i].name)) {
            return len == lengths[i].len[0] ||
                   (len > 0 &&
                    (len == lengths[i].len[1] || len == lengths[i].len[2]));
        }
    }
    return len > 0;
}

static void note_claim(struct check_notes *notes, const char *name,
                       struct span json, const char *claim)
{
    int64_t number;
    note_fact(notes, name, claims_text(json, claim));
    if (claims_number(json, claim, &number)) {
        note_number(notes, name, (uint64_t)number);
    }
}

static void standard_facts(const struct jwt *jwt, const struct check_input *in,
                           struct check_notes *notes)
{
    int64_t seconds;
    if (claims_number(jwt->payload, "exp", &seconds) && seconds > 0) {
        note_expiry(notes, seconds, in->now);
    }
    note_claim(notes, "issuer", jwt->payload, "iss");
    note_claim(notes, "audience", jwt->payload, "aud");
    note_claim(notes, "subject", jwt->payload, "sub");
    note_claim(notes, "algorithm", jwt->header, "alg");
    note_claim(notes, "key-id", jwt->header, "kid");
    if (claims_number(jwt->payload, "iat", &seconds)) {
        note_time(notes, "issued", seconds);
    }
}

/* What a kind of token must claim and what it shows. */
struct jwt_kind {
    const char *in_header; /* member of the header that must be there */
    const char *claim;     /* whose text must begin with one of `values` */
    const char *values[4];
    const char *required; /* another claim that must be there, or NULL */
    struct {
        const char *name;
        const char *claim;
    } facts[4];
    const char *sample; /* claims of a sample, behind "iat" and "exp" */
};

static bool claim_fits(const struct jwt_kind *kind, struct span payload)
{
    if (!kind->claim) {
        return true;
    }
    struct span value = claims_text(payload, kind->claim);
    for (size_t i = 0; i < 4 && kind->values[i]; i++) {
        if (value.len > 0 && piece_starts(value, kind->values[i])) {
            return true;
        }
    }
    return false;
}

/* Supabase's anonymous role is meant to be in every browser. */
static void note_role(struct span payload, struct check_notes *notes)
{
    if (piece_is(claims_text(payload, "iss"), "supabase") &&
        piece_is(claims_text(payload, "role"), "anon")) {
        note_effect(notes, EFFECT_NOTE,
                    "the anonymous role is meant to be public");
    }
}

/* What jwt.io and the local Supabase are delivered with, however signed. */
static void note_tutorial(struct span payload, struct check_notes *notes)
{
    if (piece_is(claims_text(payload, "sub"), "1234567890") ||
        piece_is(claims_text(payload, "iss"), "supabase-demo")) {
        note_effect(notes, EFFECT_DROP, "it is a value of the documentation");
    }
}

static enum check_result run_jwt(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    const struct jwt_kind *kind = check->data;
    struct jwt jwt;
    if (!jwt_decode(&jwt, in->secret) || jwt.n_parts != 3) {
        return CHECK_FAIL;
    }
    struct span algorithm = claims_text(jwt.header, "alg");
    bool fits = algorithm.len > 0 && claim_fits(kind, jwt.payload) &&
                (!kind->in_header || claims_has(jwt.header, kind->in_header)) &&
                (!kind->required || claims_has(jwt.payload, kind->required));
    if (!fits || !signature_fits(algorithm, jwt.signature.len)) {
        return CHECK_FAIL;
    }
    for (size_t i = 0; i < 4 && kind->facts[i].name; i++) {
        note_claim(notes, kind->facts[i].name, jwt.payload,
                   kind->facts[i].claim);
    }
    standard_facts(&jwt, in, notes);
    note_role(jwt.payload, notes);
    note_tutorial(jwt.payload, notes);
    return CHECK_PASS;
}

static void random_letters(struct check_sample *sample, unsigned char *out,
                           size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (unsigned char)DIGITS_BASE62[sample_random(sample) % 62];
    }
}

/* Appends one part of a token, which begins with the letters that the rule
 * fixes at `at` of the sample. */
static bool add_part(struct check_sample *sample, size_t at,
                     const char *members, unsigned char *out, size_t room,
                     size_t *len)
{
    size_t n;
    size_t fixed = sample_fixed(sample, at);
    struct span letters = span_of(sample->bytes + at, fixed);
    struct span rest = piece(span_of(sample->bytes, sample->secret.end), at,
                             sample->secret.end);
    size_t least = piece_find(rest, '.');
    if (span_at(span_of(sample->bytes, sample->len), at + fixed) == '.' &&
        fixed > 0 && fixed < room - *len) {
        memcpy(out + *len, letters.ptr, fixed);
        n = fixed;
    } else if (!sample_json(sample, letters, members, least, out + *len,
                            room - *len, &n)) {
        return false;
    }
    *len += n;
    if (*len == room) {
        return false;
    }
    out[(*len)++] = '.';
    return true;
}

/* The length that the rule wants behind the last dot: of HS256, or of ES256
 * where it has no room for it. */
static size_t signature_len(const struct check_sample *sample)
{
    struct span token = span_of(sample->bytes, sample->secret.end);
    size_t len = token.len - piece_find_last(token, '.') - 1;
    return len == 86 ? 86 : 43;
}

/* Replaces what begins with "ey" by a token with the claims of its kind. */
static bool complete_jwt(const struct check *check, struct check_sample *sample)
{
    const struct jwt_kind *kind = check->data;
    unsigned char text[2048];
    char json[1024];
    unsigned char id[24];
    size_t len = 0;
    struct span secret = sample_secret(sample);
    size_t start = sample->secret.start + span_find(secret, span_str("ey"));
    size_t dot =
        start +
        piece_find(span_of(sample->bytes + start, sample->len - start), '.');
    if (dot >= sample->secret.end) {
        return false;
    }
    size_t signature = signature_len(sample);
    random_letters(sample, id, sizeof(id));
    snprintf(json, sizeof(json), "\"alg\":\"%s\",\"typ\":\"JWT\"%s%s%s",
             signature == 86 ? "ES256" : "HS256", kind->in_header ? ",\"" : "",
             kind->in_header ? kind->in_header : "",
             kind->in_header ? "\":\"twilio-fpa;v=1\"" : "");
    if (!add_part(sample, start, json, text, sizeof(text) - 96, &len)) {
        return false;
    }
    snprintf(json, sizeof(json),
             "\"iat\":1700000000,\"exp\":4000000000,%s\"jti\":\"%.24s\"",
             kind->sample, (const char *)id);
    /* Some rules have room for a few claims only. */
    struct span payload =
        span_of(sample->bytes + dot + 1, sample->secret.end - dot - 1);
    if (!kind->claim && piece_find(payload, '.') < 120) {
        snprintf(json, sizeof(json), "\"n\":%u", id[0] % 10u);
    }
    if (!add_part(sample, dot + 1, json, text, sizeof(text) - 96, &len)) {
        return false;
    }
    random_letters(sample, text + len, signature - 1);
    text[len + signature - 1] =
        (unsigned char)("AQgw"[sample_random(sample) % 4]);
    return sample_replace(sample, (struct range){start, sample->secret.end},
                          span_of(text, len + signature));
}

/* --- ghs_ (app id) _ (JWT) ---------------------------------------------------
 */

static enum check_result run_github(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    struct span app = in->secret;
    uint64_t number;
    if (piece_skip(&app, "ghs_")) {
        size_t line = piece_find(app, '_');
        if (line == app.len || !piece_number(piece(app, 0, line), &number)) {
            return CHECK_UNKNOWN;
        }
        note_number(notes, "app", number);
    }
    return run_jwt(check, in, notes);
}

/* --- pk. sk. tk. of Mapbox: no header ------------------------------------- */

static enum check_result run_mapbox(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[1024];
    size_t len;
    struct span kind;
    struct span payload;
    struct span signature;
    struct span rest = in->secret;
    if (!piece_next(&rest, '.', &kind) || !piece_next(&rest, '.', &payload) ||
        !piece_next(&rest, '.', &signature) ||
        !codec_base64(payload, bytes, sizeof(bytes), &len) ||
        !claims_has(span_of(bytes, len), "u") ||
        !claims_valid(span_of(bytes, len))) {
        return CHECK_FAIL;
    }
    int64_t seconds;
    note_claim(notes, "account", span_of(bytes, len), "u");
    note_claim(notes, "token", span_of(bytes, len), "a");
    if (claims_number(span_of(bytes, len), "exp", &seconds)) {
        note_expiry(notes, seconds, in->now);
    }
    return CHECK_PASS;
}

static bool complete_mapbox(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    char json[64];
    unsigned char text[160];
    unsigned char random[26];
    size_t len = 0;
    size_t at = sample->secret.start + piece_find(sample_secret(sample), '.');
    for (size_t i = 0; i < sizeof(random); i++) {
        random[i] = (unsigned char)DIGITS_BASE36[sample_random(sample) % 36];
    }
    snprintf(json, sizeof(json), "\"u\":\"acme-%.2s\",\"a\":\"c%.24s\"",
             (const char *)random + 24, (const char *)random);
    if (at >= sample->secret.end ||
        !add_part(sample, at + 1, json, text, sizeof(text) - 40, &len)) {
        return false;
    }
    random_letters(sample, text + len, 21);
    text[len + 21] = (unsigned char)("AQgw"[random[0] % 4]);
    return sample_replace(sample, (struct range){at + 1, sample->secret.end},
                          span_of(text, len + 22));
}

/* --- encrypted tokens -------------------------------------------------------
 */

static enum check_result run_jwe(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    struct jwt jwt;
    if (!jwt_decode(&jwt, in->secret) || jwt.n_parts != 5 ||
        claims_text(jwt.header, "alg").len == 0 ||
        claims_text(jwt.header, "enc").len == 0) {
        return CHECK_FAIL;
    }
    note_claim(notes, "algorithm", jwt.header, "alg");
    note_claim(notes, "encryption", jwt.header, "enc");
    note_claim(notes, "key-id", jwt.header, "kid");
    return CHECK_PASS;
}

/* --- the table ------------------------------------------------------------ */

static const struct jwt_kind ANY = {
    .sample = "\"sub\":\"4711\",\"iss\":\"https://auth.acme.dev\","};
static const struct jwt_kind SUPABASE = {
    .claim = "iss",
    .values = {"supabase"},
    .required = "role",
    .facts = {{"project", "ref"}, {"role", "role"}},
    .sample = "\"iss\":\"supabase\",\"ref\":\"qwfpbjluyarstneiodhz\","
              "\"role\":\"service_role\","};
static const struct jwt_kind IONOS = {
    .in_header = NULL,
    .claim = "iss",
    .values = {"ionoscloud"},
    .facts = {{"contract", "identity.contractNumber"},
              {"role", "identity.role"},
              {"user", "identity.uuid"}},
    .sample = "\"iss\":\"ionoscloud\",\"identity\":{\"contractNumber\":"
              "31415926,\"role\":\"owner\"},"};
static const struct jwt_kind GITHUB = {.sample =
                                           "\"iss\":\"https://github.com\","};
static const struct jwt_kind ACTIONS = {
    .claim = "iss",
    .values = {"https://token.actions.githubusercontent.com",
               "https://vstoken.actions.githubusercontent.com"},
    .facts = {{"repository", "repository"}, {"workflow", "workflow"}},
    .sample = "\"iss\":\"https://token.actions.githubusercontent.com\","};
static const struct jwt_kind GOOGLE = {
    .claim = "iss",
    .values = {"https://accounts.google.com", "accounts.google.com",
               "https://securetoken.google.com/"},
    .facts = {{"user", "email"}},
    .sample = "\"iss\":\"https://accounts.google.com\","};
static const struct jwt_kind ENTRA = {
    .claim = "iss",
    .values = {"https://sts.windows.net/",
               "https://login.microsoftonline.com/"},
    .facts = {{"tenant", "tid"},
              {"application", "appid"},
              {"user", "upn"},
              {"scope", "scp"}},
    .sample = "\"iss\":\"https://sts.windows.net/"
              "7b1f3c52-93ad-4e0c-8d26-51c0a9b7e3f4/\","};
static const struct jwt_kind KUBERNETES = {
    .claim = "sub",
    .values = {"system:serviceaccount:"},
    .facts = {{"namespace", "kubernetes.io/serviceaccount/namespace"}},
    .sample = "\"sub\":\"system:serviceaccount:build:runner\","
              "\"iss\":\"kubernetes/serviceaccount\","};
static const struct jwt_kind TWILIO = {
    .in_header = "cty",
    .claim = "iss",
    .values = {"SK"},
    .facts = {{"account", "sub"}, {"key-id", "iss"}},
    .sample = "\"iss\":\"SK1b2c3d4e"
              "5f60718293a4b5c6d7e8f901\","};

#define RFC "RFC 7519"

static const struct check CHECKS[] = {
    {"jwt", "Header and claims are JSON, the signature has its length.", RFC,
     EVIDENCE_STRUCTURE, run_jwt, complete_jwt, &ANY},
    {"jwt-supabase", "A token of Supabase with a role.",
     RFC "; Supabase, API keys", EVIDENCE_STRUCTURE, run_jwt, complete_jwt,
     &SUPABASE},
    {"jwt-ionos", "A token of IONOS Cloud.", RFC "; IONOS Cloud, Auth API",
     EVIDENCE_STRUCTURE, run_jwt, complete_jwt, &IONOS},
    {"jwt-github", "An app id and a token.",
     RFC "; GitHub, installation tokens", EVIDENCE_STRUCTURE, run_github,
     complete_jwt, &GITHUB},
    {"jwt-github-actions", "A token of a workflow run.",
     RFC "; GitHub, OpenID Connect", EVIDENCE_STRUCTURE, run_jwt, complete_jwt,
     &ACTIONS},
    {"jwt-google", "An identity token of Google or Firebase.",
     RFC "; Google, OpenID Connect", EVIDENCE_STRUCTURE, run_jwt, complete_jwt,
     &GOOGLE},
    {"jwt-entra", "A token of Microsoft Entra ID.",
     RFC "; Microsoft identity platform, access tokens", EVIDENCE_STRUCTURE,
     run_jwt, complete_jwt, &ENTRA},
    {"jwt-kubernetes", "A token of a service account.",
     RFC "; Kubernetes, service accounts", EVIDENCE_STRUCTURE, run_jwt,
     complete_jwt, &KUBERNETES},
    {"jwt-twilio", "An access token of Twilio.", RFC "; Twilio, access tokens",
     EVIDENCE_STRUCTURE, run_jwt, complete_jwt, &TWILIO},
    {"jwt-mapbox", "Claims without a header: account and token.",
     "Mapbox, access tokens", EVIDENCE_STRUCTURE, run_mapbox, complete_mapbox,
     NULL},
    {"jwe", "An encrypted token with its two algorithms.", "RFC 7516",
     EVIDENCE_STRUCTURE, run_jwe, NULL, NULL},
};

const struct check_family check_family_jwt = {CHECKS, sizeof(CHECKS) /
                                                          sizeof(CHECKS[0])};
