/* SPDX-License-Identifier: Apache-2.0
 *
 * Formats of tokens: patterns/README.md, "A format". Both notations end as
 * segments; what can be judged from one segment alone (its lengths, texts that
 * hide each other) is judged here, where the place in the file is known. */
#include "rule/format_json.h"

#include "base/limits.h"
#include "rule/alphabet.h"

#include <strings.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static int read_alphabet(const struct alphabet **out, struct json value,
                         struct pattern_ctx *ctx)
{
    if (!json_exists(value)) {
        return 0;
    }
    const char *text = NULL;
    int rc = pattern_text(&text, value, ctx);
    if (rc < 0) {
        return rc;
    }
    struct alphabet *set = arena_alloc(ctx->arena, sizeof(*set));
    struct err why;
    if (alphabet_parse(set, text, &why) < 0) {
        return json_fail(value, ctx->err, "%s", why.text);
    }
    *out = set;
    return 0;
}

/* N or [min, max]. */
static int read_length(struct segment *out, struct json value,
                       struct pattern_ctx *ctx)
{
    if (json_kind(value) == JSON_NUMBER) {
        int rc = json_check_integer(&out->min, value, 1, LIMIT_TOKEN, ctx->err);
        out->max = out->min;
        return rc;
    }
    if (json_count(value) != 2) {
        return json_fail(value, ctx->err, "a length is N or [min, max]");
    }
    struct json min = json_item(value, 0);
    struct json max = json_item(value, 1);
    int rc = json_check_integer(&out->min, min, 0, LIMIT_TOKEN, ctx->err);
    if (rc == 0) {
        rc = json_check_integer(&out->max, max, 1, LIMIT_TOKEN, ctx->err);
    }
    if (rc == 0 && out->min > out->max) {
        rc = json_fail(value, ctx->err, "from %u to %u is the wrong way round",
                       out->min, out->max);
    }
    return rc;
}

static int read_run(struct segment *out, struct json alphabet,
                    struct json length, struct pattern_ctx *ctx)
{
    out->kind = SEGMENT_RUN;
    int rc = read_alphabet(&out->alphabet, alphabet, ctx);
    if (rc < 0) {
        return rc;
    }
    if (out->alphabet->size == 0) {
        return json_fail(alphabet, ctx->err, "nothing is in this set");
    }
    return read_length(out, length, ctx);
}

/* The first text that fits is taken, so one that begins with an earlier one
 * would never be. */
static int check_choices(const struct segment *segment, struct json value,
                         struct pattern_ctx *ctx)
{
    for (size_t i = 1; i < segment->n_texts; i++) {
        const char *text = segment->texts[i];
        for (size_t j = 0; j < i; j++) {
            const char *head = segment->texts[j];
            size_t len = strlen(head);
            bool hides = segment->fold ? strncasecmp(text, head, len) == 0
                                       : strncmp(text, head, len) == 0;
            if (hides) {
                return json_fail(json_item(value, i), ctx->err,
                                 "never matches: element %zu fits first", j);
            }
        }
    }
    return 0;
}

/* A text, or an array of which one must be there. */
static int read_texts(struct segment *out, struct json value,
                      struct pattern_ctx *ctx)
{
    struct text_list list = {.texts = NULL};
    out->kind = SEGMENT_TEXT;
    if (json_kind(value) == JSON_ARRAY) {
        size_t n = json_count(value);
        if (n == 0 || n > LIMIT_CHOICES) {
            return json_fail(value, ctx->err, "%zu texts; from 1 to %u", n,
                             LIMIT_CHOICES);
        }
        int rc = pattern_list(&list, value, pattern_text, ctx);
        if (rc < 0) {
            return rc;
        }
    } else {
        const char **one = arena_alloc(ctx->arena, sizeof(*one));
        int rc = pattern_text(one, value, ctx);
        if (rc < 0) {
            return rc;
        }
        list = (struct text_list){.texts = one, .n = 1};
    }
    out->texts = list.texts;
    out->n_texts = list.n;
    return check_choices(out, value, ctx);
}

static int read_segment(struct segment *out, struct json value,
                        struct pattern_ctx *ctx)
{
    static const struct json_field fields[] = {
        {"text", JSON_STRING | JSON_ARRAY, false},
        {"alphabet", JSON_STRING, false},
        {"length", JSON_NUMBER | JSON_ARRAY, false},
        {"optional", JSON_BOOL, false},
        {"fold", JSON_BOOL, false},
        {"secret", JSON_BOOL, false},
    };
    int rc = json_check_object(value, fields, COUNT(fields), ctx->err);
    if (rc < 0) {
        return rc;
    }
    struct json text = json_get(value, "text");
    struct json alphabet = json_get(value, "alphabet");
    struct json length = json_get(value, "length");
    struct json fold = json_get(value, "fold");
    out->optional = json_bool(json_get(value, "optional"), false);
    out->fold = json_bool(fold, false);
    out->secret = json_bool(json_get(value, "secret"), false);
    bool is_run = json_exists(alphabet) && json_exists(length);
    bool is_part = json_exists(alphabet) || json_exists(length);
    if (json_exists(text) == is_part || is_part != is_run) {
        return json_fail(value, ctx->err,
                         "a part is either \"text\", or \"alphabet\" and "
                         "\"length\"");
    }
    if (is_run && json_exists(fold)) {
        return json_fail(fold, ctx->err, "only a \"text\" can be folded");
    }
    return is_run ? read_run(out, alphabet, length, ctx)
                  : read_texts(out, text, ctx);
}

static int read_segments(struct shape *out, struct json value,
                         struct pattern_ctx *ctx)
{
    size_t n = json_count(value);
    if (n == 0 || n > LIMIT_SEGMENTS) {
        return json_fail(value, ctx->err, "%zu parts; from 1 to %u", n,
                         LIMIT_SEGMENTS);
    }
    struct segment *segments = arena_calloc(ctx->arena, n, sizeof(*segments));
    size_t at = 0;
    for (struct json i = json_first(value); json_exists(i); i = json_next(i)) {
        int rc = read_segment(&segments[at++], i, ctx);
        if (rc < 0) {
            return rc;
        }
    }
    out->segments = segments;
    out->n_segments = n;
    return 0;
}

static bool is_empty_text(struct json value)
{
    const char *text = json_string(value);
    return text && *text == '\0';
}

/* "prefix" or "suffix": nothing is added when it is absent or "". */
static int add_affix(struct segment *segments, size_t *n, struct json value,
                     struct pattern_ctx *ctx)
{
    if (!json_exists(value) || is_empty_text(value)) {
        return 0;
    }
    return read_texts(&segments[(*n)++], value, ctx);
}

static int read_short_form(struct shape *out, struct json value,
                           struct pattern_ctx *ctx)
{
    struct segment *segments = arena_calloc(ctx->arena, 3, sizeof(*segments));
    size_t n = 0;
    int rc = add_affix(segments, &n, json_get(value, "prefix"), ctx);
    if (rc == 0) {
        rc = read_run(&segments[n++], json_get(value, "alphabet"),
                      json_get(value, "length"), ctx);
    }
    if (rc == 0) {
        rc = add_affix(segments, &n, json_get(value, "suffix"), ctx);
    }
    out->segments = segments;
    out->n_segments = n;
    return rc;
}

static int read_format(struct shape *out, struct json value,
                       struct pattern_ctx *ctx)
{
    static const struct json_field long_form[] = {
        {"segments", JSON_ARRAY, true},
        {"stop", JSON_STRING, false},
    };
    static const struct json_field short_form[] = {
        {"prefix", JSON_STRING | JSON_ARRAY, false},
        {"alphabet", JSON_STRING, true},
        {"length", JSON_NUMBER | JSON_ARRAY, true},
        {"suffix", JSON_STRING | JSON_ARRAY, false},
        {"stop", JSON_STRING, false},
    };
    struct json segments = json_get(value, "segments");
    bool is_long = json_exists(segments);
    int rc =
        is_long
            ? json_check_object(value, long_form, COUNT(long_form), ctx->err)
            : json_check_object(value, short_form, COUNT(short_form), ctx->err);
    if (rc == 0) {
        rc = is_long ? read_segments(out, segments, ctx)
                     : read_short_form(out, value, ctx);
    }
    if (rc == 0) {
        rc = read_alphabet(&out->stop, json_get(value, "stop"), ctx);
    }
    return rc;
}

int format_json_read(struct rule *out, struct json formats,
                     struct pattern_ctx *ctx)
{
    if (!json_exists(formats)) {
        return 0;
    }
    size_t n = json_count(formats);
    struct shape *shapes = arena_calloc(ctx->arena, n, sizeof(*shapes));
    size_t at = 0;
    for (struct json i = json_first(formats); json_exists(i);
         i = json_next(i)) {
        int rc = read_format(&shapes[at++], i, ctx);
        if (rc < 0) {
            return rc;
        }
    }
    out->shapes = shapes;
    out->n_shapes = n;
    return 0;
}
