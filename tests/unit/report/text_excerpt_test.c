/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text_excerpt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_excerpt(const struct finding *finding,
                           const struct place *place, unsigned width,
                           const char *want)
{
    char *text = NULL;
    size_t len = 0;
    struct text_out out;
    FILE *stream = open_memstream(&text, &len);
    text_out_init(&out, stream, false, width);
    text_excerpt(&out, finding, place);
    fclose(stream);
    assert_string_equal(text, want);
    free(text);
}

static const struct finding masked = {.masked = "KE**Y1", .secret_len = 9};
static const struct finding clear = {.masked = "KE**Y1", .secret = "KEY-KEY-1"};

static void carets_stand_below_the_secret(void **state)
{
    (void)state;
    struct place place = {.line = 7, .column = 9, .excerpt = "  key = KE**Y1;"};
    assert_excerpt(&masked, &place, 0,
                   "      7 | key = KE**Y1;\n"
                   "        |       ^^^^^^\n");
}

static void wide_and_hostile_characters_shift_them(void **state)
{
    (void)state;
    struct place place = {
        .line = 1234567, .column = 4, .excerpt = "\xe6\x97\xa5\x1b\"KE**Y1\""};
    assert_excerpt(&masked, &place, 0,
                   "1234567 | \xe6\x97\xa5\\x1b\"KE**Y1\"\n"
                   "        |        ^^^^^^\n");
}

static void the_place_chooses_between_two(void **state)
{
    (void)state;
    struct place place = {
        .line = 1, .column = 12, .excerpt = "a = KE**Y1 KE**Y1"};
    assert_excerpt(&masked, &place, 0,
                   "      1 | a = KE**Y1 KE**Y1\n"
                   "        |            ^^^^^^\n");
    place.column = 5;
    assert_excerpt(&masked, &place, 0,
                   "      1 | a = KE**Y1 KE**Y1\n"
                   "        |     ^^^^^^\n");
}

static void clear_only_when_the_finding_is(void **state)
{
    (void)state;
    struct place place = {.line = 1,
                          .column = 3,
                          .excerpt = "k=KE**Y1",
                          .revealed = "k=KEY-KEY-1"};
    assert_excerpt(&masked, &place, 0,
                   "      1 | k=KE**Y1\n"
                   "        |   ^^^^^^\n");
    assert_excerpt(&clear, &place, 0,
                   "      1 | k=KEY-KEY-1\n"
                   "        |   ^^^^^^^^^\n");
}

static void without_the_secret_there_are_no_carets(void **state)
{
    (void)state;
    struct place place = {
        .line = 1, .column = 1, .excerpt = "-----BEGIN KEY-----"};
    assert_excerpt(&masked, &place, 0, "      1 | -----BEGIN KEY-----\n");
    place.excerpt = NULL;
    assert_excerpt(&masked, &place, 0, "");
    place.excerpt = "";
    assert_excerpt(&masked, &place, 0, "");
}

static void a_key_of_many_lines_shows_its_head(void **state)
{
    (void)state;
    static const struct finding key = {.masked = "--BEG****--"};
    struct place place = {.line = 1, .column = 3, .excerpt = "k=--BEG****"};
    assert_excerpt(&key, &place, 0,
                   "      1 | k=--BEG****\n"
                   "        |   ^^^^^^^^^\n");
}

static void binary_places_have_no_line_number(void **state)
{
    (void)state;
    struct place place = {.binary = true, .excerpt = "k=KE**Y1"};
    assert_excerpt(&masked, &place, 0,
                   "        | k=KE**Y1\n"
                   "        |   ^^^^^^\n");
}

static void long_lines_are_cut_round_the_secret(void **state)
{
    (void)state;
    struct place place = {.line = 1,
                          .column = 41,
                          .excerpt =
                              "0123456789012345678901234567890123456789KE**Y1"
                              "0123456789012345678901234567890123456789"};
    assert_excerpt(&masked, &place, 40,
                   "      1 | ...3456789KE**Y101234567890...\n"
                   "        |           ^^^^^^\n");
    place.excerpt = "key=KE**Y1 0123456789012345678901234567890123456789";
    place.column = 5;
    assert_excerpt(&masked, &place, 40,
                   "      1 | key=KE**Y1 0123456789012345...\n"
                   "        |     ^^^^^^\n");
}

/* No line is ever wider than the terminal. */
static void every_width_is_kept(void **state)
{
    (void)state;
    char line[201];
    for (size_t start = 0; start + 6 <= 200; start += 7) {
        memset(line, 'x', 200);
        line[200] = '\0';
        memcpy(line + start, "KE**Y1", 6);
        struct place place = {
            .line = 1, .column = (uint32_t)start + 1, .excerpt = line};
        for (unsigned width = 30; width < 220; width++) {
            char *text = NULL;
            size_t len = 0;
            struct text_out out;
            FILE *stream = open_memstream(&text, &len);
            text_out_init(&out, stream, false, width);
            text_excerpt(&out, &masked, &place);
            fclose(stream);
            size_t first = strcspn(text, "\n");
            size_t second = strcspn(text + first + 1, "\n");
            assert_true(first <= width && second <= width);
            /* The carets stand exactly below the secret. */
            const char *secret = strstr(text, "KE**Y1");
            assert_non_null(secret);
            const char *below = text + first + 1 + (secret - text);
            assert_memory_equal(below, "^^^^^^", 6);
            assert_int_equal(below[-1], ' ');
            free(text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carets_stand_below_the_secret),
        cmocka_unit_test(wide_and_hostile_characters_shift_them),
        cmocka_unit_test(the_place_chooses_between_two),
        cmocka_unit_test(clear_only_when_the_finding_is),
        cmocka_unit_test(without_the_secret_there_are_no_carets),
        cmocka_unit_test(a_key_of_many_lines_shows_its_head),
        cmocka_unit_test(binary_places_have_no_line_number),
        cmocka_unit_test(long_lines_are_cut_round_the_secret),
        cmocka_unit_test(every_width_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
