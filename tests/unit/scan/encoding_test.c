/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/scan.h"

#include "base/utf.h"

#include "scan_kit.h"

/* A text says the same in every encoding, at the same lines and columns; only
 * offsets and lengths are those of the file. */

struct encoding {
    const char *name;
    const char *bom;
    size_t bom_len;
    unsigned width;
    bool big;
};

static const struct encoding encodings[] = {
    {"UTF-8 with a mark", "\xef\xbb\xbf", 3, 1, false},
    {"UTF-16LE", "\xff\xfe", 2, 2, false},
    {"UTF-16BE", "\xfe\xff", 2, 2, true},
    {"UTF-16LE without a mark", "", 0, 2, false},
    {"UTF-16BE without a mark", "", 0, 2, true},
    {"UTF-32LE", "\xff\xfe\0\0", 4, 4, false},
    {"UTF-32BE", "\0\0\xfe\xff", 4, 4, true},
};

#define N_ENCODINGS (sizeof encodings / sizeof *encodings)

static void put_unit(struct buf *out, uint32_t unit, unsigned width, bool big)
{
    unsigned char bytes[4];
    for (unsigned i = 0; i < width; i++) {
        unsigned shift = 8 * (big ? width - 1 - i : i);
        bytes[i] = (unsigned char)(unit >> shift);
    }
    assert_int_equal(buf_add(out, span_of(bytes, width), NULL), 0);
}

static void put_point(struct buf *out, uint32_t point,
                      const struct encoding *encoding)
{
    if (encoding->width == 1) {
        unsigned char bytes[4];
        assert_int_equal(
            buf_add(out, span_of(bytes, utf_put(bytes, point)), NULL), 0);
    } else if (encoding->width == 2 && point > 0xffff) {
        point -= 0x10000;
        put_unit(out, 0xd800 + (point >> 10), 2, encoding->big);
        put_unit(out, 0xdc00 + (point & 0x3ff), 2, encoding->big);
    } else {
        put_unit(out, point, encoding->width, encoding->big);
    }
}

/* Also where each byte of the text went. */
static void encode(struct buf *out, size_t *offsets, struct span text,
                   const struct encoding *encoding)
{
    buf_init(out, 8u << 20);
    assert_int_equal(
        buf_add(out, span_of(encoding->bom, encoding->bom_len), NULL), 0);
    size_t at = 0;
    while (at < text.len) {
        offsets[at] = out->len;
        put_point(out, utf_next(text, &at), encoding);
    }
    offsets[text.len] = out->len;
}

static void assert_place(const struct place *got, const struct place *want,
                         const size_t *offsets)
{
    assert_int_equal(got->line, want->line);
    assert_int_equal(got->column, want->column);
    assert_int_equal(got->end_line, want->end_line);
    assert_int_equal(got->end_column, want->end_column);
    assert_int_equal(got->offset, offsets[want->offset]);
    assert_int_equal(got->length, offsets[want->offset + want->length] -
                                      offsets[want->offset]);
    assert_string_equal(got->excerpt, want->excerpt);
    assert_false(got->binary);
}

static void assert_same(const struct outcome *got, const struct outcome *want,
                        const size_t *offsets)
{
    assert_int_equal(got->n_findings, want->n_findings);
    for (size_t i = 0; i < got->n_findings; i++) {
        const struct finding *a = got->findings[i];
        const struct finding *b = want->findings[i];
        assert_string_equal(a->id, b->id);
        assert_string_equal(a->masked, b->masked);
        assert_int_equal(a->suppressed, b->suppressed);
        assert_int_equal(a->n_places, b->n_places);
        assert_int_equal(a->pair != NULL, b->pair != NULL);
        for (size_t k = 0; k < a->n_places; k++) {
            assert_place(&a->places[k], &b->places[k], offsets);
        }
    }
}

static void compare(const struct kit *kit, struct span text,
                    const struct window_sizes *sizes)
{
    struct scan *want = kit_text(kit, text, NULL);
    assert_true(scan_outcome(want)->n_findings > 0);
    size_t *offsets = calloc(text.len + 1, sizeof(*offsets));
    for (size_t i = 0; i < N_ENCODINGS; i++) {
        struct buf coded;
        encode(&coded, offsets, text, &encodings[i]);
        struct memory_item item = {.path = "f", .bytes = buf_span(&coded)};
        struct scan_options options = {.threads = 1};
        struct scan *got = kit_scan(kit, &item, 1, &options, sizes);
        if (scan_outcome(got)->n_findings != scan_outcome(want)->n_findings) {
            fail_msg("%s: not the same findings", encodings[i].name);
        }
        assert_same(scan_outcome(got), scan_outcome(want), offsets);
        scan_free(got);
        buf_release(&coded);
    }
    free(offsets);
    scan_free(want);
}

static void make_text(struct buf *text, uint64_t *seed)
{
    buf_init(text, 1u << 20);
    kit_add_text(text, "acme_Zx81kqPm40sLwR7tYv2C: plain ASCII that a pattern "
                       "can be seen\n");
    kit_add_page(text, seed, 60);
    kit_add_text(text, "\xf0\x9f\x98\x80 acme_Zx81kqPm40sLwR7tYv2B\n");
}

static void every_encoding_says_the_same(void **state)
{
    uint64_t seed = 3;
    for (int round = 0; round < 10; round++) {
        struct buf text;
        make_text(&text, &seed);
        compare(*state, buf_span(&text), NULL);
        buf_release(&text);
    }
}

static void windows_do_not_show(void **state)
{
    uint64_t seed = 4;
    for (size_t fresh = 1500; fresh < 3000; fresh += 250) {
        /* Even, as those of files are; not always a multiple of four. */
        struct window_sizes sizes = {2402, fresh, 5600};
        struct buf text;
        make_text(&text, &seed);
        compare(*state, buf_span(&text), &sizes);
        buf_release(&text);
    }
}

static void data_that_looks_like_a_text(void **state)
{
    /* A mark in front, but the token is plain bytes. */
    static const char text[] = "\xff\xfe\x01\x02\n"
                               "key=acme_Zx81kqPm40sLwR7tYv2B\n";
    struct scan *scan = kit_text(*state, span_of(text, sizeof(text) - 1), NULL);
    const struct finding *finding = kit_only(scan);
    assert_true(finding->places->binary);
    assert_int_equal(finding->places->offset, 9);
    assert_int_equal(finding->places->length, 25);
    scan_free(scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_says_the_same),
        cmocka_unit_test(windows_do_not_show),
        cmocka_unit_test(data_that_looks_like_a_text),
    };
    return cmocka_run_group_tests(tests, kit_open, kit_close);
}
