/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_DER_H
#define VERIFY_DER_H

#include "base/span.h"

/* Private keys in DER: enough of X.690 to walk them, and to tell a whole key
 * from bytes that only begin like one. */

#define DER_INTEGER  0x02
#define DER_BITS     0x03
#define DER_OCTETS   0x04
#define DER_OID      0x06
#define DER_SEQUENCE 0x30

/* Takes one element off the front: false when its length does not fit. Only
 * definite lengths in their shortest form. */
bool der_next(struct span *rest, int *tag, struct span *value);

/* The same, and the tag must be this one. */
bool der_take(struct span *rest, int tag, struct span *value);

struct der_key {
    const char *kind;  /* "RSA", "EC", "Ed25519", ... */
    size_t bits;       /* of the modulus, or 0 */
    const char *curve; /* of an EC key, or NULL */
    bool encrypted;
};

/* PKCS#1 (RFC 8017), SEC 1 (RFC 5915), DSA of OpenSSL, PKCS#8 (RFC 5958), plain
 * or encrypted: whichever it is. False when the bytes are none of these, whole
 * and with nothing behind; an RSA modulus must be the product of its
 * factors. */
bool der_read_key(struct span bytes, struct der_key *out);

#endif
