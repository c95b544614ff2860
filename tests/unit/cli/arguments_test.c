/* SPDX-License-Identifier: Apache-2.0
 *
 * Command lines, and that the tables behind them agree with each other. */
#include "cli/command.h"
#include "cli/isa.h"
#include "report/report.h"
#include "verify/verify.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define WORDS_MAX 16

/* Parses "a b c" as words behind `jackdaw scan`; an empty word is "''". */
static int parse(struct arguments *out, const char *line, struct err *err)
{
    static char text[512];
    static char *words[WORDS_MAX];
    static char name[] = "jackdaw";
    static char command[] = "scan";
    int argc = 2;
    words[0] = name;
    words[1] = command;
    snprintf(text, sizeof(text), "%s", line);
    char *rest = text;
    for (char *word; (word = strsep(&rest, " ")) && argc < WORDS_MAX;) {
        if (strcmp(word, "''") == 0) {
            word[0] = '\0';
            words[argc++] = word;
        } else if (word[0]) {
            words[argc++] = word;
        }
    }
    return arguments_parse(out, COMMAND_SCAN, 2, argc, words, err);
}

static void test_ways_to_write_an_option(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "--format json a",   "--format=json a",   "-f json a", "-fjson a",
        "a -f json",         "a --format=json",   "-qfjson a", "-q -fjson a",
        "-f sarif -fjson a", "--format json -- a"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct arguments got;
        assert_int_equal(parse(&got, lines[i], NULL), 0);
        assert_string_equal(arguments_value(&got, OPTION_FORMAT), "json");
        assert_int_equal(got.n_operands, 1);
        assert_string_equal(got.operands[0], "a");
        arguments_release(&got);
    }
}

static void test_operands(void **state)
{
    (void)state;
    struct arguments got;
    assert_int_equal(parse(&got, "a - '' -- -b --format -", NULL), 0);
    assert_int_equal(got.n_operands, 6);
    assert_string_equal(got.operands[1], "-");
    assert_string_equal(got.operands[2], "");
    assert_string_equal(got.operands[3], "-b");
    assert_string_equal(got.operands[4], "--format");
    assert_int_equal(got.n_uses, 0);
    arguments_release(&got);
    assert_int_equal(parse(&got, "", NULL), 0);
    assert_int_equal(got.n_operands, 0);
    assert_null(arguments_value(&got, OPTION_FORMAT));
    assert_false(arguments_has(&got, OPTION_QUIET));
    arguments_release(&got);
}

static void test_repeated_options_are_all_kept(void **state)
{
    (void)state;
    struct arguments got;
    assert_int_equal(parse(&got, "-vvv --exclude a --exclude=b -r x", NULL), 0);
    assert_int_equal(got.n_uses, 6);
    assert_string_equal(got.uses[3].value, "a");
    assert_string_equal(got.uses[4].value, "b");
    assert_true(arguments_has(&got, OPTION_VERBOSE));
    arguments_release(&got);
}

static void test_an_option_with_an_empty_value(void **state)
{
    (void)state;
    struct arguments got;
    assert_int_equal(parse(&got, "--exclude= --output ''", NULL), 0);
    assert_string_equal(arguments_value(&got, OPTION_EXCLUDE), "");
    assert_string_equal(arguments_value(&got, OPTION_OUTPUT), "");
    arguments_release(&got);
}

static void test_mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *text;
    } cases[] = {
        {"--formt json", "unknown option '--formt' (did you mean '--format'?)"},
        {"--zzzzzz", "unknown option '--zzzzzz'"},
        {"--form json", "unknown option '--form' (did you mean '--format'?)"},
        {"--", ""},
        {"-x", "unknown option '-x'"},
        {"-qx", "unknown option '-x'"},
        {"--format", "--format wants a value: --format FORMAT"},
        {"-f", "--format wants a value: --format FORMAT"},
        {"--quiet=1", "--quiet takes no value"},
        {"--format xml", "--format: 'xml' is none of text|json|jsonl|sarif"},
        {"--format ''", "--format: '' is none of text|json|jsonl|sarif"},
        {"--format=tex", "--format: 'tex' is none of text|json|jsonl|sarif"},
        {"--format=json|jsonl",
         "--format: 'json|jsonl' is none of text|json|jsonl|sarif"},
        {"--man", "unknown option '--man'"}, /* of another command */
        {"--=x", "unknown option '--'"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = {.text = ""};
        struct arguments got;
        int rc = parse(&got, cases[i].line, &err);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(rc, cases[i].text[0] ? ERR_USAGE : 0);
        arguments_release(&got);
    }
}

static int number(const char *text, uint64_t *out)
{
    struct option_use use = {.option = &option_table[0], .value = text};
    return option_number(out, &use, 2, UINT64_MAX, NULL);
}

static void test_numbers(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "x",
                                      "1",
                                      "-3",
                                      "+3",
                                      " 3",
                                      "3 ",
                                      "0x10",
                                      "1e3",
                                      "18446744073709551616",
                                      "99999999999999999999999999"};
    uint64_t value = 0;
    assert_int_equal(number("2", &value), 0);
    assert_int_equal(value, 2);
    assert_int_equal(number("000256", &value), 0);
    assert_int_equal(value, 256);
    assert_int_equal(number("1844674407370955159", &value), 0);
    assert_true(value == 1844674407370955159u);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(number(bad[i], &value), ERR_USAGE);
    }
}

static const struct option *row(enum option_id id)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].id == id) {
            return &option_table[i];
        }
    }
    fail_msg("no row for option %d", (int)id);
    return NULL;
}

/* cmd_scan takes the index of a value for the value of an enum. */
static void test_values_stand_in_the_order_of_their_enums(void **state)
{
    (void)state;
    const struct option *option = row(OPTION_MIN_SEVERITY);
    for (int i = SEVERITY_NOTE; i <= SEVERITY_CRITICAL; i++) {
        const char *name = severity_name((enum severity)i);
        assert_int_equal(option_value_index(option, name), i);
    }
    option = row(OPTION_FORMAT);
    static const char *const formats[] = {"text", "json", "jsonl", "sarif"};
    for (size_t i = 0; i < 4; i++) {
        enum report_format format = REPORT_TEXT;
        assert_true(report_format_parse(&format, formats[i]));
        assert_int_equal(option_value_index(option, formats[i]), format);
    }
    option = row(OPTION_MIN_CONFIDENCE);
    assert_int_equal(option_value_index(option, "low"), CONFIDENCE_LOW);
    assert_int_equal(option_value_index(option, "medium"), CONFIDENCE_MEDIUM);
    assert_int_equal(option_value_index(option, "high"), CONFIDENCE_HIGH);
    assert_int_equal(option_value_index(option, "very-high"),
                     CONFIDENCE_VERY_HIGH);
    static const struct {
        const char *name;
        enum match_isa isa;
    } isas[] = {{"best", MATCH_ISA_BEST},     {"scalar", MATCH_ISA_SCALAR},
                {"sse2", MATCH_ISA_SSE2},     {"avx2", MATCH_ISA_AVX2},
                {"avx512", MATCH_ISA_AVX512}, {"neon", MATCH_ISA_NEON}};
    for (size_t i = 0; i < sizeof(isas) / sizeof(isas[0]); i++) {
        struct option_use use = {row(OPTION_ISA), isas[i].name};
        assert_int_equal(isa_of_option(&use), isas[i].isa);
    }
}

/* What every row must have, and no two may share. */
static void test_the_table_of_options(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        const struct option *a = &option_table[i];
        assert_true(strlen(a->name) >= 2);
        assert_true(strlen(a->help) > 0);
        assert_true(a->help[strlen(a->help) - 1] != '.');
        assert_true(a->commands && !(a->commands & ~(unsigned)COMMAND_EVERY));
        assert_int_equal(a->value != VALUE_NONE, a->arg != NULL);
        for (size_t k = i + 1; k < option_count; k++) {
            const struct option *b = &option_table[k];
            assert_int_not_equal(a->id, b->id);
            assert_false((a->commands & b->commands) &&
                         (strcmp(a->name, b->name) == 0 ||
                          (a->letter && a->letter == b->letter)));
        }
    }
}

static void test_the_table_of_commands(void **state)
{
    (void)state;
    unsigned bits = 0;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        assert_ptr_equal(command_find(command->name), command);
        assert_non_null(command->run);
        assert_int_equal(bits & command->bit, 0);
        bits |= command->bit;
    }
    assert_int_equal(bits, COMMAND_EVERY);
    assert_null(command_find("nothing"));
    struct err err;
    assert_int_equal(command_unknown("scann", &err), ERR_USAGE);
    assert_string_equal(err.text,
                        "unknown command 'scann' (did you mean 'scan'?)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways_to_write_an_option),
        cmocka_unit_test(test_operands),
        cmocka_unit_test(test_repeated_options_are_all_kept),
        cmocka_unit_test(test_an_option_with_an_empty_value),
        cmocka_unit_test(test_mistakes_are_named),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_values_stand_in_the_order_of_their_enums),
        cmocka_unit_test(test_the_table_of_options),
        cmocka_unit_test(test_the_table_of_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
