/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/quota.h"

#include "scan_kit.h"

#define FILES    400
#define PER_FILE 5

static void levels_halve(void **state)
{
    (void)state;
    size_t counts[QUOTA_LEVELS] = {0};
    for (int i = 0; i < 4096; i++) {
        char path[32];
        snprintf(path, sizeof(path), "src/file%d.c", i);
        unsigned level = quota_level(path, NULL);
        assert_true(level < QUOTA_LEVELS);
        counts[level]++;
    }
    /* Six standard deviations of a fair coin. */
    assert_in_range(counts[0], 2048 - 192, 2048 + 192);
    assert_in_range(counts[1], 1024 - 167, 1024 + 167);
    /* The same name in another commit is another file. */
    size_t differ = 0;
    for (int i = 0; i < 64; i++) {
        char commit[16];
        snprintf(commit, sizeof(commit), "%d", i);
        differ += quota_level("a", commit) != quota_level("a", NULL);
    }
    assert_true(differ > 8);
}

static void the_floor_rises_past_the_limit(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota, 10);
    quota_add(&quota, 0, 6);
    quota_add(&quota, 3, 4);
    assert_int_equal(quota_floor(&quota), 0);
    quota_add(&quota, 1, 1);
    assert_int_equal(quota_floor(&quota), 1);
    quota_add(&quota, 1, 6);
    assert_int_equal(quota_floor(&quota), 2);
    quota_add(&quota, QUOTA_LEVELS - 1, 11);
    assert_int_equal(quota_floor(&quota), QUOTA_LEVELS);
}

struct files {
    char paths[FILES][16];
    char texts[FILES][PER_FILE * 32];
    struct memory_item items[FILES];
};

static void fill(struct files *files)
{
    for (int i = 0; i < FILES; i++) {
        size_t len = 0;
        snprintf(files->paths[i], sizeof(files->paths[i]), "f%d", i);
        for (int k = 0; k < PER_FILE; k++) {
            len += (size_t)snprintf(files->texts[i] + len,
                                    sizeof(files->texts[i]) - len,
                                    "acme_%016d%04d\n", i, k);
        }
        files->items[i] = (struct memory_item){
            .path = files->paths[i], .bytes = span_of(files->texts[i], len)};
    }
}

static void dump(struct buf *out, const struct kit *kit,
                 const struct files *files, struct scan_options options)
{
    struct scan *scan = kit_scan(kit, files->items, FILES, &options, NULL);
    const struct outcome *outcome = scan_outcome(scan);
    buf_init(out, 4u << 20);
    kit_dump(out, outcome, KIT_ALL);
    assert_int_equal(
        buf_add_format(out, NULL, "%llu dropped, %zu notices\n",
                       (unsigned long long)outcome->coverage.dropped,
                       outcome->n_notices),
        0);
    scan_free(scan);
}

static void threads_do_not_decide_what_stays(void **state)
{
    static struct files files;
    fill(&files);
    for (size_t limit = 7; limit < FILES * PER_FILE; limit *= 3) {
        struct buf one;
        dump(&one, *state, &files,
             (struct scan_options){.threads = 1, .max_findings = limit});
        for (unsigned threads = 2; threads <= 8; threads += 3) {
            struct buf many;
            dump(&many, *state, &files,
                 (struct scan_options){.threads = threads,
                                       .max_findings = limit});
            assert_string_equal(one.ptr, many.ptr);
            buf_release(&many);
        }
        buf_release(&one);
    }
}

static void at_the_limit_and_one_past_it(void **state)
{
    static struct files files;
    struct scan_options options = {.max_findings = FILES * PER_FILE};
    fill(&files);
    struct scan *scan = kit_scan(*state, files.items, FILES, &options, NULL);
    assert_int_equal(scan_outcome(scan)->n_findings, FILES * PER_FILE);
    assert_true(outcome_is_complete(scan_outcome(scan)));
    scan_free(scan);
    options.max_findings--;
    scan = kit_scan(*state, files.items, FILES, &options, NULL);
    const struct outcome *outcome = scan_outcome(scan);
    assert_false(outcome_is_complete(outcome));
    /* Whole files, and each of the others is named. */
    assert_int_equal(outcome->n_findings % PER_FILE, 0);
    assert_in_range(outcome->n_findings, PER_FILE, FILES * PER_FILE - 1);
    assert_int_equal(outcome->n_findings / PER_FILE + outcome->n_notices,
                     FILES);
    scan_free(scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_halve),
        cmocka_unit_test(the_floor_rises_past_the_limit),
        cmocka_unit_test(threads_do_not_decide_what_stays),
        cmocka_unit_test(at_the_limit_and_one_past_it),
    };
    return cmocka_run_group_tests(tests, kit_open, kit_close);
}
