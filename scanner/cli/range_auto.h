/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_RANGE_AUTO_H
#define CLI_RANGE_AUTO_H

#include "source/source_range.h"

/* `--range auto`: the commits that the CI or the hook is about, by its
 * variables (and standard input, in a pre-receive hook). ERR_MISSING when
 * there is no way to tell, or something has to be fetched first. Of `options`
 * the ranges do not count. */
MUST_CHECK int range_auto_open(struct source **out,
                               const struct source_range_options *options,
                               struct err *err);

#endif
