/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_JSON_IN_H
#define BASE_JSON_IN_H

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

/* Reading of JSON that people write: pattern files, policies, baselines. Each
 * message says where: `name:line: /pointer: reason`.
 *
 *     struct json_doc *doc;
 *     int rc = json_parse(&doc, text, "patterns/github.json", err);
 *     ...
 *     static const struct json_field fields[] = {
 *         {"id", JSON_STRING, true}, {"lines", JSON_NUMBER, false}};
 *     rc = json_check_object(json_root(doc), fields, 2, err);
 *     const char *id = json_string(json_get(json_root(doc), "id"));
 *     ...
 *     json_free(doc);
 *
 * Check an object first, then take what it holds: after json_check_object the
 * accessors cannot meet anything unexpected. */
struct json_doc;

/* One value: a handle, passed by value, good as long as its document. An
 * absent value has no node; every accessor accepts it. */
struct json {
    const struct json_doc *doc;
    const struct cJSON *node;
};

/* Bits, so that a field may allow several. */
enum json_kind {
    JSON_NONE = 0, /* absent */
    JSON_NULL = 1,
    JSON_BOOL = 2,
    JSON_NUMBER = 4,
    JSON_STRING = 8,
    JSON_ARRAY = 16,
    JSON_OBJECT = 32
};

/* `text` and `name` are borrowed: they must outlive the document. Refused are
 * texts that are not strict JSON (see base/json_walk.h), deeper than
 * LIMIT_JSON_NESTING, with more than LIMIT_JSON_VALUES values, and objects
 * with two members of one name. cJSON notes the place of an error in a
 * global, so do not parse in two threads at once. */
MUST_CHECK int json_parse(struct json_doc **out, struct span text,
                          const char *name, struct err *err);
void json_free(struct json_doc *doc);

struct json json_root(const struct json_doc *doc);

static inline bool json_exists(struct json value)
{
    return value.node != NULL;
}

enum json_kind json_kind(struct json value);

/* The member `key` of an object; absent when there is none, and when the
 * value is no object. */
struct json json_get(struct json object, const char *key);

/* The elements of an array or the members of an object, in order. */
struct json json_first(struct json container);
struct json json_next(struct json element);
size_t json_count(struct json container);
struct json json_item(struct json container, size_t index);

/* The name of a member; NULL for an element of an array. */
const char *json_key(struct json member);

/* NULL, or `otherwise`, when the value is absent or of another kind. */
const char *json_string(struct json value);
bool json_bool(struct json value, bool otherwise);
double json_number(struct json value, double otherwise);

struct json_field {
    const char *name;
    unsigned kinds; /* enum json_kind, any of these */
    bool required;
};

/* The value is an object, has every required field, none but the listed ones,
 * each of a kind that its field allows. */
MUST_CHECK int json_check_object(struct json value,
                                 const struct json_field *fields, size_t n,
                                 struct err *err);

MUST_CHECK int json_check_kind(struct json value, unsigned kinds,
                               struct err *err);

/* A whole number within [min, max]. `out` stays as it is when it is absent. */
MUST_CHECK int json_check_integer(uint32_t *out, struct json value,
                                  uint32_t min, uint32_t max, struct err *err);

/* One of the names; `out` is its index, untouched when the value is absent. */
MUST_CHECK int json_check_choice(unsigned *out, struct json value,
                                 const char *const *names, size_t n,
                                 struct err *err);

/* Sets "name:line: /pointer: <format>" about a value; returns ERR_FORMAT. */
int json_fail(struct json value, struct err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same about a pointer into a text whose document is gone. */
int json_fail_at(const char *name, struct span text, const char *pointer,
                 struct err *err, const char *reason);

#endif
