/* SPDX-License-Identifier: Apache-2.0
 *
 * Every pattern finds the samples that are made from it, in every kind of
 * surroundings that people leave tokens in, and no damaged one. Each sample
 * is one small text; matcher and verification are asked about it directly,
 * so that a rule cannot hide behind another that finds the same place, and
 * then a whole scan must report the place. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "match/matcher.h"
#include "scan/scan.h"
#include "source/source_memory.h"
#include "verify/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    SEEDS = 3,
    NOW = 1700000000,
    MAX_SHOWN = 60
};

/* NAME is the rule's keyword (or "value"), TOKEN the sample. */
struct surrounding {
    const char *title;
    const char *text;
    const char *unsafe; /* no token with one of these stands there as it is */
    bool names_it;      /* an assignment: also for rules that want a name */
};

static const struct surrounding surroundings[] = {
    {"source", "    NAME = \"TOKEN\";\n", "\"\\", true},
    {"JSON", "{\"id\": 4, \"NAME\": \"TOKEN\", \"ok\": true}\n", "\"\\", true},
    {"JSON escape", "{\"NAME\": \"NAME:\\nTOKEN\\nthe end\"}\n", "\"\\", false},
    {"YAML", "config:\n  NAME: TOKEN\n  other: 1\n", " \"'#{}[]!*|>`,", true},
    {"shell", "#!/bin/sh\nexport NAME=TOKEN\n", " \"'\\#$&*()|<>;!`?[]{}~",
     true},
    {"query", "GET https://api.shop-prod.dev/v1?n=2&NAME=TOKEN HTTP/1.1\n",
     " \"<>#&%", false},
    {"percent", "https://shop-prod.dev/login?next=%2Fv1%3FNAME%3DTOKEN\n",
     " \"<>#&%=?+", false},
    {"HTML", "<a title=\"NAME\" href=\"/v1?NAME&#61;TOKEN\">x</a>\n", "\"<>&",
     false},
    {"log", "2024-03-11T10:16:01Z INFO [7] NAME TOKEN accepted\n", "", false},
    {"XML", "<settings><NAME>TOKEN</NAME></settings>\n", "<>&", false},
    {"script", "var a={b:\"NAME\\u003dTOKEN\"};\n", "\"\\", false},
    {"Markdown", "The NAME is `TOKEN`, ask Jan.\n", "`", false},
};
#define N_SURROUNDINGS (sizeof(surroundings) / sizeof(surroundings[0]))

/* --- Texts ------------------------------------------------------------- */

static void add(struct buf *out, struct span bytes)
{
    struct err err;
    if (buf_add(out, bytes, &err) < 0) {
        fail_msg("%s", err.text);
    }
}

/* Keywords write '_' for any separator; a name has a '_' there. */
static const char *name_of(const struct rule *rule)
{
    return rule->n_keywords > 0 ? rule->keywords[0] : "value";
}

/* Appends `text` with NAME and TOKEN replaced; returns where the (last) token
 * begins. */
static size_t fill_in(struct buf *out, const char *text, const char *name,
                      struct span token)
{
    size_t begin = 0;
    while (*text) {
        if (strncmp(text, "NAME", 4) == 0) {
            add(out, span_str(name));
            text += 4;
        } else if (strncmp(text, "TOKEN", 5) == 0) {
            begin = out->len;
            add(out, token);
            text += 5;
        } else {
            add(out, span_of(text++, 1));
        }
    }
    return begin;
}

static bool has_any(struct span token, const char *bytes)
{
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] && strchr(bytes, token.ptr[i])) {
            return true;
        }
    }
    return false;
}

/* Which surroundings a token of this rule can stand in at all. A key of many
 * lines stands in files of its own or in a here-document; a rule for the
 * value of an assignment says nothing about other places. */
static bool is_sensible(const struct rule *rule,
                        const struct surrounding *surrounding,
                        struct span token)
{
    if ((rule->assignment || rule->near == NEAR_NAME) &&
        !surrounding->names_it) {
        return false;
    }
    if (has_any(token, "\n")) {
        return surrounding == &surroundings[0];
    }
    return !has_any(token, surrounding->unsafe);
}

/* What is missed, and why that is accepted: how many of the texts of a test
 * at most. Anything else must be found. */
static const struct {
    const char *id;
    size_t most;
    const char *why;
} may_miss[] = {
    {"adyen-api-key", 3, "a '+' or '/' so early leaves no word to look at"},
    {"url-credentials", 1, "its scheme is a run of any length"},
};
#define N_MAY_MISS (sizeof(may_miss) / sizeof(may_miss[0]))

/* --- Asking ------------------------------------------------------------ */

struct asker {
    struct matcher *matcher;
    struct match_scratch *scratch;
    struct buf text;
    const struct rule *rule;
    struct range token; /* where it must be found */
    bool matched;
    bool kept;
    const char *reason;
    size_t asked;
    size_t problems;
    size_t missed[N_MAY_MISS];
    size_t unlucky;      /* of all rules */
    size_t rule_unlucky; /* of this one */
};

static void on_candidate(void *ctx, const struct candidate *candidate)
{
    struct asker *asker = ctx;
    if (candidate->rule != asker->rule ||
        !range_overlaps(candidate->token, asker->token)) {
        return;
    }
    const struct verify_input input = {.rule = candidate->rule,
                                       .text = buf_span(&asker->text),
                                       .token = candidate->token,
                                       .secret = candidate->secret,
                                       .name = candidate->rule->assignment
                                                   ? candidate->keyword
                                                   : (struct range){0, 0},
                                       .now = NOW};
    struct verdict verdict;
    verify_candidate(&verdict, &input);
    asker->matched = true;
    asker->kept |= verdict.keep;
    asker->reason = verdict.n_reasons > 0 ? verdict.reasons[0] : "no reason";
}

/* Looks for the rule in asker->text. */
static void ask(struct asker *asker)
{
    struct err err;
    size_t len = asker->text.len;
    struct range all = {0, len};
    static const char padding[LIMIT_PADDING];
    add(&asker->text, span_of(padding, sizeof(padding)));
    asker->text.len = len;
    asker->matched = false;
    asker->kept = false;
    asker->reason = "";
    asker->asked++;
    if (matcher_scan(asker->matcher, asker->scratch, buf_span(&asker->text),
                     &all, 1, on_candidate, asker, &err) < 0) {
        fail_msg("%s: %s", asker->rule->id, err.text);
    }
}

static bool is_accepted(struct asker *asker)
{
    for (size_t i = 0; i < N_MAY_MISS; i++) {
        if (strcmp(may_miss[i].id, asker->rule->id) == 0) {
            return ++asker->missed[i] <= may_miss[i].most;
        }
    }
    return false;
}

/* A token without any text of its own is noticed by looking random. Few
 * random ones do not: of 20 letters of base64url some have four '-' or '_', as
 * names do. They are counted, and test_surroundings says how many there may
 * be. */
static bool is_unlucky(struct asker *asker)
{
    const struct rule *rule = asker->rule;
    bool run = rule->n_keywords > 0 && !rule->assignment;
    bool bare = false;
    for (size_t i = 0; i < rule->n_shapes; i++) {
        bare |= rule->shapes[i].n_segments == 1 &&
                rule->shapes[i].segments->kind == SEGMENT_RUN;
    }
    run = run && bare;
    asker->unlucky += run;
    asker->rule_unlucky += run;
    return run && asker->rule_unlucky <= N_SURROUNDINGS;
}

static void complain(struct asker *asker, const char *where, size_t shape,
                     const char *what)
{
    if (is_accepted(asker) || (!asker->matched && is_unlucky(asker))) {
        return;
    }
    if (asker->problems++ < MAX_SHOWN) {
        print_error("%s, shape %zu, %s: %s %s\n", asker->rule->id, shape, where,
                    what, asker->reason);
    }
}

static int set_up(void **state)
{
    struct asker *asker = mem_calloc(1, sizeof(*asker));
    struct err err;
    if (matcher_new(&asker->matcher, rule_set_builtin(), NULL, &err) < 0) {
        print_error("%s\n", err.text);
        return -1;
    }
    asker->scratch = match_scratch_new(asker->matcher);
    buf_init(&asker->text, 4 * LIMIT_TOKEN);
    *state = asker;
    return 0;
}

static int tear_down(void **state)
{
    struct asker *asker = *state;
    match_scratch_free(asker->scratch);
    matcher_free(asker->matcher);
    buf_release(&asker->text);
    free(asker);
    return 0;
}

/* --- Which samples ------------------------------------------------------ */

typedef void (*sample_fn)(struct asker *asker, size_t shape, uint64_t seed);

static void for_each_sample(struct asker *asker, sample_fn run)
{
    const struct rule_set *rules = rule_set_builtin();
    asker->problems = 0;
    asker->asked = 0;
    asker->unlucky = 0;
    memset(asker->missed, 0, sizeof(asker->missed));
    for (size_t i = 0; i < rules->count; i++) {
        asker->rule = rules->rules[i];
        asker->rule_unlucky = 0;
        size_t shapes = asker->rule->n_shapes > 0 ? asker->rule->n_shapes : 1;
        for (size_t shape = 0; shape < shapes; shape++) {
            for (uint64_t seed = 1; seed <= SEEDS; seed++) {
                run(asker, shape, seed);
            }
        }
    }
}

/* Rules without samples; each says why. */
static const struct {
    const char *id;
    const char *why;
} no_sample[] = {
    {"google-service-account-key", "its check wants the JSON around the key"},
    {"netrc-credential", "a regular expression"},
};

static bool may_lack_sample(const struct rule *rule)
{
    for (size_t i = 0; i < sizeof(no_sample) / sizeof(no_sample[0]); i++) {
        if (strcmp(no_sample[i].id, rule->id) == 0) {
            return true;
        }
    }
    return false;
}

static bool make(struct asker *asker, struct buf *token, size_t shape,
                 uint64_t seed)
{
    struct err err = {.text = ""};
    buf_init(token, LIMIT_TOKEN);
    if (sample_make(token, asker->rule, shape, seed, &err) == 0) {
        return true;
    }
    if (!may_lack_sample(asker->rule)) {
        asker->reason = err.text;
        complain(asker, "alone", shape, "no sample:");
    }
    buf_release(token);
    return false;
}

/* --- Tests -------------------------------------------------------------- */

static void check_surroundings(struct asker *asker, size_t shape, uint64_t seed)
{
    struct buf token;
    if (!make(asker, &token, shape, seed)) {
        return;
    }
    for (size_t i = 0; i < N_SURROUNDINGS; i++) {
        if (!is_sensible(asker->rule, &surroundings[i], buf_span(&token))) {
            continue;
        }
        buf_clear(&asker->text);
        size_t begin = fill_in(&asker->text, surroundings[i].text,
                               name_of(asker->rule), buf_span(&token));
        asker->token = (struct range){begin, begin + token.len};
        ask(asker);
        if (!asker->matched) {
            complain(asker, surroundings[i].title, shape, "not matched");
        } else if (!asker->kept) {
            complain(asker, surroundings[i].title, shape, "refused:");
        }
    }
    buf_release(&token);
}

static void test_surroundings(void **state)
{
    struct asker *asker = *state;
    for_each_sample(asker, check_surroundings);
    print_message("# %zu texts, %zu unlucky\n", asker->asked, asker->unlucky);
    assert_true(asker->asked > 10000);
    assert_true(asker->unlucky * 5000 < asker->asked);
    assert_int_equal(asker->problems, 0);
}

static void check_damage(struct asker *asker, size_t shape, uint64_t seed)
{
    for (int damage = 0; damage < SAMPLE_DAMAGES; damage++) {
        struct buf token;
        struct err err;
        buf_init(&token, LIMIT_TOKEN);
        if (sample_damage(&token, asker->rule, shape, seed,
                          (enum sample_damage)damage, &err) == 0) {
            buf_clear(&asker->text);
            size_t begin = fill_in(&asker->text, surroundings[0].text,
                                   name_of(asker->rule), buf_span(&token));
            asker->token = (struct range){begin, begin + token.len};
            ask(asker);
            if (asker->kept) {
                static const char *const names[] = {"too short", "odd letter",
                                                    "wrong sum"};
                complain(asker, names[damage], shape, "kept:");
            }
        }
        buf_release(&token);
    }
}

static void test_damaged(void **state)
{
    struct asker *asker = *state;
    for_each_sample(asker, check_damage);
    print_message("# %zu damaged texts\n", asker->asked);
    assert_true(asker->asked > 1000);
    assert_int_equal(asker->problems, 0);
}

static void test_non_examples(void **state)
{
    struct asker *asker = *state;
    const struct rule_set *rules = rule_set_builtin();
    asker->problems = 0;
    asker->asked = 0;
    for (size_t i = 0; i < rules->count; i++) {
        asker->rule = rules->rules[i];
        for (size_t k = 0; k < asker->rule->n_non_examples; k++) {
            buf_clear(&asker->text);
            add(&asker->text, span_str(asker->rule->non_examples[k]));
            asker->token = (struct range){0, asker->text.len};
            ask(asker);
            if (asker->kept) {
                complain(asker, asker->rule->non_examples[k], 0, "kept:");
            }
        }
        for (size_t k = 0; k < asker->rule->n_dummies; k++) {
            buf_clear(&asker->text);
            fill_in(&asker->text, surroundings[0].text, name_of(asker->rule),
                    span_str(asker->rule->dummies[k]));
            asker->token = (struct range){0, asker->text.len};
            ask(asker);
            if (asker->kept) {
                complain(asker, asker->rule->dummies[k], 0, "dummy kept:");
            }
        }
    }
    assert_true(asker->asked > 0);
    assert_int_equal(asker->problems, 0);
}

/* --- The same through a whole scan --------------------------------------- */

struct corpus {
    struct memory_item *items;
    size_t count;
    size_t room;
};

static void to_utf16(struct buf *out, struct span text)
{
    add(out, span_of("\xff\xfe", 2));
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char pair[2] = {text.ptr[i], 0};
        add(out, span_of(pair, 2));
    }
}

/* A file with the sample as a source line and, if the rule is half of a pair
 * that must be whole, its other half in the next line. */
static bool make_file(struct asker *asker, struct buf *out, uint64_t seed)
{
    struct buf token;
    if (!make(asker, &token, 0, seed)) {
        return false;
    }
    const struct rule *rule = asker->rule;
    fill_in(out, surroundings[0].text, name_of(rule), buf_span(&token));
    buf_release(&token);
    const struct rule *other =
        rule->pair ? rule_set_find(rule_set_builtin(), rule->pair) : NULL;
    if (other) {
        struct err err;
        buf_init(&token, LIMIT_TOKEN);
        if (sample_make(&token, other, 0, seed, &err) == 0) {
            fill_in(out, surroundings[0].text, name_of(other),
                    buf_span(&token));
        }
        buf_release(&token);
    }
    return true;
}

static void collect_files(struct asker *asker, struct corpus *corpus)
{
    const struct rule_set *rules = rule_set_builtin();
    for (size_t i = 0; i < 2 * rules->count; i++) {
        struct buf plain;
        struct buf wide;
        asker->rule = rules->rules[i / 2];
        buf_init(&plain, 4 * LIMIT_TOKEN);
        buf_init(&wide, 8 * LIMIT_TOKEN);
        if (make_file(asker, &plain, 7)) {
            if (i % 2 == 1) {
                to_utf16(&wide, buf_span(&plain));
            }
            struct buf *used = i % 2 == 1 ? &wide : &plain;
            corpus->items = mem_grow(corpus->items, corpus->count,
                                     &corpus->room, sizeof(*corpus->items));
            struct memory_item *item = &corpus->items[corpus->count++];
            size_t len;
            *item = (struct memory_item){.path = asker->rule->id};
            item->bytes.ptr = (unsigned char *)buf_detach(used, &len);
            item->bytes.len = len;
        }
        buf_wipe(&plain);
        buf_wipe(&wide);
    }
}

/* How many places the findings have in files of this name. */
static size_t places_in(const struct outcome *outcome, const char *path)
{
    size_t n = 0;
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        for (size_t k = 0; k < finding->n_places; k++) {
            n += strcmp(finding->places[k].path, path) == 0;
        }
        n +=
            finding->pair_place && strcmp(finding->pair_place->path, path) == 0;
    }
    return n;
}

/* Each file is there twice, as UTF-8 and as UTF-16: both must be reported,
 * whichever rule wins where several fit. */
static void test_whole_scan(void **state)
{
    struct asker *asker = *state;
    struct corpus corpus = {NULL, 0, 0};
    struct scan_options options = {.threads = 2, .now = NOW};
    struct scan *scan = NULL;
    struct err err;
    asker->problems = 0;
    collect_files(asker, &corpus);
    struct source *source = source_memory_new(corpus.items, corpus.count, NULL);
    assert_int_equal(scan_run(&scan, asker->matcher, source, &options, &err),
                     0);
    for (size_t i = 0; i + 1 < corpus.count; i += 2) {
        asker->rule = rule_set_find(rule_set_builtin(), corpus.items[i].path);
        asker->reason = "";
        if (places_in(scan_outcome(scan), corpus.items[i].path) < 2) {
            complain(asker, "file", 0, "not reported in both encodings");
        }
    }
    assert_true(corpus.count > 1000);
    assert_int_equal(asker->problems, 0);
    scan_free(scan);
    source->ops->free(source);
    for (size_t i = 0; i < corpus.count; i++) {
        mem_wipe_free((void *)corpus.items[i].bytes.ptr,
                      corpus.items[i].bytes.len);
    }
    free(corpus.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_surroundings),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_non_examples),
        cmocka_unit_test(test_whole_scan),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
