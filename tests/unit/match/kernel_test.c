/* SPDX-License-Identifier: Apache-2.0
 *
 * Every kernel must make the same calls as the scalar one, and the scalar one
 * the calls that a naive reading of the definitions makes. This program is
 * its own engine: the engine_on_* functions record. */
#include "base/limits.h"
#include "base/mem.h"
#include "match/kernel.h"

/* The kernels that this machine cannot run are run all the same, with their
 * instructions emulated: that shows that their masks are right. */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/arm/neon.h>
#include <simde/x86/avx512.h>
#define KERNEL_EMULATED
void kernel_avx512_emulated(struct span text, struct range region,
                            const struct kernel_tables *tables,
                            struct kernel_space *space,
                            struct match_scratch *scratch);
void kernel_neon_emulated(struct span text, struct range region,
                          const struct kernel_tables *tables,
                          struct kernel_space *space,
                          struct match_scratch *scratch);
#define classify      classify_avx512
#define kernel_avx512 kernel_avx512_emulated
#define any_of        any_of_avx512
#include "match/kernel_avx512.c"
#undef classify
#undef any_of
#define classify    classify_neon
#define kernel_neon kernel_neon_emulated
#include "match/kernel_neon.c"
#undef classify

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct call {
    char kind; /* h w r s u d */
    size_t pos;
    size_t len;
    int run;
};

struct match_scratch {
    struct call *calls;
    size_t count;
    size_t room;
};

static void record(struct match_scratch *s, struct call call)
{
    s->calls = mem_grow(s->calls, s->count, &s->room, sizeof(call));
    s->calls[s->count++] = call;
}

void engine_on_head(struct match_scratch *scratch, size_t pos)
{
    record(scratch, (struct call){.kind = 'h', .pos = pos});
}

void engine_on_word(struct match_scratch *scratch, size_t pos)
{
    record(scratch, (struct call){.kind = 'w', .pos = pos});
}

void engine_on_run(struct match_scratch *scratch, size_t pos, size_t len,
                   enum kernel_run kind)
{
    record(scratch, (struct call){'r', pos, len, (int)kind});
}

void engine_on_sign(struct match_scratch *scratch, size_t pos)
{
    record(scratch, (struct call){.kind = 's', .pos = pos});
}

void engine_on_url(struct match_scratch *scratch, size_t pos)
{
    record(scratch, (struct call){.kind = 'u', .pos = pos});
}

void engine_on_dashes(struct match_scratch *scratch, size_t pos)
{
    record(scratch, (struct call){.kind = 'd', .pos = pos});
}

static struct kernel_tables tables;

static uint64_t random_state = 88172645463325252u;

static uint32_t random_next(void)
{
    /* xorshift64 (Marsaglia 2003) */
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32);
}

static void set_up_tables(void)
{
    /* One head in eight and one name in eight: enough calls to compare. */
    for (size_t i = 0; i < KERNEL_BITMAP_WORDS; i++) {
        tables.head[i] = random_next() & random_next() & random_next();
        tables.sign[i] = random_next() & random_next() & random_next();
    }
    for (size_t i = 0; i < sizeof(tables.two) / sizeof(*tables.two); i++) {
        tables.two[i] = random_next() & random_next();
        tables.left_two[i] = tables.two[i] & random_next();
    }
    tables.before[' '] = KERNEL_BEFORE_LEFT;
    for (const char *c = "\\%=[;-./:"; *c; c++) {
        tables.before[(unsigned char)*c] =
            KERNEL_BEFORE_GLUE | KERNEL_BEFORE_LEFT;
    }
}

/* Text in an exact allocation, so that AddressSanitizer sees a read behind
 * the padding that the contract grants. */
static unsigned char *padded(const unsigned char *bytes, size_t len)
{
    unsigned char *copy = mem_calloc(len + LIMIT_PADDING, 1);
    memcpy(copy, bytes, len);
    /* What stands in the padding must not matter. */
    memset(copy + len, 'A', LIMIT_PADDING);
    return copy;
}

static struct match_scratch run(kernel_fn kernel, struct span text,
                                struct range region)
{
    struct match_scratch scratch = {0};
    struct kernel_space *space = mem_calloc(1, sizeof(*space));
    kernel(text, region, &tables, space, &scratch);
    free(space);
    return scratch;
}

static bool same_calls(const struct match_scratch *a,
                       const struct match_scratch *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        const struct call *x = &a->calls[i];
        const struct call *y = &b->calls[i];
        same = x->kind == y->kind && x->pos == y->pos && x->len == y->len &&
               x->run == y->run;
    }
    return same;
}

static void compare_kernels(const unsigned char *bytes, size_t len,
                            struct range region)
{
    static const enum match_isa isas[] = {MATCH_ISA_SSE2, MATCH_ISA_AVX2,
                                          MATCH_ISA_AVX512, MATCH_ISA_NEON};
    kernel_fn kernels[8] = {kernel_avx512_emulated, kernel_neon_emulated};
    size_t n = 2;
    for (size_t i = 0; i < sizeof(isas) / sizeof(isas[0]); i++) {
        kernel_fn kernel = kernel_choose(isas[i], NULL);
        if (kernel) {
            kernels[n++] = kernel;
        }
    }
    unsigned char *copy = padded(bytes, len);
    struct span text = span_of(copy, len);
    struct match_scratch want = run(kernel_scalar, text, region);
    for (size_t i = 0; i < n; i++) {
        struct match_scratch got = run(kernels[i], text, region);
        assert_true(same_calls(&want, &got));
        free(got.calls);
    }
    free(want.calls);
    free(copy);
}

static void says_what_cannot_run(void **state)
{
    (void)state;
    const char *name = NULL;
    assert_non_null(kernel_choose(MATCH_ISA_BEST, &name));
    print_message("# best kernel here: %s\n", name);
    if (!kernel_choose(MATCH_ISA_AVX512, NULL)) {
        print_message("# avx512: emulated only, no such processor\n");
    }
}

/* Text made of what the kernels look at, in pieces of all lengths. */
static size_t token_soup(unsigned char *out, size_t room)
{
    static const char *const alphabets[] = {
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "0123456789abcdef",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        "=: \"'/\\-",
        "-",
    };
    size_t len = 0;
    while (len < room) {
        const char *set = alphabets[random_next() % 7];
        size_t n = random_next() % 90;
        for (size_t i = 0; i < n && len < room; i++) {
            out[len++] = (unsigned char)set[random_next() % strlen(set)];
        }
        if (len < room) {
            out[len++] = (unsigned char)" =:.\n/"[random_next() % 6];
        }
    }
    return len;
}

static void kernels_agree_on_token_soup(void **state)
{
    (void)state;
    static unsigned char bytes[40000];
    for (unsigned round = 0; round < 60; round++) {
        size_t len = token_soup(bytes, 1 + random_next() % sizeof(bytes));
        size_t start = random_next() % len;
        size_t end = start + random_next() % (len - start + 1);
        compare_kernels(bytes, len, (struct range){0, len});
        compare_kernels(bytes, len, (struct range){start, end});
    }
}

static void kernels_agree_on_random_bytes(void **state)
{
    (void)state;
    static unsigned char bytes[20000];
    for (unsigned round = 0; round < 40; round++) {
        size_t len = random_next() % sizeof(bytes);
        for (size_t i = 0; i < len; i++) {
            bytes[i] = (unsigned char)random_next();
        }
        compare_kernels(bytes, len, (struct range){0, len});
    }
}

static void kernels_agree_on_every_byte_and_length(void **state)
{
    (void)state;
    unsigned char bytes[300];
    for (unsigned c = 0; c < 256; c++) {
        memset(bytes, 'a', sizeof(bytes));
        bytes[100] = (unsigned char)c;
        bytes[101] = '1';
        bytes[102] = '2';
        compare_kernels(bytes, sizeof(bytes), (struct range){0, 300});
    }
    token_soup(bytes, sizeof(bytes));
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        compare_kernels(bytes, len, (struct range){0, len});
    }
}

/* AddressSanitizer sees it if the kernel does. */
static void nothing_before_the_text_is_read(void **state)
{
    (void)state;
    unsigned char bytes[200];
    for (size_t blanks = 0; blanks < 80; blanks++) {
        memset(bytes, ' ', sizeof(bytes));
        memcpy(bytes + blanks, "=abc", 4);
        compare_kernels(bytes, sizeof(bytes), (struct range){0, 200});
    }
    for (size_t start = 0; start < 8; start++) {
        memset(bytes, 'a', sizeof(bytes));
        bytes[start / 2] = '-';
        compare_kernels(bytes, sizeof(bytes), (struct range){start, 200});
    }
}

static bool has_run(const char *text, size_t pos, size_t len, int kind)
{
    unsigned char *copy = padded((const unsigned char *)text, strlen(text));
    struct span span = span_of(copy, strlen(text));
    struct match_scratch got =
        run(kernel_scalar, span, (struct range){0, span.len});
    bool found = false;
    for (size_t i = 0; i < got.count; i++) {
        const struct call *c = &got.calls[i];
        found |=
            c->kind == 'r' && c->pos == pos && c->len == len && c->run == kind;
    }
    free(got.calls);
    free(copy);
    return found;
}

static void random_looking_runs_are_found(void **state)
{
    (void)state;
    /* letters and digits alone: reported once */
    assert_true(has_run("k=9f86d081884c7d65", 2, 16, KERNEL_RUN_BASE64URL));
    assert_false(has_run("k=9f86d081884c7d65", 2, 16, KERNEL_RUN_BASE64));
    assert_false(has_run("k=9f86d081884c7d6", 2, 15, KERNEL_RUN_BASE64URL));
    assert_true(has_run("x 5Hq+Wz/81kLpQ0vR ", 2, 16, KERNEL_RUN_BASE64));
    assert_true(has_run("x 5Hq-Wz_81kLpQ0vR ", 2, 16, KERNEL_RUN_BASE64URL));
    /* mixed case shows it even without a digit */
    assert_true(has_run("tKQwzXrLpQNvRbYsDm", 0, 18, KERNEL_RUN_BASE64URL));
}

static void camel_case_is_not_mixed_case(void **state)
{
    (void)state;
    assert_false(has_run("setSoftMinByFreqAll", 0, 19, KERNEL_RUN_BASE64URL));
    assert_false(has_run("GetDpmFreqByIndexOf", 0, 19, KERNEL_RUN_BASE64URL));
    assert_false(
        has_run("NAVI10_UMD_PSTATE_PROFILING", 0, 27, KERNEL_RUN_BASE64URL));
}

static void words_are_no_random_runs(void **state)
{
    (void)state;
    assert_false(has_run("getUserNameByIdentifier", 0, 23, KERNEL_RUN_BASE64));
    assert_false(has_run("internationalisation", 0, 20, KERNEL_RUN_BASE64));
    assert_false(has_run("1234567890123456", 0, 16, KERNEL_RUN_BASE64));
    assert_false(
        has_run("my_long_function_name_v2", 0, 24, KERNEL_RUN_BASE64URL));
}

/* A run that begins before the region belongs to the region before. */
static void a_region_does_not_cut_runs(void **state)
{
    (void)state;
    const char *text = "aaa 9f86d081884c7d659a2feaa0c55ad015 bbb";
    unsigned char *copy = padded((const unsigned char *)text, strlen(text));
    struct span span = span_of(copy, strlen(text));
    struct match_scratch second =
        run(kernel_scalar, span, (struct range){10, span.len});
    struct match_scratch first =
        run(kernel_scalar, span, (struct range){0, 10});
    for (size_t i = 0; i < second.count; i++) {
        assert_int_not_equal(second.calls[i].kind, 'r');
    }
    assert_true(first.count >= 1);
    assert_int_equal(first.calls[first.count - 1].len, 32);
    free(first.calls);
    free(second.calls);
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_cannot_run),
        cmocka_unit_test(kernels_agree_on_token_soup),
        cmocka_unit_test(kernels_agree_on_random_bytes),
        cmocka_unit_test(kernels_agree_on_every_byte_and_length),
        cmocka_unit_test(nothing_before_the_text_is_read),
        cmocka_unit_test(random_looking_runs_are_found),
        cmocka_unit_test(camel_case_is_not_mixed_case),
        cmocka_unit_test(words_are_no_random_runs),
        cmocka_unit_test(a_region_does_not_cut_runs),
    };
    set_up_tables();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
