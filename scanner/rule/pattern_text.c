/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts of pattern files. Users' files are input like any other: what people
 * will see on a terminal may not hold control characters, and every text has
 * a ceiling. */
#include "rule/pattern_text.h"

#include "base/limits.h"
#include "base/utf8.h"

static bool is_absent(struct json value)
{
    return !json_exists(value) || json_kind(value) == JSON_NULL;
}

static int copy_text(const char **out, struct json value,
                     struct pattern_ctx *ctx)
{
    int rc = json_check_kind(value, JSON_STRING, ctx->err);
    if (rc < 0) {
        return rc;
    }
    const char *text = json_string(value);
    size_t len = strlen(text);
    if (len == 0) {
        return json_fail(value, ctx->err, "the text is empty");
    }
    if (len > LIMIT_PATTERN_TEXT) {
        return json_fail(value, ctx->err, "a text of %zu bytes; at most %u",
                         len, LIMIT_PATTERN_TEXT);
    }
    *out = arena_strdup(ctx->arena, text);
    return 0;
}

int pattern_text(const char **out, struct json value, struct pattern_ctx *ctx)
{
    return is_absent(value) ? 0 : copy_text(out, value, ctx);
}

int pattern_line(const char **out, struct json value, struct pattern_ctx *ctx)
{
    if (is_absent(value)) {
        return 0;
    }
    int rc = copy_text(out, value, ctx);
    if (rc < 0) {
        return rc;
    }
    struct span text = span_str(*out);
    for (size_t at = 0; at < text.len;) {
        if (text.ptr[at] >= ' ' && text.ptr[at] < 0x7f) {
            at++;
        } else if (utf8_is_hostile(utf8_next(text, &at))) {
            return json_fail(value, ctx->err,
                             "a control or invisible character in a text for "
                             "people");
        }
    }
    return 0;
}

int pattern_url(const char **out, struct json value, struct pattern_ctx *ctx)
{
    if (is_absent(value)) {
        return 0;
    }
    int rc = pattern_line(out, value, ctx);
    if (rc < 0) {
        return rc;
    }
    struct span url = span_str(*out);
    if (!span_starts_with(url, span_str("https://")) &&
        !span_starts_with(url, span_str("http://"))) {
        return json_fail(value, ctx->err,
                         "\"%.40s\" does not begin with https://", *out);
    }
    return 0;
}

static int joined_len(size_t *out, struct json array, struct pattern_ctx *ctx)
{
    size_t total = 0;
    for (struct json i = json_first(array); json_exists(i); i = json_next(i)) {
        int rc = json_check_kind(i, JSON_STRING, ctx->err);
        if (rc < 0) {
            return rc;
        }
        total += strlen(json_string(i));
    }
    if (total == 0) {
        return json_fail(array, ctx->err, "the joined text is empty");
    }
    if (total > LIMIT_PATTERN_TEXT) {
        return json_fail(array, ctx->err, "a text of %zu bytes; at most %u",
                         total, LIMIT_PATTERN_TEXT);
    }
    *out = total;
    return 0;
}

int pattern_joined(const char **out, struct json value, struct pattern_ctx *ctx)
{
    if (is_absent(value)) {
        return 0;
    }
    int rc = json_check_kind(value, JSON_STRING | JSON_ARRAY, ctx->err);
    if (rc < 0 || json_kind(value) == JSON_STRING) {
        return rc < 0 ? rc : copy_text(out, value, ctx);
    }
    size_t len = 0;
    rc = joined_len(&len, value, ctx);
    if (rc < 0) {
        return rc;
    }
    char *text = arena_alloc(ctx->arena, len + 1);
    size_t at = 0;
    for (struct json i = json_first(value); json_exists(i); i = json_next(i)) {
        struct span part = span_str(json_string(i));
        memcpy(&text[at], part.ptr, part.len);
        at += part.len;
    }
    *out = text;
    return 0;
}

int pattern_list(struct text_list *out, struct json value, pattern_text_fn read,
                 struct pattern_ctx *ctx)
{
    if (is_absent(value)) {
        return 0;
    }
    int rc = json_check_kind(value, JSON_ARRAY, ctx->err);
    if (rc < 0) {
        return rc;
    }
    size_t n = json_count(value);
    const char **texts = arena_calloc(ctx->arena, n, sizeof(*texts));
    size_t at = 0;
    for (struct json i = json_first(value); json_exists(i); i = json_next(i)) {
        if (json_kind(i) == JSON_NULL) {
            return json_fail(i, ctx->err, "null has no place in a list");
        }
        rc = read(&texts[at++], i, ctx);
        if (rc < 0) {
            return rc;
        }
    }
    *out = (struct text_list){.texts = texts, .n = n};
    return 0;
}
