/* SPDX-License-Identifier: Apache-2.0
 *
 * Static checks of one rule. A pattern that would match everything, nothing,
 * or for ever is found here, with its place in the file, and not by somebody
 * whose scan drowns. Whether a check exists in verify/ and whether a regular
 * expression compiles is for the layers above. */
#include "rule/rule_validate.h"

#include "base/limits.h"
#include "base/log.h"

#include <ctype.h>

#define ID_MIN 3
#define ID_MAX 64

#define KEYWORD_MIN 3
#define KEYWORD_MAX 64

/* A prefix or an anchor of fewer bytes is in every text. */
#define FIXED_TEXT_MIN 2

/* A token shorter than this says nothing, whatever it is made of. */
#define TOKEN_MIN 4

#define REVOKE_STEPS_MIN 2

/* Checks of one rule: no token has more than three things to prove. */
#define CHECKS_MAX 16

static bool is_id_char(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool rule_id_is_valid(const char *id)
{
    struct span text = span_str(id);
    if (text.len < ID_MIN || text.len > ID_MAX) {
        return false;
    }
    if (!is_id_char(span_at(text, 0)) ||
        !is_id_char(span_at(text, text.len - 1))) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        int c = span_at(text, i);
        if (!is_id_char(c) && c != '-') {
            return false;
        }
    }
    return true;
}

static int check_id(const struct rule *rule, struct json object,
                    struct err *err)
{
    if (rule_id_is_valid(rule->id)) {
        return 0;
    }
    return json_fail(json_get(object, "id"), err,
                     "\"%.70s\" is no id: a-z, 0-9 and -, %d to %d characters",
                     rule->id, ID_MIN, ID_MAX);
}

static bool keyword_is_valid(struct span keyword)
{
    if (keyword.len < KEYWORD_MIN || keyword.len > KEYWORD_MAX) {
        return false;
    }
    for (size_t i = 0; i < keyword.len; i++) {
        int c = span_at(keyword, i);
        if (c < 0x20 || c > 0x7e || isupper(c)) {
            return false;
        }
    }
    return true;
}

static int check_keywords(const struct rule *rule, struct json object,
                          struct err *err)
{
    struct json list = json_get(object, "keywords");
    for (size_t i = 0; i < rule->n_keywords; i++) {
        if (!keyword_is_valid(span_str(rule->keywords[i]))) {
            return json_fail(json_item(list, i), err,
                             "\"%.70s\" is no keyword: lower case ASCII, %d "
                             "to %d characters",
                             rule->keywords[i], KEYWORD_MIN, KEYWORD_MAX);
        }
    }
    if (rule->n_keywords) {
        return 0;
    }
    struct json near = json_get(object, "near");
    if (json_exists(near)) {
        return json_fail(near, err, "near what? There are no \"keywords\"");
    }
    if (rule->assignment) {
        return json_fail(json_get(object, "assignment"), err,
                         "an assignment needs \"keywords\" for its name");
    }
    return 0;
}

/* The length of the shortest or the longest text of a part. */
static size_t text_len(const struct segment *segment, bool longest)
{
    size_t len = strlen(segment->texts[0]);
    for (size_t i = 1; i < segment->n_texts; i++) {
        size_t other = strlen(segment->texts[i]);
        if ((other > len) == longest) {
            len = other;
        }
    }
    return len;
}

static size_t part_max(const struct segment *segment)
{
    return segment->kind == SEGMENT_RUN ? segment->max
                                        : text_len(segment, true);
}

static size_t part_min(const struct segment *segment)
{
    if (segment->optional) {
        return 0;
    }
    return segment->kind == SEGMENT_RUN ? segment->min
                                        : text_len(segment, false);
}

/* A text at the start must be long enough to be rare; one between runs is
 * held in place by them, and a byte will do. */
static bool has_fixed_text(const struct shape *shape)
{
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        size_t wanted = i == 0 ? FIXED_TEXT_MIN : 1;
        if (segment->kind == SEGMENT_TEXT && part_min(segment) >= wanted) {
            return true;
        }
    }
    return false;
}

static int check_shape(const struct rule *rule, const struct shape *shape,
                       struct json format, struct err *err)
{
    /* At most LIMIT_SEGMENTS of at most LIMIT_TOKEN: cannot overflow. */
    size_t min = 0;
    size_t max = 0;
    for (size_t i = 0; i < shape->n_segments; i++) {
        min += part_min(&shape->segments[i]);
        max += part_max(&shape->segments[i]);
    }
    if (min < TOKEN_MIN) {
        return json_fail(format, err,
                         "a token may be as short as %zu bytes; at least %d",
                         min, TOKEN_MIN);
    }
    if (max > LIMIT_TOKEN) {
        return json_fail(format, err,
                         "a token may be as long as %zu bytes; at most %u", max,
                         LIMIT_TOKEN);
    }
    if (!has_fixed_text(shape) && !rule->n_keywords && !rule->n_checks) {
        return json_fail(format, err,
                         "a format without a prefix of %d bytes or a text "
                         "further on needs \"keywords\" or \"checks\"",
                         FIXED_TEXT_MIN);
    }
    return 0;
}

static int check_formats(const struct rule *rule, struct json object,
                         struct err *err)
{
    struct json formats = json_get(object, "formats");
    struct json format = json_first(formats);
    for (size_t i = 0; i < rule->n_shapes; i++) {
        int rc = check_shape(rule, &rule->shapes[i], format, err);
        if (rc < 0) {
            return rc;
        }
        format = json_next(format);
    }
    if (rule->n_shapes) {
        return 0;
    }
    if (json_exists(formats)) {
        return json_fail(formats, err, "an empty list");
    }
    if (rule->assignment) {
        return json_fail(json_get(object, "assignment"), err,
                         "an assignment needs \"formats\" for its value");
    }
    if (!rule->regex.pattern) {
        return json_fail(object, err, "\"formats\" or \"regex\" is missing");
    }
    return 0;
}

static int check_regex(const struct rule *rule, struct json object,
                       struct err *err)
{
    struct json regex = json_get(object, "regex");
    if (!rule->regex.pattern) {
        return 0;
    }
    if (rule->regex.anchor && strlen(rule->regex.anchor) < FIXED_TEXT_MIN) {
        return json_fail(json_get(regex, "anchor"), err,
                         "an anchor has at least %d bytes", FIXED_TEXT_MIN);
    }
    if (!rule->regex.anchor) {
        struct err warning;
        json_fail(regex, &warning,
                  "without \"anchor\" the whole text is searched, which is "
                  "slow");
        log_line(LOG_WARN, "%s", warning.text);
    }
    return 0;
}

static int check_checks(const struct rule *rule, struct json object,
                        struct err *err)
{
    struct json list = json_get(object, "checks");
    if (rule->n_checks > CHECKS_MAX) {
        return json_fail(list, err, "%zu checks; at most %d", rule->n_checks,
                         CHECKS_MAX);
    }
    for (size_t i = 0; i < rule->n_checks; i++) {
        if (!rule_id_is_valid(rule->checks[i].name)) {
            return json_fail(json_item(list, i), err,
                             "\"%.70s\" cannot be the name of a check",
                             rule->checks[i].name);
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(rule->checks[i].name, rule->checks[j].name) == 0) {
                return json_fail(json_item(list, i), err,
                                 "\"%.70s\" is there twice",
                                 rule->checks[i].name);
            }
        }
    }
    return 0;
}

static int check_numbers(const struct rule *rule, struct json object,
                         struct err *err)
{
    struct json entropy = json_get(object, "min_entropy");
    bool fits = rule->min_entropy > 0 && rule->min_entropy <= 8;
    if (json_exists(entropy) && !fits) {
        return json_fail(entropy, err,
                         "bits a character are above 0 and at most 8");
    }
    if (rule->pair && strcmp(rule->pair, rule->id) == 0) {
        return json_fail(json_get(json_get(object, "pair"), "with"), err,
                         "a rule cannot be its own other half");
    }
    return 0;
}

static int check_guidance(const struct rule *rule, struct json object,
                          struct err *err)
{
    if (rule->guidance.n_steps >= REVOKE_STEPS_MIN) {
        return 0;
    }
    return json_fail(json_get(json_get(object, "revoke"), "steps"), err,
                     "%zu steps; at least %d: where it is, and what to do "
                     "there",
                     rule->guidance.n_steps, REVOKE_STEPS_MIN);
}

int rule_validate(const struct rule *rule, struct json object, struct err *err)
{
    static int (*const checks[])(const struct rule *rule, struct json object,
                                 struct err *err) = {
        check_id,     check_formats, check_regex,    check_keywords,
        check_checks, check_numbers, check_guidance,
    };
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        int rc = checks[i](rule, object, err);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}
