/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_UNIT_SCAN_H
#define SCAN_UNIT_SCAN_H

#include "scan/collect.h"
#include "scan/quota.h"
#include "scan/scan.h"

/* Searches units, one after the other, on one thread. All windows of a file
 * go to the same one, in order. */
struct unit_scan;

struct unit_scan_setup {
    const struct matcher *matcher;
    const struct scan_options *options;
    struct store *store;     /* what is found goes here */
    source_notice_fn notice; /* what could not be searched */
    void *notice_ctx;
    struct quota *quota; /* of the whole run */
};

struct unit_scan *unit_scan_new(const struct unit_scan_setup *setup);
void unit_scan_free(struct unit_scan *scan);

/* Nothing is allocated where nothing is found. */
void unit_scan_run(struct unit_scan *scan, const struct unit *unit);

/* Keeps what was found in a file whose last window did not come. */
void unit_scan_end(struct unit_scan *scan);

/* What is said of a file whose findings do not stay. */
extern const char unit_scan_too_many[];

#endif
