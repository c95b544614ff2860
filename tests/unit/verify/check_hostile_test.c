/* SPDX-License-Identifier: Apache-2.0
 *
 * Every check on bytes that nobody meant: nothing, one byte of every value,
 * 64 KiB of each, its own samples cut and spoiled. The answers do not matter
 * (a check may pass what it cannot tell apart); that they come, and that
 * facts stay printable, does. Run it under the sanitizers. */
#include "check_kit.h"

#include "rule/rule_set.h"
#include "verify/sample.h"

#include <stdlib.h>

#define BIG 65536

static void look_at_notes(void)
{
    assert_true(notes.n_facts <= VERDICT_FACTS);
    for (size_t i = 0; i < notes.n_facts; i++) {
        const char *value = notes.facts[i].value;
        assert_in_range(strlen(value), 1, sizeof(notes.facts[i].value) - 1);
        for (size_t k = 0; value[k]; k++) {
            assert_in_range((unsigned char)value[k], 0x20, 0x7e);
        }
    }
}

/* With the exact size on the heap, so that reading past it is noticed. */
static void try_all(const unsigned char *bytes, size_t len)
{
    unsigned char *copy = malloc(len ? len : 1);
    memcpy(copy, bytes, len);
    for (size_t i = 0; check_at(i); i++) {
        (void)check_span(check_at(i)->name, span_of(copy, len), 0, 1790000000);
        look_at_notes();
        (void)check_span(check_at(i)->name, span_of(copy, len),
                         len < 4 ? len : 4, 0);
    }
    free(copy);
}

static void nothing_and_single_bytes(void **state)
{
    (void)state;
    try_all((const unsigned char *)"", 0);
    for (int c = 0; c < 256; c++) {
        unsigned char byte = (unsigned char)c;
        try_all(&byte, 1);
    }
}

static void long_texts(void **state)
{
    (void)state;
    static const char letters[] = "Aa0=.-_/+\n:{\"%\\\x30\x82\xff";
    unsigned char *bytes = malloc(BIG);
    for (size_t i = 0; i < sizeof(letters); i++) {
        memset(bytes, letters[i], BIG);
        try_all(bytes, BIG);
    }
    for (size_t i = 0; i < BIG; i++) {
        bytes[i] = (unsigned char)i;
    }
    try_all(bytes, BIG);
    free(bytes);
}

/* The beginnings that the checks look for, with nothing sensible behind. */
static void known_heads(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "eyJ",
        "eyJ.eyJ.",
        "e30.e30.",
        "ghs_1_eyJ",
        "pypi-",
        "fm2_",
        "fm2_,",
        "hvs.",
        "hvb.",
        "HRKU-",
        "AQ.",
        "SWMTKN-1-",
        "EAA",
        "EZ",
        "xapp-",
        "xoxb-",
        "xoxe-1-",
        "SG.",
        "SG..",
        "bedrock-api-key-",
        "k8s-aws-v1.",
        "ABSK",
        "glpat-.01.",
        "sb_secret_",
        "-----BEGIN ",
        "-----BEGIN RSA PRIVATE KEY-----",
        "---- BEGIN SSH2 PRIVATE KEY ----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA",
        "-----BEGIN PRIVATE KEY-----\n\\n\\r\\n%0A&#10;\n-----END",
        "PuTTY-User-Key-File-3: x\nEncryption: none\nPrivate-Lines: 199\n",
        "MII",
        "MIIEpAIBAAKCAQEA",
        "postgres://u:p@h",
        "://",
        "a://:@",
        "Server=;Password=",
        "https://h/?X-Amz-Credential=a/b/c/d&X-Amz-Date=",
        "se=9999-99-99&sig=",
        "sntrys_",
        "glc_",
        "ops_",
        "|",
        "0x",
        "age1",
        "1",
        "1qqqqqqq",
        "99999999999999999999",
        "jfrog:",
        "CiR",
        "cfcut__",
        "_",
        "__",
        "%3D",
        "%3D%3D%3D",
        "=",
        "==",
        "A===",
        "sk-ant-api03-",
        "sk-T3BlbkFJ",
        "https://o1.ingest.sentry.io/1"};
    unsigned char *bytes = malloc(4096);
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        size_t len = strlen(heads[i]);
        for (size_t tail = 0; tail < 300; tail += tail < 70 ? 1 : 23) {
            memcpy(bytes, heads[i], len);
            memset(bytes + len,
                   i % 3 == 0   ? 'A'
                   : i % 3 == 1 ? '0'
                                : '_',
                   tail);
            try_all(bytes, len + tail);
        }
    }
    free(bytes);
}

/* A sample of each rule of the shipped patterns, given to its own checks with
 * every byte in turn replaced, and cut at every length. */
static void spoiled_samples(void **state)
{
    (void)state;
    const struct rule_set *set = rule_set_builtin();
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = set->rules[i];
        struct buf out;
        buf_init(&out, 65536);
        if (rule->n_checks == 0 || sample_make(&out, rule, 0, i, NULL) != 0 ||
            out.len > 1500) {
            buf_release(&out);
            continue;
        }
        const char *name = rule->checks[0].name;
        for (size_t at = 0; at < out.len; at++) {
            char letter = out.ptr[at];
            out.ptr[at] = (char)(at * 37 + i);
            (void)check_span(name, buf_span(&out), 0, 1);
            look_at_notes();
            out.ptr[at] = letter;
            (void)check_span(name, span_of(out.ptr, at), 0, 1);
        }
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_single_bytes),
        cmocka_unit_test(long_texts), cmocka_unit_test(known_heads),
        cmocka_unit_test(spoiled_samples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
