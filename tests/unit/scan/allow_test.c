/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/allow.h"

#include "scan/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Whether the line of "TOKEN" is allowed for a rule, by whichever form; the
 * words of the mark, or "". */
static const char *allowed(const char *text, const char *rule_id)
{
    static char out[200];
    struct span span = span_str(text);
    size_t at = span_find(span, span_str("TOKEN"));
    struct range token = {at, at + 5};
    struct allow_list list;
    allow_list_init(&list);
    allow_list_read(&list, span);
    struct range line = lines_around(span, at);
    const struct allow_mark *mark =
        allow_list_on(&list, line, false, token, rule_id);
    if (!mark) {
        mark = allow_list_on(&list, lines_before(span, line.start), true, token,
                             rule_id);
    }
    struct range words = mark ? mark->range : (struct range){0, 0};
    snprintf(out, sizeof(out), "%.*s", (int)range_len(words),
             text + words.start);
    allow_list_release(&list);
    return out;
}

/* Appends "acme-007," of 9 bytes. */
static void add_rule(char *text, int number)
{
    snprintf(text + strlen(text), 32, "acme-%03d,", number);
}

static void the_same_line(void **state)
{
    (void)state;
    static const char *const words[] = {
        "jackdaw:allow",           "gitleaks:allow",    "betterleaks:allow",
        "trufflehog:ignore",       "kingfisher:ignore", "ggignore",
        "pragma: allowlist secret"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[200];
        snprintf(text, sizeof(text), "a\nk=TOKEN # %s\nb\n", words[i]);
        assert_string_equal(allowed(text, "acme-key"), words[i]);
        snprintf(text, sizeof(text), "# %s\nk=TOKEN\nb\n", words[i]);
        assert_string_equal(allowed(text, "acme-key"), "");
        snprintf(text, sizeof(text), "k=TOKEN\n# %s", words[i]);
        assert_string_equal(allowed(text, "acme-key"), "");
        snprintf(text, sizeof(text), "k=TOKEN # %sed", words[i]);
        assert_string_equal(allowed(text, "acme-key"), "");
        snprintf(text, sizeof(text), "k=TOKEN # x%s", words[i]);
        assert_string_equal(allowed(text, "acme-key"), "");
    }
}

static void the_next_line(void **state)
{
    (void)state;
    assert_string_equal(
        allowed("# jackdaw:allow-next-line\r\nk=TOKEN\r\n", "acme-key"),
        "jackdaw:allow-next-line");
    assert_string_equal(
        allowed("# pragma: allowlist nextline secret\nTOKEN", "acme-key"),
        "pragma: allowlist nextline secret");
    assert_string_equal(
        allowed("# jackdaw:allow-next-line\n\nTOKEN", "acme-key"), "");
    assert_string_equal(
        allowed("TOKEN # jackdaw:allow-next-line\nx", "acme-key"), "");
}

static void comments_may_end_at_once(void **state)
{
    (void)state;
    assert_string_equal(allowed("TOKEN <!-- jackdaw:allow-->", "a"),
                        "jackdaw:allow");
    assert_string_equal(allowed("TOKEN /*gitleaks:allow*/", "a"),
                        "gitleaks:allow");
    assert_string_equal(allowed("TOKEN <!-- jackdaw:allow -->", "a"),
                        "jackdaw:allow");
}

static void a_rule_id_means_that_rule_only(void **state)
{
    (void)state;
    static const char text[] = "TOKEN # jackdaw:allow acme-key,acme-id";
    assert_string_equal(allowed(text, "acme-key"),
                        "jackdaw:allow acme-key,acme-id");
    assert_string_equal(allowed(text, "acme-id"),
                        "jackdaw:allow acme-key,acme-id");
    assert_string_equal(allowed(text, "acme-ke"), "");
    assert_string_equal(allowed(text, "other-key"), "");
    /* Two marks on one line. */
    assert_string_equal(
        allowed("TOKEN # jackdaw:allow acme-key jackdaw:allow acme-id",
                "acme-id"),
        "jackdaw:allow acme-id");
    assert_string_equal(allowed("TOKEN # jackdaw:allow for the tests", "x"),
                        "jackdaw:allow");
}

/* Each finding on a line is held against all ids of its marks. */
static void a_list_of_rules_has_an_end(void **state)
{
    (void)state;
    char text[4096] = "TOKEN # jackdaw:allow ";
    for (int i = 0; i < 120; i++) {
        add_rule(text, i);
    }
    assert_string_not_equal(allowed(text, "acme-000"), "");
    assert_string_not_equal(allowed(text, "acme-112"), "");
    assert_string_equal(allowed(text, "acme-113"), "");
    assert_string_equal(allowed(text, "acme-119"), "");
    assert_string_equal(allowed(text, "acme"), "");
    /* Not even one whole id: that is not a mark for any rule. */
    memset(text + 22, 'a', 2000);
    memcpy(text + 2022, "-x", 3);
    assert_string_equal(allowed(text, "other-key"), "");
}

static void the_reason_belongs_to_it(void **state)
{
    (void)state;
    assert_string_equal(
        allowed("TOKEN # jackdaw:allow acme-key reason=\"a test\" x",
                "acme-key"),
        "jackdaw:allow acme-key reason=\"a test\"");
    assert_string_equal(
        allowed("TOKEN # jackdaw:allow reason=\"a test\"", "acme-key"),
        "jackdaw:allow reason=\"a test\"");
    /* A quote that never ends. */
    assert_string_equal(
        allowed("TOKEN # jackdaw:allow reason=\"a test\nx\"", "acme-key"),
        "jackdaw:allow");
}

static void a_mark_in_the_token_is_no_mark(void **state)
{
    (void)state;
    struct span text = span_str("k='gitleaks:allow'");
    struct allow_list list;
    allow_list_init(&list);
    allow_list_read(&list, text);
    assert_int_equal(list.count, 1);
    struct range line = {0, text.len};
    assert_null(allow_list_on(&list, line, false, (struct range){3, 17}, "a"));
    assert_non_null(
        allow_list_on(&list, line, false, (struct range){0, 2}, "a"));
    allow_list_release(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_line),
        cmocka_unit_test(the_next_line),
        cmocka_unit_test(comments_may_end_at_once),
        cmocka_unit_test(a_rule_id_means_that_rule_only),
        cmocka_unit_test(a_list_of_rules_has_an_end),
        cmocka_unit_test(the_reason_belongs_to_it),
        cmocka_unit_test(a_mark_in_the_token_is_no_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
