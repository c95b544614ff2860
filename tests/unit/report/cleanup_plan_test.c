/* SPDX-License-Identifier: Apache-2.0 */
#include "report/cleanup_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define SPELT(text)                                     \
    {                                                   \
        (const unsigned char *)(text), sizeof(text) - 1 \
    }

static const struct rule secret = {.id = "s", .class = RULE_SECRET};
static const struct rule identifier = {.id = "i", .class = RULE_IDENTIFIER};

static struct finding finding_of(const struct rule *rule,
                                 const struct span *spellings, size_t n,
                                 const struct place *place)
{
    return (struct finding){.rule = rule,
                            .verdict = {.keep = true},
                            .places = place,
                            .n_places = 1,
                            .n_places_total = 1,
                            .spellings = spellings,
                            .n_spellings = n};
}

/* What is written of these findings; to be freed. */
static char *plan_of(const struct finding *const *findings, size_t n,
                     size_t *count)
{
    struct outcome outcome = {.findings = findings, .n_findings = n};
    struct cleanup_plan *plan = cleanup_plan_new(&outcome);
    char *text = NULL;
    size_t len;
    FILE *stream = open_memstream(&text, &len);
    *count = cleanup_plan_count(plan);
    assert_int_equal(cleanup_plan_write(stream, plan, NULL), 0);
    fclose(stream);
    cleanup_plan_free(plan);
    return text;
}

static void expressions(void **state)
{
    (void)state;
    static const struct place place = {.path = "p"};
    static const struct span one[] = {SPELT("short"), SPELT("short and long"),
                                      SPELT("a==>b")};
    static const struct span key[] = {SPELT("-----BEGIN X-----\r\nAb+/=\n")};
    static const struct span again[] = {SPELT("short"), SPELT("")};
    static const struct span id[] = {SPELT("identifier")};
    const struct finding items[] = {finding_of(&secret, key, 1, &place),
                                    finding_of(&secret, one, 3, &place),
                                    finding_of(&secret, again, 2, &place),
                                    finding_of(&identifier, id, 1, &place)};
    const struct finding *const list[] = {&items[0], &items[1], &items[2],
                                          &items[3]};
    size_t count;
    char *text = plan_of(list, 4, &count);
    assert_int_equal(count, 3);
    assert_string_equal(
        text, "literal:short and long==>***REMOVED***\n"
              "literal:a==>b==>***REMOVED***\n"
              "literal:short==>***REMOVED***\n"
              "regex:\\-\\-\\-\\-\\-BEGIN(?:\\s|\\\\+[nrt])+X\\-\\-\\-\\-\\-"
              "(?:\\s|\\\\+[nrt])+Ab\\+\\/\\=(?:\\s|\\\\+[nrt])+"
              "==>***REMOVED***\n");
    free(text);
}

static void left_out(void **state)
{
    (void)state;
    static const struct place place = {.path = "p"};
    static const struct span spelt[] = {SPELT("value")};
    struct finding allowed = finding_of(&secret, spelt, 1, &place);
    struct finding refused = finding_of(&secret, spelt, 1, &place);
    allowed.suppressed = true;
    refused.verdict.keep = false;
    const struct finding *const list[] = {&allowed, &refused};
    size_t count;
    char *text = plan_of(list, 2, &count);
    assert_int_equal(count, 0);
    assert_string_equal(text, "");
    free(text);
}

/* What is said has no secret in it, and paths do not paint the terminal. */
static void said(void **state)
{
    (void)state;
    static const struct span spelt[] = {SPELT("value-of-it")};
    static const struct place place = {.path = "a\033[2Jb", .binary = true};
    const struct finding finding = finding_of(&secret, spelt, 1, &place);
    const struct finding *const list[] = {&finding};
    struct outcome outcome = {.findings = list, .n_findings = 1};
    struct cleanup_plan *plan = cleanup_plan_new(&outcome);
    char *text = NULL;
    size_t len;
    FILE *stream = open_memstream(&text, &len);
    cleanup_plan_say(stream, plan, "/tmp/it's", 80);
    fclose(stream);
    assert_null(strstr(text, "value-of-it"));
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "a\\x1b[2Jb"));
    assert_non_null(strstr(text, "--replace-text '/tmp/it'\\''s'"));
    assert_non_null(strstr(text, "binary"));
    free(text);
    cleanup_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions),
        cmocka_unit_test(left_out),
        cmocka_unit_test(said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
