/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks DER. A key counts only when every length fills its container, which
 * no text that merely looks like a key does; of RSA the product of the two
 * factors is recomputed, which no edited key survives. */
#include "verify/der.h"

#include "base/mem.h"
#include "verify/piece.h"

bool der_next(struct span *rest, int *tag, struct span *value)
{
    int first = span_at(*rest, 1);
    if (first < 0 || (rest->ptr[0] & 31) == 31) {
        return false;
    }
    size_t head = 2;
    size_t len = (size_t)first;
    if (first >= 0x80) {
        size_t n = (size_t)first & 127;
        if (n < 1 || n > 3 || rest->len < 2 + n || rest->ptr[2] == 0) {
            return false;
        }
        len = 0;
        for (size_t i = 0; i < n; i++) {
            len = len << 8 | rest->ptr[2 + i];
        }
        head += n;
        if (len < 0x80) {
            return false;
        }
    }
    if (len > rest->len - head) {
        return false;
    }
    *tag = rest->ptr[0];
    *value = piece(*rest, head, head + len);
    *rest = piece_from(*rest, head + len);
    return true;
}

bool der_take(struct span *rest, int tag, struct span *value)
{
    int got;
    return der_next(rest, &got, value) && got == tag;
}

/* The bytes of an unsigned integer without leading zeros. */
static struct span magnitude(struct span integer)
{
    while (integer.len > 0 && integer.ptr[0] == 0) {
        integer = piece_from(integer, 1);
    }
    return integer;
}

#define MAX_MODULUS 2048 /* 16384 bits, as OpenSSL allows */

/* n = p * q, by the method of school: a quarter of a million steps for 4096
 * bits, and it is done once a key. */
static bool is_product(struct span n, struct span p, struct span q)
{
    unsigned char product[MAX_MODULUS];
    if (p.len + q.len > sizeof(product) || p.len == 0 || q.len == 0) {
        return false;
    }
    size_t len = p.len + q.len;
    memset(product, 0, len);
    for (size_t i = p.len; i > 0; i--) {
        unsigned carry = 0;
        for (size_t k = q.len; k > 0; k--) {
            carry += product[i + k - 1] +
                     (unsigned)p.ptr[i - 1] * (unsigned)q.ptr[k - 1];
            product[i + k - 1] = (unsigned char)carry;
            carry >>= 8;
        }
        product[i - 1] = (unsigned char)carry;
    }
    bool same = span_equal(magnitude(span_of(product, len)), n);
    mem_wipe(product, sizeof(product));
    return same;
}

static size_t bit_count(struct span number)
{
    if (number.len == 0) {
        return 0;
    }
    size_t bits = 8 * (number.len - 1);
    for (unsigned top = number.ptr[0]; top > 0; top >>= 1) {
        bits++;
    }
    return bits;
}

/* Reads `n` integers that fill `rest`, without leading zeros. */
static bool read_integers(struct span rest, struct span *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!der_take(&rest, DER_INTEGER, &out[i])) {
            return false;
        }
        out[i] = magnitude(out[i]);
    }
    return rest.len == 0;
}

/* version, n, e, d, p, q, dP, dQ, qInv */
static bool read_rsa(struct span sequence, struct der_key *out)
{
    struct span part[9];
    if (!read_integers(sequence, part, 9) || part[0].len != 0 ||
        !is_product(part[1], part[4], part[5])) {
        return false;
    }
    out->kind = "RSA";
    out->bits = bit_count(part[1]);
    return true;
}

/* 0, p, q, g, y, x */
static bool read_dsa(struct span sequence, struct der_key *out)
{
    struct span part[6];
    if (!read_integers(sequence, part, 6) || part[0].len != 0) {
        return false;
    }
    out->kind = "DSA";
    out->bits = bit_count(part[1]);
    return part[5].len <= part[2].len && part[2].len < part[1].len;
}

/* --- elliptic curves --------------------------------------------------------
 */

struct named_oid {
    const char *bytes;
    size_t len;
    const char *name;
};

#define OID(bytes, name)               \
    {                                  \
        bytes, sizeof(bytes) - 1, name \
    }

static const char *oid_name(const struct named_oid *oids, size_t n,
                            struct span oid)
{
    for (size_t i = 0; i < n; i++) {
        if (span_equal(oid, span_of(oids[i].bytes, oids[i].len))) {
            return oids[i].name;
        }
    }
    return NULL;
}

static const struct named_oid CURVES[] = {
    OID("\x2a\x86\x48\xce\x3d\x03\x01\x07", "P-256"),
    OID("\x2b\x81\x04\x00\x21", "P-224"), OID("\x2b\x81\x04\x00\x22", "P-384"),
    OID("\x2b\x81\x04\x00\x23", "P-521"),
    OID("\x2b\x81\x04\x00\x0a", "secp256k1")};

static const char *curve_name(struct span oid)
{
    const char *name =
        oid_name(CURVES, sizeof(CURVES) / sizeof(CURVES[0]), oid);
    return name ? name : "another curve";
}

/* 1, d, [0] curve, [1] point: the last two may be missing. */
static bool read_ec(struct span rest, struct der_key *out)
{
    struct span version;
    struct span d;
    if (!der_take(&rest, DER_INTEGER, &version) || version.len != 1 ||
        version.ptr[0] != 1 || !der_take(&rest, DER_OCTETS, &d) || d.len < 16 ||
        d.len > 66) {
        return false;
    }
    out->kind = "EC";
    while (rest.len > 0) {
        int tag;
        struct span value;
        struct span oid;
        if (!der_next(&rest, &tag, &value) || (tag != 0xa0 && tag != 0xa1)) {
            return false;
        }
        if (tag == 0xa0 && der_take(&value, DER_OID, &oid)) {
            out->curve = curve_name(oid);
        }
    }
    return true;
}

/* --- PKCS#8 -----------------------------------------------------------------
 */

static const struct named_oid ALGORITHMS[] = {
    OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", "RSA"),
    OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSA"),
    OID("\x2a\x86\x48\xce\x3d\x02\x01", "EC"),
    OID("\x2a\x86\x48\xce\x38\x04\x01", "DSA"),
    OID("\x2b\x65\x70", "Ed25519"),
    OID("\x2b\x65\x6e", "X25519"),
    OID("\x2b\x65\x71", "Ed448"),
    OID("\x2b\x65\x6f", "X448")};

static bool read_inner(const char *name, struct span parameters,
                       struct span octets, struct der_key *out)
{
    struct span inner;
    struct span oid;
    out->kind = name;
    if (strcmp(name, "RSA") == 0) {
        return der_take(&octets, DER_SEQUENCE, &inner) && octets.len == 0 &&
               read_rsa(inner, out);
    }
    if (strcmp(name, "EC") == 0) {
        if (der_take(&parameters, DER_OID, &oid)) {
            out->curve = curve_name(oid);
        }
        return der_take(&octets, DER_SEQUENCE, &inner) && octets.len == 0 &&
               read_ec(inner, out);
    }
    if (strcmp(name, "DSA") == 0) {
        return der_take(&octets, DER_INTEGER, &inner) && octets.len == 0;
    }
    return der_take(&octets, DER_OCTETS, &inner) && octets.len == 0 &&
           inner.len >= 32;
}

/* version, { algorithm, parameters }, key, [0] attributes, [1] public key */
static bool read_pkcs8(struct span rest, struct der_key *out)
{
    struct span version;
    struct span algorithm;
    struct span oid;
    struct span octets;
    if (!der_take(&rest, DER_INTEGER, &version) || version.len != 1 ||
        version.ptr[0] > 1 || !der_take(&rest, DER_SEQUENCE, &algorithm) ||
        !der_take(&algorithm, DER_OID, &oid) ||
        !der_take(&rest, DER_OCTETS, &octets)) {
        return false;
    }
    while (rest.len > 0) {
        int tag;
        struct span value;
        if (!der_next(&rest, &tag, &value)) {
            return false;
        }
    }
    const char *name =
        oid_name(ALGORITHMS, sizeof(ALGORITHMS) / sizeof(ALGORITHMS[0]), oid);
    if (!name) {
        out->kind = "another algorithm";
        return octets.len >= 16;
    }
    return read_inner(name, algorithm, octets, out);
}

/* { PBES1, PBES2 or a scheme of PKCS#12, parameters }, bytes */
static bool read_encrypted(struct span rest, struct der_key *out)
{
    struct span scheme;
    struct span oid;
    struct span octets;
    if (!der_take(&rest, DER_SEQUENCE, &scheme) ||
        !der_take(&scheme, DER_OID, &oid) ||
        !piece_starts(oid, "\x2a\x86\x48\x86\xf7\x0d\x01") ||
        !der_take(&rest, DER_OCTETS, &octets) || rest.len != 0) {
        return false;
    }
    out->kind = "PKCS#8";
    out->encrypted = true;
    return octets.len >= 16;
}

bool der_read_key(struct span bytes, struct der_key *out)
{
    static bool (*const readers[])(struct span, struct der_key *) = {
        read_rsa, read_pkcs8, read_ec, read_encrypted, read_dsa};
    struct span sequence;
    if (!der_take(&bytes, DER_SEQUENCE, &sequence) || bytes.len != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
        *out = (struct der_key){0};
        if (readers[i](sequence, out)) {
            return true;
        }
    }
    return false;
}
