/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_RECORD_H
#define SCAN_RECORD_H

#include "base/buf.h"
#include "scan/allow.h"
#include "scan/collect.h"
#include "scan/hits.h"
#include "scan/lines.h"
#include "scan/scan.h"
#include "scan/view.h"

/* Turns a hit into a record: everything that a report will say of it, taken
 * from the text while that is there. */
struct record_maker {
    const struct scan_options *options;
    struct buf line;   /* scratch */
    struct buf normal; /* scratch: a secret, wiped */

    /* Of the text that is being worked on. */
    const struct view *view;
    const char *path;   /* lives as long as the store */
    const char *commit; /* the same; or NULL */
    const char *object; /* the same; or NULL */
    enum unit_part part;
    struct lines *lines;
    const struct bits *hidden;
    const struct allow_list *allow;
    struct range around; /* the line of the last record: the next is near */
    struct range before; /* the line before that */
};

void record_maker_init(struct record_maker *maker,
                       const struct scan_options *options);
void record_maker_release(struct record_maker *maker);

/* `class` is what the record would be without a comment that allows it. */
struct record *record_make(struct record_maker *maker, struct store *store,
                           const struct hit *hit, enum record_class class);

#endif
