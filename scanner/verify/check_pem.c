/* SPDX-License-Identifier: Apache-2.0
 *
 * Private keys in PEM, in bare base64 and in PuTTY's files: decoded, walked
 * to the last byte, and named: kind, size, curve, encrypted or not. Samples of
 * all kinds are built in pem_sample.c. */
#include "verify/check.h"

#include "base/codec.h"
#include "base/digest.h"
#include "base/mem.h"
#include "verify/claims.h"
#include "verify/der.h"
#include "verify/pem.h"
#include "verify/pem_sample.h"
#include "verify/piece.h"
#include "verify/sshkey.h"

#include <stdio.h>

/* No key of any kind has fewer letters: an Ed25519 key in PKCS#8 has 64. */
#define MIN_LETTERS 56

static void note_encrypted(struct check_notes *notes, struct span how)
{
    note_fact(notes, "encrypted", how.len > 0 ? how : span_str("yes"));
    note_effect(notes, EFFECT_LOWER, "the key is encrypted with a passphrase");
}

/* --- what is inside ---------------------------------------------------------
 */

static bool inside_der(struct span bytes, struct check_notes *notes)
{
    struct der_key key;
    if (!der_read_key(bytes, &key)) {
        return false;
    }
    note_fact(notes, "kind", span_str(key.kind));
    if (key.bits > 0) {
        note_number(notes, "bits", key.bits);
    }
    if (key.curve) {
        note_fact(notes, "curve", span_str(key.curve));
    }
    if (key.encrypted) {
        note_encrypted(notes, span_str("yes"));
    }
    return true;
}

static void note_ssh(const struct sshkey *key, struct check_notes *notes)
{
    unsigned char text[7 + 44] = "SHA256:";
    unsigned char hash[DIGEST_SHA256];
    size_t len;
    note_fact(notes, "kind", key->kind);
    note_fact(notes, "comment", key->comment);
    if (key->encrypted) {
        note_encrypted(notes, key->cipher);
    }
    digest_sha256(key->public_blob, hash);
    if (key->public_blob.len > 0 &&
        codec_base64_encode(span_of(hash, sizeof(hash)), CODEC_STANDARD,
                            text + 7, sizeof(text) - 7, &len)) {
        /* ssh-keygen -l shows it without padding. */
        note_fact(notes, "fingerprint", span_of(text, 7 + len - 1));
    }
}

static bool inside_openssh(struct span bytes, struct check_notes *notes)
{
    struct sshkey key;
    bool whole = sshkey_openssh(bytes, &key);
    if (whole) {
        note_ssh(&key, notes);
    }
    return whole;
}

static bool inside_ssh2(struct span bytes, struct check_notes *notes)
{
    struct sshkey key;
    bool whole = sshkey_ssh2(bytes, &key);
    if (whole) {
        note_ssh(&key, notes);
    }
    return whole;
}

/* cosign: JSON with the cipher's parameters. */
static bool inside_json(struct span bytes, struct check_notes *notes)
{
    if (!claims_valid(bytes) || !claims_has(bytes, "ciphertext")) {
        return false;
    }
    note_encrypted(notes, claims_text(bytes, "cipher.name"));
    return true;
}

/* OpenPGP (RFC 4880, 4.2): the first packet is a secret key (tag 5) of
 * version 3 to 6. */
static bool inside_pgp(struct span bytes, struct check_notes *notes)
{
    int first = span_at(bytes, 0);
    bool old = first == 0x94 || first == 0x95 || first == 0x96;
    if (!old && first != 0xc5) {
        return false;
    }
    size_t n = first == 0x94 ? 1 : first == 0x95 ? 2 : 4;
    if (first == 0xc5) {
        int len = span_at(bytes, 1);
        n = len < 192 ? 1 : len < 224 ? 2 : len == 255 ? 5 : 1;
    }
    int version = span_at(bytes, 1 + n);
    note_fact(notes, "kind", span_str("OpenPGP"));
    return version >= 3 && version <= 6;
}

static bool pgp_sum_fits(const struct pem *pem, struct span bytes)
{
    unsigned char sum[4];
    size_t len;
    if (pem->sum.len == 0) {
        return true;
    }
    if (!codec_base64(pem->sum, sum, sizeof(sum), &len) || len != 3) {
        return false;
    }
    uint32_t crc = (uint32_t)sum[0] << 16 | (uint32_t)sum[1] << 8 | sum[2];
    return digest_crc24(bytes) == crc;
}

static bool inside(const struct pem *pem, struct span bytes,
                   struct check_notes *notes)
{
    if (pem->encrypted) {
        note_fact(notes, "kind",
                  piece(pem->label, 0, piece_find(pem->label, ' ')));
        note_encrypted(notes, pem->cipher);
        return bytes.len >= 48;
    }
    if (piece_starts(pem->label, "OPENSSH")) {
        return inside_openssh(bytes, notes);
    }
    if (piece_starts(pem->label, "PGP")) {
        return inside_pgp(bytes, notes) && pgp_sum_fits(pem, bytes);
    }
    if (piece_starts(pem->label, "ENCRYPTED COSIGN") ||
        piece_starts(pem->label, "ENCRYPTED SIGSTORE")) {
        return inside_json(bytes, notes);
    }
    if (piece_starts(pem->label, "SSH2")) {
        return inside_ssh2(bytes, notes);
    }
    return inside_der(bytes, notes);
}

/* --- the block --------------------------------------------------------------
 */

/* "..." or a few words where the key should be: a form, not a key. */
static bool is_hollow(const struct pem *pem)
{
    size_t letters = piece_run(pem->text, byte_is_base64);
    return letters < MIN_LETTERS;
}

static enum check_result read_block(struct pem *pem, unsigned char *bytes,
                                    struct span token,
                                    struct check_notes *notes)
{
    size_t len;
    if (!pem_parse(pem, token)) {
        return CHECK_FAIL;
    }
    if (is_hollow(pem)) {
        note_effect(notes, EFFECT_DROP, "there is no key between the lines");
        return CHECK_FAIL;
    }
    if (!codec_base64(pem->text, bytes, LIMIT_TOKEN, &len)) {
        return CHECK_FAIL;
    }
    return inside(pem, span_of(bytes, len), notes) ? CHECK_PASS : CHECK_FAIL;
}

static enum check_result check_block(struct span token,
                                     struct check_notes *notes)
{
    struct pem pem;
    unsigned char bytes[LIMIT_TOKEN];
    enum check_result result = read_block(&pem, bytes, token, notes);
    /* In clear they would stay on the stack of a thread that lives on. */
    mem_wipe(&pem, sizeof(pem));
    mem_wipe(bytes, sizeof(bytes));
    return result;
}

static enum check_result run_pem(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    return check_block(in->secret, notes);
}

/* base64 of a whole block, as Kubernetes secrets and CI variables hold. */
static enum check_result run_wrapped(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[LIMIT_TOKEN];
    size_t len;
    struct span text = in->secret;
    if (!codec_base64(text, bytes, sizeof(bytes), &len)) {
        /* A copy that was cut off still shows what it begins with. */
        text.len -= text.len % 4;
        if (!codec_base64(text, bytes, sizeof(bytes), &len)) {
            return CHECK_FAIL;
        }
    }
    struct span plain = span_of(bytes, len);
    enum check_result result = CHECK_FAIL;
    if (span_find(plain, span_str("PRIVATE KEY")) < len) {
        result = check_block(plain, notes);
    }
    mem_wipe(bytes, sizeof(bytes));
    return result;
}

static enum check_result run_der(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[LIMIT_TOKEN];
    size_t len;
    bool whole = codec_base64(in->secret, bytes, sizeof(bytes), &len) &&
                 inside_der(span_of(bytes, len), notes);
    mem_wipe(bytes, sizeof(bytes));
    return whole ? CHECK_PASS : CHECK_FAIL;
}

/* --- PuTTY ------------------------------------------------------------------
 */

/* The value of a line "Name: value"; empty without. */
static struct span ppk_line(struct span file, const char *name)
{
    struct span value = piece_between(file, name, "\n");
    value = piece_from(value, piece_run(value, byte_is_space));
    return piece(value, 0, value.len - piece_run_back(value, byte_is_space));
}

/* As many lines of base64 as "Private-Lines" says, decoded. */
static bool ppk_private(struct span file, unsigned char *out, size_t *len)
{
    uint64_t lines;
    static const char name[] = "Private-Lines:";
    unsigned char text[8192];
    size_t used = 0;
    size_t at = span_find(file, span_str(name));
    if (!piece_number(ppk_line(file, name), &lines) || lines > 200) {
        return false;
    }
    struct span rest = piece_from(file, at);
    struct span line;
    (void)piece_next(&rest, '\n', &line);
    for (uint64_t i = 0; i < lines; i++) {
        if (!piece_next(&rest, '\n', &line)) {
            return false;
        }
        line = piece_from(line, piece_run(line, byte_is_space));
        line = piece(line, 0, line.len - piece_run_back(line, byte_is_space));
        if (used + line.len > sizeof(text)) {
            return false;
        }
        memcpy(text + used, line.ptr, line.len);
        used += line.len;
    }
    bool done = codec_base64(span_of(text, used), out, sizeof(text), len);
    mem_wipe(text, sizeof(text));
    return done && *len >= 32;
}

static enum check_result run_putty(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[8192];
    size_t len;
    struct span file = in->secret;
    struct span version = piece_between(file, "PuTTY-User-Key-File-", ":");
    struct span cipher = ppk_line(file, "Encryption:");
    if (version.len != 1 || cipher.len == 0) {
        return CHECK_FAIL;
    }
    note_fact(notes, "kind", ppk_line(file, "PuTTY-User-Key-File-2:"));
    note_fact(notes, "kind", ppk_line(file, "PuTTY-User-Key-File-3:"));
    note_fact(notes, "comment", ppk_line(file, "Comment:"));
    if (!piece_is(cipher, "none")) {
        note_encrypted(notes, cipher);
    }
    bool whole = ppk_private(file, bytes, &len);
    mem_wipe(bytes, sizeof(bytes));
    return whole ? CHECK_PASS : CHECK_FAIL;
}

/* --- the other direction
 * ------------------------------------------------------ */

static bool complete_pem(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char text[CHECK_SAMPLE_ROOM];
    struct span token = span_of(sample->bytes, sample->len);
    struct span label = piece_between(token, "-----BEGIN ", "-----");
    if (label.len == 0) {
        label = piece_between(token, "---- BEGIN ", " ----");
    }
    size_t len;
    return pem_sample(sample, label, text, sizeof(text), &len) &&
           sample_replace(sample, (struct range){0, sample->len},
                          span_of(text, len));
}

static bool complete_wrapped(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char text[CHECK_SAMPLE_ROOM / 2];
    unsigned char wrapped[CHECK_SAMPLE_ROOM];
    size_t len;
    return pem_sample(sample, span_str("PRIVATE KEY"), text, sizeof(text),
                      &len) &&
           codec_base64_encode(span_of(text, len), CODEC_STANDARD, wrapped,
                               sizeof(wrapped), &len) &&
           sample_replace(sample, sample->secret, span_of(wrapped, len));
}

static bool complete_der(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[CHECK_SAMPLE_ROOM / 2];
    unsigned char text[CHECK_SAMPLE_ROOM];
    size_t len = der_sample(sample, span_str("RSA PRIVATE KEY"), bytes);
    return codec_base64_encode(span_of(bytes, len), CODEC_STANDARD, text,
                               sizeof(text), &len) &&
           sample_replace(sample, sample->secret, span_of(text, len));
}

static bool complete_putty(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned char text[1024];
    size_t len;
    return ppk_sample(sample, text, sizeof(text), &len) &&
           sample_replace(sample, (struct range){0, sample->len},
                          span_of(text, len));
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"pem-private-key", "The block decodes to a whole private key of its kind.",
     "RFC 7468, 8017, 5915, 5958, 4880; OpenSSH, PROTOCOL.key",
     EVIDENCE_STRUCTURE, run_pem, complete_pem, NULL},
    {"pem-base64", "Base64 of a block with a whole private key.", "RFC 7468",
     EVIDENCE_STRUCTURE, run_wrapped, complete_wrapped, NULL},
    {"der-private-key", "Base64 of a whole private key without a block.",
     "RFC 8017, 5915, 5958", EVIDENCE_STRUCTURE, run_der, complete_der, NULL},
    {"putty-private-key", "A PuTTY key file with all its lines.",
     "PuTTY, appendix C: PPK file format", EVIDENCE_STRUCTURE, run_putty,
     complete_putty, NULL},
};

const struct check_family check_family_pem = {CHECKS, sizeof(CHECKS) /
                                                          sizeof(CHECKS[0])};
