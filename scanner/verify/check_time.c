/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens that tell when they were made, or that are a UUID of version 4: a
 * time in the future or before the service began, or a wrong version digit,
 * means a made-up token. What was observed only lowers. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/moment.h"
#include "verify/piece.h"

static enum check_result dated(int64_t seconds, int64_t from,
                               const struct check_input *in,
                               struct check_notes *notes)
{
    if (!moment_plausible(seconds, from, in->now)) {
        return CHECK_FAIL;
    }
    note_time(notes, "created", seconds);
    return CHECK_PASS;
}

/* A time of a sample: 2015 to 2025. */
static uint64_t sample_time(struct check_sample *sample)
{
    return MOMENT_2015 + sample_random(sample) % 315360000;
}

/* --- snowflakes of Discord: milliseconds since 2015 << 22
 * ------------------------ */

static enum check_result snowflake(struct span digits,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    uint64_t id;
    if (digits.len < 17 || digits.len > 20 || !piece_number(digits, &id)) {
        return CHECK_FAIL;
    }
    int64_t seconds = (int64_t)(id >> 22) / 1000 + MOMENT_2015;
    return dated(seconds, MOMENT_2015, in, notes);
}

/* The first run of 17 to 20 digits. */
static enum check_result run_snowflake(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    struct span rest = in->token;
    while (rest.len > 0) {
        size_t n = piece_run(rest, byte_is_digit);
        if (n >= 17) {
            return snowflake(piece(rest, 0, n), in, notes);
        }
        rest = piece_from(rest, n + 1);
    }
    return CHECK_UNKNOWN;
}

static uint64_t sample_snowflake(struct check_sample *sample)
{
    uint64_t milliseconds = (sample_time(sample) - MOMENT_2015) * 1000;
    return milliseconds << 22 | (sample_random(sample) & 0x3fffff);
}

/* As many digits as stand there already; the largest id of a length may lie
 * in the future, so the first digit is kept low. */
static bool complete_snowflake(const struct check *check,
                               struct check_sample *sample)
{
    (void)check;
    struct span token = span_of(sample->bytes, sample->len);
    size_t at = 0;
    while (at < token.len) {
        size_t n = piece_run(piece_from(token, at), byte_is_digit);
        if (n >= 17) {
            sample->bytes[at] = '1';
            return n <= 19;
        }
        at += n + 1;
    }
    return false;
}

static enum check_result run_discord(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[32];
    size_t len;
    struct span head = piece(in->secret, 0, piece_find(in->secret, '.'));
    if (!codec_base64(head, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "application", span_of(bytes, len));
    return snowflake(span_of(bytes, len), in, notes);
}

static bool complete_discord(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char digits[18];
    unsigned char text[24];
    size_t len;
    size_t dot = piece_find(sample_secret(sample), '.');
    uint64_t id = sample_snowflake(sample) % 800000000000000000;
    if (!codec_number_encode(100000000000000000 + id, "0123456789", digits,
                             sizeof(digits))) {
        return false;
    }
    size_t start = sample->secret.start;
    return codec_base64_encode(span_of(digits, sizeof(digits)), CODEC_URL, text,
                               sizeof(text), &len) &&
           sample_replace(sample, (struct range){start, start + dot},
                          span_of(text, len));
}

/* --- Razorpay: base62 nanoseconds since 2014, then four random
 * ------------------- */

#define MOMENT_2014 1388534400

static enum check_result run_razorpay(const struct check *check,
                                      const struct check_input *in,
                                      struct check_notes *notes)
{
    (void)check;
    size_t n = in->secret.len;
    uint64_t nanoseconds;
    if (n < 14 || !codec_number(piece(in->secret, n - 14, n - 4), DIGITS_BASE62,
                                &nanoseconds)) {
        return CHECK_FAIL;
    }
    return dated((int64_t)(nanoseconds / 1000000000) + MOMENT_2014, MOMENT_2014,
                 in, notes);
}

static bool complete_razorpay(const struct check *check,
                              struct check_sample *sample)
{
    (void)check;
    if (range_len(sample->secret) < 14) {
        return false;
    }
    uint64_t seconds = sample_time(sample) - MOMENT_2014;
    return codec_number_encode(seconds * 1000000000 + sample->state % 1000000,
                               DIGITS_BASE62,
                               sample->bytes + sample->secret.end - 14, 10);
}

/* --- ObjectId, ULID, KSUID
 * --------------------------------------------------------- */

/* The first run of exactly `len` letters or digits; empty without. */
static struct span run_of(struct span token, size_t len)
{
    while (token.len > 0) {
        size_t n = piece_run(token, byte_is_alnum);
        if (n == len) {
            return piece(token, 0, n);
        }
        token = piece_from(token, n + 1);
    }
    return span_of(NULL, 0);
}

static enum check_result run_objectid(const struct check *check,
                                      const struct check_input *in,
                                      struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[12];
    size_t len;
    if (!codec_hex(run_of(in->token, 24), bytes, sizeof(bytes), &len) ||
        len != 12) {
        return CHECK_FAIL;
    }
    int64_t seconds = (int64_t)bytes[0] << 24 | (int64_t)bytes[1] << 16 |
                      (int64_t)bytes[2] << 8 | bytes[3];
    return dated(seconds, MOMENT_2005, in, notes);
}

static bool complete_objectid(const struct check *check,
                              struct check_sample *sample)
{
    (void)check;
    struct span id = run_of(sample_secret(sample), 24);
    if (id.len == 0) {
        return false;
    }
    size_t at = (size_t)(id.ptr - sample->bytes);
    return codec_number_encode(sample_time(sample), "0123456789abcdef",
                               sample->bytes + at, 8);
}

static bool ulid_time(struct span ulid, int64_t *out)
{
    uint64_t milliseconds;
    if (ulid.len != 26 ||
        !codec_number(piece(ulid, 0, 10), DIGITS_CROCKFORD, &milliseconds)) {
        return false;
    }
    *out = (int64_t)(milliseconds / 1000);
    return true;
}

static enum check_result run_ulid(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    int64_t seconds;
    if (!ulid_time(run_of(in->secret, 26), &seconds)) {
        return CHECK_FAIL;
    }
    return dated(seconds, MOMENT_2005, in, notes);
}

static bool complete_ulid(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    struct span id = run_of(sample_secret(sample), 26);
    if (id.len == 0) {
        return false;
    }
    size_t at = (size_t)(id.ptr - sample->bytes);
    for (size_t i = 10; i < 26; i++) {
        sample->bytes[at + i] =
            (unsigned char)DIGITS_CROCKFORD[sample_random(sample) % 32];
    }
    return codec_number_encode(sample_time(sample) * 1000, DIGITS_CROCKFORD,
                               sample->bytes + at, 10);
}

#define KSUID_EPOCH 1400000000

/* 160 bits in 27 base62 digits: 32 bits of seconds and 128 random ones. The
 * time is the number divided by 2^128, digit by digit. */
static bool ksuid_time(struct span id, int64_t *out)
{
    unsigned char bytes[20] = {0};
    for (size_t i = 0; i < id.len; i++) {
        int digit = codec_digit(DIGITS_BASE62, id.ptr[i]);
        unsigned carry = (unsigned)digit;
        for (size_t k = sizeof(bytes); k > 0 && digit >= 0; k--) {
            carry += bytes[k - 1] * 62u;
            bytes[k - 1] = (unsigned char)carry;
            carry >>= 8;
        }
        if (digit < 0 || carry > 0) {
            return false;
        }
    }
    *out = ((int64_t)bytes[0] << 24 | (int64_t)bytes[1] << 16 |
            (int64_t)bytes[2] << 8 | bytes[3]) +
           KSUID_EPOCH;
    return id.len == 27;
}

static struct span ksuid_of(struct span secret)
{
    struct span id = run_of(secret, 27);
    if (id.len == 0) {
        size_t n = piece_run(secret, byte_is_alnum);
        id = piece(secret, 0, n < 27 ? 0 : 27);
    }
    return id;
}

static enum check_result run_ksuid(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    int64_t seconds;
    if (!ksuid_time(ksuid_of(in->body), &seconds)) {
        return CHECK_FAIL;
    }
    return dated(seconds, KSUID_EPOCH, in, notes);
}

/* The first digit 0 to 2 keeps the time below 2026. */
static bool complete_ksuid(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    struct span id = ksuid_of(sample_body(sample));
    if (id.len == 0) {
        return false;
    }
    unsigned char *first = &sample->bytes[id.ptr - sample->bytes];
    *first = *first >= '0' && *first <= '2' ? *first : '1';
    return true;
}

/* --- WorkOS: base64 of "key_<ULID>,<secret>" behind sk_live_
 * ------------------------- */

static struct span workos_text(struct span secret)
{
    return piece_from(secret, span_find(secret, span_str("a2V5X")));
}

static enum check_result run_workos(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[256];
    size_t len;
    int64_t seconds;
    if (!codec_base64(workos_text(in->secret), bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    struct span plain = span_of(bytes, len);
    struct span id = piece(plain, 4, piece_find(plain, ','));
    if (!piece_starts(plain, "key_") || !ulid_time(id, &seconds)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "key-id", piece(plain, 0, 4 + id.len));
    return dated(seconds, MOMENT_2015, in, notes);
}

static bool complete_workos(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    unsigned char plain[56] = "key_";
    unsigned char text[80];
    size_t len;
    for (size_t i = 4; i < sizeof(plain); i++) {
        uint64_t random = sample_random(sample);
        plain[i] = (unsigned char)(i < 30 ? DIGITS_CROCKFORD[random % 32]
                                          : DIGITS_BASE62[random % 62]);
    }
    (void)!codec_number_encode(sample_time(sample) * 1000, DIGITS_CROCKFORD,
                               plain + 4, 10);
    plain[30] = ',';
    size_t at = span_find(sample_secret(sample), span_str("a2V5X"));
    return codec_base64_encode(span_of(plain, sizeof(plain)), CODEC_STANDARD,
                               text, sizeof(text), &len) &&
           sample_replace(
               sample,
               (struct range){sample->secret.start + at, sample->secret.end},
               span_of(text, len));
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"discord-snowflake", "The number tells when it was made.",
     "Discord, API reference: snowflakes", EVIDENCE_STRUCTURE, run_snowflake,
     complete_snowflake, NULL},
    {"discord-bot", "The first part is the application and its date.",
     "Discord, API reference: snowflakes", EVIDENCE_STRUCTURE, run_discord,
     complete_discord, NULL},
    {"razorpay-id", "The first ten letters tell when it was made.",
     "derived from public keys", EVIDENCE_STRUCTURE, run_razorpay,
     complete_razorpay, NULL},
    {"objectid-time", "An ObjectId tells when it was made.", "BSON, ObjectId",
     EVIDENCE_STRUCTURE, run_objectid, complete_objectid, NULL},
    {"ulid-time", "A ULID tells when it was made.", "ulid/spec",
     EVIDENCE_STRUCTURE, run_ulid, complete_ulid, NULL},
    {"ksuid-time", "A KSUID tells when it was made.", "segmentio/ksuid",
     EVIDENCE_STRUCTURE, run_ksuid, complete_ksuid, NULL},
    {"workos-key", "Decodes to a key id with a date and a secret.",
     "observed on public keys", EVIDENCE_STRUCTURE, run_workos, complete_workos,
     NULL},
};

const struct check_family check_family_time = {CHECKS, sizeof(CHECKS) /
                                                           sizeof(CHECKS[0])};
