/* SPDX-License-Identifier: Apache-2.0 */
#include "base/codec.h"
#include "base/digest.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_hex(const unsigned char *bytes, size_t len, const char *want)
{
    unsigned char text[129] = {0};
    codec_hex_encode(span_of(bytes, len), text);
    assert_string_equal((const char *)text, want);
}

/* The check values of the catalogue of parametrised CRC algorithms. */
static void crcs(void **state)
{
    (void)state;
    struct span digits = span_str("123456789");
    assert_int_equal(digest_crc32(digits), 0xcbf43926);
    assert_int_equal(digest_crc16(digits), 0x31c3);
    assert_int_equal(digest_crc24(digits), 0x21cf02);
    assert_int_equal(digest_crc32(span_of(NULL, 0)), 0);
    assert_int_equal(digest_crc16(span_of(NULL, 0)), 0);
    assert_int_equal(digest_crc24(span_of(NULL, 0)), 0xb704ce);
    uint32_t crc = digest_crc32_more(0, span_str("1234"));
    assert_int_equal(digest_crc32_more(crc, span_str("56789")), 0xcbf43926);
}

/* FIPS 180-2, "abc"; RFC 4231, case 2. */
static void hashes(void **state)
{
    (void)state;
    unsigned char out[64];
    digest_sha256(span_str("abc"), out);
    assert_hex(out, 32,
               "ba7816bf8f01cfea414140de5dae2223"
               "b00361a396177a9cb410ff61f20015ad");
    digest_sha512(span_str("abc"), out);
    assert_hex(out, 8, "ddaf35a193617aba");
    digest_hmac_sha256(span_str("Jefe"),
                       span_str("what do ya want for nothing?"), out);
    assert_hex(out, 32,
               "5bdcc146bf60754e6a042426089575c7"
               "5a003f089d2739839dec58b964ec3843");
}

static void keyed_hash_parts_its_pieces(void **state)
{
    (void)state;
    unsigned char a[16];
    unsigned char b[16];
    struct span key = span_str("a key of some bytes");
    struct span one[2] = {span_str("ab"), span_str("c")};
    struct span two[2] = {span_str("a"), span_str("bc")};
    digest_keyed(key, one, 2, a, sizeof(a));
    digest_keyed(key, two, 2, b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
    digest_keyed(key, one, 2, b, sizeof(b));
    assert_memory_equal(a, b, sizeof(a));
    digest_keyed(span_str("another key, also long"), one, 2, b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
}

/* RFC 8032, 7.1, test 1. */
static void ed25519(void **state)
{
    (void)state;
    unsigned char seed[32];
    unsigned char public[32];
    size_t len;
    assert_true(codec_hex(span_str("9d61b19deffd5a60ba844af492ec2cc4"
                                   "4449c5697b326919703bac031cae7f60"),
                          seed, sizeof(seed), &len));
    digest_ed25519_public(seed, public);
    assert_hex(public, 32,
               "d75a980182b10ab7d54bfed3c964073a"
               "0ee172f3daa62325af021a68f707511a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crcs), cmocka_unit_test(hashes),
        cmocka_unit_test(keyed_hash_parts_its_pieces),
        cmocka_unit_test(ed25519)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
