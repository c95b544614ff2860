/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_WILDMATCH_H
#define SOURCE_WILDMATCH_H

#include "base/span.h"

/* The globs of ignore files, of --exclude and of rule ids, as gitignore(5)
 * describes them. Time is at most the product of both lengths, whatever the
 * pattern. */

/* One name: `*` any bytes, `?` one byte, `[a-z]` `[!a-z]` `[[:digit:]]` one
 * byte of a set, `\x` the byte x. A malformed set matches nothing. */
bool wildmatch_name(struct span pattern, struct span name);

/* Names with '/' between them; no wildcard matches a '/', but a name that is
 * `**` stands for any number of names (at the end: for one or more). */
bool wildmatch_path(struct span pattern, struct span path);

#endif
