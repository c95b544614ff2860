/* SPDX-License-Identifier: Apache-2.0 */
#include "match/glue.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

/* '@' marks where the token would begin; it is taken out first. */
static bool allows(const char *marked)
{
    unsigned char bytes[128];
    size_t len = 0;
    size_t pos = 0;
    for (const char *c = marked; *c; c++) {
        if (*c == '@') {
            pos = len;
        } else {
            bytes[len++] = (unsigned char)*c;
        }
    }
    return glue_allows(span_of(bytes, len), pos);
}

static void tokens_begin_where_words_do(void **state)
{
    (void)state;
    assert_true(allows("@tok"));
    assert_true(allows(" @tok"));
    assert_true(allows("\"@tok"));
    assert_true(allows("=@tok"));
    assert_true(allows("my-@tok"));
    assert_false(allows("x@tok"));
    assert_false(allows("9@tok"));
    assert_false(allows("_@tok"));
}

static void escapes_may_be_glued_on(void **state)
{
    (void)state;
    assert_true(allows("\"\\n@tok"));
    assert_true(allows("a\\t@tok"));
    assert_true(allows("a\\r\\n@tok"));
    assert_true(allows("\\x3d@tok"));
    assert_true(allows("\\u003d@tok"));
    assert_true(allows("\\U0000003d@tok"));
    assert_true(allows("\\075@tok"));
    assert_true(allows("k%3D@tok"));
    assert_true(allows("k%3d@tok"));
    assert_true(allows("k%253D@tok"));
    assert_true(allows("k=3D@tok"));
    assert_true(allows("k=27@tok"));
    assert_false(allows("k=2a@tok"));           /* no capital */
    assert_false(allows("k=27@afe3cfcf01234")); /* a value that begins so */
    assert_true(allows("k=3D@afe3cfcf01234"));
    assert_true(allows("&#61;@tok"));
    assert_true(allows("\033[31m@tok"));
    assert_true(allows("\033[0;31m@tok"));
    assert_true(allows("curl -u@tok"));
}

static void what_only_looks_like_glue_is_a_word(void **state)
{
    (void)state;
    assert_false(allows("an@tok"));
    assert_false(allows("\\z@tok"));
    assert_false(allows("\\x3@tok"));
    assert_false(allows("\\u003@tok"));
    assert_false(allows("%3@tok"));
    assert_false(allows("3D@tok"));
    assert_false(allows("[31n@tok"));
    assert_false(allows("a-u@tok"));
    assert_false(allows("--u@tok"));
}

static void the_end_of_the_text_is_safe(void **state)
{
    (void)state;
    size_t lengths[GLUE_MAX];
    const char *tails[] = {"\\", "\\x", "\\u00", "%", "%2", "%25", "[3", "-"};
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        struct span text = span_str(tails[i]);
        for (size_t pos = 0; pos <= text.len; pos++) {
            glue_lengths(text, pos, lengths);
            glue_allows(text, pos);
        }
    }
    assert_int_equal(glue_lengths(span_str("\\"), 1, lengths), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_begin_where_words_do),
        cmocka_unit_test(escapes_may_be_glued_on),
        cmocka_unit_test(what_only_looks_like_glue_is_a_word),
        cmocka_unit_test(the_end_of_the_text_is_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
