/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/masker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* With the real rules: a key in the form of GitLab's, which has no sum. */
#define KEY \
    "glpat" \
    "-xK9mQ2vT7bR4wZ8nL3pJ"

struct kit {
    struct matcher *matcher;
    struct masker *masker;
    struct arena *arena;
};

static int setup(void **state)
{
    static struct kit kit;
    struct err err = {0};
    kit = (struct kit){.arena = arena_new()};
    if (matcher_new(&kit.matcher, rule_set_builtin(), NULL, &err) < 0) {
        return -1;
    }
    kit.masker = masker_new(kit.matcher, 0);
    *state = &kit;
    return 0;
}

static int teardown(void **state)
{
    struct kit *kit = *state;
    masker_free(kit->masker);
    matcher_free(kit->matcher);
    arena_wipe_free(kit->arena);
    return 0;
}

static const char *masked(struct kit *kit, const char *text, const char *secret)
{
    return masker_text(kit->masker, kit->arena, text, span_str(secret));
}

static void what_is_known(void **state)
{
    struct kit *kit = *state;
    const char *out = masked(kit, "use " KEY " here", "");
    assert_null(strstr(out, KEY));
    assert_non_null(strstr(out, "use glpat-"));
    assert_non_null(strstr(out, "********"));
    assert_non_null(strstr(out, " here"));
}

static void what_is_given(void **state)
{
    struct kit *kit = *state;
    assert_string_equal(masked(kit, "login hunter2x ok", "hunter2x"),
                        "login ******** ok");
    assert_string_equal(masked(kit, "hunter2xhunter2x", "hunter2x"),
                        "********");
    /* Words are left alone. */
    assert_string_equal(masked(kit, "a pass b", "pass"), "a pass b");
}

static void what_is_none(void **state)
{
    struct kit *kit = *state;
    static const char *const texts[] = {
        "Add config", "docs/0123456789abcdef0123456789abcdef01234567.md",
        "Revert \"9fceb02d0ae598e95dc970b74767f19372d61af8\"", "path/to/file.c",
        "bytes \xff\x01"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_ptr_equal(masked(kit, texts[i], "hunter2x"), texts[i]);
    }
    assert_null(masked(kit, NULL, "x"));
    assert_string_equal(masked(kit, "", "x"), "");
}

/* A text past the ceiling is cut, not shown as it is. */
static void long_texts(void **state)
{
    struct kit *kit = *state;
    size_t len = 200000;
    char *text = malloc(len + 1);
    memset(text, 'a', len);
    memcpy(text + len - 8, "hunter2x", 8);
    text[len] = '\0';
    const char *out = masked(kit, text, "hunter2x");
    assert_null(strstr(out, "hunter2x"));
    assert_true(strlen(out) < len);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known),
        cmocka_unit_test(what_is_given),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test(long_texts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
