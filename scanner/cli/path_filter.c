/* SPDX-License-Identifier: Apache-2.0
 *
 * A finding with places that are not listed stays: they may be anywhere. */
#include "cli/path_filter.h"

#include "scan/notices.h"
#include "source/gitignore.h"

#include <stdio.h>

static bool is_left_out(const struct ignore_list *excludes,
                        const struct finding *finding)
{
    bool all = finding->n_places == finding->n_places_total;
    for (size_t i = 0; i < finding->n_places && all; i++) {
        const struct place *place = &finding->places[i];
        all = place->part == PLACE_TEXT &&
              ignore_list_covers(excludes, span_str(place->path));
    }
    return all;
}

static void keep_others(struct outcome *out, const struct outcome *outcome,
                        const struct ignore_list *excludes, struct arena *arena)
{
    const struct finding **findings =
        arena_calloc(arena, outcome->n_findings, sizeof(*findings));
    size_t count = 0;
    for (size_t i = 0; i < outcome->n_findings; i++) {
        if (!is_left_out(excludes, outcome->findings[i])) {
            findings[count++] = outcome->findings[i];
        }
    }
    *out = *outcome;
    out->findings = findings;
    out->n_findings = count;
    if (count < outcome->n_findings) {
        char text[64];
        snprintf(text, sizeof(text), "left out as asked: %zu findings",
                 outcome->n_findings - count);
        struct notice notice = {NOTICE_IGNORED, "--exclude",
                                arena_strdup(arena, text)};
        notices_join(out, &notice, 1, arena);
    }
}

int path_filter_apply(struct outcome *out, const struct outcome *outcome,
                      const char *const *globs, size_t n, struct arena *arena,
                      struct err *err)
{
    struct ignore_list *excludes;
    int rc = ignore_list_globs(&excludes, globs, n, err);
    *out = *outcome;
    if (rc == 0 && excludes) {
        keep_others(out, outcome, excludes, arena);
    }
    ignore_list_free(excludes);
    return rc;
}
