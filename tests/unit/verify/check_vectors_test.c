/* SPDX-License-Identifier: Apache-2.0
 *
 * Every check that has one, on a public vector: a published or documented
 * token, or one computed from the published algorithm. Tokens stand in
 * halves, so that nobody takes this file for a leak. */
#include "check_kit.h"

struct vector {
    const char *check;
    const char *token;
    const char *fact; /* or NULL */
    const char *value;
};

static const struct vector VECTORS[] = {
    /* GitHub's post of 2021 on token formats; a published, expired token. */
    {"crc32-base62",
     "ghp_zQWBuTSOoRi4A9spH"
     "cVY5ncnsDkxkJ0mLq17",
     NULL, NULL},
    {"crc32-base62",
     "npm_Alm0StFaK3t0kEN8u"
     "Tval1DcRC32dc1Bscp5",
     NULL, NULL},
    {"crc32-base62",
     "vcp_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
     "abcdefghijklmn0HQFva",
     NULL, NULL},
    {"crc32-base62",
     "whsec_ovyN6cPrTv56AApvzCaJno"
     "08SSmGJmgbWilb33N2JuK",
     NULL, NULL},
    {"crc32-base62-lower-whole",
     "apify_api_NcjXcxEz2XL1irjp"
     "pyWSHvjghalQOd1LXOHv",
     NULL, NULL},
    {"crc32-base62-field",
     "syt_YWxpY2U_abcdefghij"
     "klmnopqrst_1TMI8I",
     NULL, NULL},
    {"crc32-hex",
     "zpka_0123456789abcdef0123"
     "456789abcdef_7759b50e",
     NULL, NULL},
    {"crc32-hex",
     "cfut_aAbBcCdDeEfFgGhHiIjJkKlL"
     "mMnNoOpPqQrRsStT03fa099b",
     NULL, NULL},
    {"crc32-hex-whole",
     "packagist_ort_0123456789abcdef0123456789abcdef0123"
     "456789abcdef0123456789ab680569fb",
     NULL, NULL},
    {"crc32-hex-laravel",
     "67|foPpeJkEtftjB2uG565IkEwse"
     "t7KeKCJ86NjwiaEfb9bfb39",
     NULL, NULL},
    {"crc32-hex-le",
     "glsa_DaldL9OnCudSrj7jWui7w"
     "xVj9b4ltV2p_c97ad013",
     NULL, NULL},
    {"crc32-base64-le",
     "cfltqPLd2lLPAtWtHGNhN32WlZxoEj30pc"
     "g8mzaPlPJ937JlMa7n9YCRLooqgifw",
     NULL, NULL},
    {"xor-base62",
     "cio_tp_gGK6jurSwKyl9V3"
     "Az19z7YEFQI9aoOOd",
     NULL, NULL},
    {"xor-base62",
     "cio_tp_0000000000000000"
     "000000000000000w",
     NULL, NULL},
    {"gitlab-routable",
     "glpat-vSY1cyL948"
     "aAB440qB6L"
     "4zlu9OzsUmEV.01.0w0sfevch",
     NULL, NULL},
    {"sha256-base64-supabase",
     "sb_secret_ABCDEFGHIJKLM"
     "NOPQRSTUV_TGJQl2lQ",
     "project", "supabase-self-hosted"},
    {"mod37-checkout",
     "sk_sbox_aaaqeayeauda"
     "ocajbifqydiob4w",
     NULL, NULL},
    {"base58check",
     "5HueCGU8rMjxEXxiPuD5BDku4"
     "MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
     NULL, NULL},
    {"base58check-xrpl",
     "snoPBrXtMeMyMHUVT"
     "gbuqAfg1SUTb",
     NULL, NULL},
    {"base58check-xrpl",
     "sEdTM1uX8pu2do5Xv"
     "TnutH6HsouMaM2",
     NULL, NULL},
    {"bech32",
     "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZ"
     "GFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
     NULL, NULL},
    {"bech32",
     "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH"
     "4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR",
     NULL, NULL},
    {"bech32",
     "suiprivkey1qzwant3kaegmjy4qxex93s0jz"
     "vemekkjmyv3r2sjwgnv2y479pgsywhveae",
     NULL, NULL},
    {"base32-crc16",
     "SDJHRQF4GCMIIKAAAQ6IHY42X73F"
     "QFLHUULAPSKKD4DFDM7UXWWCRHBE",
     NULL, NULL},
    /* The example of the NATS documentation. */
    {"base32-crc16",
     "SUACSSL3UAHUDXKFSNVUZRF5UHPM"
     "WZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY",
     NULL, NULL},
    {"marvin-entra",
     "zzz8Q~zzzzzzzzzzzzzz"
     "zzzzzzzzzzzzzzzzzblP",
     "hint", "zzz"},
    {"aws-account",
     "ASIAQNZGKI"
     "QY56JQ7WML",
     "account", "029608264753"},
    {"discord-bot",
     "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ."
     "ZnCjm1XVW7vRze4b7Cq4se7kKWs",
     "application", "198622483471925248"},
    {"razorpay-id",
     "rzp_live_1DP5m"
     "mOlF5G5ag",
     "created", "2014-07-10T13:17:56Z"},
    {"facebook-app",
     "EAACEdEose0cBAabcdefghij"
     "klmnopqrstuv",
     "app", "145634995501895"},
    {"facebook-app",
     "EAABwzLixnjYBAabcdefghij"
     "klmnopqrstuv",
     "app", "124024574287414"},
    {"facebook-app",
     "EAAAAUaZA8jlABAabcdefghi"
     "jklmnopqrstuv",
     "app", "350685531728"},
    {"heroku-key",
     "HRKU-AAlQ1aVoHDujJ9QsDHdHlHO0hbz"
     "hoERRSO45ZQusSYHg_____w4_hLrAym_u",
     NULL, NULL},
    {"docker-swarm",
     "SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0x"
     "x14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c",
     "cluster", "49nj1cmql0jk"},
    {"x-bearer",
     "AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDS"
     "JSI%3DEUifiRBkKG5E2XzMDjRfl76ZC9Ub0wnz4XsNiRVBChTYbJcE3F",
     "app", "7922114"},
    {"mattermost-id",
     "9xuqwrwgstrb3"
     "mzrxb83nb357a",
     NULL, NULL},
    {"wireguard-key",
     "yAnz5TF+lXXJte14tji3z"
     "lMNq+hd2rYUIgJBgB3fBmk=",
     NULL, NULL},
    /* RFC 8410, 10.3, and RFC 7519, 3.1 with the signature of RFC 7515. */
    {"der-private-key",
     "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8"
     "fdp+K06/nwoy/HU++CXqI9EdVhC",
     "kind", "Ed25519"},
    {"jwt",
     "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0K"
     "ICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
     "b290Ijp0cnVlfQ.dBjftJeZ4CVP-mBP9r6DJAz3gYmFXwPqM2dFcCNGtyE",
     "issuer", "joe"},
    /* RFC 7519, 6.1: an unsecured one. */
    {"jwt",
     "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAs"
     "DQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
     "algorithm", "none"},
    /* Written by hand after the formats' descriptions. */
    {"slack-ids",
     "xoxb-123456789012-"
     "1234567890123-abcdefghijklmnop",
     "workspace", "123456789012"},
    {"mailchimp-dc",
     "0123456789abcdef"
     "0123456789abcdef-us12",
     "datacenter", "us12"},
    {"sentry-dsn",
     "https://0123456789abcdef0123456789abcdef@o4711.ingest."
     "de.sentry.io/815",
     "organization", "4711"},
    {"base64-user-pass",
     "aWQ6az"
     "lRMnZMcDh4",
     "id", "id"},
    {"cisco-type7", "070C285F4D06", NULL, NULL},
    {"uuid-v4",
     "sdk-"
     "7b1f3c52-93ad-4e0c-8d26-51c0a9b7e3f4",
     NULL, NULL},
};

#define N_VECTORS (sizeof(VECTORS) / sizeof(VECTORS[0]))

static void vectors_pass(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_VECTORS; i++) {
        const struct vector *vector = &VECTORS[i];
        if (check_run(vector->check, vector->token) != CHECK_PASS) {
            fail_msg("%s refuses vector %zu", vector->check, i);
        }
        if (vector->fact && strcmp(fact_of(vector->fact), vector->value) != 0) {
            fail_msg("%s: %s is \"%s\", not \"%s\"", vector->check,
                     vector->fact, fact_of(vector->fact), vector->value);
        }
    }
}

/* A sum notices every change of a letter it covers. What only names somebody
 * need not; those checks prove no more than the form. */
static void changed_letters_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_VECTORS; i++) {
        const struct check *check = check_find(VECTORS[i].check);
        char token[256];
        size_t len = strlen(VECTORS[i].token);
        memcpy(token, VECTORS[i].token, len + 1);
        if (check->proof != EVIDENCE_CHECKSUM) {
            continue;
        }
        for (size_t at = len - 20; at < len; at++) {
            char letter = token[at];
            token[at] = letter == '2' ? '3' : '2';
            if (check_span(check->name, span_str(token), 0, 0) == CHECK_PASS) {
                fail_msg("%s takes a change at %zu", check->name, at);
            }
            token[at] = letter;
        }
    }
}

static void cut_tokens_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_VECTORS; i++) {
        const struct check *check = check_find(VECTORS[i].check);
        size_t len = strlen(VECTORS[i].token);
        for (size_t n = 0; n < len && check->proof == EVIDENCE_CHECKSUM; n++) {
            struct span token = span_of(VECTORS[i].token, n);
            assert_int_not_equal(check_span(check->name, token, 0, 0),
                                 CHECK_PASS);
        }
    }
}

/* Published tokens that were altered on purpose. */
static void altered_tokens_fail(void **state)
{
    (void)state;
    assert_int_equal(check_run("crc32-hex-le", "glsa_HOruNAb7SOiCdshU7algk"
                                               "rq7FDsNSLAa_55e2f8be"),
                     CHECK_FAIL);
    assert_int_equal(check_run("aws-account", "AKIA1234"
                                              "567890ABCDEF"),
                     CHECK_FAIL);
    assert_int_equal(check_run("aws-account", "AKIAIOSF"
                                              "ODNN7EXAMPLE"),
                     CHECK_UNKNOWN); /* from before 2019: no account */
    assert_int_equal(
        check_run("uuid-v4", "7b1f3c52-93ad-1e0c-8d26-51c0a9b7e3f4"),
        CHECK_FAIL);
    assert_int_equal(check_run("jwt", "eyJhbGciOiJIUzI1NiJ9."
                                      "e30.abc"),
                     CHECK_FAIL); /* a signature too short */
    assert_int_equal(check_run("jwt", "eyJhbGciOi.abc.def"), CHECK_FAIL);
    assert_int_equal(check_run("marvin-entra", "zzz7Q~zzzzzzzzzzzzzz"
                                               "zzzzzzzzzzzzzzz"),
                     CHECK_UNKNOWN);
    assert_int_equal(check_run("docker-swarm",
                               "SWMTKN-1-z9nj1cmql0jkz5s954yi3oex3nedyz0fb0x"
                               "x14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c"),
                     CHECK_FAIL);
}

static void names_are_unique_and_explained(void **state)
{
    (void)state;
    for (size_t i = 0; check_at(i); i++) {
        const struct check *check = check_at(i);
        assert_ptr_equal(check_find(check->name), check);
        assert_true(strlen(check->summary) > 8 && check->source[0]);
        assert_non_null(check->run);
        assert_true(verify_knows_check(check->name));
    }
    assert_false(verify_knows_check("no-such-check"));
    assert_false(verify_knows_check(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_pass), cmocka_unit_test(changed_letters_fail),
        cmocka_unit_test(cut_tokens_fail),
        cmocka_unit_test(altered_tokens_fail),
        cmocka_unit_test(names_are_unique_and_explained)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
