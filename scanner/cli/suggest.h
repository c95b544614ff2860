/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

/* "Did you mean": the nearest of several names to a mistyped one. */

struct suggestion {
    const char *typed;
    const char *best; /* NULL: nothing is near enough */
    size_t distance;
};

/* `typed` must stay valid. */
struct suggestion suggest_begin(const char *typed);

/* Offers a name; the nearest stays. */
void suggest_offer(struct suggestion *suggestion, const char *name);

/* " (did you mean 'x'?)" or ""; lives in the object given. */
struct suggest_text {
    char text[160];
};
struct suggest_text suggest_end(const struct suggestion *suggestion,
                                const char *prefix);

#endif
