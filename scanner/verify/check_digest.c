/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens with another sum than a plain CRC-32: GitHub's fine-grained tokens
 * (SHA-256), GitLab's routable tokens (a CRC and a readable payload),
 * Supabase's keys (SHA-256 with the project) and checkout.com's last letter. */
#include "verify/check.h"

#include "base/codec.h"
#include "base/digest.h"
#include "verify/piece.h"
#include "verify/split.h"
/* --- GitHub, fine-grained ------------------------------------------------
 *
 *     github_pat_ 11 ABCDEFG 0 ............ _ (43 random) (8 sum) (8 random)
 *                    |user id, base32, 35 bits                            */

#define FINE_PREFIX "github_pat_"
#define FINE_LEN    93
#define FINE_SUM    77
#define FINE_USER   13

static bool fine_sum(struct span token, unsigned char out[8])
{
    if (token.len != FINE_LEN || !piece_starts(token, FINE_PREFIX)) {
        return false;
    }
    unsigned char hash[DIGEST_SHA256];
    size_t len;
    digest_sha256(piece(token, 0, FINE_SUM), hash);
    return codec_base32_encode(span_of(hash, 5), DIGITS_BASE32, out, 8, &len);
}

static enum check_result run_fine(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    unsigned char sum[8];
    if (!fine_sum(in->secret, sum)) {
        return CHECK_UNKNOWN;
    }
    uint64_t user;
    if (codec_number(piece(in->secret, FINE_USER, FINE_USER + 7), DIGITS_BASE32,
                     &user) &&
        user % 8 == 0) {
        note_number(notes, "user", user / 8);
    }
    return span_equal(piece(in->secret, FINE_SUM, FINE_SUM + 8),
                      span_of(sum, sizeof(sum)))
               ? CHECK_PASS
               : CHECK_FAIL;
}

static bool complete_fine(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    unsigned char sum[8];
    unsigned char *bytes = sample->bytes + sample->secret.start;
    if (!fine_sum(sample_secret(sample), sum)) {
        return false;
    }
    uint64_t user = sample_random(sample) % 100000000;
    (void)!codec_number_encode(user * 8, DIGITS_BASE32, bytes + FINE_USER, 7);
    bytes[FINE_USER + 7] = '0';
    (void)!fine_sum(sample_secret(sample), sum);
    memcpy(bytes + FINE_SUM, sum, sizeof(sum));
    return true;
}

/* --- GitLab, routable ----------------------------------------------------
 *
 *     glpat- (payload, base64url) [.01] . LL CCCCCCC
 *
 * LL is the length of the payload's text and C the CRC-32 of everything
 * before it, both base36. Payload: 16 random bytes, "o:1\nu:2j" with the ids
 * in base36, and one byte with the length of that text. */

#define ROUTE_TAIL    9
#define ROUTE_PAYLOAD 512

static void route_facts(struct span text, struct check_notes *notes)
{
    static const struct {
        char key;
        const char *name;
    } names[] = {{'o', "organization"}, {'u', "user"}, {'g', "group"},
                 {'p', "project"},      {'c', "cell"}, {'t', "runner-type"}};
    struct span line;
    while (piece_next(&text, '\n', &line)) {
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            uint64_t id;
            if (span_at(line, 0) == names[i].key && span_at(line, 1) == ':' &&
                codec_number(piece_from(line, 2), DIGITS_BASE36, &id)) {
                note_number(notes, names[i].name, id);
            }
        }
    }
}

/* The text of the payload before the tail; false when lengths disagree. */
static bool route_payload(struct span token, struct span *out)
{
    uint64_t len;
    if (token.len < ROUTE_TAIL + 1 ||
        token.ptr[token.len - ROUTE_TAIL - 1] != '.' ||
        !codec_number(piece(token, token.len - 9, token.len - 7), DIGITS_BASE36,
                      &len)) {
        return false;
    }
    size_t end = token.len - ROUTE_TAIL - 1;
    if (end >= 3 && piece_is(piece(token, end - 3, end), ".01")) {
        end -= 3;
    }
    *out = piece(token, len <= end ? end - len : end, end);
    return len > 0 && len <= end;
}

static void route_sum(struct span token, unsigned char out[7])
{
    uint32_t crc = digest_crc32(piece(token, 0, token.len - 7));
    (void)!codec_number_encode(crc, DIGITS_BASE36, out, 7);
}

static enum check_result run_route(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    struct span text;
    size_t len;
    unsigned char bytes[ROUTE_PAYLOAD];
    unsigned char sum[7];
    struct span token = in->secret;
    if (token.len < ROUTE_TAIL + 1 ||
        token.ptr[token.len - ROUTE_TAIL - 1] != '.') {
        return CHECK_UNKNOWN;
    }
    route_sum(token, sum);
    if (!route_payload(token, &text) ||
        !span_equal(piece_from(token, token.len - 7), span_of(sum, 7))) {
        return CHECK_FAIL;
    }
    if (codec_base64(text, bytes, sizeof(bytes), &len) && len > 16 &&
        bytes[len - 1] <= len - 17) {
        size_t end = len - 1;
        route_facts(span_of(bytes + end - bytes[end], bytes[end]), notes);
    }
    return CHECK_PASS;
}

/* Writes 16 random bytes, a route and its length; returns the size. */
static size_t route_bytes(struct check_sample *sample, unsigned char out[32])
{
    for (size_t i = 0; i < 16; i++) {
        out[i] = (unsigned char)sample_random(sample);
    }
    memcpy(out + 16, "o:1\nu:0000", 10);
    (void)!codec_number_encode(46656 + sample_random(sample) % 1000000,
                               DIGITS_BASE36, out + 22, 4);
    out[26] = 10;
    return 27;
}

/* Where the payload begins: at the longest run of the shape. */
static size_t route_start(const struct check_sample *sample)
{
    struct split split;
    struct span letters;
    unsigned alphabet;
    struct span token = span_of(sample->bytes, sample->len);
    if (split_token(&split, sample->rule, token) &&
        split_run(&split, token, sample->secret, &letters, &alphabet)) {
        return (size_t)(letters.ptr - sample->bytes);
    }
    return sample->body;
}

static bool complete_route(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[32];
    unsigned char text[64];
    size_t len;
    struct span secret = sample_secret(sample);
    if (secret.len < ROUTE_TAIL + 4 || secret.ptr[secret.len - 10] != '.') {
        return false;
    }
    bool version =
        piece_is(piece(secret, secret.len - 13, secret.len - 10), ".01");
    size_t n = route_bytes(sample, bytes);
    (void)!codec_base64_encode(span_of(bytes, n), CODEC_URL, text, sizeof(text),
                               &len);
    size_t n_text = len;
    if (version) {
        memcpy(text + len, ".01", 3);
        len += 3;
    }
    text[len] = '.';
    (void)!codec_number_encode(n_text, DIGITS_BASE36, text + len + 1, 2);
    memset(text + len + 3, '0', 7);
    struct range tail = {route_start(sample), sample->secret.end};
    if (!sample_replace(sample, tail, span_of(text, len + 10))) {
        return false;
    }
    route_sum(sample_secret(sample), sample->bytes + sample->secret.end - 7);
    return true;
}

/* --- Supabase -------------------------------------------------------------
 *
 *     sb_secret_ (22 random) _ (8: SHA-256 of "ref|sb_secret_...", base64url)
 */

#define SUPA_SELF "supabase-self-hosted"
#define SUPA_BODY 128

static bool supa_sum(struct span token, struct span ref, unsigned char out[8])
{
    unsigned char text[SUPA_BODY];
    unsigned char hash[DIGEST_SHA256];
    size_t len;
    size_t end = piece_find_last(token, '_');
    if (token.len < 10 || end != token.len - 9 ||
        ref.len + 1 + end > sizeof(text)) {
        return false;
    }
    memcpy(text, ref.ptr, ref.len);
    text[ref.len] = '|';
    memcpy(text + ref.len + 1, token.ptr, end);
    digest_sha256(span_of(text, ref.len + 1 + end), hash);
    return codec_base64_encode(span_of(hash, 6), CODEC_URL, out, 8, &len);
}

static bool supa_fits(struct span token, struct span ref)
{
    unsigned char sum[8];
    return supa_sum(token, ref, sum) &&
           span_equal(piece_from(token, token.len - 8), span_of(sum, 8));
}

/* The 20 letters before ".supabase.co" next to the key; empty without. */
static struct span supa_ref(const struct check_input *in)
{
    size_t start = in->where.start > 1024 ? in->where.start - 1024 : 0;
    struct span near = piece(in->text, start, in->where.end + 1024);
    size_t at = span_find(near, span_str(".supabase.co"));
    struct span before = piece(near, 0, at);
    size_t len = piece_run_back(before, byte_is_lower);
    return at < near.len && len == 20 ? piece_from(before, at - 20)
                                      : span_of(NULL, 0);
}

static enum check_result run_supa(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    if (supa_fits(in->secret, span_str(SUPA_SELF))) {
        note_fact(notes, "project", span_str(SUPA_SELF));
        return CHECK_PASS;
    }
    struct span ref = supa_ref(in);
    if (ref.len > 0 && supa_fits(in->secret, ref)) {
        note_fact(notes, "project", ref);
        return CHECK_PASS;
    }
    /* The reference of a hosted project is not in the key. */
    return CHECK_UNKNOWN;
}

static bool complete_supa(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    return supa_sum(sample_secret(sample), span_str(SUPA_SELF),
                    sample->bytes + sample->secret.end - 8);
}

/* --- checkout.com ---------------------------------------------------------
 *
 *     sk_ (26 letters, base32: 16 bytes) (the bytes as a little-endian number
 *     modulo 37; below 32 a base32 letter, above one of "*#$=", any order)  */

static bool mod37(struct span token, unsigned *out)
{
    unsigned char bytes[17];
    if (token.len < 27) {
        return false;
    }
    unsigned bits = 0;
    unsigned n_bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < 26; i++) {
        int digit =
            codec_digit(DIGITS_BASE32_LOWER, token.ptr[token.len - 27 + i]);
        if (digit < 0) {
            return false;
        }
        bits = (bits << 5 | (unsigned)digit) & 0xfff;
        n_bits += 5;
        if (n_bits >= 8 && n < 16) {
            n_bits -= 8;
            bytes[n++] = (unsigned char)(bits >> n_bits);
        }
    }
    unsigned rest = 0;
    while (n > 0) {
        rest = (rest * 256 + bytes[--n]) % 37;
    }
    *out = rest;
    return true;
}

static enum check_result run_mod37(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned rest;
    if (!mod37(in->secret, &rest)) {
        return CHECK_UNKNOWN;
    }
    int digit =
        codec_digit(DIGITS_BASE32_LOWER, in->secret.ptr[in->secret.len - 1]);
    bool fits = rest < 32 ? digit == (int)rest : digit < 0;
    return fits ? CHECK_PASS : CHECK_FAIL;
}

/* The last digit of the number is chosen so that the rest is a letter. */
static bool complete_mod37(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned rest;
    unsigned char *bytes = sample->bytes + sample->secret.end;
    for (size_t i = 0; mod37(sample_secret(sample), &rest); i++) {
        if (rest < 32) {
            bytes[-1] = (unsigned char)DIGITS_BASE32_LOWER[rest];
            return true;
        }
        if (i == 32) {
            return false;
        }
        bytes[-27] = (unsigned char)DIGITS_BASE32_LOWER[i % 32];
    }
    return false;
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"sha256-base32-github",
     "Eight characters are the SHA-256 of all before them, in base32; the "
     "first part names the user.",
     "derived from public tokens", EVIDENCE_CHECKSUM, run_fine, complete_fine,
     NULL},
    {"gitlab-routable",
     "Length and CRC-32 at the end; the payload names organisation, user, "
     "group or project.",
     "GitLab, lib/authn/token_field/generator/routable_token.rb",
     EVIDENCE_CHECKSUM, run_route, complete_route, NULL},
    {"sha256-base64-supabase",
     "The last eight characters are the SHA-256 of project and key.",
     "Supabase, docker/utils/add-new-auth-keys.sh", EVIDENCE_CHECKSUM, run_supa,
     complete_supa, NULL},
    {"mod37-checkout", "The last character is the rest modulo 37.",
     "derived from public sandbox keys", EVIDENCE_CHECKSUM, run_mod37,
     complete_mod37, NULL},
};

const struct check_family check_family_digest = {CHECKS, sizeof(CHECKS) /
                                                             sizeof(CHECKS[0])};
