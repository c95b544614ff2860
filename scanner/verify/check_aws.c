/* SPDX-License-Identifier: Apache-2.0
 *
 * What Amazon's keys say: the account in a key id, user and account in a
 * Bedrock key, and who signed what until when in a presigned URL. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/moment.h"
#include "verify/piece.h"
#include "verify/query.h"

#include <stdio.h>

#define AWS_BYTES 6144

/* --- key ids ----------------------------------------------------------------
 *
 *     AKIA | 80 bits in base32: 1, the account (40 bits), the rest
 *
 * Ids made before about 2019 have 0 as their first bit and no account. */

#define ACCOUNTS 1000000000000

static void note_account(struct check_notes *notes, uint64_t account)
{
    unsigned char text[12];
    (void)!codec_number_encode(account, "0123456789", text, sizeof(text));
    note_fact(notes, "account", span_of(text, sizeof(text)));
}

static enum check_result key_id(struct span id, struct check_notes *notes)
{
    unsigned char bytes[10];
    size_t len;
    if (id.len != 20) {
        return CHECK_UNKNOWN;
    }
    if (!codec_base32(piece_from(id, 4), DIGITS_BASE32, bytes, sizeof(bytes),
                      &len)) {
        return CHECK_FAIL;
    }
    if (bytes[0] < 0x80) {
        return CHECK_UNKNOWN;
    }
    uint64_t account = 0;
    for (size_t i = 0; i < 6; i++) {
        account = account << 8 | bytes[i];
    }
    account = (account & 0x7fffffffff80) >> 7;
    if (account >= ACCOUNTS) {
        return CHECK_FAIL;
    }
    note_account(notes, account);
    return CHECK_PASS;
}

static enum check_result run_account(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    return key_id(in->secret, notes);
}

static bool complete_account(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[10];
    size_t len;
    if (range_len(sample->secret) != 20) {
        return false;
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    uint64_t head = (uint64_t)1 << 47 | (sample_random(sample) % ACCOUNTS) << 7;
    for (size_t i = 0; i < 6; i++) {
        bytes[i] = (unsigned char)(head >> 8 * (5 - i));
    }
    return codec_base32_encode(span_of(bytes, sizeof(bytes)), DIGITS_BASE32,
                               sample->bytes + sample->secret.start + 4, 16,
                               &len);
}

/* --- Bedrock, long-term ---------------------------------------------------
 *
 *     ABSK base64("BedrockAPIKey-abcd-at-123456789012:" 44 letters)  */

static enum check_result run_bedrock(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[512];
    size_t len;
    struct span text = in->secret;
    if (!piece_skip(&text, "ABSK") ||
        !codec_base64(text, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    struct span plain = span_of(bytes, len);
    struct span user = piece(plain, 0, piece_find(plain, ':'));
    struct span account = piece_from(user, span_find(user, span_str("-at-")));
    uint64_t number;
    if (!piece_starts(user, "BedrockAPIKey-") ||
        !piece_skip(&account, "-at-") || account.len != 12 ||
        !piece_number(account, &number) || len < user.len + 21) {
        return CHECK_FAIL;
    }
    note_fact(notes, "account", account);
    note_fact(notes, "user", user);
    return CHECK_PASS;
}

static bool complete_bedrock(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char plain[] = "BedrockAPIKey-0000-at-000000000000:"
                            "000000000000000000000000000000"
                            "000000000000000000000000000000";
    unsigned char text[200] = "ABSK";
    size_t len;
    uint64_t number = sample_random(sample);
    (void)!codec_number_encode(number % 1679616, DIGITS_BASE36, plain + 14, 4);
    (void)!codec_number_encode(number % ACCOUNTS, "0123456789", plain + 22, 12);
    for (size_t i = 35; i < sizeof(plain) - 1; i++) {
        plain[i] = (unsigned char)DIGITS_BASE62[sample_random(sample) % 62];
    }
    return codec_base64_encode(span_of(plain, sizeof(plain) - 1),
                               CODEC_STANDARD, text + 4, sizeof(text) - 4,
                               &len) &&
           sample_replace(sample, sample->secret, span_of(text, len + 4));
}

/* --- presigned requests -----------------------------------------------------
 */

/* X-Amz-Credential=AKIA.../20260131/eu-west-1/s3/aws4_request, with its
 * slashes as %2F; X-Amz-Date and X-Amz-Expires (seconds). */
static enum check_result presigned(struct span url,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    unsigned char bytes[256];
    struct span value = query_value(url, "X-Amz-Credential");
    size_t len = query_unescape(value, bytes, sizeof(bytes));
    if (value.len == 0) {
        /* Cut off, or wrapped over lines. */
        return CHECK_UNKNOWN;
    }
    struct span rest = span_of(bytes, len);
    struct span id;
    struct span date;
    struct span region;
    struct span service;
    int64_t begin;
    uint64_t seconds = 900;
    if (!piece_next(&rest, '/', &id) || !piece_next(&rest, '/', &date) ||
        !piece_next(&rest, '/', &region) || !piece_next(&rest, '/', &service) ||
        !moment_parse(date, &begin)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "key-id", id);
    note_fact(notes, "region", region);
    note_fact(notes, "service", service);
    (void)key_id(id, notes);
    (void)piece_number(query_value(url, "X-Amz-Expires"), &seconds);
    if (moment_parse(query_value(url, "X-Amz-Date"), &begin) &&
        seconds <= 7 * 86400) {
        note_expiry(notes, begin + (int64_t)seconds, in->now);
    }
    return CHECK_PASS;
}

static enum check_result run_presigned(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    return presigned(query_around(in), in, notes);
}

/* A presigned request in base64 behind a fixed text. Such a token is dead 15
 * minutes after its date for EKS, whatever X-Amz-Expires says. */
static enum check_result run_wrapped(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    unsigned char bytes[AWS_BYTES];
    size_t len;
    struct span text = in->secret;
    if (!piece_skip(&text, check->data) ||
        !codec_base64(text, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    return presigned(span_of(bytes, len), in, notes);
}

static bool complete_wrapped(const struct check *check,
                             struct check_sample *sample)
{
    static const char *const hosts[] = {
        "bedrock.amazonaws.com/?Action=CallWithBearerToken",
        "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity"};
    unsigned char plain[600];
    unsigned char text[900];
    size_t len;
    bool eks = piece_starts(span_str(check->data), "k8s");
    unsigned long long random[4];
    for (size_t i = 0; i < 4; i++) {
        random[i] = sample_random(sample);
    }
    int n = snprintf((char *)plain, sizeof(plain),
                     "%s&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                     "%s%%2F20300101%%2Feu-west-1%%2Fsts%%2Faws4_request"
                     "&X-Amz-Date=20300101T000000Z&X-Amz-Expires=900"
                     "&X-Amz-Signature=%016llx%016llx%016llx%016llx&Version=1",
                     hosts[eks],
                     "ASIA"
                     "QNZGKIQY56JQ7WML",
                     random[0], random[1], random[2], random[3]);
    size_t head = strlen(check->data);
    memcpy(text, check->data, head);
    return codec_base64_encode(span_of(plain, (size_t)n),
                               eks ? CODEC_URL : CODEC_STANDARD, text + head,
                               sizeof(text) - head, &len) &&
           sample_replace(sample, sample->secret, span_of(text, head + len));
}

/* --- SES --------------------------------------------------------------------
 */

static enum check_result run_ses(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[64];
    size_t len;
    return codec_base64(in->secret, bytes, sizeof(bytes), &len) && len == 33 &&
                   (bytes[0] == 4 || bytes[0] == 2)
               ? CHECK_PASS
               : CHECK_FAIL;
}

static bool complete_ses(const struct check *check, struct check_sample *sample)
{
    (void)check;
    if (range_len(sample->secret) != 44) {
        return false;
    }
    unsigned char *bytes = sample->bytes + sample->secret.start;
    bytes[0] = 'B';
    bytes[1] = (unsigned char)('A' + sample_random(sample) % 16);
    return true;
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"aws-account", "Reads the account out of an access key id.",
     "Tal Be'ery, A short note on AWS key ID (2023)", EVIDENCE_STRUCTURE,
     run_account, complete_account, NULL},
    {"aws-bedrock-long", "Decodes user and account of a Bedrock API key.",
     "Amazon Bedrock user guide; public samples", EVIDENCE_STRUCTURE,
     run_bedrock, complete_bedrock, NULL},
    {"aws-bedrock-short", "Decodes the presigned request of a Bedrock key.",
     "aws/aws-bedrock-token-generator", EVIDENCE_STRUCTURE, run_wrapped,
     complete_wrapped, "bedrock-api-key-"},
    {"aws-eks-token", "Decodes the presigned request of an EKS token.",
     "kubernetes-sigs/aws-iam-authenticator", EVIDENCE_STRUCTURE, run_wrapped,
     complete_wrapped, "k8s-aws-v1."},
    {"aws-presigned", "Reads key, region and expiry of a presigned URL.",
     "AWS Signature Version 4, query parameters", EVIDENCE_STRUCTURE,
     run_presigned, NULL, NULL},
    {"aws-ses-password", "33 bytes that begin with a known version.",
     "Amazon SES, Obtaining SMTP credentials", EVIDENCE_STRUCTURE, run_ses,
     complete_ses, NULL},
};

const struct check_family check_family_aws = {CHECKS, sizeof(CHECKS) /
                                                          sizeof(CHECKS[0])};
