/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_PATTERN_TEXT_H
#define RULE_PATTERN_TEXT_H

#include "base/arena.h"
#include "base/json_in.h"

/* Texts and lists of texts out of a pattern file into an arena. Absent and
 * null values leave `out` as it is. All are at most LIMIT_PATTERN_TEXT. */
struct pattern_ctx {
    struct arena *arena;
    struct err *err;
};

struct text_list {
    const char *const *texts;
    size_t n;
};

typedef int (*pattern_text_fn)(const char **out, struct json value,
                               struct pattern_ctx *ctx);

/* Any bytes but none at all. */
MUST_CHECK int pattern_text(const char **out, struct json value,
                            struct pattern_ctx *ctx);

/* A text for people: one line without control characters. */
MUST_CHECK int pattern_line(const char **out, struct json value,
                            struct pattern_ctx *ctx);

/* An address: http:// or https://. */
MUST_CHECK int pattern_url(const char **out, struct json value,
                           struct pattern_ctx *ctx);

/* A text, or an array of texts that are joined: so that a token need not
 * stand in the file in one piece. */
MUST_CHECK int pattern_joined(const char **out, struct json value,
                              struct pattern_ctx *ctx);

/* An array, each element read with `read`. */
MUST_CHECK int pattern_list(struct text_list *out, struct json value,
                            pattern_text_fn read, struct pattern_ctx *ctx);

#endif
