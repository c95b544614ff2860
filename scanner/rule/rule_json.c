/* SPDX-License-Identifier: Apache-2.0
 *
 * Pattern files, field by field: patterns/README.md is the specification and
 * patterns/schema.json says the same to editors. Tables say which fields an
 * object may have; formats have a file of their own (format_json.c), and what
 * depends on several fields is judged in rule_validate.c. */
#include "rule/rule_json.h"

#include "base/limits.h"
#include "rule/format_json.h"
#include "rule/rule_names.h"
#include "rule/rule_validate.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* How far away the other half of a pair may stand, in lines. */
#define PAIR_LINES_DEFAULT 20
#define PAIR_LINES_MAX     1000

#define SECRET_GROUP_MAX 99

static int read_regex(struct rule_regex *out, struct json value,
                      struct pattern_ctx *ctx)
{
    static const struct json_field fields[] = {
        {"pattern", JSON_STRING, true},
        {"anchor", JSON_STRING, false},
        {"secret_group", JSON_NUMBER, false},
    };
    if (!json_exists(value)) {
        return 0;
    }
    int rc = json_check_object(value, fields, COUNT(fields), ctx->err);
    if (rc == 0) {
        rc = pattern_text(&out->pattern, json_get(value, "pattern"), ctx);
    }
    if (rc == 0) {
        rc = pattern_text(&out->anchor, json_get(value, "anchor"), ctx);
    }
    uint32_t group = 0;
    if (rc == 0) {
        rc = json_check_integer(&group, json_get(value, "secret_group"), 0,
                                SECRET_GROUP_MAX, ctx->err);
    }
    out->secret_group = (int)group;
    return rc;
}

static int read_check(struct rule_check *out, struct json value,
                      struct pattern_ctx *ctx)
{
    static const struct json_field fields[] = {
        {"name", JSON_STRING, true},
        {"failure", JSON_STRING, false},
    };
    static const char *const failures[] = {"lower", "drop"};
    int rc = json_check_kind(value, JSON_STRING | JSON_OBJECT, ctx->err);
    if (rc < 0) {
        return rc;
    }
    if (json_kind(value) == JSON_STRING) {
        return pattern_line(&out->name, value, ctx);
    }
    rc = json_check_object(value, fields, COUNT(fields), ctx->err);
    unsigned failure = 0;
    if (rc == 0) {
        rc = json_check_choice(&failure, json_get(value, "failure"), failures,
                               COUNT(failures), ctx->err);
    }
    out->drop = failure == 1;
    return rc < 0 ? rc : pattern_line(&out->name, json_get(value, "name"), ctx);
}

static int read_checks(struct rule *out, struct json value,
                       struct pattern_ctx *ctx)
{
    size_t n = json_count(value);
    struct rule_check *checks = arena_calloc(ctx->arena, n, sizeof(*checks));
    size_t at = 0;
    for (struct json i = json_first(value); json_exists(i); i = json_next(i)) {
        int rc = read_check(&checks[at++], i, ctx);
        if (rc < 0) {
            return rc;
        }
    }
    out->checks = checks;
    out->n_checks = n;
    return 0;
}

static int read_pair(struct rule *out, struct json value,
                     struct pattern_ctx *ctx)
{
    static const struct json_field fields[] = {
        {"with", JSON_STRING, true},
        {"required", JSON_BOOL, false},
        {"lines", JSON_NUMBER, false},
    };
    if (!json_exists(value)) {
        return 0;
    }
    int rc = json_check_object(value, fields, COUNT(fields), ctx->err);
    if (rc == 0) {
        rc = pattern_line(&out->pair, json_get(value, "with"), ctx);
    }
    out->pair_required = json_bool(json_get(value, "required"), false);
    out->pair_lines = PAIR_LINES_DEFAULT;
    if (rc == 0) {
        rc = json_check_integer(&out->pair_lines, json_get(value, "lines"), 1,
                                PAIR_LINES_MAX, ctx->err);
    }
    return rc;
}

struct text_field {
    const char **out;
    const char *key;
    pattern_text_fn read;
};

static int read_text_fields(const struct text_field *fields, size_t n,
                            struct json object, struct pattern_ctx *ctx)
{
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        struct json value = json_get(object, fields[i].key);
        rc = fields[i].read(fields[i].out, value, ctx);
    }
    return rc;
}

struct list_field {
    const char *const **out;
    size_t *n;
    const char *key;
    pattern_text_fn read;
};

static int read_list_fields(const struct list_field *fields, size_t n,
                            struct json object, struct pattern_ctx *ctx)
{
    for (size_t i = 0; i < n; i++) {
        struct text_list list = {.texts = NULL};
        struct json value = json_get(object, fields[i].key);
        int rc = pattern_list(&list, value, fields[i].read, ctx);
        if (rc < 0) {
            return rc;
        }
        *fields[i].out = list.texts;
        *fields[i].n = list.n;
    }
    return 0;
}

static int read_revoke(struct rule_guidance *out, struct json value,
                       struct pattern_ctx *ctx)
{
    static const unsigned maybe = JSON_STRING | JSON_NULL;
    const struct json_field fields[] = {
        {"url", maybe, false},      {"steps", JSON_ARRAY, true},
        {"api", maybe, false},      {"cli", maybe, false},
        {"rotation", maybe, false}, {"confirm", maybe, false},
    };
    const struct text_field texts[] = {
        {&out->url, "url", pattern_url},
        {&out->api, "api", pattern_line},
        {&out->cli, "cli", pattern_line},
        {&out->rotation, "rotation", pattern_line},
        {&out->confirm, "confirm", pattern_line},
    };
    const struct list_field lists[] = {
        {&out->steps, &out->n_steps, "steps", pattern_line},
    };
    int rc = json_check_object(value, fields, COUNT(fields), ctx->err);
    if (rc == 0) {
        rc = read_text_fields(texts, COUNT(texts), value, ctx);
    }
    return rc < 0 ? rc : read_list_fields(lists, COUNT(lists), value, ctx);
}

static int read_choices(struct rule *out, struct json value,
                        struct pattern_ctx *ctx)
{
    unsigned picked[] = {RULE_SECRET, ENVIRONMENT_ANY, 0, NEAR_LINE};
    static const char *const keys[] = {"class", "environment", "severity",
                                       "near"};
    const struct name_list *const lists[] = {
        &rule_class_names, &environment_names, &severity_names, &near_names};
    for (size_t i = 0; i < COUNT(keys); i++) {
        int rc = json_check_choice(&picked[i], json_get(value, keys[i]),
                                   lists[i]->names, lists[i]->n, ctx->err);
        if (rc < 0) {
            return rc;
        }
    }
    out->class = (enum rule_class)picked[0];
    out->environment = (enum rule_environment)picked[1];
    out->severity = (enum severity)picked[2];
    out->near = (enum rule_near)picked[3];
    return 0;
}

static int read_texts(struct rule *out, struct json value,
                      struct pattern_ctx *ctx)
{
    const struct text_field texts[] = {
        {&out->id, "id", pattern_line},
        {&out->name, "name", pattern_line},
        {&out->provider, "provider", pattern_line},
        {&out->guidance.grants, "grants", pattern_line},
    };
    const struct list_field lists[] = {
        {&out->keywords, &out->n_keywords, "keywords", pattern_line},
        {&out->dummies, &out->n_dummies, "dummies", pattern_joined},
        {&out->non_examples, &out->n_non_examples, "non_examples",
         pattern_joined},
        {&out->guidance.docs, &out->guidance.n_docs, "docs", pattern_url},
    };
    int rc = read_text_fields(texts, COUNT(texts), value, ctx);
    return rc < 0 ? rc : read_list_fields(lists, COUNT(lists), value, ctx);
}

static const struct json_field rule_fields[] = {
    {"id", JSON_STRING, true},           {"name", JSON_STRING, true},
    {"provider", JSON_STRING, false},    {"class", JSON_STRING, false},
    {"environment", JSON_STRING, false}, {"severity", JSON_STRING, true},
    {"generic", JSON_BOOL, false},       {"formats", JSON_ARRAY, false},
    {"regex", JSON_OBJECT, false},       {"keywords", JSON_ARRAY, false},
    {"near", JSON_STRING, false},        {"assignment", JSON_BOOL, false},
    {"checks", JSON_ARRAY, false},       {"min_entropy", JSON_NUMBER, false},
    {"pair", JSON_OBJECT, false},        {"dummies", JSON_ARRAY, false},
    {"non_examples", JSON_ARRAY, false}, {"grants", JSON_STRING, true},
    {"revoke", JSON_OBJECT, true},       {"docs", JSON_ARRAY, false},
};

static int read_parts(struct rule *out, struct json value,
                      struct pattern_ctx *ctx)
{
    static const struct {
        const char *key;
        int (*read)(struct rule *out, struct json value,
                    struct pattern_ctx *ctx);
    } parts[] = {
        {"formats", format_json_read},
        {"checks", read_checks},
        {"pair", read_pair},
    };
    for (size_t i = 0; i < COUNT(parts); i++) {
        int rc = parts[i].read(out, json_get(value, parts[i].key), ctx);
        if (rc < 0) {
            return rc;
        }
    }
    int rc = read_regex(&out->regex, json_get(value, "regex"), ctx);
    return rc < 0 ? rc
                  : read_revoke(&out->guidance, json_get(value, "revoke"), ctx);
}

static int read_rule(struct rule *out, struct json value,
                     struct pattern_ctx *ctx)
{
    int rc =
        json_check_object(value, rule_fields, COUNT(rule_fields), ctx->err);
    if (rc == 0) {
        rc = read_choices(out, value, ctx);
    }
    if (rc == 0) {
        rc = read_texts(out, value, ctx);
    }
    if (rc == 0) {
        rc = read_parts(out, value, ctx);
    }
    out->generic = json_bool(json_get(value, "generic"), false);
    out->assignment = json_bool(json_get(value, "assignment"), false);
    out->min_entropy = json_number(json_get(value, "min_entropy"), 0);
    return rc < 0 ? rc : rule_validate(out, value, ctx->err);
}

int rule_json_read(struct rule_list *out, struct json file,
                   struct pattern_ctx *ctx)
{
    static const struct json_field fields[] = {
        {"provider", JSON_STRING, true},
        {"rules", JSON_ARRAY, true},
    };
    int rc = json_check_object(file, fields, COUNT(fields), ctx->err);
    if (rc < 0) {
        return rc;
    }
    const char *provider = NULL;
    rc = pattern_line(&provider, json_get(file, "provider"), ctx);
    if (rc < 0) {
        return rc;
    }
    struct json rules = json_get(file, "rules");
    size_t n = json_count(rules);
    struct rule **list = arena_calloc(ctx->arena, n, sizeof(*list));
    size_t at = 0;
    for (struct json i = json_first(rules); json_exists(i); i = json_next(i)) {
        struct rule *rule = arena_alloc(ctx->arena, sizeof(*rule));
        rule->provider = provider;
        rc = read_rule(rule, i, ctx);
        if (rc < 0) {
            return rc;
        }
        list[at++] = rule;
    }
    *out = (struct rule_list){.rules = list, .n = n};
    return 0;
}
