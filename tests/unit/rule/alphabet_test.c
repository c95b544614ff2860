/* SPDX-License-Identifier: Apache-2.0
 *
 * Alphabets: every name by its definition in patterns/README.md, written here
 * once more, and the bracket notation with all its errors. */
#include "rule/alphabet.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The set holds exactly the bytes of `members`. */
static void holds(const char *text, const char *members)
{
    struct alphabet set;
    struct err err = {.text = ""};
    if (alphabet_parse(&set, text, &err) < 0) {
        fail_msg("%s: %s", text, err.text);
    }
    unsigned size = 0;
    for (int byte = 0; byte < 256; byte++) {
        bool wanted = byte && strchr(members, byte);
        if (alphabet_has(&set, (unsigned char)byte) != wanted) {
            fail_msg("%s: byte %d", text, byte);
        }
        size += wanted;
    }
    assert_int_equal(set.size, size);
    assert_ptr_equal(set.name, text);
}

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void test_names(void **state)
{
    (void)state;
    holds("digits", DIGITS);
    holds("hex-lower", DIGITS "abcdef");
    holds("hex-upper", DIGITS "ABCDEF");
    holds("hex", DIGITS "abcdefABCDEF");
    holds("base32", UPPER "234567");
    holds("base32-lower", LOWER "234567");
    holds("base36-lower", DIGITS LOWER);
    holds("base36-upper", DIGITS UPPER);
    holds("base58", "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
                    "abcdefghijkmnopqrstuvwxyz");
    holds("base62", DIGITS LOWER UPPER);
    holds("base64", DIGITS LOWER UPPER "+/");
    holds("base64url", DIGITS LOWER UPPER "_-");
    holds("alpha", LOWER UPPER);
    holds("lower", LOWER);
    holds("upper", UPPER);
    holds("printable", DIGITS LOWER UPPER "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
    holds("userinfo", DIGITS LOWER UPPER "!$%&()*+,-.;=[]_~");
}

static void test_brackets(void **state)
{
    (void)state;
    holds("[]", "");
    holds("[a]", "a");
    holds("[a-c]", "abc");
    holds("[-a]", "-a");
    holds("[a-]", "-a");
    holds("[-]", "-");
    holds("[a-c-]", "abc-");
    holds("[A-Za-z0-9._~-]", DIGITS LOWER UPPER "._~-");
    holds("[\\]\\\\]", "]\\");
    holds("[[]", "[");
    holds("[a^]", "a^");
    holds("[aaa-b]", "ab");
    holds("[+--]", "+,-");
    holds("[\n ]", "\n ");
}

static void test_errors(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",    "base63", "Base62",     "[",     "]",       "a-z",
        "[a",  "[b-a]",  "[^a]",       "[a]b]", "[\\d]",   "[a\\]",
        "[\\", "[a-\\]", "[\xc3\xa9]", "[]]",   " base62",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct alphabet set;
        struct err err = {.text = ""};
        if (alphabet_parse(&set, bad[i], &err) != ERR_FORMAT) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_int_not_equal(strlen(err.text), 0);
    }
}

static void test_list(void **state)
{
    (void)state;
    size_t n = 0;
    for (; alphabet_name(n); n++) {
        struct alphabet set;
        assert_int_equal(alphabet_parse(&set, alphabet_name(n), NULL), 0);
        assert_true(set.size >= 10);
    }
    assert_int_equal(n, 17);
    assert_null(alphabet_name(n + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
