/* SPDX-License-Identifier: Apache-2.0
 *
 * What `jackdaw patterns check` does beyond reading a file: it runs the
 * patterns, with the built-in ones beside them as they would be in a scan. */
#include "cli/patterns_check.h"

#include "base/mem.h"
#include "match/matcher.h"
#include "rule/rule_set.h"
#include "scan/scan.h"
#include "source/source_memory.h"

#include <stdlib.h>
#include <time.h>

struct check_run {
    FILE *stream;
    const char *path;
    const struct rule_set *base;
    struct rule_set *set;
    struct matcher *matcher;
    size_t faults;
};

/* True for the rules of the file, and not those under it. */
static bool is_own(const struct check_run *run, const struct rule *rule)
{
    return rule_set_find(run->base, rule->id) != rule;
}

static void put_fault(struct check_run *run, const struct rule *rule,
                      const char *text, const char *detail)
{
    fprintf(run->stream, "%s: %s: %s%s\n", run->path, rule->id, text, detail);
    run->faults++;
}

static void check_rule(struct check_run *run, const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_checks; i++) {
        if (!verify_knows_check(rule->checks[i].name)) {
            put_fault(run, rule, "there is no check ", rule->checks[i].name);
        }
    }
    if (rule->pair && !rule_set_find(run->set, rule->pair)) {
        put_fault(run, rule, "its pair is no known rule: ", rule->pair);
    }
}

static size_t count_non_examples(const struct check_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->set->count; i++) {
        const struct rule *rule = run->set->rules[i];
        count += is_own(run, rule) ? rule->n_non_examples : 0;
    }
    return count;
}

/* Each non_example as a text of its own, with its rule's id as path. */
static size_t gather(const struct check_run *run, struct memory_item *items)
{
    size_t count = 0;
    for (size_t i = 0; i < run->set->count; i++) {
        const struct rule *rule = run->set->rules[i];
        for (size_t k = 0; is_own(run, rule) && k < rule->n_non_examples; k++) {
            items[count++] = (struct memory_item){
                .path = rule->id, .bytes = span_str(rule->non_examples[k])};
        }
    }
    return count;
}

static void judge(struct check_run *run, const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        for (size_t k = 0; k < finding->n_places; k++) {
            if (strcmp(finding->places[k].path, finding->rule->id) == 0) {
                put_fault(
                    run, finding->rule,
                    "found in one of its non_examples: ", finding->masked);
            }
        }
    }
}

static int check_non_examples(struct check_run *run, struct err *err)
{
    struct scan_options options = {
        .threads = 1, .no_suppressions = true, .now = time(NULL)};
    struct memory_item *items =
        mem_calloc(count_non_examples(run), sizeof(*items));
    size_t count = gather(run, items);
    struct source *source = source_memory_new(items, count, NULL);
    struct scan *scan = NULL;
    int rc = scan_run(&scan, run->matcher, source, &options, err);
    if (rc == 0) {
        judge(run, scan_outcome(scan));
    }
    scan_free(scan);
    source->ops->free(source);
    free(items);
    return rc;
}

static int check_rules(struct check_run *run, struct err *err)
{
    size_t own = 0;
    for (size_t i = 0; i < run->set->count; i++) {
        if (is_own(run, run->set->rules[i])) {
            own++;
            check_rule(run, run->set->rules[i]);
        }
    }
    struct err fault;
    if (matcher_new(&run->matcher, run->set, NULL, &fault) < 0) {
        fprintf(run->stream, "%s: %s\n", run->path, fault.text);
        run->faults++;
        return 0;
    }
    int rc = check_non_examples(run, err);
    if (rc == 0 && run->faults == 0) {
        fprintf(run->stream, "%s: %zu rule%s, no faults\n", run->path, own,
                own == 1 ? "" : "s");
    }
    return rc;
}

int patterns_check(FILE *stream, const char *path, size_t *faults,
                   struct err *err)
{
    struct check_run run = {
        .stream = stream, .path = path, .base = rule_set_builtin()};
    int rc = rule_set_load(&run.set, path, run.base, err);
    if (rc == ERR_FORMAT || rc == ERR_LIMIT) {
        fprintf(stream, "%s\n", err->text);
        ++*faults;
        return 0;
    }
    if (rc == 0) {
        rc = check_rules(&run, err);
    }
    *faults += run.faults;
    matcher_free(run.matcher);
    rule_set_free(run.set);
    return rc;
}
