/* SPDX-License-Identifier: Apache-2.0
 *
 * Private keys as they stand in files: each kind, wrapped in every way, cut,
 * spoiled and hollow. The keys are made at run time. */
#include "check_kit.h"

#include "base/codec.h"
#include "verify/pem_sample.h"

#include <stdlib.h>

#define ROOM 65536

static unsigned char key[CHECK_SAMPLE_ROOM];
static size_t key_len;

static void make(const char *label)
{
    struct check_sample *sample = calloc(1, sizeof(*sample));
    sample->state = 4711;
    assert_true(
        pem_sample(sample, span_str(label), key, sizeof(key), &key_len));
    free(sample);
}

/* The key with something in the place of each line's end, and before each
 * line. */
static struct span wrap(const char *head, const char *end)
{
    static char text[ROOM];
    size_t len = 0;
    size_t n_head = strlen(head);
    size_t n_end = strlen(end);
    memcpy(text, head, n_head);
    len = n_head;
    for (size_t i = 0; i < key_len; i++) {
        if (key[i] != '\n') {
            text[len++] = (char)key[i];
            continue;
        }
        memcpy(text + len, end, n_end);
        memcpy(text + len + n_end, head, n_head);
        len += n_end + n_head;
    }
    return span_of(text, len);
}

static void every_kind_is_read(void **state)
{
    (void)state;
    static const char *const labels[][2] = {
        {"RSA PRIVATE KEY", "RSA"},
        {"EC PRIVATE KEY", "EC"},
        {"DSA PRIVATE KEY", "DSA"},
        {"PRIVATE KEY", "Ed25519"},
        {"ENCRYPTED PRIVATE KEY", "PKCS#8"},
        {"OPENSSH PRIVATE KEY", "ssh-ed25519"},
        {"PGP PRIVATE KEY BLOCK", "OpenPGP"},
        {"SSH2 ENCRYPTED PRIVATE KEY", "dl-modp{sign{dsa-nist-sha1}}"},
        {"ENCRYPTED COSIGN PRIVATE KEY", ""}};
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        make(labels[i][0]);
        assert_int_equal(
            check_span("pem-private-key", span_of(key, key_len), 0, 0),
            CHECK_PASS);
        assert_string_equal(fact_of("kind"), labels[i][1]);
    }
    assert_string_equal(fact_of("encrypted"), "nacl/secretbox");
    assert_int_equal(notes.effect, EFFECT_LOWER);
}

static void every_wrapping_is_undone(void **state)
{
    (void)state;
    static const char *const wraps[][2] = {
        {"", "\r\n"},        {"", "\r"},      {"", "\\n"},     {"", "\\r\\n"},
        {"", "\\\\n"},       {"    ", "\n"},  {"\t", "\n"},    {"# ", "\n"},
        {"// ", "\n"},       {" * ", "\n"},   {"> ", "\n"},    {"+", "\n"},
        {"\"", "\\n\" +\n"}, {"  '", "',\n"}, {"\"", "\"\n"},  {"", " "},
        {"", "%0A"},         {"", "&#10;"},   {"`", "` + \n"}, {"", "\\n\\\n"}};
    make("RSA PRIVATE KEY");
    for (size_t i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
        struct span text = wrap(wraps[i][0], wraps[i][1]);
        if (check_span("pem-private-key", text, 0, 0) != CHECK_PASS) {
            fail_msg("wrapped in \"%s\" and \"%s\"", wraps[i][0], wraps[i][1]);
        }
        assert_string_equal(fact_of("bits"), "2048");
    }
}

static void damage_is_seen(void **state)
{
    (void)state;
    make("RSA PRIVATE KEY");
    for (size_t at = 40; at < key_len - 40; at += 7) {
        unsigned char letter = key[at];
        key[at] = letter == 'A' ? 'B' : 'A';
        /* A change in d, dP, dQ or qInv alone cannot be told. */
        enum check_result result =
            check_span("pem-private-key", span_of(key, key_len), 0, 0);
        assert_true(result == CHECK_FAIL || at > 380);
        key[at] = letter;
    }
    for (size_t len = 0; len < key_len - 60; len += 11) {
        assert_int_not_equal(
            check_span("pem-private-key", span_of(key, len), 0, 0), CHECK_PASS);
    }
}

static void forms_are_no_keys(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nYOUR KEY HERE\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----\\n"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(check_run("pem-private-key", texts[i]), CHECK_FAIL);
        assert_int_equal(notes.effect, EFFECT_DROP);
    }
}

static void encrypted_by_headers(void **state)
{
    (void)state;
    static char text[4096];
    unsigned char bytes[96];
    unsigned char letters[128];
    size_t len;
    memset(bytes, 0x5a, sizeof(bytes));
    assert_true(codec_base64_encode(span_of(bytes, sizeof(bytes)),
                                    CODEC_STANDARD, letters, sizeof(letters),
                                    &len));
    snprintf(text, sizeof(text),
             "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
             "DEK-Info: AES-128-CBC,00112233\n\n%.*s\n"
             "-----END RSA PRIVATE KEY-----",
             (int)len, (const char *)letters);
    assert_int_equal(check_run("pem-private-key", text), CHECK_PASS);
    assert_string_equal(fact_of("encrypted"), "AES-128-CBC");
    assert_int_equal(notes.effect, EFFECT_LOWER);
}

static void bare_and_wrapped_keys(void **state)
{
    (void)state;
    static unsigned char text[2 * CHECK_SAMPLE_ROOM];
    size_t len;
    make("EC PRIVATE KEY");
    assert_true(codec_base64_encode(span_of(key, key_len), CODEC_STANDARD, text,
                                    sizeof(text), &len));
    assert_int_equal(check_span("pem-base64", span_of(text, len), 0, 0),
                     CHECK_PASS);
    assert_string_equal(fact_of("curve"), "P-256");
    struct check_sample *sample = calloc(1, sizeof(*sample));
    unsigned char der[CHECK_SAMPLE_ROOM / 2];
    size_t n = der_sample(sample, span_str("RSA PRIVATE KEY"), der);
    free(sample);
    assert_true(codec_base64_encode(span_of(der, n), CODEC_STANDARD, text,
                                    sizeof(text), &len));
    assert_int_equal(check_span("der-private-key", span_of(text, len), 0, 0),
                     CHECK_PASS);
    text[20] ^= 1;
    assert_int_equal(check_span("der-private-key", span_of(text, len), 0, 0),
                     CHECK_FAIL);
}

static void putty_files(void **state)
{
    (void)state;
    struct check_sample *sample = calloc(1, sizeof(*sample));
    assert_true(ppk_sample(sample, key, sizeof(key), &key_len));
    free(sample);
    assert_int_equal(
        check_span("putty-private-key", span_of(key, key_len), 0, 0),
        CHECK_PASS);
    assert_string_equal(fact_of("kind"), "ssh-ed25519");
    assert_string_equal(fact_of("comment"), "build@acme.de");
    assert_int_equal(check_span("putty-private-key", wrap("", "\r\n"), 0, 0),
                     CHECK_PASS);
    assert_int_equal(check_span("putty-private-key", span_of(key, 180), 0, 0),
                     CHECK_FAIL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(every_wrapping_is_undone),
        cmocka_unit_test(damage_is_seen),
        cmocka_unit_test(forms_are_no_keys),
        cmocka_unit_test(encrypted_by_headers),
        cmocka_unit_test(bare_and_wrapped_keys),
        cmocka_unit_test(putty_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
