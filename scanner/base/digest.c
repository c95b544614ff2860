/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums and hashes: libsodium's where it has them, libdeflate's CRC-32, and
 * two other CRCs bit by bit, since they only ever see a few dozen bytes (a
 * key's body) or one armoured block. */
#include "base/digest.h"

#include "base/mem.h"

#include <assert.h>
#include <libdeflate.h>
#include <sodium.h>

uint32_t digest_crc32_more(uint32_t crc, struct span bytes)
{
    return libdeflate_crc32(crc, bytes.ptr, bytes.len);
}

uint32_t digest_crc32(struct span bytes)
{
    /* libdeflate answers a NULL pointer with the initial value: the CRC of no
     * bytes is the same 0. */
    return bytes.len == 0 ? 0 : digest_crc32_more(0, bytes);
}

uint16_t digest_crc16(struct span bytes)
{
    uint32_t crc = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint32_t)bytes.ptr[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0);
        }
    }
    return (uint16_t)crc;
}

uint32_t digest_crc24(struct span bytes)
{
    uint32_t crc = 0xb704ce;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint32_t)bytes.ptr[i] << 16;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc << 1 ^ (crc & 0x800000 ? 0x864cfb : 0);
        }
    }
    return crc & 0xffffff;
}

void digest_sha256(struct span bytes, unsigned char out[DIGEST_SHA256])
{
    crypto_hash_sha256(out, bytes.ptr, bytes.len);
}

void digest_sha512(struct span bytes, unsigned char out[DIGEST_SHA512])
{
    crypto_hash_sha512(out, bytes.ptr, bytes.len);
}

void digest_hmac_sha256(struct span key, struct span bytes,
                        unsigned char out[DIGEST_SHA256])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.ptr, key.len);
    crypto_auth_hmacsha256_update(&state, bytes.ptr, bytes.len);
    crypto_auth_hmacsha256_final(&state, out);
}

void digest_keyed(struct span key, const struct span *pieces, size_t n,
                  unsigned char *out, size_t len)
{
    assert(len >= crypto_generichash_BYTES_MIN &&
           len <= crypto_generichash_BYTES_MAX &&
           key.len <= crypto_generichash_KEYBYTES_MAX);
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.ptr, key.len, len);
    for (size_t i = 0; i < n; i++) {
        unsigned char size[8];
        for (unsigned at = 0; at < sizeof(size); at++) {
            size[at] = (unsigned char)((uint64_t)pieces[i].len >> 8 * at);
        }
        crypto_generichash_update(&state, size, sizeof(size));
        crypto_generichash_update(&state, pieces[i].ptr, pieces[i].len);
    }
    crypto_generichash_final(&state, out, len);
}

void digest_ed25519_public(const unsigned char seed[DIGEST_ED25519],
                           unsigned char out[DIGEST_ED25519])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(out, secret, seed);
    mem_wipe(secret, sizeof(secret));
}
