/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys of ledgers and of tools that took over their formats: base58check,
 * bech32 (age, too), base32 with a CRC-16 (Stellar, NATS), key pairs of
 * Ed25519 and numbers below the order of secp256k1. */
#include "verify/check.h"

#include "base/codec.h"
#include "base/digest.h"
#include "verify/piece.h"

#define COIN_BYTES 512

/* --- base58check ---------------------------------------------------------- */

static void sum58(struct span payload, unsigned char out[4])
{
    unsigned char hash[DIGEST_SHA256];
    digest_sha256(payload, hash);
    digest_sha256(span_of(hash, sizeof(hash)), hash);
    memcpy(out, hash, 4);
}

static enum check_result run_base58(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)notes;
    unsigned char bytes[COIN_BYTES];
    unsigned char sum[4];
    size_t len;
    if (!codec_base58(in->secret, check->data, bytes, sizeof(bytes), &len) ||
        len < 5) {
        return CHECK_FAIL;
    }
    sum58(span_of(bytes, len - 4), sum);
    return memcmp(sum, bytes + len - 4, 4) == 0 ? CHECK_PASS : CHECK_FAIL;
}

/* Random letters are a random number; its low 32 bits become the sum of the
 * rest, which changes the last six letters at most. */
static bool complete_base58(const struct check *check,
                            struct check_sample *sample)
{
    unsigned char bytes[COIN_BYTES];
    unsigned char text[2 * COIN_BYTES];
    size_t len;
    size_t n_text;
    struct span secret = sample_secret(sample);
    if (!codec_base58(secret, check->data, bytes, sizeof(bytes), &len) ||
        len < 5) {
        return false;
    }
    sum58(span_of(bytes, len - 4), bytes + len - 4);
    return codec_base58_encode(span_of(bytes, len), check->data, text,
                               sizeof(text), &n_text) &&
           sample_replace(sample, sample->secret, span_of(text, n_text));
}

/* --- bech32 ----------------------------------------------------------------
 *
 *     human part 1 (data, five bits a letter) (6 letters of sum)
 *
 * BIP-173; age uses it longer than the 90 letters that it allows. */

static uint32_t bech_step(uint32_t sum, unsigned value)
{
    static const uint32_t generator[5] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
                                          0x3d4233dd, 0x2a1462b3};
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++) {
        sum ^= top >> i & 1 ? generator[i] : 0;
    }
    return sum;
}

static int to_lower(int c)
{
    return byte_is_upper(c) ? c - 'A' + 'a' : c;
}

/* The sum over the human part and `n` letters of data; 0 when malformed. */
static uint32_t bech_sum(struct span text, size_t n)
{
    size_t one = piece_find_last(text, '1');
    uint32_t sum = 1;
    for (size_t i = 0; i < one; i++) {
        sum = bech_step(sum, (unsigned)to_lower(text.ptr[i]) >> 5);
    }
    sum = bech_step(sum, 0);
    for (size_t i = 0; i < one; i++) {
        sum = bech_step(sum, (unsigned)to_lower(text.ptr[i]) & 31);
    }
    for (size_t i = one + 1; i < n; i++) {
        int digit = codec_digit(DIGITS_BECH32, to_lower(text.ptr[i]));
        if (digit < 0) {
            return 0;
        }
        sum = bech_step(sum, (unsigned)digit);
    }
    return sum;
}

static bool is_bech(struct span text)
{
    size_t one = piece_find_last(text, '1');
    bool lower = piece_run(text, byte_is_lower) > 0;
    for (size_t i = 0; i < text.len; i++) {
        bool odd =
            lower ? byte_is_upper(text.ptr[i]) : byte_is_lower(text.ptr[i]);
        if (odd) {
            return false;
        }
    }
    return one > 0 && one + 7 < text.len;
}

static enum check_result run_bech32(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    (void)notes;
    return is_bech(in->secret) && bech_sum(in->secret, in->secret.len) == 1
               ? CHECK_PASS
               : CHECK_FAIL;
}

static bool complete_bech32(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    struct span secret = sample_secret(sample);
    if (!is_bech(secret)) {
        return false;
    }
    bool upper = byte_is_upper(secret.ptr[0]);
    size_t start = secret.len - 6;
    uint32_t sum = bech_sum(secret, start);
    for (int i = 0; i < 6; i++) {
        sum = bech_step(sum, 0);
    }
    sum ^= 1;
    for (size_t i = 0; i < 6; i++) {
        int c = DIGITS_BECH32[sum >> 5 * (5 - i) & 31];
        c = upper && byte_is_lower(c) ? c - 'a' + 'A' : c;
        sample->bytes[sample->secret.start + start + i] = (unsigned char)c;
    }
    return true;
}

/* --- base32 with a CRC-16 --------------------------------------------------
 */

static bool decode_crc16(struct span text, unsigned char *out, size_t *len)
{
    return codec_base32(text, DIGITS_BASE32, out, COIN_BYTES, len) && *len > 2;
}

static enum check_result run_crc16(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[COIN_BYTES];
    size_t len;
    if (!decode_crc16(in->secret, bytes, &len)) {
        return CHECK_FAIL;
    }
    uint16_t crc = digest_crc16(span_of(bytes, len - 2));
    return bytes[len - 2] == (crc & 255) && bytes[len - 1] == crc >> 8
               ? CHECK_PASS
               : CHECK_FAIL;
}

static bool complete_crc16(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[COIN_BYTES];
    unsigned char *text = sample->bytes + sample->secret.start;
    size_t room = range_len(sample->secret);
    size_t len;
    /* The last letter may hold spare bits, which a random one has set. */
    if (room < 4 || room > COIN_BYTES) {
        return false;
    }
    if (room * 5 % 8 != 0) {
        text[room - 1] = 'A';
    }
    if (!decode_crc16(sample_secret(sample), bytes, &len)) {
        return false;
    }
    uint16_t crc = digest_crc16(span_of(bytes, len - 2));
    bytes[len - 2] = (unsigned char)crc;
    bytes[len - 1] = (unsigned char)(crc >> 8);
    return codec_base32_encode(span_of(bytes, len), DIGITS_BASE32, text, room,
                               &len);
}

/* --- Ed25519: a seed and its public key ------------------------------------
 */

static bool pair_decode(const struct check *check, struct span text,
                        unsigned char out[64])
{
    size_t len;
    bool done = check->data ? codec_base58(text, DIGITS_BASE58, out, 64, &len)
                            : codec_base64(text, out, 64, &len);
    return done && len == 64;
}

static enum check_result run_pair(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    unsigned char bytes[64];
    unsigned char public[DIGEST_ED25519];
    if (!pair_decode(check, in->body, bytes)) {
        return CHECK_FAIL;
    }
    digest_ed25519_public(bytes, public);
    if (memcmp(public, bytes + 32, sizeof(public)) != 0) {
        return CHECK_FAIL;
    }
    note_fact(notes, "kind", span_str("Ed25519"));
    return CHECK_PASS;
}

static bool complete_pair(const struct check *check,
                          struct check_sample *sample)
{
    unsigned char bytes[64];
    unsigned char text[96];
    size_t len;
    for (size_t i = 0; i < 32; i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    digest_ed25519_public(bytes, bytes + 32);
    bool done = check->data
                    ? codec_base58_encode(span_of(bytes, 64), DIGITS_BASE58,
                                          text, sizeof(text), &len)
                    : codec_base64_encode(span_of(bytes, 64), CODEC_STANDARD,
                                          text, sizeof(text), &len);
    return done && sample_replace_body(sample, span_of(text, len));
}

/* --- secp256k1 --------------------------------------------------------------
 */

/* A scalar must lie between 1 and the order of the curve (SEC 2, 2.4.1). As
 * that cuts off one in 2^128, what really refuses lookalikes is that a key
 * has no long run of zeros, as padded numbers and addresses have. */
static enum check_result run_scalar(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    (void)notes;
    static const unsigned char order[16] = {255, 255, 255, 255, 255, 255,
                                            255, 255, 255, 255, 255, 255,
                                            255, 255, 255, 254};
    unsigned char bytes[32];
    size_t len;
    struct span text = in->body;
    if (text.len != 64) {
        piece_skip(&text, "0x");
    }
    if (!codec_hex(text, bytes, sizeof(bytes), &len) || len != 32) {
        return CHECK_UNKNOWN;
    }
    size_t zeros = 0;
    for (size_t i = 0; i < 32; i++) {
        zeros += bytes[i] == 0;
    }
    return zeros < 8 && memcmp(bytes, order, sizeof(order)) < 0 ? CHECK_PASS
                                                                : CHECK_FAIL;
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"base58check", "Base58 with the first bytes of a double SHA-256.",
     "Bitcoin, Base58Check", EVIDENCE_CHECKSUM, run_base58, complete_base58,
     DIGITS_BASE58},
    {"base58check-xrpl", "As base58check, in the letters of the XRP Ledger.",
     "XRP Ledger, Base58 encodings", EVIDENCE_CHECKSUM, run_base58,
     complete_base58, DIGITS_BASE58_XRPL},
    {"bech32", "Bech32 with its sum of six letters.", "BIP-173",
     EVIDENCE_CHECKSUM, run_bech32, complete_bech32, NULL},
    {"base32-crc16", "Base32 with a CRC-16 behind the key.",
     "Stellar SEP-23; NATS nkeys", EVIDENCE_CHECKSUM, run_crc16, complete_crc16,
     NULL},
    {"ed25519-pair", "Base64 of an Ed25519 seed and its public key.",
     "RFC 8032", EVIDENCE_CHECKSUM, run_pair, complete_pair, NULL},
    {"ed25519-pair-base58", "Base58 of an Ed25519 seed and its public key.",
     "RFC 8032", EVIDENCE_CHECKSUM, run_pair, complete_pair, DIGITS_BASE58},
    {"secp256k1-range",
     "32 bytes below the order of secp256k1, not mostly zero.", "SEC 2, 2.4.1",
     EVIDENCE_FORMAT, run_scalar, NULL, NULL},
};

const struct check_family check_family_coin = {CHECKS, sizeof(CHECKS) /
                                                           sizeof(CHECKS[0])};
