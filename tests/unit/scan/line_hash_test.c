/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/line_hash.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES(text) span_of(text, sizeof(text) - 1)

static void assert_hashes(struct span text, const char *const *want, size_t n)
{
    uint32_t lines[16];
    char out[16][LINE_HASH_SIZE];
    for (size_t i = 0; i < n; i++) {
        lines[i] = (uint32_t)i + 1;
    }
    struct line_hash hash;
    line_hash_init(&hash);
    line_hash_read(&hash, text, (uint32_t)n);
    line_hash_write(&hash, lines, n, out);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(out[i], want[i]);
    }
    line_hash_release(&hash);
}

#define ASSERT_HASHES(text, ...)                                         \
    do {                                                                 \
        static const char *const want_[] = {__VA_ARGS__};                \
        assert_hashes(BYTES(text), want_, sizeof want_ / sizeof *want_); \
    } while (0)

#define Y50 "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"

/* Computed in Python from the description in the header: the text as UTF-16
 * units, each line's hash from its own hundred units. */
static void known_vectors(void **state)
{
    (void)state;
    ASSERT_HASHES("", "c129715d7a2bc9a3:1");
    ASSERT_HASHES("a\nb\n", "81b8d8db678b2bbe:1", "ade70578248be16f:1",
                  "c129715d7a2bc9a3:1");
    ASSERT_HASHES("hello\t\n\ta\r\n\n\n\xf0\x9f\x98\x80 x\xffy\rend",
                  "a8610462f7a409cc:1", "5c7c995386351552:1",
                  "8eb747d41f2df9e3:1", "a85d3ba282848b65:1",
                  "5d597876de07932f:1", "43b6461eda086fe2:1");
    ASSERT_HASHES("x\nx\nx\n" Y50 Y50 Y50 "\n" Y50 Y50 Y50 "\n",
                  "a29f5f452e520860:1", "5662608839105914:1",
                  "a434200caccdeba8:1", "cadd4b5b9d92c51c:1",
                  "cadd4b5b9d92c51c:2", "c129715d7a2bc9a3:1");
}

/* The definition, without a rolling window; ASCII only. */
static size_t slow_hashes(struct span text, uint64_t *out, size_t most)
{
    static uint16_t units[3000];
    size_t n = 0;
    bool after_cr = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = text.ptr[i];
        if (c == ' ' || c == '\t' || (after_cr && c == '\n')) {
            after_cr = false;
            continue;
        }
        after_cr = c == '\r';
        units[n++] = after_cr ? '\n' : c;
    }
    units[n++] = 65535;
    size_t end = n;
    memset(units + n, 0, 100 * sizeof(*units));
    size_t count = 0;
    for (size_t i = 0; i < end && count < most; i++) {
        if (i > 0 && units[i - 1] != '\n') {
            continue;
        }
        uint64_t hash = 0;
        for (size_t k = i; k < i + 100; k++) {
            hash = hash * 37 + units[k];
        }
        out[count++] = hash;
    }
    return count;
}

static void random_texts_agree_with_the_definition(void **state)
{
    (void)state;
    static const char parts[] = "ab \t\n\n\r\n\rx";
    static char text[2000];
    static uint64_t want[2001];
    static uint32_t lines[2001];
    static char out[2001][LINE_HASH_SIZE];
    struct line_hash hash;
    line_hash_init(&hash);
    srand(11);
    for (int round = 0; round < 100; round++) {
        size_t len = (size_t)rand() % sizeof(text);
        for (size_t i = 0; i < len; i++) {
            text[i] = parts[(size_t)rand() % (sizeof(parts) - 1)];
        }
        size_t count = slow_hashes(span_of(text, len), want, 2001);
        size_t n = 0;
        for (uint32_t i = 1; i <= count; i += (uint32_t)rand() % 4) {
            lines[n++] = i;
            if (n == 2000) {
                break;
            }
        }
        line_hash_read(&hash, span_of(text, len), lines[n - 1]);
        line_hash_write(&hash, lines, n, out);
        for (size_t i = 0; i < n; i++) {
            uint64_t value = want[lines[i] - 1];
            unsigned seen = 0;
            for (size_t k = 0; k < lines[i]; k++) {
                seen += want[k] == value;
            }
            char text_of[LINE_HASH_SIZE];
            snprintf(text_of, sizeof(text_of), "%" PRIx64 ":%u", value, seen);
            assert_string_equal(out[i], text_of);
        }
    }
    line_hash_release(&hash);
}

static void lines_that_are_not_there(void **state)
{
    (void)state;
    struct line_hash hash;
    line_hash_init(&hash);
    const uint32_t lines[] = {0, 1, 9};
    char out[3][LINE_HASH_SIZE];
    line_hash_read(&hash, BYTES("a\nb"), 9);
    line_hash_write(&hash, lines, 3, out);
    assert_string_equal(out[0], "");
    assert_string_not_equal(out[1], "");
    assert_string_equal(out[2], "");
    line_hash_release(&hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_vectors),
        cmocka_unit_test(random_texts_agree_with_the_definition),
        cmocka_unit_test(lines_that_are_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
