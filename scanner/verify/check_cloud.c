/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys of clouds and platforms whose letters hide numbers: project, app,
 * expiry, or a range that a random text would leave; and ids whose letters
 * are base32 of a known layout. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/moment.h"
#include "verify/piece.h"

static enum check_result pass_if(bool fits)
{
    return fits ? CHECK_PASS : CHECK_FAIL;
}

static uint64_t big_endian(const unsigned char *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* --- Google: AQ. and 37 bytes that begin 01 bf 11 37 a2
 * ------------------------- */

static enum check_result run_google(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[64];
    size_t len;
    struct span text = in->secret;
    (void)piece_skip(&text, "AQ.");
    return pass_if(codec_base64(text, bytes, sizeof(bytes), &len) &&
                   len == 37 && memcmp(bytes, "\x01\xbf\x11\x37\xa2", 5) == 0);
}

static bool complete_google(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[37] = {0x01, 0xbf, 0x11, 0x37, 0xa2};
    unsigned char text[56] = "AQ.";
    size_t len;
    for (size_t i = 5; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    return codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_URL,
                               text + 3, sizeof(text) - 3, &len) &&
           sample_replace(sample, sample->secret, span_of(text, len + 3));
}

/* FCM: 11 letters before ':' are 8 bytes, the number of the project. */
static enum check_result run_fcm(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[16];
    size_t len;
    struct span head = piece(in->secret, 0, piece_find(in->secret, ':'));
    if (!codec_base64(head, bytes, sizeof(bytes), &len) || len != 8) {
        return CHECK_FAIL;
    }
    uint64_t project = big_endian(bytes, 8);
    if (project < 100000000 || project > 9999999999999) {
        return CHECK_FAIL;
    }
    note_number(notes, "project", project);
    return CHECK_PASS;
}

static bool complete_fcm(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[8];
    size_t len;
    uint64_t project = 100000000000 + sample_random(sample) % 899999999999;
    if (piece_find(sample_secret(sample), ':') != 11) {
        return false;
    }
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(project >> 8 * (7 - i));
    }
    return codec_base64_encode(span_of(bytes, 8), CODEC_URL,
                               sample->bytes + sample->secret.start, 11, &len);
}

/* --- Heroku: 45 bytes, the first 0, at 33 the expiry or ffffffff
 * ------------------ */

static enum check_result run_heroku(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[48];
    size_t len;
    struct span text = in->secret;
    if (!piece_skip(&text, "HRKU-")) {
        return CHECK_UNKNOWN;
    }
    if (!codec_base64(text, bytes, sizeof(bytes), &len) || len != 45 ||
        bytes[0] != 0) {
        return CHECK_FAIL;
    }
    uint64_t expiry = big_endian(bytes + 33, 4);
    if (expiry != 0xffffffff && expiry > MOMENT_2015) {
        note_expiry(notes, (int64_t)expiry, in->now);
    }
    return CHECK_PASS;
}

static bool complete_heroku(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    unsigned char *bytes = sample->bytes + sample->secret.start;
    if (range_len(sample->secret) != 65) {
        return false;
    }
    memcpy(bytes + 5, "AA", 2);
    memcpy(bytes + 49, "_____w", 6);
    return true;
}

/* --- JFrog: base64 of reftkn:01:(expiry, 10 digits):(28 letters)
 * -------------------- */

static enum check_result run_jfrog(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[96];
    size_t len;
    uint64_t expiry;
    if (!codec_base64(in->secret, bytes, sizeof(bytes), &len) || len != 48 ||
        !piece_starts(span_of(bytes, len), "reftkn:") || bytes[9] != ':' ||
        !piece_number(span_of(bytes + 10, 10), &expiry) || bytes[20] != ':') {
        return CHECK_FAIL;
    }
    if (expiry > 0) {
        note_expiry(notes, (int64_t)expiry, in->now);
    }
    return CHECK_PASS;
}

static bool complete_jfrog(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned char plain[48] = "reftkn:01:0000000000:";
    unsigned char text[64];
    size_t len;
    for (size_t i = 21; i < sizeof(plain); i++) {
        plain[i] = (unsigned char)DIGITS_BASE62[sample_random(sample) % 62];
    }
    return codec_base64_encode(span_of(plain, sizeof(plain)), CODEC_STANDARD,
                               text, sizeof(text), &len) &&
           sample_replace(sample, sample->secret, span_of(text, len));
}

/* --- Meta: EAA..., an app id behind the first six bits
 * ---------------------------------
 *
 * 'Z' escapes: ZA = Z, ZB = +, ZC = /, ZD = '='. After "E" (000100) come 64
 * bits with the id of the app, which has 9 to 17 digits. */

static int unescape_meta(struct span *rest)
{
    int c = span_at(*rest, 0);
    *rest = piece_from(*rest, 1);
    if (c != 'Z') {
        return c;
    }
    int next = span_at(*rest, 0);
    *rest = piece_from(*rest, 1);
    return next >= 'A' && next <= 'D' ? "Z+/="[next - 'A'] : -1;
}

static int letter64(int c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    return codec_digit(digits, c);
}

static enum check_result run_meta(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    struct span rest = in->secret;
    uint64_t app = 0;
    if (unescape_meta(&rest) != 'E') {
        return CHECK_FAIL;
    }
    /* Ten letters are 60 bits; the id ends with the top four of the next. */
    for (int i = 0; i < 11; i++) {
        int digit = letter64(unescape_meta(&rest));
        if (digit < 0) {
            return CHECK_FAIL;
        }
        app = i < 10 ? app << 6 | (unsigned)digit
                     : app << 4 | (unsigned)digit >> 2;
    }
    if (app < 100000000 || app >= 100000000000000000) {
        return CHECK_FAIL;
    }
    note_number(notes, "app", app);
    return CHECK_PASS;
}

static bool complete_meta(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXY";
    unsigned char *bytes = sample->bytes + sample->secret.start;
    if (range_len(sample->secret) < 20) {
        return false;
    }
    /* EAA, then letters that are no escape: an id of fifteen digits or so. */
    bytes[3] = 'A';
    for (size_t i = 4; i < 12; i++) {
        bytes[i] = (unsigned char)digits[1 + sample_random(sample) % 24];
    }
    for (size_t i = sample->secret.start + 12; i < sample->secret.end; i++) {
        sample->bytes[i] = sample->bytes[i] == 'Z' ? 'z' : sample->bytes[i];
    }
    return true;
}

/* --- X: base64 of 44 bytes with %XX, then 50 letters
 * --------------------------------- */

static enum check_result run_x(const struct check *check,
                               const struct check_input *in,
                               struct check_notes *notes)
{
    (void)check;
    static const unsigned char zeros[16];
    unsigned char text[128];
    unsigned char bytes[96];
    size_t n = 0;
    size_t len;
    struct span rest = in->secret;
    if (rest.len < 100 || rest.len > 120) {
        return CHECK_FAIL;
    }
    for (rest.len -= 50; rest.len > 0 && n < sizeof(text); n++) {
        unsigned char byte = rest.ptr[0];
        size_t used = 1;
        size_t one;
        if (byte == '%') {
            used = 3;
            if (!codec_hex(piece(rest, 1, 3), &byte, 1, &one) || one != 1) {
                return CHECK_FAIL;
            }
        }
        text[n] = byte;
        rest = piece_from(rest, used);
    }
    if (!codec_base64(span_of(text, n), bytes, sizeof(bytes), &len) ||
        len < 24 || memcmp(bytes, zeros, 16) != 0) {
        return CHECK_FAIL;
    }
    uint64_t app = 0;
    for (size_t i = 24; i > 16; i--) {
        app = app << 8 | bytes[i - 1];
    }
    note_number(notes, "app", app);
    return CHECK_PASS;
}

static bool complete_x(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[42] = {0};
    unsigned char text[106];
    size_t len;
    /* 42 bytes: whole groups, so that no '=' needs an escape. The first
     * three of the id are enough, the rest stays zero. */
    for (size_t i = 16; i < sizeof(bytes); i++) {
        bytes[i] = i < 19 || i > 23 ? (unsigned char)sample_random(sample) : 0;
    }
    if (!codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_STANDARD,
                             text, sizeof(text), &len)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        text[i] = text[i] == '+' || text[i] == '/' ? 'x' : text[i];
    }
    for (size_t i = len; i < len + 50; i++) {
        text[i] = (unsigned char)DIGITS_BASE62[sample_random(sample) % 62];
    }
    return sample_replace(sample, sample->secret, span_of(text, len + 50));
}

/* --- Docker Swarm: base36 of 256 bits and of 128 bits
 * ----------------------------------- */

/* True when the numeral is below 2^bits. */
static bool fits_bits(struct span text, size_t bits)
{
    unsigned char bytes[32] = {0};
    size_t used = bits / 8;
    for (size_t i = 0; i < text.len; i++) {
        int digit = codec_digit(DIGITS_BASE36, text.ptr[i]);
        if (digit < 0) {
            return false;
        }
        unsigned carry = (unsigned)digit;
        for (size_t k = used; k > 0; k--) {
            carry += bytes[k - 1] * 36u;
            bytes[k - 1] = (unsigned char)carry;
            carry >>= 8;
        }
        if (carry > 0) {
            return false;
        }
    }
    return true;
}

static bool swarm_parts(struct span token, struct span *digest,
                        struct span *secret)
{
    size_t n = token.len;
    *digest = piece(token, n - 76, n - 26);
    *secret = piece(token, n - 25, n);
    return n >= 80 && token.ptr[n - 26] == '-';
}

static enum check_result run_swarm(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    struct span digest;
    struct span secret;
    if (!swarm_parts(in->secret, &digest, &secret) || !fits_bits(digest, 256) ||
        !fits_bits(secret, 128)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "cluster", piece(digest, 0, 12));
    return CHECK_PASS;
}

static bool complete_swarm(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    struct span digest;
    struct span secret;
    if (!swarm_parts(sample_secret(sample), &digest, &secret)) {
        return false;
    }
    sample->bytes[digest.ptr - sample->bytes] = '5';
    sample->bytes[secret.ptr - sample->bytes] = 'e';
    return true;
}

/* --- ids in base32
 * ------------------------------------------------------------------------ */

/* NuGet: base32 of "v4" and ten bytes, then of 16 bytes. */
static enum check_result run_nuget(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[32];
    size_t len;
    struct span key = in->secret;
    if (key.len != 46 ||
        !codec_base32(piece(key, 0, 20), DIGITS_BASE32_LOWER, bytes,
                      sizeof(bytes), &len) ||
        memcmp(bytes, "v4", 2) != 0 ||
        !codec_base32(piece(key, 20, 46), DIGITS_BASE32_LOWER, bytes,
                      sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "key-id", piece(key, 0, 20));
    return CHECK_PASS;
}

static bool complete_nuget(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned char *bytes = sample->bytes + sample->secret.start;
    if (range_len(sample->secret) != 46) {
        return false;
    }
    bytes[3] = (unsigned char)('a' + sample_random(sample) % 16);
    bytes[19] = (unsigned char)("aq"[sample_random(sample) % 2]);
    bytes[45] = (unsigned char)("aeimquy4"[sample_random(sample) % 8]);
    return true;
}

/* 26 letters of z-base-32: a UUID of version 4 and two zero bits. */
static enum check_result run_mattermost(const struct check *check,
                                        const struct check_input *in,
                                        struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[16];
    size_t len;
    return pass_if(codec_base32(in->secret, DIGITS_BASE32_HUMAN, bytes,
                                sizeof(bytes), &len) &&
                   len == 16 && bytes[6] >> 4 == 4 && bytes[8] >> 6 == 2);
}

static bool complete_mattermost(const struct check *check,
                                struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[16];
    unsigned char text[26];
    size_t len;
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    bytes[6] = (unsigned char)((bytes[6] & 15) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 63) | 0x80);
    return codec_base32_encode(span_of(bytes, sizeof(bytes)),
                               DIGITS_BASE32_HUMAN, text, sizeof(text), &len) &&
           sample_replace(sample, sample->secret, span_of(text, len));
}

/* OneSignal: base32 of 64 bytes, of which 16 are the UUID of the app. */
static struct span onesignal_text(struct span secret)
{
    return piece(secret, secret.len - 103, secret.len);
}

static enum check_result run_onesignal(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[64];
    unsigned char hex[32];
    size_t len;
    if (in->secret.len < 103 ||
        !codec_base32(onesignal_text(in->secret), DIGITS_BASE32_LOWER, bytes,
                      sizeof(bytes), &len) ||
        len != 64 || bytes[6] >> 4 != 4 || bytes[8] >> 6 != 2) {
        return CHECK_FAIL;
    }
    codec_hex_encode(span_of(bytes, 16), hex);
    note_fact(notes, "app", span_of(hex, sizeof(hex)));
    return CHECK_PASS;
}

static bool complete_onesignal(const struct check *check,
                               struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[64];
    size_t len;
    if (range_len(sample->secret) < 103) {
        return false;
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    bytes[6] = (unsigned char)((bytes[6] & 15) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 63) | 0x80);
    return codec_base32_encode(
        span_of(bytes, sizeof(bytes)), DIGITS_BASE32_LOWER,
        sample->bytes + sample->secret.end - 103, 103, &len);
}

/* --- the table ------------------------------------------------------------ */

static const char OBSERVED[] = "observed on public keys";

static const struct check CHECKS[] = {
    {"google-auth-key", "37 bytes that begin as all known ones do.", OBSERVED,
     EVIDENCE_STRUCTURE, run_google, complete_google, NULL},
    {"google-fcm", "The first part is the number of the project.", OBSERVED,
     EVIDENCE_STRUCTURE, run_fcm, complete_fcm, NULL},
    {"heroku-key", "45 bytes with an expiry.", OBSERVED, EVIDENCE_STRUCTURE,
     run_heroku, complete_heroku, NULL},
    {"jfrog-reference", "Decodes to a reference with an expiry.",
     "JFrog, access tokens", EVIDENCE_STRUCTURE, run_jfrog, complete_jfrog,
     NULL},
    {"facebook-app", "Holds the id of the app.",
     "derived from tokens of public apps", EVIDENCE_STRUCTURE, run_meta,
     complete_meta, NULL},
    {"x-bearer", "Holds the id of the app.", "X, OAuth 2.0 app-only",
     EVIDENCE_STRUCTURE, run_x, complete_x, NULL},
    {"docker-swarm", "Two numbers of 256 and 128 bits in base36.",
     "moby/swarmkit, ca/config.go", EVIDENCE_STRUCTURE, run_swarm,
     complete_swarm, NULL},
    {"nuget-key", "Base32 of a versioned id and 16 bytes.",
     "NuGet/NuGetGallery, ApiKeyV4.cs", EVIDENCE_STRUCTURE, run_nuget,
     complete_nuget, NULL},
    {"mattermost-id", "A UUID of version 4 in z-base-32.",
     "mattermost/mattermost, model.NewId", EVIDENCE_STRUCTURE, run_mattermost,
     complete_mattermost, NULL},
    {"onesignal-key", "Base32 of 64 bytes that begin with the app.", OBSERVED,
     EVIDENCE_STRUCTURE, run_onesignal, complete_onesignal, NULL},
};

const struct check_family check_family_cloud = {CHECKS, sizeof(CHECKS) /
                                                            sizeof(CHECKS[0])};
