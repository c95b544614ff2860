/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/span.h"

#include <stdint.h>

/* Sums and hashes. Pure functions of their bytes. */

#define DIGEST_SHA256  32
#define DIGEST_SHA512  64
#define DIGEST_ED25519 32

/* CRC-32 of IEEE 802.3, as zlib and PHP's crc32b have it; of "123456789" it
 * is cbf43926. */
uint32_t digest_crc32(struct span bytes);

/* The same over several pieces: begin with 0. */
uint32_t digest_crc32_more(uint32_t crc, struct span bytes);

/* CRC-16/XMODEM (polynomial 1021, begin 0); of "123456789" 31c3. */
uint16_t digest_crc16(struct span bytes);

/* CRC-24 of OpenPGP armour (RFC 4880, 6.1); of "123456789" 21cf02. */
uint32_t digest_crc24(struct span bytes);

void digest_sha256(struct span bytes, unsigned char out[DIGEST_SHA256]);
void digest_sha512(struct span bytes, unsigned char out[DIGEST_SHA512]);
void digest_hmac_sha256(struct span key, struct span bytes,
                        unsigned char out[DIGEST_SHA256]);

/* BLAKE2b of `len` bytes (16 to 64) over pieces, keyed. Each piece's length is
 * hashed too, so that ("ab", "c") and ("a", "bc") differ. The key has at most
 * 64 bytes. */
void digest_keyed(struct span key, const struct span *pieces, size_t n,
                  unsigned char *out, size_t len);

/* The Ed25519 public key of a seed (RFC 8032). */
void digest_ed25519_public(const unsigned char seed[DIGEST_ED25519],
                           unsigned char out[DIGEST_ED25519]);

#endif
