/* SPDX-License-Identifier: Apache-2.0 */
#include "sample_outcome.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char *text_of(const struct outcome *outcome, bool color, unsigned width)
{
    struct report_options options = sample_options;
    options.color = color;
    options.width = width;
    char *text = sample_report(outcome, &options, REPORT_TEXT);
    assert_non_null(text);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        fail_msg("missing: %s", part);
    }
}

static void a_finding_says_everything(void **state)
{
    (void)state;
    static const char want[] =
        "CRITICAL  Acme access token [v2] (Acme Corp., acme-token)\n"
        "  " SAMPLE_MASKED "\n"
        "  src/app.py:12:10\n"
        "     12 | token = \"" SAMPLE_MASKED "\"  # caf\xc3\xa9\n"
        "        |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  also in    dir with space/a#b%20c?.txt:1:1\n"
        "             \xc3\xbcn\xc3\xaf/\xe6\x97\xa5\xe6\x9c\xac.txt:2:3\n"
        "             ctrl\\x1b[31m\\x07\\n\\u{9b}31m\\u{202e}.txt:3:1\n"
        "             bad\\xff\\xfe\\xed\\xa0\\x80.txt:4:1\n"
        "             and 7 more places\n"
        "  why        checksum, very high confidence: its checksum is\n"
        "             right; a keyword stands near it\n"
        "  decoded    account 12345, issuer [click](https://evil.example)\n"
        "             {0}, account 67890\n"
        "  pair       Acme key id AC****ID at src/app.py:11:10\n"
        "  revoke     Open Settings > Tokens and find the token by its\n"
        "             name\n"
        "             https://example.com/settings/tokens\n"
        "             all steps: jackdaw explain acme-token\n"
        "  id         abcdef012345\n"
        "\n"
        "HIGH      RSA private key (PKCS #1, rsa-private-key)\n"
        "  -----BEGIN****\n"
        "  build/firmware.bin at byte 4096 in commit 0123456789ab\n";
    char *text = text_of(&sample_outcome, false, 64);
    /* The names of evidence and confidence belong to another module. */
    char *name = strstr(text, "very-high");
    if (name) {
        name[4] = ' ';
    }
    assert_memory_equal(text, want, sizeof want - 1);
    free(text);
}

static void notices_and_the_sum_come_last(void **state)
{
    (void)state;
    static const char want[] =
        "Not looked at, or only in part:\n"
        "  locked \\x1b]0;x\\x07.env: Permission denied\n"
        "  more findings than are kept\n"
        "  and 1 more\n"
        "\n"
        "4 findings: 1 critical, 1 high, 1 low, 1 note (1 allowed by comments, "
        "not shown).\n";
    char *text = text_of(&sample_outcome, false, 0);
    const char *tail = strstr(text, "Not looked at");
    assert_non_null(tail);
    assert_string_equal(tail, want);
    free(text);
}

static void nothing_found_is_one_line(void **state)
{
    (void)state;
    struct outcome clean = {.coverage = {.files = 3}};
    char *text = text_of(&clean, false, 80);
    assert_string_equal(text, "No secrets found.\n");
    free(text);
    clean.coverage.interrupted = true;
    text = text_of(&clean, false, 80);
    assert_string_equal(text, "No secrets found in what was read.\n");
    free(text);
}

static void suppressed_findings_are_only_counted(void **state)
{
    (void)state;
    const struct finding *const only[] = {&sample_allowed_finding};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    char *text = text_of(&outcome, false, 80);
    assert_string_equal(
        text, "No secrets found (1 allowed by comments, not shown).\n");
    free(text);
}

static void refused_candidates_say_why_not(void **state)
{
    (void)state;
    const struct finding *const only[] = {&sample_refused_finding};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    char *text = text_of(&outcome, false, 80);
    assert_string_equal(
        text, "REFUSED   RSA private key (PKCS #1, rsa-private-key)\n"
              "  re****ed\n"
              "  /outside/the root.env:5:1\n"
              "  why not    its checksum is wrong; it is a placeholder\n"
              "  id         666666666666\n"
              "\n"
              "No secrets found (1 refused).\n");
    free(text);
}

static void what_was_left_out_on_purpose_is_not_listed(void **state)
{
    (void)state;
    struct outcome outcome = {.notices = &sample_notices[1],
                              .n_notices = 1,
                              .coverage.notices = {[NOTICE_SYMLINK] = 1}};
    char *text = text_of(&outcome, false, 80);
    assert_string_equal(text, "No secrets found.\n");
    free(text);
}

static void only_our_own_escape_sequences_are_sent(void **state)
{
    (void)state;
    char *plain = text_of(&sample_outcome, false, 80);
    struct span span = span_str(plain);
    for (size_t at = 0; at < span.len;) {
        uint32_t point = utf8_next(span, &at);
        assert_true(point == '\n' ||
                    (point != UTF8_BAD && !utf8_is_hostile(point)));
    }
    char *color = text_of(&sample_outcome, true, 80);
    /* Taking ours away leaves the plain text. */
    char *to = color;
    for (const char *from = color; *from;) {
        if (strncmp(from, "\033[", 2) == 0) {
            from += strcspn(from, "m") + 1;
        } else if (strncmp(from, "\033]8;;", 5) == 0) {
            from = strstr(from, "\033\\") + 2;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    assert_string_equal(color, plain);
    free(plain);
    free(color);
}

static void a_secret_shows_only_when_it_may(void **state)
{
    (void)state;
    char *text = text_of(&sample_outcome, false, 0);
    assert_null(strstr(text, "hunter2"));
    free(text);
    struct finding open = sample_token_finding;
    open.secret = SAMPLE_SECRET;
    const struct finding *const only[] = {&open};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    text = text_of(&outcome, false, 0);
    assert_int_equal(sample_count(text, SAMPLE_SECRET), 2);
    assert_has(text, "token = \"" SAMPLE_SECRET "\"");
    free(text);
}

static void lines_keep_to_the_width(void **state)
{
    (void)state;
    const struct finding *const only[] = {&sample_map_finding};
    struct outcome outcome = {.findings = only, .n_findings = 1};
    for (unsigned width = 53; width < 120; width++) {
        char *text = text_of(&outcome, false, width);
        for (const char *at = text; *at;) {
            size_t len = strcspn(at, "\n");
            assert_true(len <= width);
            at += len + 1;
        }
        free(text);
    }
}

static void one_rule_is_explained(void **state)
{
    (void)state;
    static const char want[] =
        "Acme access token [v2]\n"
        "CRITICAL Acme Corp., acme-token, live\n"
        "\n"
        "What a leak permits\n"
        "  Whatever the user may do, within its scopes.\n"
        "\n"
        "How to revoke it\n"
        "  1. Open Settings > Tokens and find the token by\n"
        "     its name\n"
        "  2. Press `Delete` and confirm with\n"
        "     <your-password>_now\n"
        "  console    https://example.com/settings/tokens\n"
        "  api        DELETE /tokens/{id}\n"
        "  command    acme token delete ID\n"
        "             acme logout\n"
        "  rotating   Make the new one first.\n"
        "  confirm    The API answers 401\n"
        "\n"
        "How it is found\n"
        "  looks like acme_[live|test]<20-24 base62>\n"
        "  needs      acme, acme_token on the same line or\n"
        "             just before it\n"
        "  checks     crc32-base62 (a failure drops it)\n"
        "  pair       acme-key-id within 20 lines, if there\n"
        "\n"
        "Documentation\n"
        "  https://docs.example.com/tokens?a=1&b=2\n"
        "  https://docs.example.com/<b>\n";
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    assert_int_equal(report_rule(stream, &sample_token, false, 50, NULL), 0);
    fclose(stream);
    assert_string_equal(text, want);
    free(text);
}

static void a_bare_rule_is_explained_too(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    assert_int_equal(report_rule(stream, &sample_map_key, true, 0, NULL), 0);
    fclose(stream);
    assert_has(text, "publishable, test");
    assert_has(text, "https://example.com/maps");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_says_everything),
        cmocka_unit_test(notices_and_the_sum_come_last),
        cmocka_unit_test(nothing_found_is_one_line),
        cmocka_unit_test(suppressed_findings_are_only_counted),
        cmocka_unit_test(refused_candidates_say_why_not),
        cmocka_unit_test(what_was_left_out_on_purpose_is_not_listed),
        cmocka_unit_test(only_our_own_escape_sequences_are_sent),
        cmocka_unit_test(a_secret_shows_only_when_it_may),
        cmocka_unit_test(lines_keep_to_the_width),
        cmocka_unit_test(one_rule_is_explained),
        cmocka_unit_test(a_bare_rule_is_explained_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
