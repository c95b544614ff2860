/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/scan.h"

#include "base/limits.h"
#include "base/mem.h"

#include "scan_kit.h"

/* Whole runs: what comes out, the same for any number of threads and any
 * windows, and nothing of a secret in it. */

#define BYTES(text) span_of(text, sizeof(text) - 1)
#define TAIL20      "Zx81kqPm40sLwR7tYv2B"

static void a_token_is_reported_with_its_place(void **state)
{
    static const char text[] = "one\n  key: acme_" TAIL20 "; more\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    const struct finding *finding = kit_only(scan);
    assert_string_equal(finding->rule->id, "acme-token");
    assert_string_equal(finding->masked, "acme_********2B");
    assert_null(finding->secret);
    assert_int_equal(finding->secret_len, 25);
    assert_int_equal(strlen(finding->id), 32);
    assert_int_equal(finding->n_places, 1);
    const struct place *place = finding->places;
    assert_string_equal(place->path, "f");
    assert_int_equal(place->offset, 11);
    assert_int_equal(place->length, 25);
    assert_int_equal(place->line, 2);
    assert_int_equal(place->column, 8);
    assert_int_equal(place->end_line, 2);
    assert_int_equal(place->end_column, 33);
    assert_string_equal(place->excerpt, "  key: acme_********2B; more");
    assert_null(place->revealed);
    assert_non_null(place->line_hash);
    const struct coverage *coverage = &scan_outcome(scan)->coverage;
    assert_int_equal(coverage->files, 1);
    assert_int_equal(coverage->candidates, 1);
    assert_int_equal(coverage->dropped, 0);
    assert_false(coverage->interrupted);
    scan_free(scan);
}

static void secrets_are_shown_on_demand(void **state)
{
    struct scan_options options = {.show_secrets = true};
    struct scan *scan =
        kit_text(*state, BYTES("k=acme_" TAIL20 "\n"), &options);
    const struct finding *finding = kit_only(scan);
    assert_string_equal(finding->secret, "acme_" TAIL20);
    assert_int_equal(finding->secret_len, 25);
    assert_string_equal(finding->places->revealed, "k=acme_" TAIL20);
    assert_string_equal(finding->places->excerpt, "k=acme_********2B");
    scan_free(scan);
}

static void one_secret_has_one_id_everywhere(void **state)
{
    const struct memory_item items[] = {
        {.path = "b", .bytes = BYTES("x acme_" TAIL20 "\n")},
        {.path = "a", .bytes = BYTES("\n\nacme_" TAIL20 " acme_" TAIL20)},
    };
    struct scan_options options = {.threads = 1};
    struct scan *scan = kit_scan(*state, items, 2, &options, NULL);
    const struct finding *finding = kit_only(scan);
    assert_int_equal(finding->n_places, 3);
    assert_string_equal(finding->places[0].path, "a");
    assert_int_equal(finding->places[0].offset, 2);
    assert_int_equal(finding->places[1].offset, 28);
    assert_string_equal(finding->places[2].path, "b");
    /* Known, so that baselines stay good: keyed BLAKE2b of rule and secret. */
    struct scan *again = kit_text(*state, BYTES("acme_" TAIL20), NULL);
    assert_string_equal(kit_only(again)->id, finding->id);
    scan_free(again);
    scan_free(scan);
}

static void dump_threads(struct buf *out, const struct kit *kit,
                         const struct memory_item *items, size_t n,
                         unsigned threads)
{
    struct scan_options options = {.threads = threads, .keep_dropped = true};
    struct scan *scan = kit_scan(kit, items, n, &options, NULL);
    kit_dump_init(out);
    kit_dump(out, scan_outcome(scan), KIT_ALL);
    scan_free(scan);
}

static void threads_do_not_show(void **state)
{
    enum {
        FILES = 150
    };
    static struct memory_item items[FILES];
    static struct buf pages[FILES];
    static char paths[FILES][16];
    uint64_t seed = 1;
    for (size_t i = 0; i < FILES; i++) {
        buf_init(&pages[i], 1u << 20);
        uint64_t same = i % 7; /* some files are alike */
        kit_add_page(&pages[i], i % 3 ? &seed : &same, 40);
        snprintf(paths[i], sizeof(paths[i]), "d%zu/f%zu", i % 5, i);
        items[i] = (struct memory_item){.path = paths[i],
                                        .bytes = buf_span(&pages[i])};
    }
    struct buf one;
    dump_threads(&one, *state, items, FILES, 1);
    assert_true(one.len > 10000);
    for (unsigned threads = 2; threads <= 8; threads += 3) {
        struct buf many;
        dump_threads(&many, *state, items, FILES, threads);
        assert_string_equal(many.ptr, one.ptr);
        buf_release(&many);
    }
    buf_release(&one);
    for (size_t i = 0; i < FILES; i++) {
        buf_release(&pages[i]);
    }
}

/* Every substring of `secret` of six characters, but for the ends that a mask
 * may show. */
static void assert_hidden(struct span report, const char *secret)
{
    size_t len = strlen(secret);
    for (size_t i = 0; i + 6 <= len; i++) {
        struct span part = span_of(secret + i, 6);
        if (i + 6 <= 8 || i >= len - 6) {
            continue; /* wholly inside head, or tail and two more */
        }
        if (span_find(report, part) < report.len) {
            fail_msg("%.*s of a secret stands in the report", 6, secret + i);
        }
    }
}

static void no_report_holds_a_secret(void **state)
{
    uint64_t seed = 99;
    for (int round = 0; round < 60; round++) {
        struct buf text;
        buf_init(&text, 1u << 20);
        kit_add_page(&text, &seed, 60);
        /* All of one line, so that everything is everybody's neighbour. */
        for (size_t i = 0; round % 2 && i < text.len; i++) {
            if (text.ptr[i] == '\n' || text.ptr[i] == '\r') {
                text.ptr[i] = ' ';
            }
        }
        struct scan_options options = {.show_secrets = true,
                                       .keep_dropped = true};
        struct scan *open = kit_text(*state, buf_span(&text), &options);
        options.show_secrets = false;
        struct scan *masked = kit_text(*state, buf_span(&text), &options);
        struct buf report;
        kit_dump_init(&report);
        kit_dump(&report, scan_outcome(masked), KIT_ALL);
        const struct outcome *outcome = scan_outcome(open);
        assert_true(outcome->n_findings > 0);
        assert_int_equal(outcome->n_findings, scan_outcome(masked)->n_findings);
        for (size_t i = 0; i < outcome->n_findings; i++) {
            if (outcome->findings[i]->secret[0] != '-') {
                assert_hidden(buf_span(&report), outcome->findings[i]->secret);
            }
        }
        buf_release(&report);
        scan_free(masked);
        scan_free(open);
        buf_release(&text);
    }
}

static void a_secret_that_is_repeated_is_masked_too(void **state)
{
    static const char text[] =
        "password = \"hunter2hunter2\"; login(\"hunter2hunter2\");\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    assert_string_equal(kit_only(scan)->places->excerpt,
                        "password = \"********\"; login(\"********\");");
    scan_free(scan);
}

static void neighbours_are_masked_too(void **state)
{
    static const char text[] =
        "a=acme_" TAIL20 " b=acme_REFUTED" TAIL20 " c=acme_" TAIL20 "c\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 2);
    assert_string_equal(outcome->findings[0]->places->excerpt,
                        "a=acme_********2B b=acme_********2B "
                        "c=acme_********Bc");
    assert_int_equal(outcome->coverage.dropped, 1);
    scan_free(scan);
}

static void a_refuted_token_does_not_come_back(void **state)
{
    static const char text[] = "password = \"acme_REFUTED" TAIL20 "\"\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    assert_int_equal(scan_outcome(scan)->n_findings, 0);
    scan_free(scan);
    struct scan_options options = {.keep_dropped = true};
    scan = kit_text(*state, BYTES(text), &options);
    const struct finding *finding = kit_only(scan);
    assert_string_equal(finding->rule->id, "acme-token");
    assert_false(finding->verdict.keep);
    scan_free(scan);
}

static void specific_wins_over_generic(void **state)
{
    static const char text[] = "password = \"acme_" TAIL20 "\"\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    assert_string_equal(kit_only(scan)->rule->id, "acme-token");
    scan_free(scan);
}

static void dump_windows(struct buf *out, const struct kit *kit,
                         struct span text, const struct window_sizes *sizes)
{
    struct memory_item item = {.path = "f", .bytes = text};
    struct scan_options options = {.threads = 1};
    struct scan *scan = kit_scan(kit, &item, 1, &options, sizes);
    kit_dump_init(out);
    /* Candidates at a border may be counted twice or not at all. */
    struct outcome outcome = *scan_outcome(scan);
    outcome.coverage = (struct coverage){0};
    kit_dump(out, &outcome, KIT_PLACES);
    scan_free(scan);
}

static void windows_do_not_show(void **state)
{
    uint64_t seed = 7;
    for (int round = 0; round < 40; round++) {
        struct buf text;
        buf_init(&text, 1u << 20);
        kit_add_page(&text, &seed, 150);
        struct buf whole;
        dump_windows(&whole, *state, buf_span(&text), NULL);
        assert_true(whole.len > 500);
        for (size_t fresh = 500; fresh < 1500; fresh += 166) {
            struct window_sizes sizes = {600, fresh, 1400};
            struct buf cut;
            dump_windows(&cut, *state, buf_span(&text), &sizes);
            assert_string_equal(cut.ptr, whole.ptr);
            buf_release(&cut);
        }
        buf_release(&whole);
        buf_release(&text);
    }
}

/* A long token over a border hides what stands inside it, also from a window
 * that does not see where it begins. */
static void a_long_token_over_a_border(void **state)
{
    struct buf text;
    buf_init(&text, 1u << 20);
    uint64_t seed = 5;
    for (int i = 0; i < 40; i++) {
        kit_add_text(&text, "some words of no importance\n");
    }
    kit_add_text(&text, "-----BEGIN KEY-----\n");
    for (int i = 0; i < 60; i++) {
        kit_add_random(&text, &seed, KIT_BASE62, 30);
        kit_add_text(&text, "\nACID");
        kit_add_random(&text, &seed, KIT_UPPER, 12);
        kit_add_text(&text, "\n");
    }
    kit_add_text(&text, "-----END KEY-----\n");
    struct buf whole;
    dump_windows(&whole, *state, buf_span(&text), NULL);
    for (size_t fresh = 1130; fresh < 1300; fresh += 10) {
        struct window_sizes sizes = {200, fresh, 6000};
        struct buf cut;
        dump_windows(&cut, *state, buf_span(&text), &sizes);
        assert_string_equal(cut.ptr, whole.ptr);
        buf_release(&cut);
    }
    assert_true(span_find(buf_span(&whole), span_str("acme-id")) == whole.len);
    buf_release(&whole);
    buf_release(&text);
}

static void a_key_of_many_lines_ends_where_it_ends(void **state)
{
    static const char text[] =
        "x\nkey = |\r\n  -----BEGIN KEY-----\r\nAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
        "BBBB\r\n-----END KEY-----\r\nx";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    const struct finding *finding = kit_only(scan);
    assert_string_equal(finding->rule->id, "acme-pem");
    assert_int_equal(finding->places->line, 3);
    assert_int_equal(finding->places->column, 3);
    assert_int_equal(finding->places->end_line, 6);
    assert_int_equal(finding->places->end_column, 18);
    assert_null(strchr(finding->places->excerpt, 'A'));
    char id[33];
    memcpy(id, finding->id, sizeof(id));
    scan_free(scan);
    /* The same key with other line ends, and in a JSON string. */
    static const char lf[] = "-----BEGIN KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                             "BBBB\n-----END KEY-----";
    scan = kit_text(*state, BYTES(lf), NULL);
    assert_string_equal(kit_only(scan)->id, id);
    scan_free(scan);
    static const char json[] =
        "{\"k\": \"-----BEGIN KEY-----\\nAAAAAAAAAAAAAAAAAAAAAAAAA\\n"
        "BBBB\\n-----END KEY-----\\n\"}";
    scan = kit_text(*state, BYTES(json), NULL);
    assert_string_equal(kit_only(scan)->id, id);
    scan_free(scan);
}

static void comments_suppress(void **state)
{
    static const char text[] =
        "a=acme_" TAIL20 "a # jackdaw:allow acme-token reason=\"test\"\n"
        "b=acme_" TAIL20 "b # jackdaw:allow other-rule\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 2);
    assert_true(outcome->findings[0]->suppressed);
    assert_string_equal(outcome->findings[0]->suppression,
                        "jackdaw:allow acme-token reason=\"test\"");
    assert_false(outcome->findings[1]->suppressed);
    assert_int_equal(outcome->coverage.suppressed, 1);
    scan_free(scan);
    struct scan_options options = {.no_suppressions = true};
    scan = kit_text(*state, BYTES(text), &options);
    assert_false(scan_outcome(scan)->findings[0]->suppressed);
    assert_int_equal(scan_outcome(scan)->coverage.suppressed, 0);
    scan_free(scan);
}

static void halves_are_joined(void **state)
{
    static const char text[] = "{\"secret\": \"acs." TAIL20 "012345678901\",\n"
                               " \"id\": \"ACID0123456789AB\"}\n\n\n\n\n\n\n\n"
                               "ACIDABCDEF012345\n"
                               "\n\n\n\n\n\n\n\n\n acs." TAIL20 "XXXX45678901";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 2);
    const struct finding *secret = outcome->findings[0];
    assert_string_equal(secret->rule->id, "acme-secret");
    assert_string_equal(secret->pair->rule->id, "acme-id");
    assert_int_equal(secret->pair_place->line, 2);
    assert_int_equal(secret->verdict.confidence, CONFIDENCE_HIGH);
    const struct finding *alone = outcome->findings[1];
    assert_string_equal(alone->rule->id, "acme-id");
    assert_int_equal(alone->verdict.severity, SEVERITY_NOTE);
    assert_null(alone->pair);
    /* The secret without its id near it. */
    assert_int_equal(outcome->coverage.dropped, 1);
    scan_free(scan);
}

static void only_what_is_new_is_reported(void **state)
{
    static const char text[] = "old acme_" TAIL20 "\n"
                               "id ACID0123456789AB\n"
                               "new acs." TAIL20 "012345678901\n"
                               "old acme_" TAIL20 "x\n";
    size_t start = span_find(BYTES(text), span_str("new"));
    struct range fresh = {start, start + 42};
    struct memory_item item = {
        .path = "f", .bytes = BYTES(text), .fresh = &fresh, .n_fresh = 1};
    struct scan_options options = {.threads = 1};
    struct scan *scan = kit_scan(*state, &item, 1, &options, NULL);
    const struct finding *finding = kit_only(scan);
    assert_string_equal(finding->rule->id, "acme-secret");
    assert_int_equal(finding->places->line, 3);
    assert_int_equal(finding->places->column, 5);
    /* Its other half is old. */
    assert_string_equal(finding->pair->rule->id, "acme-id");
    assert_int_equal(finding->pair_place->line, 2);
    assert_int_equal(scan_outcome(scan)->coverage.candidates, 1);
    scan_free(scan);
}

/* A neighbour on the line that is not new is masked all the same. */
static void old_neighbours_are_masked(void **state)
{
    static const char text[] = "acme_" TAIL20 " acme_" TAIL20 "x";
    struct range fresh = {30, 40};
    struct memory_item item = {
        .path = "f", .bytes = BYTES(text), .fresh = &fresh, .n_fresh = 1};
    struct scan_options options = {.threads = 1};
    struct scan *scan = kit_scan(*state, &item, 1, &options, NULL);
    const struct finding *finding = kit_only(scan);
    assert_int_equal(finding->places->column, 27);
    assert_string_equal(finding->places->excerpt,
                        "acme_********2B acme_********Bx");
    scan_free(scan);
}

static void binary_files_are_searched(void **state)
{
    static const char text[] = "\0\1\2junk\nkey=acme_" TAIL20 "\0\1\2\n";
    struct scan *scan = kit_text(*state, BYTES(text), NULL);
    const struct finding *finding = kit_only(scan);
    assert_true(finding->places->binary);
    assert_int_equal(finding->places->offset, 12);
    assert_string_equal(finding->places->excerpt, "key=acme_********2B");
    assert_null(finding->places->line_hash);
    scan_free(scan);
    struct scan_options options = {.skip_binary = true};
    scan = kit_text(*state, BYTES(text), &options);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 0);
    assert_int_equal(outcome->n_notices, 1);
    assert_int_equal(outcome->notices[0].kind, NOTICE_BINARY);
    assert_string_equal(outcome->notices[0].path, "f");
    scan_free(scan);
}

static void too_many_tokens_in_a_file(void **state)
{
    struct buf text;
    buf_init(&text, 64u << 20);
    for (int i = 0; i <= LIMIT_FINDINGS_UNIT; i++) {
        assert_int_equal(buf_add_format(&text, NULL, "acme_%020d\n", i), 0);
    }
    /* One less than there are: the line of the last one. */
    struct span at_limit = span_of(text.ptr, text.len - 26);
    struct scan *scan = kit_text(*state, at_limit, NULL);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, LIMIT_FINDINGS_UNIT);
    assert_int_equal(outcome->n_notices, 0);
    scan_free(scan);
    scan = kit_text(*state, buf_span(&text), NULL);
    outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, LIMIT_FINDINGS_UNIT);
    assert_int_equal(outcome->n_notices, 1);
    assert_int_equal(outcome->notices[0].kind, NOTICE_LIMIT);
    scan_free(scan);
    buf_release(&text);
}

static void a_stop_ends_it(void **state)
{
    atomic_bool stop = true;
    struct scan_options options = {.stop = &stop};
    struct scan *scan = kit_text(*state, BYTES("acme_" TAIL20 "\n"), &options);
    assert_true(scan_outcome(scan)->coverage.interrupted);
    assert_int_equal(scan_outcome(scan)->n_findings, 0);
    scan_free(scan);
}

/* A source that fails where it is told to. */
struct bad_source {
    struct source base;
    atomic_int opens;
    int good_opens;
    atomic_int units;
    int good_units;
    enum err_code code;
};

static int bad_open(struct source *source, struct source_reader **out,
                    struct err *err)
{
    struct bad_source *bad = (struct bad_source *)source;
    if (atomic_fetch_add(&bad->opens, 1) >= bad->good_opens) {
        return err_set(err, ERR_SYSTEM, "no reader");
    }
    *out = (struct source_reader *)bad;
    return 0;
}

static int bad_next(struct source_reader *reader, struct unit *unit,
                    struct err *err)
{
    static const unsigned char text[25 + LIMIT_PADDING] = "acme_" TAIL20;
    static const struct range fresh = {0, 25};
    struct bad_source *bad = (struct bad_source *)(void *)reader;
    int number = atomic_fetch_add(&bad->units, 1);
    if (number >= bad->good_units) {
        return bad->code == ERR_NONE
                   ? 0
                   : err_set(err, bad->code, "the source broke");
    }
    *unit = (struct unit){.path = "p",
                          .number = (uint64_t)number,
                          .text = span_of(text, 25),
                          .first = true,
                          .last = true,
                          .fresh = &fresh,
                          .n_fresh = 1};
    return 1;
}

static void bad_reader_free(struct source_reader *reader)
{
    (void)reader;
}

static void bad_totals(const struct source *source, struct source_totals *out)
{
    (void)source;
    out->files = 42;
}

static const struct source_ops bad_ops = {.reader_open = bad_open,
                                          .next = bad_next,
                                          .reader_free = bad_reader_free,
                                          .totals = bad_totals};

static int bad_run(struct scan **scan, const struct kit *kit,
                   struct bad_source *bad, struct err *err)
{
    bad->base.ops = &bad_ops;
    struct scan_options options = {.threads = 4};
    return scan_run(scan, kit->matcher, &bad->base, &options, err);
}

static void a_source_that_cannot_start_is_an_error(void **state)
{
    struct bad_source bad = {.code = ERR_SYSTEM};
    struct scan *scan = NULL;
    struct err err = {0};
    assert_int_equal(bad_run(&scan, *state, &bad, &err), ERR_SYSTEM);
    assert_string_equal(err.text, "no reader");
    assert_null(scan);
    struct bad_source mute = {.good_opens = 9, .code = ERR_GIT};
    assert_int_equal(bad_run(&scan, *state, &mute, &err), ERR_GIT);
    assert_string_equal(err.text, "the source broke");
    assert_null(scan);
}

static void a_source_that_fails_later_is_a_notice(void **state)
{
    struct bad_source bad = {
        .good_opens = 9, .good_units = 1, .code = ERR_SYSTEM};
    struct scan *scan = NULL;
    struct err err = {0};
    assert_int_equal(bad_run(&scan, *state, &bad, &err), 0);
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 1);
    assert_int_equal(outcome->n_notices, 1);
    assert_int_equal(outcome->notices[0].kind, NOTICE_UNREADABLE);
    assert_string_equal(outcome->notices[0].text, "the source broke");
    assert_int_equal(outcome->coverage.files, 42);
    scan_free(scan);
}

static void a_reader_less_is_a_thread_less(void **state)
{
    struct bad_source bad = {
        .good_opens = 1, .good_units = 100, .code = ERR_NONE};
    struct scan *scan = NULL;
    struct err err = {0};
    assert_int_equal(bad_run(&scan, *state, &bad, &err), 0);
    assert_int_equal(bad.opens, 4); /* the other threads did start */
    assert_int_equal(scan_outcome(scan)->n_findings, 1);
    assert_int_equal(scan_outcome(scan)->n_notices, 0);
    scan_free(scan);
}

static void a_few_files_need_no_thread(void **state)
{
    struct bad_source bad = {
        .good_opens = 9, .good_units = 10, .code = ERR_NONE};
    struct scan *scan = NULL;
    struct err err = {0};
    assert_int_equal(bad_run(&scan, *state, &bad, &err), 0);
    assert_int_equal(bad.opens, 1);
    scan_free(scan);
}

static void an_interrupted_source(void **state)
{
    struct bad_source bad = {
        .good_opens = 9, .good_units = 3, .code = ERR_INTERRUPT};
    struct scan *scan = NULL;
    struct err err = {0};
    assert_int_equal(bad_run(&scan, *state, &bad, &err), 0);
    assert_true(scan_outcome(scan)->coverage.interrupted);
    assert_int_equal(scan_outcome(scan)->n_notices, 0);
    scan_free(scan);
}

static void nothing_at_all(void **state)
{
    struct scan *scan = kit_text(*state, BYTES(""), NULL);
    assert_int_equal(scan_outcome(scan)->n_findings, 0);
    scan_free(scan);
    struct scan_options options = {.threads = 0};
    scan = kit_scan(*state, NULL, 0, &options, NULL);
    assert_int_equal(scan_outcome(scan)->n_findings, 0);
    scan_free(scan);
    scan_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_reported_with_its_place),
        cmocka_unit_test(secrets_are_shown_on_demand),
        cmocka_unit_test(one_secret_has_one_id_everywhere),
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(no_report_holds_a_secret),
        cmocka_unit_test(a_secret_that_is_repeated_is_masked_too),
        cmocka_unit_test(neighbours_are_masked_too),
        cmocka_unit_test(a_refuted_token_does_not_come_back),
        cmocka_unit_test(specific_wins_over_generic),
        cmocka_unit_test(windows_do_not_show),
        cmocka_unit_test(a_long_token_over_a_border),
        cmocka_unit_test(a_key_of_many_lines_ends_where_it_ends),
        cmocka_unit_test(comments_suppress),
        cmocka_unit_test(halves_are_joined),
        cmocka_unit_test(only_what_is_new_is_reported),
        cmocka_unit_test(old_neighbours_are_masked),
        cmocka_unit_test(binary_files_are_searched),
        cmocka_unit_test(too_many_tokens_in_a_file),
        cmocka_unit_test(a_stop_ends_it),
        cmocka_unit_test(a_source_that_cannot_start_is_an_error),
        cmocka_unit_test(a_source_that_fails_later_is_a_notice),
        cmocka_unit_test(a_reader_less_is_a_thread_less),
        cmocka_unit_test(a_few_files_need_no_thread),
        cmocka_unit_test(an_interrupted_source),
        cmocka_unit_test(nothing_at_all),
    };
    return cmocka_run_group_tests(tests, kit_open, kit_close);
}
