/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens that are Protocol Buffers in base64url: Vault's service tokens and
 * HubSpot's keys; and Vault's batch tokens, which are ciphertext behind a
 * short header. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/moment.h"
#include "verify/piece.h"

#define PROTO_BYTES 1024

/* One field: a varint, or bytes (then `value` is its length too). */
struct field {
    uint64_t number;
    unsigned wire; /* 0 or 2 */
    uint64_t value;
    struct span bytes;
};

static bool take_varint(struct span *rest, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        int byte = span_at(*rest, 0);
        if (byte < 0) {
            return false;
        }
        *rest = piece_from(*rest, 1);
        *out |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            return true;
        }
    }
    return false;
}

static bool next_field(struct span *rest, struct field *out)
{
    uint64_t tag;
    if (!take_varint(rest, &tag) || !take_varint(rest, &out->value)) {
        return false;
    }
    out->number = tag >> 3;
    out->wire = tag & 7;
    out->bytes = span_of(NULL, 0);
    if (out->wire == 0) {
        return true;
    }
    if (out->wire != 2 || out->value > rest->len) {
        return false;
    }
    out->bytes = piece(*rest, 0, (size_t)out->value);
    *rest = piece_from(*rest, (size_t)out->value);
    return true;
}

/* --- hvs.
 * ---------------------------------------------------------------------
 *
 *     1: version 1 | 2: HMAC, 32 bytes | 3: { 1: "hvs." 24, ".namespace" }
 *
 * A token of 24 letters is the inner id alone and cannot be judged. */

static enum check_result run_service(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[PROTO_BYTES];
    size_t len;
    struct field field;
    struct span text = in->secret;
    if (!piece_skip(&text, "hvs.") || text.len < 60) {
        return CHECK_UNKNOWN;
    }
    if (!codec_base64(text, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    struct span rest = span_of(bytes, len);
    if (!next_field(&rest, &field) || field.number != 1 || field.value != 1 ||
        !next_field(&rest, &field) || field.number != 2 ||
        field.bytes.len != 32 || !next_field(&rest, &field) ||
        field.number != 3 || rest.len != 0) {
        return CHECK_FAIL;
    }
    rest = field.bytes;
    if (!next_field(&rest, &field) || field.number != 1 ||
        !piece_starts(field.bytes, "hvs.")) {
        return CHECK_FAIL;
    }
    if (field.bytes.len > 29) {
        note_fact(notes, "namespace", piece_from(field.bytes, 29));
    }
    return CHECK_PASS;
}

static bool complete_service(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[68] = {0x08, 1, 0x12, 32};
    unsigned char text[128] = "hvs.";
    size_t len;
    for (size_t i = 4; i < 36; i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    memcpy(bytes + 36, "\x1a\x1e\x0a\x1chvs.", 8);
    for (size_t i = 44; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)DIGITS_BASE62[sample_random(sample) % 62];
    }
    return codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_URL,
                               text + 4, sizeof(text) - 4, &len) &&
           sample_replace(sample, sample->secret, span_of(text, len + 4));
}

/* --- hvb.
 * ---------------------------------------------------------------------
 *
 *     term of the key (4, big-endian, small) | 1 or 2 | nonce 12 | ... | 16  */

static enum check_result run_batch(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[PROTO_BYTES];
    size_t len;
    struct span text = in->secret;
    if (!piece_skip(&text, "hvb.")) {
        return CHECK_UNKNOWN;
    }
    bool whole = codec_base64(text, bytes, sizeof(bytes), &len) && len >= 33 &&
                 bytes[0] == 0 && bytes[1] == 0 &&
                 (bytes[4] == 1 || bytes[4] == 2);
    return whole ? CHECK_PASS : CHECK_FAIL;
}

static bool complete_batch(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    struct span secret = sample_secret(sample);
    if (secret.len < 60) {
        return false;
    }
    memcpy(sample->bytes + sample->secret.start + 4, "AAAAAQI", 7);
    if ((secret.len - 4) % 4 == 1) {
        sample->bytes[sample->secret.end++] = 'A';
        sample->len = sample->secret.end;
    }
    sample_canonical(sample);
    return true;
}

/* --- HubSpot
 * ---------------------------------------------------------------------
 *
 *     1: "eu1-...", 36 letters | 2: portal | 3: user | 5: 25 bytes | 9: "eu1"
 */

static enum check_result run_hubspot(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[PROTO_BYTES];
    size_t len;
    struct field field;
    if (!codec_base64(in->secret, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    struct span rest = span_of(bytes, len);
    bool id = false;
    while (next_field(&rest, &field)) {
        if (field.number == 1 && field.bytes.len == 36) {
            id = true;
            note_fact(notes, "region",
                      piece(field.bytes, 0, piece_find(field.bytes, '-')));
        }
        if (field.number == 2 && field.wire == 0) {
            note_number(notes, "portal", field.value);
        }
        if (field.number == 3 && field.wire == 0) {
            note_number(notes, "user", field.value);
        }
    }
    return id && rest.len == 0 ? CHECK_PASS : CHECK_FAIL;
}

static bool complete_hubspot(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[80] = "\x0a\x24"
                              "eu1-00000000-0000-4000-8000-0000000000";
    unsigned char text[112];
    size_t len;
    for (size_t i = 6; i < 38; i++) {
        bytes[i] = bytes[i] == '0'
                       ? (unsigned char)hex[sample_random(sample) % 16]
                       : bytes[i];
    }
    memcpy(bytes + 38, "\x10\xb9\xab\xec\x45\x18\xd2\x85\xd8\x14\x2a\x19", 12);
    for (size_t i = 50; i < 75; i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    memcpy(bytes + 75, "\x4a\x03\x65\x75\x31", 5);
    return codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_URL, text,
                               sizeof(text), &len) &&
           sample_replace(sample, sample->secret, span_of(text, len));
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"vault-service", "A signed message that holds the token's id.",
     "hashicorp/vault, vault/tokens/token.proto", EVIDENCE_STRUCTURE,
     run_service, complete_service, NULL},
    {"vault-batch", "Encrypted by the barrier of Vault.",
     "hashicorp/vault, vault/barrier_aes_gcm.go", EVIDENCE_STRUCTURE, run_batch,
     complete_batch, NULL},
    {"hubspot-pak", "Region, portal and user in a message.",
     "observed on public keys", EVIDENCE_STRUCTURE, run_hubspot,
     complete_hubspot, NULL},
};

const struct check_family check_family_vault = {CHECKS, sizeof(CHECKS) /
                                                            sizeof(CHECKS[0])};
