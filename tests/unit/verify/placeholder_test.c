/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/placeholder.h"

#include "random_kit.h"
#include "verify/words.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void what_is_no_random_token(void **state)
{
    (void)state;
    static const char *const texts[] = {"xxxxxxxxxxxxxxxxxxxx",
                                        "********************",
                                        "aaaaaaaaaaaaaaaaaaaa",
                                        "abcdefghijklmnopqrst",
                                        "12345678901234567890",
                                        "zyxwvutsrqponmlkjihg",
                                        "abc123abc123abc123ab",
                                        "ABCDEFGHIJ1234567890",
                                        "kJ8dAbCdEfGhIjKl3Zq9",
                                        "IOSFODNN7EXAMPLE",
                                        "qWErtyUIopASdfGHjkl1",
                                        "a1b2c3d4e5f6g7h8i9j0",
                                        "k3Hd...",
                                        "deadbeefdeadbeef1234",
                                        "your-token-k3HdPq7z",
                                        "Xk29-test-Kq82Lmz7P",
                                        "Pq92Kd8xPLACEHOLDERz",
                                        "1qaz2wsx3edc4rfv5tgb",
                                        "k9Ls82hdREDACTEDk29f",
                                        "aaaaaabbbbbbccccccdd",
                                        "9Kd8x0000000Lm29sPqz"};
    for (size_t i = 0; i < N(texts); i++) {
        if (!placeholder_random(span_str(texts[i]), 62)) {
            fail_msg("\"%s\" passes", texts[i]);
        }
    }
}

static void words_inside_random_letters_stay(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "k3HdtestPq7zLm29sQxW", "Pq9Kfake8xLm29sdQw7Z", "hereK82jdl3Kd9PqWzXn",
        "K29tokenLs8dPqWm3xZv", "xxK29Ls8dPqWm3xZvQ7t", "abcdK29Ls8dPqWm3xZvQ"};
    for (size_t i = 0; i < N(texts); i++) {
        const char *reason = placeholder_random(span_str(texts[i]), 62);
        if (reason) {
            fail_msg("\"%s\": %s", texts[i], reason);
        }
    }
}

/* One in 10,000, as the header says; over all alphabets and lengths. */
static void random_tokens_pass(void **state)
{
    (void)state;
    static const unsigned alphabets[] = {16, 26, 32, 36, 62, 64};
    static const size_t lengths[] = {16, 32, 64, 256};
    enum {
        TOKENS = COUNTED(20000)
    };
    struct check_sample *sequence = calloc(1, sizeof(*sequence));
    unsigned char token[256];
    for (size_t a = 0; a < N(alphabets); a++) {
        for (size_t l = 0; l < N(lengths); l++) {
            size_t refused = 0;
            for (size_t i = 0; i < TOKENS; i++) {
                random_letters(sequence, letters_of_size(alphabets[a]),
                               alphabets[a], token, lengths[l]);
                struct span letters = span_of(token, lengths[l]);
                refused += placeholder_random(letters, alphabets[a]) != NULL;
            }
            /* Two are expected at most at the stated rate. */
            if (refused > 7) {
                fail_msg("%u letters, %zu long: %zu of %d refused",
                         alphabets[a], lengths[l], refused, TOKENS);
            }
        }
    }
    free(sequence);
}

static void templates(void **state)
{
    (void)state;
    static const char *const yes[] = {"${TOKEN}",
                                      "$(get-token)",
                                      "{{ secrets.TOKEN }}",
                                      "<your-key>",
                                      "%s",
                                      "#{token}",
                                      "@token@",
                                      "$TOKEN",
                                      "[token]",
                                      "{token}",
                                      "${{ secrets.X }}",
                                      "%(token)s",
                                      "$env:TOKEN",
                                      "<%= token %>",
                                      "${TOKEN:-default}",
                                      "%TOKEN%",
                                      "__TOKEN__",
                                      "a${B}c",
                                      "{{token}}",
                                      "{0}",
                                      "[[token]]",
                                      "$DB_PASSWORD"};
    static const char *const no[] = {
        "aB3$kd9{x", "p@ssK82m", "x<y>z8Kd",  "50%off!Kd82",
        "$2y9Kd!x",  "a#b{c",    "",          "@",
        "(",         "k{9",      "{Kd82;Ls}", "$9x!Kd82"};
    for (size_t i = 0; i < N(yes); i++) {
        if (!placeholder_template(span_str(yes[i]))) {
            fail_msg("\"%s\" passes", yes[i]);
        }
    }
    for (size_t i = 0; i < N(no); i++) {
        if (placeholder_template(span_str(no[i]))) {
            fail_msg("\"%s\" is refused", no[i]);
        }
    }
}

static void passwords(void **state)
{
    (void)state;
    static const char *const no[] = {"password",
                                     "Password1",
                                     "changeme",
                                     "CHANGE_ME",
                                     "secret",
                                     "your-password",
                                     "yourpassword",
                                     "my_secret",
                                     "********",
                                     "xxxxxxxx",
                                     "example",
                                     "test",
                                     "test1234",
                                     "admin",
                                     "123456",
                                     "12345678",
                                     "qwerty123",
                                     "foobar",
                                     "hunter2",
                                     "p@ssw0rd",
                                     "insert-password-here",
                                     "enter your password",
                                     "<password>",
                                     "null",
                                     "none",
                                     "todo",
                                     "abcdefgh",
                                     "aaaaaaaa",
                                     "postgres",
                                     "not-my-real-password",
                                     "password123!",
                                     "111111",
                                     "replace-me"};
    static const char *const yes[] = {"Tr0ub4dor&3", "kR8$mQ2x",
                                      "h7Gf_92kLmQ", "Winter!2024x9",
                                      "8f3k2m9x1q",  "correct9Horse!Batt3ry",
                                      "xK9#pass",    "Zq7&Lm2@Rt5"};
    for (size_t i = 0; i < N(no); i++) {
        if (!placeholder_password(span_str(no[i]))) {
            fail_msg("\"%s\" passes", no[i]);
        }
    }
    for (size_t i = 0; i < N(yes); i++) {
        const char *reason = placeholder_password(span_str(yes[i]));
        if (reason) {
            fail_msg("\"%s\": %s", yes[i], reason);
        }
    }
}

static void words_are_told_from_letters(void **state)
{
    (void)state;
    static const char *const words[] = {"nextPageToken",
                                        "StreamingDistributionList",
                                        "aws_secret_access_key",
                                        "getElementById",
                                        "authentication_service_token",
                                        "supersecretpassword",
                                        "internal-api-gateway",
                                        "Berechtigungsverwaltung"};
    static const char *const letters[] = {"wJalrXUtnFEMIK7MDENG",
                                          "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ",
                                          "kdjfhgskdjfhgwkjqpzx",
                                          "hunter2",
                                          "ab",
                                          ""};
    for (size_t i = 0; i < N(words); i++) {
        assert_true(words_like(span_str(words[i])));
    }
    for (size_t i = 0; i < N(letters); i++) {
        assert_false(words_like(span_str(letters[i])));
    }
    assert_true(words_include(span_str("myTestToken"), "test"));
    assert_true(words_include(span_str("MY_TEST_TOKEN"), "test"));
    assert_false(words_include(span_str("contestant"), "test"));
}

/* One in 10,000, for texts of 16 letters and more. */
static void random_letters_are_no_words(void **state)
{
    (void)state;
    enum {
        TOKENS = COUNTED(100000)
    };
    static const unsigned alphabets[] = {26, 36, 62, 64};
    static const size_t lengths[] = {16, 24, 40, 80};
    struct check_sample *sequence = calloc(1, sizeof(*sequence));
    unsigned char token[256];
    for (size_t a = 0; a < N(alphabets); a++) {
        for (size_t l = 0; l < N(lengths); l++) {
            size_t taken = 0;
            for (size_t i = 0; i < TOKENS; i++) {
                random_letters(sequence, letters_of_size(alphabets[a]),
                               alphabets[a], token, lengths[l]);
                taken += words_like(span_of(token, lengths[l]));
            }
            if (taken > TOKENS / 10000 + 8) {
                fail_msg("%u letters, %zu long: %zu of %d", alphabets[a],
                         lengths[l], taken, TOKENS);
            }
        }
    }
    free(sequence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_random_token),
        cmocka_unit_test(words_inside_random_letters_stay),
        cmocka_unit_test(random_tokens_pass),
        cmocka_unit_test(templates),
        cmocka_unit_test(passwords),
        cmocka_unit_test(words_are_told_from_letters),
        cmocka_unit_test(random_letters_are_no_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
