/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_LOCAL_H
#define SCAN_LOCAL_H

#include "scan/collect.h"

/* Marks the places in files that git ignores and does not track: what is
 * found there is on this disk and in no repository, so it ranks low. For what
 * was found in files. */
void local_mark(struct collection *collection);

#endif
