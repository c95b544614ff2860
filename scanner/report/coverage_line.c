/* SPDX-License-Identifier: Apache-2.0
 *
 * The last line on standard error. A passing scan is evidence only if it
 * says what it looked at, so this line is never left out. */
#include "report/outcome_view.h"
#include "report/report.h"

#include <inttypes.h>

static void put_count(FILE *stream, uint64_t count, const char *one,
                      const char *many)
{
    fprintf(stream, "%s %s", view_number(count).text, count == 1 ? one : many);
}

/* How the name of a kind goes with a number: "2 unreadable", "2 symlinks". */
static bool kind_is_noun(enum notice_kind kind)
{
    return kind == NOTICE_SPECIAL || kind == NOTICE_SYMLINK ||
           kind == NOTICE_MISSING;
}

static void put_kinds(FILE *stream, const struct coverage *coverage,
                      bool failures, const char *label)
{
    const char *before = label;
    for (int i = 0; i < NOTICE_KINDS; i++) {
        enum notice_kind kind = (enum notice_kind)i;
        uint64_t count = coverage->notices[i];
        if (count == 0 || kind == NOTICE_POLICY ||
            notice_is_failure(kind) != failures) {
            continue;
        }
        fprintf(stream, "%s%s %s%s", before, view_number(count).text,
                notice_name(kind), kind_is_noun(kind) && count != 1 ? "s" : "");
        before = ", ";
    }
}

static void put_scanned(FILE *stream, const struct coverage *coverage)
{
    fputs("jackdaw: scanned ", stream);
    if (coverage->commits > 0) {
        put_count(stream, coverage->commits, "commit, ", "commits, ");
    }
    if (coverage->objects > 0) {
        put_count(stream, coverage->objects, "object, ", "objects, ");
    }
    if (coverage->files > 0 ||
        (coverage->commits == 0 && coverage->objects == 0)) {
        put_count(stream, coverage->files, "file, ", "files, ");
    }
    fprintf(stream, "%s in %.2f s", view_bytes(coverage->bytes).text,
            coverage->seconds);
}

void report_coverage(FILE *stream, const struct outcome *outcome)
{
    const struct coverage *coverage = &outcome->coverage;
    struct view_counts counts = view_count(outcome);
    put_scanned(stream, coverage);
    fputs("; ", stream);
    if (counts.live == 0) {
        fputs("no findings", stream);
    } else {
        put_count(stream, counts.live, "finding", "findings");
    }
    if (counts.suppressed > 0) {
        fprintf(stream, ", %s suppressed", view_number(counts.suppressed).text);
    }
    if (counts.allowed > 0) {
        fprintf(stream, " (%s by %s)", view_number(counts.allowed).text,
                view_policy(outcome));
    }
    put_kinds(stream, coverage, true, "; not scanned: ");
    put_kinds(stream, coverage, false, "; left out: ");
    if (coverage->notices[NOTICE_POLICY] > 0) {
        fputs("; about the policy: ", stream);
        put_count(stream, coverage->notices[NOTICE_POLICY], "notice",
                  "notices");
    }
    if (coverage->interrupted) {
        fputs(" (interrupted, exit code 130)", stream);
    } else if (!outcome_is_complete(outcome)) {
        fputs(" (scan incomplete, exit code 2)", stream);
    }
    fputc('\n', stream);
}
