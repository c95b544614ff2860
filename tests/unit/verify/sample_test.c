/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_kit.h"

#include "verify/check.h"
#include "verify/sample.h"
#include "verify/split.h"

/* Rules of which no sample can be made, by id: a regular expression alone says
 * too little, unless a check knows the rest. */
static const char *const UNABLE[] = {"netrc-credential", NULL};

static bool is_unable(const struct rule *rule)
{
    for (size_t i = 0; UNABLE[i]; i++) {
        if (strcmp(rule->id, UNABLE[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int make(struct buf *out, const struct rule *rule, size_t shape,
                uint64_t seed)
{
    struct err err;
    buf_init(out, 65536);
    return sample_make(out, rule, shape, seed, &err);
}

/* Every format of every shipped rule has samples, which its shape covers. */
static void every_rule_has_samples(void **state)
{
    (void)state;
    const struct rule_set *set = rule_set_builtin();
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = set->rules[i];
        size_t n = rule->n_shapes > 0 ? rule->n_shapes : 1;
        for (size_t shape = 0; shape < n; shape++) {
            struct buf out;
            struct split split;
            int rc = make(&out, rule, shape, i);
            if (rc != 0 && !is_unable(rule)) {
                fail_msg("%s[%zu] has no sample", rule->id, shape);
            }
            if (rc == 0 && rule->n_shapes > 0) {
                assert_true(split_token(&split, rule, buf_span(&out)));
            }
            buf_release(&out);
        }
    }
}

static void a_seed_decides(void **state)
{
    (void)state;
    const struct rule_set *set = rule_set_builtin();
    for (size_t i = 0; i < set->count; i += 7) {
        struct buf a;
        struct buf b;
        struct buf c;
        if (make(&a, set->rules[i], 0, 5) == 0) {
            assert_int_equal(make(&b, set->rules[i], 0, 5), 0);
            assert_int_equal(make(&c, set->rules[i], 0, 6), 0);
            assert_true(span_equal(buf_span(&a), buf_span(&b)));
            assert_false(span_equal(buf_span(&a), buf_span(&c)));
            buf_release(&b);
            buf_release(&c);
        }
        buf_release(&a);
    }
}

/* A shortened or spoiled token has no shape of its rule; one with a wrong sum
 * has, and is dropped. */
static void damage_is_refused(void **state)
{
    (void)state;
    const struct rule_set *set = rule_set_builtin();
    size_t made[SAMPLE_DAMAGES] = {0};
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = set->rules[i];
        for (int damage = 0; damage < SAMPLE_DAMAGES; damage++) {
            struct buf out;
            struct split split;
            buf_init(&out, 65536);
            if (sample_damage(&out, rule, 0, i, (enum sample_damage)damage,
                              NULL) == 0) {
                made[damage]++;
                assert_int_equal(split_token(&split, rule, buf_span(&out)),
                                 damage == SAMPLE_SUM);
            }
            buf_release(&out);
        }
    }
    /* Nearly all rules can be damaged, and those with a sum that drops. */
    assert_true(made[SAMPLE_SHORT] > set->count * 8 / 10);
    assert_true(made[SAMPLE_LETTER] > set->count * 8 / 10);
    assert_true(made[SAMPLE_SUM] > 10);
}

/* Checks that the shipped rules do not use are completed, too. */
static void every_completion_passes(void **state)
{
    (void)state;
    static const char *const prefixes[][2] = {
        {"crc32-base62-lower-whole", "apify_api_"},
        {"crc32-base62-reversed", "mat_kdjfhgskdjfhgskdjfhgskdjfhgs_"},
        {"crc32-base62-field", "syt_YWxpY2U_"},
        {"crc32-hex-whole", "packagist_ort_"},
        {"crc32-hex-laravel", "67|"},
        {"base32-crc16", "S"},
        {"bech32", "AGE-SECRET-KEY-1"},
        {"ed25519-pair", ""},
        {"ed25519-pair-base58", ""},
        {"base58check", "5"},
        {"snyk-token", "snyk_uat.1a2b3c4d.eyJl"},
        {"upstash-qstash", "eyJVc2VySUQi"},
        {"convex-deploy-key", "prod:acme|"},
        {"onesignal-key", "os_v2_app_"},
        {"ulid-time", ""},
        {"macaroon-v1", ""},
        {"cisco-type7", ""}};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        const struct check *check = check_find(prefixes[i][0]);
        struct check_sample *sample = calloc(1, sizeof(*sample));
        static const struct rule rule = {.id = "none"};
        const char *digits = strcmp(prefixes[i][0], "onesignal-key") == 0
                                 ? "abcdefghijkmnpqrstuvwxyz234567"
                             : i == 1 || i == 2 ? "abcdefghijkmnopqr"
                                                : "ACDEFGHJKLMNPQRSTUVWXYZ";
        size_t len = i == 1                                     ? 6
                     : i == 3 || i == 2                         ? 38
                     : strcmp(prefixes[i][0], "ulid-time") == 0 ? 26
                                                                : 103;
        sample->rule = &rule;
        sample->len = strlen(prefixes[i][1]);
        memcpy(sample->bytes, prefixes[i][1], sample->len);
        sample->body = sample->len;
        for (size_t k = 0; k < len; k++) {
            sample->bytes[sample->len++] =
                (unsigned char)digits[sample_random(sample) % strlen(digits)];
        }
        if (i == 2) {
            sample->bytes[sample->len - 7] = '_';
        }
        sample->secret = (struct range){0, sample->len};
        if (!check->complete(check, sample)) {
            fail_msg("%s cannot be completed", check->name);
        }
        struct check_notes notes = {0};
        struct check_input in = {.token = span_of(sample->bytes, sample->len),
                                 .secret = sample_secret(sample),
                                 .body = sample_body(sample),
                                 .text = span_of(sample->bytes, sample->len),
                                 .where = {0, sample->len}};
        if (check->run(check, &in, &notes) != CHECK_PASS) {
            fail_msg("%s refuses its own: %.*s", check->name, (int)sample->len,
                     (const char *)sample->bytes);
        }
        free(sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_samples),
        cmocka_unit_test(a_seed_decides), cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(every_completion_passes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
