/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_ATTRIBUTE_H
#define SCAN_ATTRIBUTE_H

#include "scan/collect.h"
#include "scan/notices.h"
#include "scan/scan.h"

/* The step between gathering and findings for what was found in git: each
 * secret gets its attribution, and each place the path and the commit that
 * its object has there. */
struct attribute_setup {
    const struct scan_options *options; /* with `git` */
    const struct matcher *matcher;      /* for masking texts of git */
    struct notices *notices;            /* for what git could not say */
    struct arena *arena;                /* of the run: attributions, paths */
};

/* Changes records and sorts again. True when it was interrupted; records are
 * as they were then. */
MUST_CHECK bool attribute_records(struct collection *collection,
                                  const struct attribute_setup *setup);

#endif
