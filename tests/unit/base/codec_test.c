/* SPDX-License-Identifier: Apache-2.0 */
#include "base/codec.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned char out[2048];
static size_t len;

static bool base64(const char *text)
{
    return codec_base64(span_str(text), out, sizeof(out), &len);
}

static void assert_bytes(const char *want)
{
    assert_int_equal(len, strlen(want));
    assert_memory_equal(out, want, len);
}

/* RFC 4648, section 10. */
static void base64_vectors(void **state)
{
    (void)state;
    static const char *const vectors[][2] = {{"", ""},
                                             {"f", "Zg=="},
                                             {"fo", "Zm8="},
                                             {"foo", "Zm9v"},
                                             {"foob", "Zm9vYg=="},
                                             {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        assert_true(base64(vectors[i][1]));
        assert_bytes(vectors[i][0]);
        assert_true(codec_base64_encode(span_str(vectors[i][0]), CODEC_STANDARD,
                                        out, sizeof(out), &len));
        assert_bytes(vectors[i][1]);
    }
    assert_true(base64("Zm8"));
    assert_bytes("fo");
}

static void base64_letters(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0xfb, 0xff, 0xfe};
    assert_true(base64("+//+"));
    assert_memory_equal(out, bytes, 3);
    assert_true(base64("-__-"));
    assert_memory_equal(out, bytes, 3);
    assert_false(base64("+/_-"));
    assert_true(codec_base64_encode(span_of(bytes, 2), CODEC_URL, out,
                                    sizeof(out), &len));
    assert_bytes("-_8");
}

static void base64_malformed(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "A",    "AAAAA",    "Zg=",  "Zg===",           "=",
        "====", "Zh==",     "Zm9=", "Zm 9v",           "Zm9v\n",
        "Zg=a", "Zm9v====", "Zm*v", "\xc3\xa4\xc3\xa4"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(base64(texts[i]));
    }
    assert_false(codec_base64(span_of("Zm\0v", 4), out, sizeof(out), &len));
}

static void rooms_are_kept(void **state)
{
    (void)state;
    unsigned char *room = malloc(3);
    assert_true(codec_base64(span_str("Zm9v"), room, 3, &len));
    assert_false(codec_base64(span_str("Zm9vYg=="), room, 3, &len));
    assert_false(
        codec_base64_encode(span_str("foo"), CODEC_URL, room, 3, &len));
    assert_false(codec_hex(span_str("00112233"), room, 3, &len));
    assert_false(
        codec_base32(span_str("AAAAAAAA"), DIGITS_BASE32, room, 3, &len));
    assert_false(
        codec_base32_encode(span_str("abc"), DIGITS_BASE32, room, 3, &len));
    assert_false(codec_base58(span_str("1111"), DIGITS_BASE58, room, 3, &len));
    assert_false(
        codec_base58(span_str("zzzzzz"), DIGITS_BASE58, room, 3, &len));
    free(room);
}

static void hex(void **state)
{
    (void)state;
    assert_true(codec_hex(span_str("00fFA0"), out, sizeof(out), &len));
    assert_int_equal(len, 3);
    assert_memory_equal(out, "\x00\xff\xa0", 3);
    codec_hex_encode(span_of("\x00\xff\xa0", 3), out);
    assert_memory_equal(out, "00ffa0", 6);
    assert_false(codec_hex(span_str("0"), out, sizeof(out), &len));
    assert_false(codec_hex(span_str("0g"), out, sizeof(out), &len));
    assert_true(codec_hex(span_str(""), out, sizeof(out), &len));
    assert_int_equal(len, 0);
}

/* RFC 4648, section 10. */
static void base32_vectors(void **state)
{
    (void)state;
    static const char *const vectors[][2] = {
        {"f", "MY"},         {"fo", "MZXQ"},        {"foo", "MZXW6"},
        {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        assert_true(codec_base32(span_str(vectors[i][1]), DIGITS_BASE32, out,
                                 sizeof(out), &len));
        assert_bytes(vectors[i][0]);
        assert_true(codec_base32_encode(span_str(vectors[i][0]), DIGITS_BASE32,
                                        out, sizeof(out), &len));
        assert_bytes(vectors[i][1]);
    }
    assert_true(codec_base32(span_str("MY======"), DIGITS_BASE32, out,
                             sizeof(out), &len));
    assert_false(codec_base32(span_str("MZ"), DIGITS_BASE32, out, sizeof(out),
                              &len)); /* spare bits */
    assert_false(codec_base32(span_str("MZX"), DIGITS_BASE32, out, sizeof(out),
                              &len)); /* five bits too many */
    assert_false(
        codec_base32(span_str("my"), DIGITS_BASE32, out, sizeof(out), &len));
    assert_false(
        codec_base32(span_str("M1"), DIGITS_BASE32, out, sizeof(out), &len));
}

/* draft-msporny-base58, section 5. */
static void base58_vectors(void **state)
{
    (void)state;
    assert_true(codec_base58(span_str("2NEpo7TZRRrLZSi2U"), DIGITS_BASE58, out,
                             sizeof(out), &len));
    assert_bytes("Hello World!");
    assert_true(codec_base58_encode(span_str("Hello World!"), DIGITS_BASE58,
                                    out, sizeof(out), &len));
    assert_bytes("2NEpo7TZRRrLZSi2U");
    assert_true(codec_base58(span_str("11233QC4"), DIGITS_BASE58, out,
                             sizeof(out), &len));
    assert_int_equal(len, 6);
    assert_memory_equal(out, "\x00\x00\x28\x7f\xb4\xcd", 6);
    assert_true(codec_base58_encode(span_of("\x00\x00\x28\x7f\xb4\xcd", 6),
                                    DIGITS_BASE58, out, sizeof(out), &len));
    assert_bytes("11233QC4");
    assert_false(
        codec_base58(span_str("0"), DIGITS_BASE58, out, sizeof(out), &len));
}

static void base58_ceiling(void **state)
{
    (void)state;
    char *text = malloc(CODEC_BASE58_LEN + 1);
    memset(text, 'z', CODEC_BASE58_LEN + 1);
    assert_true(codec_base58(span_of(text, CODEC_BASE58_LEN), DIGITS_BASE58,
                             out, sizeof(out), &len));
    assert_false(codec_base58(span_of(text, CODEC_BASE58_LEN + 1),
                              DIGITS_BASE58, out, sizeof(out), &len));
    assert_true(codec_base58_encode(span_of(text, CODEC_BASE58_BYTES),
                                    DIGITS_BASE58, out, sizeof(out), &len));
    assert_false(codec_base58_encode(span_of(text, CODEC_BASE58_BYTES + 1),
                                     DIGITS_BASE58, out, sizeof(out), &len));
    free(text);
}

static void numbers(void **state)
{
    (void)state;
    uint64_t value;
    assert_true(codec_number(span_str("ZZ"), DIGITS_UPPER62, &value));
    assert_int_equal(value, 35 * 36 + 35);
    assert_true(
        codec_number(span_str("18446744073709551615"), "0123456789", &value));
    assert_true(value == UINT64_MAX);
    assert_false(
        codec_number(span_str("18446744073709551616"), "0123456789", &value));
    assert_false(codec_number(span_str(""), "0123456789", &value));
    assert_false(codec_number(span_str("1a"), "0123456789", &value));
    assert_true(codec_number_encode(62 * 62 - 1, DIGITS_BASE62, out, 4));
    assert_memory_equal(out, "00zz", 4);
    assert_false(codec_number_encode(62 * 62, DIGITS_BASE62, out, 2));
    assert_int_equal(codec_digit(DIGITS_BASE32, 'B'), 1);
    assert_int_equal(codec_digit(DIGITS_BASE32, 0), -1);
    assert_int_equal(codec_digit(DIGITS_BASE32, -1), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(base64_vectors),
                                       cmocka_unit_test(base64_letters),
                                       cmocka_unit_test(base64_malformed),
                                       cmocka_unit_test(rooms_are_kept),
                                       cmocka_unit_test(hex),
                                       cmocka_unit_test(base32_vectors),
                                       cmocka_unit_test(base58_vectors),
                                       cmocka_unit_test(base58_ceiling),
                                       cmocka_unit_test(numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
