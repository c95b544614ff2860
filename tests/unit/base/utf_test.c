/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES(text) span_of(text, sizeof(text) - 1)

static enum utf_kind detect(struct span head, size_t want_bom)
{
    size_t bom = 99;
    enum utf_kind kind = utf_detect(head, &bom);
    assert_int_equal(bom, want_bom);
    return kind;
}

static void marks_tell_the_encoding(void **state)
{
    (void)state;
    assert_int_equal(detect(BYTES("\xff\xfe"
                                  "a\0"),
                            2),
                     UTF_16LE);
    assert_int_equal(detect(BYTES("\xfe\xff\0a"), 2), UTF_16BE);
    assert_int_equal(detect(BYTES("\xff\xfe\0\0a\0\0\0"), 4), UTF_32LE);
    assert_int_equal(detect(BYTES("\0\0\xfe\xff\0\0\0a"), 4), UTF_32BE);
    assert_int_equal(detect(BYTES("\xef\xbb\xbf"
                                  "a"),
                            3),
                     UTF_BYTES);
    assert_int_equal(detect(BYTES("\xef\xbb"), 0), UTF_BYTES);
    assert_int_equal(detect(BYTES(""), 0), UTF_BYTES);
}

static void nuls_tell_the_encoding(void **state)
{
    (void)state;
    assert_int_equal(detect(BYTES("k\0e\0y\0=\0"), 0), UTF_16LE);
    assert_int_equal(detect(BYTES("\0k\0e\0y\0="), 0), UTF_16BE);
    /* A few letters of another script. */
    assert_int_equal(detect(BYTES("k\0e\0y\0=\0\xe4\0a\0b\0c\0\x2d\x4e"), 0),
                     UTF_16LE);
    /* NULs on both sides, or few of them: data. */
    assert_int_equal(detect(BYTES("k\0e\0\0\0=\0"), 0), UTF_BYTES);
    assert_int_equal(detect(BYTES("k\0ey and no more of it"), 0), UTF_BYTES);
    assert_int_equal(detect(BYTES("\0a"), 0), UTF_BYTES);
}

/* The code points of a text, as one number each, 0 at the end. */
static void assert_points(struct span text, const uint32_t *want)
{
    size_t at = 0;
    size_t n = 0;
    while (at < text.len) {
        assert_int_equal(utf_next(text, &at), want[n]);
        n++;
    }
    assert_int_equal(want[n], 0);
    assert_int_equal(utf_count(text), n);
}

static void malformed_parts_are_one_character(void **state)
{
    (void)state;
    const uint32_t bad = 0xfffd;
    assert_points(BYTES("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
                  (uint32_t[]){'a', 0xe4, 0x20ac, 0x1f600, 0});
    /* Unicode 15, table 3-11: the maximal parts. */
    assert_points(
        BYTES("a\xf1\x80\x80\xe1\x80\xc2"
              "b\x80"
              "c\x80\xbf"
              "d"),
        (uint32_t[]){'a', bad, bad, bad, 'b', bad, 'c', bad, bad, 'd', 0});
    /* Table 3-8: overlong forms; 3-9: surrogates; 3-10: others. */
    assert_points(BYTES("\xc0\xaf\xe0\x80\xbf"),
                  (uint32_t[]){bad, bad, bad, bad, bad, 0});
    assert_points(BYTES("\xed\xa0\x80"), (uint32_t[]){bad, bad, bad, 0});
    assert_points(BYTES("\xf4\x91\x92\x93\xff"),
                  (uint32_t[]){bad, bad, bad, bad, bad, 0});
    assert_points(BYTES("\xf0\x9f\x98"), (uint32_t[]){bad, 0});
}

static void counting_is_the_same_in_long_runs(void **state)
{
    (void)state;
    unsigned char text[64];
    for (size_t at = 0; at < 40; at++) {
        memset(text, 'a', sizeof(text));
        text[at] = 0xc3;
        text[at + 1] = 0xa4;
        assert_int_equal(utf_count(span_of(text, sizeof(text))), 63);
        assert_int_equal(utf_count(span_of(text, at)), at);
    }
}

static void put_and_next_are_inverse(void **state)
{
    (void)state;
    for (uint32_t point = 1; point < 0x110000; point += 7) {
        if (point >= 0xd800 && point <= 0xdfff) {
            continue;
        }
        unsigned char bytes[4];
        size_t len = utf_put(bytes, point);
        size_t at = 0;
        assert_int_equal(utf_next(span_of(bytes, len), &at), point);
        assert_int_equal(at, len);
    }
}

static void assert_decoded(enum utf_kind kind, struct span source, size_t skip,
                           struct span want)
{
    struct utf_text text;
    utf_text_init(&text);
    utf_text_decode(&text, kind, source, skip);
    assert_int_equal(text.len, want.len);
    assert_memory_equal(text.bytes, want.ptr, want.len);
    for (size_t i = 0; i < LIMIT_PADDING; i++) {
        assert_int_equal(text.bytes[text.len + i], 0);
    }
    utf_text_release(&text);
}

static void texts_are_transcoded(void **state)
{
    (void)state;
    assert_decoded(UTF_16LE,
                   BYTES("\xff\xfe"
                         "a\0\xe4\0\xac\x20\x3d\xd8\x00\xde"),
                   2, BYTES("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"));
    assert_decoded(UTF_16BE, BYTES("\0a\xd8\x3d\xde\x00"), 0,
                   BYTES("a\xf0\x9f\x98\x80"));
    assert_decoded(UTF_32LE, BYTES("a\0\0\0\x00\xf6\x01\0"), 0,
                   BYTES("a\xf0\x9f\x98\x80"));
    assert_decoded(UTF_32BE, BYTES("\0\0\0a\0\x11\0\0"), 0,
                   BYTES("a\xef\xbf\xbd"));
    /* Lone surrogates, and a rest that is no unit. */
    assert_decoded(UTF_16LE, BYTES("\x00\xdc\x3d\xd8z\0q"), 0,
                   BYTES("\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd"));
    assert_decoded(UTF_16LE, BYTES(""), 0, BYTES(""));
    assert_decoded(UTF_16LE, BYTES("a"), 1, BYTES(""));
}

/* Random UTF-16 with characters of one to four bytes; every offset there and
 * back. */
static void offsets_map_both_ways(void **state)
{
    (void)state;
    static const char *const points[] = {"a\0", "\xe4\0", "\xac\x20",
                                         "\x3d\xd8\x00\xde"};
    static const size_t lens[] = {2, 2, 2, 4};
    static unsigned char source[20000];
    static size_t starts[10001]; /* of characters, in the source */
    size_t len = 2;
    size_t n = 0;
    srand(1);
    while (len + 4 <= sizeof(source)) {
        size_t kind = (size_t)rand() % 4;
        starts[n++] = len;
        memcpy(source + len, points[kind], lens[kind]);
        len += lens[kind];
    }
    struct utf_text text;
    utf_text_init(&text);
    utf_text_decode(&text, UTF_16LE, span_of(source, len), 2);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(utf_text_to_source(&text, at), starts[i]);
        assert_int_equal(utf_text_from_source(&text, starts[i]), at);
        assert_int_equal(utf_text_from_source(&text, starts[i] + 1), at);
        size_t next = at;
        utf_next(span_of(text.bytes, text.len), &next);
        assert_int_equal(utf_text_to_source(&text, next - 1), starts[i]);
        at = next;
    }
    assert_int_equal(at, text.len);
    assert_int_equal(utf_text_to_source(&text, at), len);
    assert_int_equal(utf_text_from_source(&text, len), at);
    assert_int_equal(utf_text_from_source(&text, 0), 0);
    utf_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_tell_the_encoding),
        cmocka_unit_test(nuls_tell_the_encoding),
        cmocka_unit_test(malformed_parts_are_one_character),
        cmocka_unit_test(counting_is_the_same_in_long_runs),
        cmocka_unit_test(put_and_next_are_inverse),
        cmocka_unit_test(texts_are_transcoded),
        cmocka_unit_test(offsets_map_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
