/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that git gives to hooks, and lines that it would never give. */
#include "cli/hook_input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ZERO "0000000000000000000000000000000000000000"

static int read_bytes(struct hook_input *out, const char *bytes, size_t len,
                      enum hook_input_form form, struct err *err)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes, len), len);
    close(ends[1]);
    int rc = hook_input_read(out, ends[0], form, err);
    close(ends[0]);
    return rc;
}

static int read_text(struct hook_input *out, const char *text,
                     enum hook_input_form form)
{
    struct err err;
    return read_bytes(out, text, strlen(text), form, &err);
}

static void reads_pushes(void **state)
{
    (void)state;
    struct hook_input input;
    assert_int_equal(read_text(&input,
                               "refs/heads/a " ID_A " refs/heads/b " ID_B "\n"
                               "HEAD " ID_B " refs/heads/new " ZERO "\n",
                               HOOK_INPUT_PUSH),
                     0);
    assert_int_equal(input.count, 2);
    assert_string_equal(input.updates[0].new_id, ID_A);
    assert_string_equal(input.updates[0].old_id, ID_B);
    assert_string_equal(input.updates[0].ref, "refs/heads/b");
    assert_string_equal(input.updates[1].new_id, ID_B);
    assert_null(input.updates[1].old_id);
    hook_input_release(&input);
}

static void reads_receives(void **state)
{
    (void)state;
    struct hook_input input;
    assert_int_equal(read_text(&input,
                               ID_A " " ID_B " refs/heads/x\n" ZERO " " ID_A
                                    " refs/tags/y", /* no line feed */
                               HOOK_INPUT_RECEIVE),
                     0);
    assert_int_equal(input.count, 2);
    assert_string_equal(input.updates[0].old_id, ID_A);
    assert_string_equal(input.updates[0].new_id, ID_B);
    assert_string_equal(input.updates[1].ref, "refs/tags/y");
    hook_input_release(&input);
}

static void leaves_out_what_goes_away(void **state)
{
    (void)state;
    struct hook_input input;
    assert_int_equal(read_text(&input,
                               "(delete) " ZERO " refs/heads/b " ID_B "\n",
                               HOOK_INPUT_PUSH),
                     0);
    assert_int_equal(input.count, 0);
    hook_input_release(&input);
    assert_int_equal(read_text(&input, "", HOOK_INPUT_PUSH), 0);
    assert_int_equal(input.count, 0);
    hook_input_release(&input);
}

static void refuses_other_lines(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\n",
        "refs/heads/a\n",
        "a " ID_A " b\n",
        "a " ID_A " b " ID_B " c\n",
        "a " ID_A "a b " ID_B "\n",
        "a --all b " ID_B "\n",
        "a " ID_A " b nothing\n",
        "a " ID_A " b " ID_B "\nrest",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct hook_input input;
        assert_int_equal(read_text(&input, bad[i], HOOK_INPUT_PUSH),
                         ERR_FORMAT);
        hook_input_release(&input);
    }
}

/* What stands behind it would not be looked at. */
static void refuses_a_nul(void **state)
{
    (void)state;
    static const char text[] =
        ID_A " " ID_B " refs/x\n\0" ID_B " " ID_A " refs/y\n";
    struct hook_input input;
    struct err err;
    assert_int_equal(
        read_bytes(&input, text, sizeof(text) - 1, HOOK_INPUT_RECEIVE, &err),
        ERR_FORMAT);
    hook_input_release(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_pushes),
        cmocka_unit_test(reads_receives),
        cmocka_unit_test(leaves_out_what_goes_away),
        cmocka_unit_test(refuses_other_lines),
        cmocka_unit_test(refuses_a_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
