/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes private keys for tests, the other direction of pem.c, der.c and
 * sshkey.c. DER is written backwards: a container's length is known once its
 * contents stand. */
#include "verify/pem_sample.h"

#include "base/codec.h"
#include "base/digest.h"
#include "verify/der.h"
#include "verify/piece.h"

#include <stdio.h>

#define ROOM (CHECK_SAMPLE_ROOM / 2)

/* Bytes that grow towards the front. */
struct back {
    unsigned char bytes[ROOM];
    size_t start;
};

static void push(struct back *back, struct span bytes)
{
    if (bytes.len == 0) {
        return;
    }
    back->start -= bytes.len;
    memcpy(back->bytes + back->start, bytes.ptr, bytes.len);
}

/* Puts tag and length before what was written since `end`. */
static void wrap(struct back *back, int tag, size_t end)
{
    size_t len = end - back->start;
    unsigned char head[4] = {(unsigned char)tag};
    size_t n = 2;
    if (len < 0x80) {
        head[1] = (unsigned char)len;
    } else if (len < 0x100) {
        head[1] = 0x81;
        head[2] = (unsigned char)len;
        n = 3;
    } else {
        head[1] = 0x82;
        head[2] = (unsigned char)(len >> 8);
        head[3] = (unsigned char)len;
        n = 4;
    }
    push(back, span_of(head, n));
}

static void push_element(struct back *back, int tag, struct span bytes)
{
    size_t end = back->start;
    push(back, bytes);
    wrap(back, tag, end);
}

static void random_bytes(struct check_sample *sample, unsigned char *out,
                         size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (unsigned char)sample_random(sample);
    }
}

/* A positive odd integer of exactly `len` bytes; `out`, of that size, gets
 * it too. A leading zero keeps it positive, so its top bit is set. */
static void push_random_integer(struct back *back, struct check_sample *sample,
                                unsigned char *out, size_t len)
{
    random_bytes(sample, out, len);
    out[0] |= 0xc0;
    out[len - 1] |= 1;
    size_t end = back->start;
    push(back, span_of(out, len));
    push(back, span_of("", 1));
    wrap(back, DER_INTEGER, end);
}

#define FACTOR 128 /* bytes: a key of 2048 bits */

static void multiply(const unsigned char *p, const unsigned char *q,
                     unsigned char *out)
{
    memset(out, 0, 2 * FACTOR);
    for (size_t i = FACTOR; i > 0; i--) {
        unsigned carry = 0;
        for (size_t k = FACTOR; k > 0; k--) {
            carry += out[i + k - 1] + (unsigned)p[i - 1] * q[k - 1];
            out[i + k - 1] = (unsigned char)carry;
            carry >>= 8;
        }
        out[i - 1] = (unsigned char)carry;
    }
}

static void push_rsa(struct back *back, struct check_sample *sample)
{
    unsigned char scratch[2 * FACTOR];
    unsigned char p[FACTOR];
    unsigned char q[FACTOR];
    size_t end = back->start;
    for (int i = 0; i < 3; i++) {
        push_random_integer(back, sample, scratch, FACTOR);
    }
    push_random_integer(back, sample, q, FACTOR);
    push_random_integer(back, sample, p, FACTOR);
    push_random_integer(back, sample, scratch, 2 * FACTOR);
    push_element(back, DER_INTEGER, span_of("\x01\x00\x01", 3));
    size_t n_end = back->start;
    multiply(p, q, scratch);
    push(back, span_of(scratch, sizeof(scratch)));
    push(back, span_of("", 1));
    wrap(back, DER_INTEGER, n_end);
    push_element(back, DER_INTEGER, span_of("", 1));
    wrap(back, DER_SEQUENCE, end);
}

static void push_ec(struct back *back, struct check_sample *sample)
{
    unsigned char d[32];
    size_t end = back->start;
    random_bytes(sample, d, sizeof(d));
    d[0] &= 0x7f;
    size_t curve = back->start;
    push_element(back, DER_OID, span_of("\x2a\x86\x48\xce\x3d\x03\x01\x07", 8));
    wrap(back, 0xa0, curve);
    push_element(back, DER_OCTETS, span_of(d, sizeof(d)));
    push_element(back, DER_INTEGER, span_of("\x01", 1));
    wrap(back, DER_SEQUENCE, end);
}

static void push_dsa(struct back *back, struct check_sample *sample)
{
    unsigned char scratch[FACTOR];
    size_t end = back->start;
    push_random_integer(back, sample, scratch, 20);
    push_random_integer(back, sample, scratch, FACTOR);
    push_random_integer(back, sample, scratch, FACTOR);
    push_random_integer(back, sample, scratch, 20);
    push_random_integer(back, sample, scratch, FACTOR);
    push_element(back, DER_INTEGER, span_of("", 1));
    wrap(back, DER_SEQUENCE, end);
}

/* Ed25519 in PKCS#8 (RFC 8410). */
static void push_pkcs8(struct back *back, struct check_sample *sample)
{
    unsigned char seed[32];
    size_t end = back->start;
    random_bytes(sample, seed, sizeof(seed));
    push_element(back, DER_OCTETS, span_of(seed, sizeof(seed)));
    wrap(back, DER_OCTETS, end);
    size_t algorithm = back->start;
    push_element(back, DER_OID, span_of("\x2b\x65\x70", 3));
    wrap(back, DER_SEQUENCE, algorithm);
    push_element(back, DER_INTEGER, span_of("", 1));
    wrap(back, DER_SEQUENCE, end);
}

/* PBES2 with empty parameters. */
static void push_encrypted(struct back *back, struct check_sample *sample)
{
    unsigned char bytes[160];
    size_t end = back->start;
    random_bytes(sample, bytes, sizeof(bytes));
    push_element(back, DER_OCTETS, span_of(bytes, sizeof(bytes)));
    size_t scheme = back->start;
    push_element(back, DER_SEQUENCE, span_of(NULL, 0));
    push_element(back, DER_OID,
                 span_of("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d", 9));
    wrap(back, DER_SEQUENCE, scheme);
    wrap(back, DER_SEQUENCE, end);
}

/* RSA in PKCS#8. */
static void push_pkcs8_rsa(struct back *back, struct check_sample *sample)
{
    size_t end = back->start;
    push_rsa(back, sample);
    wrap(back, DER_OCTETS, end);
    size_t algorithm = back->start;
    push_element(back, 0x05, span_of(NULL, 0));
    push_element(back, DER_OID,
                 span_of("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9));
    wrap(back, DER_SEQUENCE, algorithm);
    push_element(back, DER_INTEGER, span_of("", 1));
    wrap(back, DER_SEQUENCE, end);
}

/* Ed25519, or RSA where the rule asks for more letters than that has. */
static void push_plain(struct back *back, struct check_sample *sample)
{
    if (sample->len > 900) {
        push_pkcs8_rsa(back, sample);
    } else {
        push_pkcs8(back, sample);
    }
}

/* --- SSH ---------------------------------------------------------------------
 */

static void push_word(struct back *back, size_t word)
{
    unsigned char bytes[4] = {(unsigned char)(word >> 24),
                              (unsigned char)(word >> 16),
                              (unsigned char)(word >> 8), (unsigned char)word};
    push(back, span_of(bytes, sizeof(bytes)));
}

static void push_string(struct back *back, struct span bytes)
{
    push(back, bytes);
    push_word(back, bytes.len);
}

static void push_openssh(struct back *back, struct check_sample *sample)
{
    unsigned char pair[64];
    random_bytes(sample, pair, 32);
    digest_ed25519_public(pair, pair + 32);
    struct span public = span_of(pair + 32, 32);
    struct span kind = span_str("ssh-ed25519");
    size_t check = sample_random(sample) & 0xffffffff;

    /* 8 + 15 + 36 + 68 + 17 bytes are a multiple of eight without padding. */
    push_string(back, span_str("build@acme.de"));
    push_string(back, span_of(pair, sizeof(pair)));
    push_string(back, public);
    push_string(back, kind);
    push_word(back, check);
    push_word(back, check);
    push_word(back, ROOM - back->start);
    size_t blob = back->start;
    push_string(back, public);
    push_string(back, kind);
    push_word(back, blob - back->start);
    push_word(back, 1);
    push_string(back, span_of(NULL, 0));
    push_string(back, span_str("none"));
    push_string(back, span_str("none"));
    push(back, span_of("openssh-key-v1", 15));
}

static void push_ssh2(struct back *back, struct check_sample *sample)
{
    unsigned char bytes[300];
    random_bytes(sample, bytes, sizeof(bytes));
    push_string(back, span_of(bytes, sizeof(bytes)));
    push_string(back, span_str("none"));
    push_string(back, span_str("dl-modp{sign{dsa-nist-sha1}}"));
    push_word(back, ROOM - back->start + 8);
    push_word(back, 0x3f6ff9eb);
}

/* A secret key packet of version 4 for EdDSA (RFC 6637 and its kin). */
static void push_pgp(struct back *back, struct check_sample *sample)
{
    unsigned char bytes[80];
    random_bytes(sample, bytes, sizeof(bytes));
    push(back, span_of(bytes, sizeof(bytes)));
    push(back, span_of("\x16\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 11));
    push(back, span_of("\xc5\x60\x04\x60\x00\x00\x00", 7));
}

/* What parameters of cosign look like; the cipher text is random. */
static void push_cosign(struct back *back, struct check_sample *sample)
{
    unsigned char bytes[90];
    unsigned char text[120];
    size_t len;
    random_bytes(sample, bytes, sizeof(bytes));
    (void)!codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_STANDARD,
                               text, sizeof(text), &len);
    push(back, span_str("\"}"));
    push(back, span_of(text, len));
    push(back, span_str("{\"kdf\":{\"name\":\"scrypt\"},\"cipher\":{\"name\":"
                        "\"nacl/secretbox\"},\"ciphertext\":\""));
}

size_t der_sample(struct check_sample *sample, struct span label,
                  unsigned char *out)
{
    static const struct {
        const char *label;
        void (*push)(struct back *, struct check_sample *);
    } kinds[] = {{"RSA", push_rsa},
                 {"EC", push_ec},
                 {"DSA", push_dsa},
                 {"OPENSSH", push_openssh},
                 {"SSH2", push_ssh2},
                 {"PGP", push_pgp},
                 {"ENCRYPTED COSIGN", push_cosign},
                 {"ENCRYPTED SIGSTORE", push_cosign},
                 {"ENCRYPTED", push_encrypted},
                 {"", push_plain}};
    struct back back = {.start = ROOM};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (piece_starts(label, kinds[i].label)) {
            kinds[i].push(&back, sample);
            break;
        }
    }
    memcpy(out, back.bytes + back.start, ROOM - back.start);
    return ROOM - back.start;
}

/* --- the block
 * ----------------------------------------------------------------- */

struct front {
    unsigned char *out;
    size_t room;
    size_t len;
    bool full;
};

static void add(struct front *front, struct span text)
{
    if (text.len > front->room - front->len) {
        front->full = true;
        return;
    }
    memcpy(front->out + front->len, text.ptr, text.len);
    front->len += text.len;
}

/* base64 in lines of 64 letters. */
static void add_lines(struct front *front, struct span bytes)
{
    unsigned char text[CHECK_SAMPLE_ROOM];
    size_t len = 0;
    (void)!codec_base64_encode(bytes, CODEC_STANDARD, text, sizeof(text), &len);
    for (size_t at = 0; at < len; at += 64) {
        add(front, piece(span_of(text, len), at, at + 64));
        add(front, span_str("\n"));
    }
}

static void add_pgp_sum(struct front *front, struct span bytes)
{
    uint32_t crc = digest_crc24(bytes);
    unsigned char sum[3] = {(unsigned char)(crc >> 16),
                            (unsigned char)(crc >> 8), (unsigned char)crc};
    unsigned char text[4];
    size_t len = 0;
    (void)!codec_base64_encode(span_of(sum, 3), CODEC_STANDARD, text,
                               sizeof(text), &len);
    add(front, span_str("="));
    add(front, span_of(text, len));
    add(front, span_str("\n"));
}

bool pem_sample(struct check_sample *sample, struct span label,
                unsigned char *out, size_t room, size_t *len)
{
    unsigned char bytes[ROOM];
    struct front front = {.out = out, .room = room};
    if (label.len == 0) {
        label = span_str("PRIVATE KEY");
    }
    size_t n = der_sample(sample, label, bytes);
    bool pgp = piece_starts(label, "PGP");
    bool ssh2 = piece_starts(label, "SSH2");
    add(&front, span_str(ssh2 ? "---- BEGIN " : "-----BEGIN "));
    add(&front, label);
    add(&front, span_str(ssh2 ? " ----\n" : pgp ? "-----\n\n" : "-----\n"));
    add_lines(&front, span_of(bytes, n));
    if (pgp) {
        add_pgp_sum(&front, span_of(bytes, n));
    }
    add(&front, span_str(ssh2 ? "---- END " : "-----END "));
    add(&front, label);
    add(&front, span_str(ssh2 ? " ----" : "-----"));
    *len = front.len;
    return !front.full;
}

bool ppk_sample(struct check_sample *sample, unsigned char *out, size_t room,
                size_t *len)
{
    unsigned char bytes[36] = {0, 0, 0, 32};
    struct front front = {.out = out, .room = room};
    static const char encrypted[] = "Encryption: aes256-cbc";
    bool is_encrypted = span_find(span_of(sample->bytes, sample->len),
                                  span_str(encrypted)) < sample->len;
    add(&front, span_str("PuTTY-User-Key-File-3: ssh-ed25519\n"));
    add(&front, span_str(is_encrypted ? encrypted : "Encryption: none"));
    add(&front, span_str("\nComment: build@acme.de\nPublic-Lines: 2\n"));
    unsigned char blob[51] = "\0\0\0\x0bssh-ed25519\0\0\0 ";
    random_bytes(sample, blob + 19, 32);
    add_lines(&front, span_of(blob, sizeof(blob)));
    /* One line of 64 letters and one of 4 make the two. */
    add(&front, span_str("Private-Lines: 1\n"));
    random_bytes(sample, bytes + 4, 32);
    add_lines(&front, span_of(bytes, sizeof(bytes)));
    char text[96];
    unsigned long long mac[4];
    for (int i = 0; i < 4; i++) {
        mac[i] = sample_random(sample);
    }
    int n = snprintf(text, sizeof(text),
                     "Private-MAC: %016llx%016llx%016llx%016llx", mac[0],
                     mac[1], mac[2], mac[3]);
    add(&front, span_of(text, (size_t)n));
    *len = front.len;
    return !front.full;
}
