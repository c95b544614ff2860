/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_PLACEHOLDER_H
#define VERIFY_PLACEHOLDER_H

#include "base/span.h"

/* Values that stand where a secret will stand. Each function returns the
 * reason, a constant sentence, or NULL when the value is none of it. */

/* For letters that should be random: masks, repeats, runs through the
 * alphabet or the keyboard, words of documentation inside. `alphabet` is the
 * size of the alphabet they are from: the smaller it is, the longer a run
 * must be to count. At most one random token of 16 to 256 letters in 10,000
 * is refused, whatever the alphabet. */
const char *placeholder_random(struct span letters, unsigned alphabet);

/* For a whole value, of any bytes: a template that a program fills in, as in
 * ${X}, $(X), {{X}}, <x>, %s, #{x}, @x@, [x], $X. */
const char *placeholder_template(struct span value);

/* For passwords and other values that people choose: words that nobody means
 * as a secret (password, changeme, your-key-here), masks and runs. */
const char *placeholder_password(struct span value);

/* The first half of placeholder_random: the same letters again and again. */
const char *placeholder_mask(struct span value, unsigned alphabet);

#endif
