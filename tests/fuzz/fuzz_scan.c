/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole way of a byte: windows, matcher, verification, collection, and
 * every report. The first byte chooses the instruction set, the size of the
 * windows and a report. Besides the sanitizers' findings, two things must
 * hold: places lie inside the input, and an excerpt never shows the secret. */
#include "fuzz/fuzz_target.h"

#include "report/report.h"
#include "scan/scan.h"
#include "source/source_memory.h"

#include <stdio.h>
#include <stdlib.h>

static const struct matcher *matcher_of(unsigned choice)
{
    static struct matcher *matchers[2];
    unsigned which = choice & 1;
    if (!matchers[which]) {
        const struct match_options options = {.isa = which ? MATCH_ISA_SCALAR
                                                           : MATCH_ISA_BEST};
        struct err err;
        if (matcher_new(&matchers[which], rule_set_builtin(), &options, &err) <
            0) {
            abort();
        }
    }
    return matchers[which];
}

static void check_finding(const struct finding *finding, size_t len)
{
    if (finding->n_places == 0 || finding->secret) {
        abort();
    }
    for (size_t i = 0; i < finding->n_places; i++) {
        const struct place *place = &finding->places[i];
        if (place->offset > len || place->length > len - place->offset ||
            place->revealed || place->line > place->end_line) {
            abort();
        }
    }
}

static void write_report(const struct outcome *outcome, unsigned choice)
{
    const struct report_options options = {
        .format = (enum report_format)(choice >> 4 & 3),
        .width = 80,
        .version = "0",
        .command = "fuzz",
        .root = "/",
        .category = "jackdaw/tree/",
        .rules = rule_set_builtin()};
    FILE *sink = fopen("/dev/null", "w");
    struct err err;
    if (!sink || report_write(sink, outcome, &options, &err) < 0) {
        abort();
    }
    report_coverage(sink, outcome);
    fclose(sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0) {
        return 0;
    }
    unsigned choice = bytes[0];
    const struct memory_item item = {.path = "input",
                                     .bytes = span_of(bytes + 1, len - 1)};
    struct source *source = source_memory_new(&item, 1, NULL);
    const struct scan_options options = {.threads = 1,
                                         .keep_dropped = choice >> 2 & 1,
                                         .no_suppressions = choice >> 3 & 1,
                                         .now = 1700000000};
    struct scan *scan;
    struct err err;
    if (scan_run(&scan, matcher_of(choice), source, &options, &err) < 0) {
        abort();
    }
    const struct outcome *outcome = scan_outcome(scan);
    for (size_t i = 0; i < outcome->n_findings; i++) {
        check_finding(outcome->findings[i], len - 1);
    }
    write_report(outcome, choice);
    scan_free(scan);
    source->ops->free(source);
    return 0;
}
