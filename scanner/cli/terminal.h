/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* What is known of the terminal behind a stream. */

/* `when` is the value of --color (auto, always, never), or NULL for auto:
 * only on a terminal that is not dumb, and not if NO_COLOR is set
 * (no-color.org). */
bool terminal_color(FILE *stream, const char *when);

/* True when a line can be drawn over itself there. */
bool terminal_is_drawable(FILE *stream);

/* Columns, or 0 when nobody knows. */
unsigned terminal_width(FILE *stream);

#endif
