/* SPDX-License-Identifier: Apache-2.0 */
#include "match/name_tails.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct match_index tables_of(const char *keyword)
{
    static const char *keywords[1];
    keywords[0] = keyword;
    const struct rule rule = {.keywords = keywords, .n_keywords = 1};
    struct match_index index = {.tables = calloc(1, sizeof(*index.tables))};
    assert_non_null(index.tables);
    key_table_init(&index.tails, 64);
    name_tails_add_rule(&index.tails, index.tables, &rule);
    return index;
}

static void release(struct match_index *index)
{
    free(index->tables);
    free(index->tails.first);
    free(index->tails.links);
    free(index->tails.anchors);
}

static bool may_be_name(const struct match_index *index, const char *name)
{
    unsigned char bytes[8] = {0};
    size_t len = strlen(name);
    size_t n = len < 8 ? len : 8;
    memcpy(bytes + 8 - n, name + len - n, n);
    uint64_t eight;
    uint32_t four;
    memcpy(&eight, bytes, 8);
    memcpy(&four, bytes + 4, 4);
    bool has = name_tails_has(&index->tails, eight);
    bool seen =
        bitmap_has(index->tables->sign, kernel_hash(four | 0x20202020u));
    assert_true(seen || !has); /* the kernel asks first */
    return has;
}

static void a_keyword_is_known_in_each_spelling(void **state)
{
    (void)state;
    static const char *const names[] = {
        "api_key", "API_KEY", "apiKey",     "my-api-key", "x.api.key",
        "api key", "apikey",  "the_APIKEY", "two_api-key"};
    struct match_index index = tables_of("api_key");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!may_be_name(&index, names[i])) {
            fail_msg("not known: %s", names[i]);
        }
    }
    assert_false(may_be_name(&index, "key"));
    assert_false(may_be_name(&index, "my_key"));
    assert_false(may_be_name(&index, "monkey"));
    release(&index);
}

static void separators_may_be_mixed(void **state)
{
    (void)state;
    struct match_index index = tables_of("a_b_key");
    assert_true(may_be_name(&index, "a_bkey"));
    assert_true(may_be_name(&index, "ab-key"));
    assert_true(may_be_name(&index, "A_B_KEY"));
    release(&index);
}

static void long_keywords_are_known_by_eight_letters(void **state)
{
    (void)state;
    struct match_index index = tables_of("connection");
    assert_true(may_be_name(&index, "db_connection"));
    assert_true(may_be_name(&index, "SqlConnection"));
    assert_false(may_be_name(&index, "description"));
    assert_false(may_be_name(&index, "collection"));
    release(&index);
}

static void short_keywords_are_known(void **state)
{
    (void)state;
    struct match_index index = tables_of("pwd");
    assert_true(may_be_name(&index, "pwd"));
    assert_true(may_be_name(&index, "db_pwd"));
    assert_true(may_be_name(&index, "DBPWD"));
    assert_false(may_be_name(&index, "forward"));
    release(&index);
}

static void what_has_too_few_letters_adds_nothing(void **state)
{
    (void)state;
    static const char *const keywords[] = {"", "_", "-.", "a", "a_b"};
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        struct match_index index = tables_of(keywords[i]);
        assert_false(may_be_name(&index, "a"));
        assert_false(may_be_name(&index, "_ab"));
        release(&index);
    }
}

static void what_people_add_is_known(void **state)
{
    (void)state;
    static const char *const names[] = {
        "PASSWORD_PROD", "passwordProduction", "password_dev",
        "pass2",         "api-key-v3",         "SECRET_KEY_BASE",
        "token_1",       "token_string",       "name string",
        "value",         "RedisClient"};
    struct match_index index = tables_of("pwd");
    name_tails_add_others(&index.tails, index.tables);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!may_be_name(&index, names[i])) {
            fail_msg("not known: %s", names[i]);
        }
    }
    assert_false(may_be_name(&index, "contest"));
    assert_false(may_be_name(&index, "gold"));
    release(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_keyword_is_known_in_each_spelling),
        cmocka_unit_test(separators_may_be_mixed),
        cmocka_unit_test(long_keywords_are_known_by_eight_letters),
        cmocka_unit_test(short_keywords_are_known),
        cmocka_unit_test(what_has_too_few_letters_adds_nothing),
        cmocka_unit_test(what_people_add_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
