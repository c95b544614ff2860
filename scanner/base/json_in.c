/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading of JSON. cJSON builds the tree; json_walk.c has checked the text
 * before, so that nothing recursive ever sees unbounded nesting. cJSON keeps
 * no positions: for a message the way from the root to the node is searched
 * in the tree, written as a JSON pointer and looked up in the text. That is
 * linear in the file, and happens once, since the first error ends it. */
#include "base/json_in.h"

#include "base/buf.h"
#include "base/json_walk.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Lengths of the parts of a message; together below sizeof(err->text). */
#define SHOW_NAME    150
#define SHOW_POINTER 90
#define SHOW_REASON  240

struct json_doc {
    cJSON *root;
    struct span text;
    const char *name;
};

static struct json value_of(const struct json_doc *doc, const cJSON *node)
{
    return (struct json){.doc = doc, .node = node};
}

/* --- messages ------------------------------------------------------------ */

/* Broken UTF-8 and what plays tricks on a terminal become "?": messages end
 * there and in reports. */
static void clean(char *text)
{
    struct span span = span_str(text);
    for (size_t at = 0; at < span.len;) {
        size_t start = at;
        uint32_t point = utf8_next(span, &at);
        if (point == UTF8_BAD || utf8_is_hostile(point)) {
            memset(text + start, '?', at - start);
        }
    }
}

static int fail_line(const char *name, size_t line, const char *pointer,
                     struct err *err, enum err_code code, const char *reason)
{
    const char *more = strlen(pointer) > SHOW_POINTER ? "..." : "";
    err_set(err, code, "%.*s:%zu: %.*s%s: %.*s", SHOW_NAME, name, line,
            SHOW_POINTER, *pointer ? pointer : "/", more, SHOW_REASON, reason);
    if (err) {
        clean(err->text);
    }
    return code;
}

int json_fail_at(const char *name, struct span text, const char *pointer,
                 struct err *err, const char *reason)
{
    size_t line = json_locate(text, pointer);
    return fail_line(name, line ? line : 1, pointer, err, ERR_FORMAT, reason);
}

/* The nodes from the root to the current one, without recursion. */
struct route {
    const cJSON *nodes[LIMIT_JSON_NESTING + 1];
    size_t n;
};

static void route_init(struct route *route, const cJSON *root)
{
    route->nodes[0] = root;
    route->n = 1;
}

/* To the next node in the order of the text; NULL behind the last one. */
static const cJSON *route_next(struct route *route)
{
    const cJSON *node = route->nodes[route->n - 1];
    if (node->child) {
        /* json_walk has counted: this deep and no deeper. */
        return route->nodes[route->n++] = node->child;
    }
    while (route->n > 1) {
        const cJSON *next = route->nodes[route->n - 1]->next;
        if (next) {
            return route->nodes[route->n - 1] = next;
        }
        route->n--;
    }
    return NULL;
}

static size_t position_of(const cJSON *parent, const cJSON *node)
{
    size_t index = 0;
    for (const cJSON *i = parent->child; i && i != node; i = i->next) {
        index++;
    }
    return index;
}

static int write_pointer(struct buf *out, const struct route *route)
{
    int rc = 0;
    for (size_t i = 1; i < route->n && rc == 0; i++) {
        const cJSON *node = route->nodes[i];
        if (cJSON_IsObject(route->nodes[i - 1])) {
            rc = json_pointer_add(out, span_str(node->string), NULL);
        } else {
            size_t index = position_of(route->nodes[i - 1], node);
            rc = buf_add_format(out, NULL, "/%zu", index);
        }
    }
    return rc;
}

/* An escape takes two bytes for one, and an index up to 21. */
static size_t pointer_ceiling(struct span text)
{
    return 2 * text.len + 32 * LIMIT_JSON_NESTING;
}

int json_fail(struct json value, struct err *err, const char *format, ...)
{
    if (!err) {
        return ERR_FORMAT;
    }
    char reason[SHOW_REASON + 1];
    va_list args;
    va_start(args, format);
    if (vsnprintf(reason, sizeof(reason), format, args) < 0) {
        reason[0] = '\0';
    }
    va_end(args);

    struct route route;
    struct buf pointer;
    buf_init(&pointer, pointer_ceiling(value.doc->text));
    route_init(&route, value.doc->root);
    const cJSON *node = value.doc->root;
    while (node && node != value.node) {
        node = route_next(&route);
    }
    if (!node || write_pointer(&pointer, &route) < 0) {
        buf_clear(&pointer);
    }
    json_fail_at(value.doc->name, value.doc->text,
                 pointer.ptr ? pointer.ptr : "", err, reason);
    buf_release(&pointer);
    return ERR_FORMAT;
}

/* --- parsing ------------------------------------------------------------- */

static int fail_walk(const struct json_walk *walk, const char *name,
                     struct err *err)
{
    struct buf pointer;
    buf_init(&pointer, pointer_ceiling(walk->text));
    if (json_walk_pointer(walk, &pointer, NULL) < 0) {
        buf_clear(&pointer);
    }
    int rc = fail_line(name, json_line(walk->text, walk->at),
                       pointer.ptr ? pointer.ptr : "", err, walk->code,
                       walk->problem);
    buf_release(&pointer);
    return rc;
}

static int check_text(struct span text, const char *name, struct err *err)
{
    struct json_walk walk;
    size_t n = 0;
    int rc;
    json_walk_init(&walk, text);
    while ((rc = json_walk_next(&walk)) > 0) {
        if (++n > LIMIT_JSON_VALUES) {
            walk.code = ERR_LIMIT;
            walk.problem = "too many values";
            rc = ERR_LIMIT;
            break;
        }
    }
    return rc < 0 ? fail_walk(&walk, name, err) : 0;
}

static int compare_keys(const void *left, const void *right)
{
    const cJSON *a = *(const cJSON *const *)left;
    const cJSON *b = *(const cJSON *const *)right;
    return strcmp(a->string, b->string);
}

static int check_members(const struct json_doc *doc, const cJSON *object,
                         struct err *err)
{
    size_t n = json_count(value_of(doc, object));
    if (n < 2) {
        return 0;
    }
    const cJSON **nodes = mem_calloc(n, sizeof(cJSON *));
    size_t filled = 0;
    for (const cJSON *node = object->child; node; node = node->next) {
        nodes[filled++] = node;
    }
    qsort(nodes, n, sizeof(cJSON *), compare_keys);
    int rc = 0;
    for (size_t i = 1; i < n && rc == 0; i++) {
        if (strcmp(nodes[i - 1]->string, nodes[i]->string) == 0) {
            rc = json_fail(value_of(doc, nodes[i]), err,
                           "\"%.40s\" is there twice", nodes[i]->string);
        }
    }
    free(nodes);
    return rc;
}

static int check_duplicates(const struct json_doc *doc, struct err *err)
{
    struct route route;
    route_init(&route, doc->root);
    for (const cJSON *node = doc->root; node; node = route_next(&route)) {
        if (cJSON_IsObject(node)) {
            int rc = check_members(doc, node, err);
            if (rc < 0) {
                return rc;
            }
        }
    }
    return 0;
}

int json_parse(struct json_doc **out, struct span text, const char *name,
               struct err *err)
{
    *out = NULL;
    int rc = check_text(text, name, err);
    if (rc < 0) {
        return rc;
    }
    cJSON *root = cJSON_ParseWithLength((const char *)text.ptr, text.len);
    if (!root) {
        return fail_line(name, 1, "", err, ERR_FORMAT, "cJSON refuses it");
    }
    struct json_doc *doc = mem_calloc(1, sizeof(*doc));
    *doc = (struct json_doc){.root = root, .text = text, .name = name};
    rc = check_duplicates(doc, err);
    if (rc < 0) {
        json_free(doc);
        return rc;
    }
    *out = doc;
    return 0;
}

void json_free(struct json_doc *doc)
{
    if (doc) {
        cJSON_Delete(doc->root);
        free(doc);
    }
}

/* --- access -------------------------------------------------------------- */

struct json json_root(const struct json_doc *doc)
{
    return value_of(doc, doc->root);
}

enum json_kind json_kind(struct json value)
{
    if (!value.node) {
        return JSON_NONE;
    }
    switch (value.node->type & 0xff) {
    case cJSON_True:
    case cJSON_False:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

struct json json_get(struct json object, const char *key)
{
    if (json_kind(object) != JSON_OBJECT) {
        return value_of(object.doc, NULL);
    }
    return value_of(object.doc,
                    cJSON_GetObjectItemCaseSensitive(object.node, key));
}

struct json json_first(struct json container)
{
    const cJSON *node = container.node ? container.node->child : NULL;
    return value_of(container.doc, node);
}

struct json json_next(struct json element)
{
    const cJSON *node = element.node ? element.node->next : NULL;
    return value_of(element.doc, node);
}

size_t json_count(struct json container)
{
    size_t n = 0;
    for (struct json i = json_first(container); i.node; i = json_next(i)) {
        n++;
    }
    return n;
}

struct json json_item(struct json container, size_t index)
{
    struct json item = json_first(container);
    while (index-- > 0 && item.node) {
        item = json_next(item);
    }
    return item;
}

const char *json_key(struct json member)
{
    return member.node ? member.node->string : NULL;
}

const char *json_string(struct json value)
{
    return json_kind(value) == JSON_STRING ? value.node->valuestring : NULL;
}

bool json_bool(struct json value, bool otherwise)
{
    return json_kind(value) == JSON_BOOL ? cJSON_IsTrue(value.node) : otherwise;
}

double json_number(struct json value, double otherwise)
{
    return json_kind(value) == JSON_NUMBER ? value.node->valuedouble
                                           : otherwise;
}

/* --- checks -------------------------------------------------------------- */

/* "a, b, c"; what does not fit is left out and shown as "...". */
static void list_names(char *out, size_t size, const char *const *names,
                       size_t n)
{
    static const char more[] = ", ...";
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        bool fits = len + strlen(names[i]) + 2 + sizeof(more) <= size;
        int rc = snprintf(out + len, size - len, "%s%s", i ? ", " : "",
                          fits ? names[i] : "...");
        if (rc < 0 || !fits) {
            return;
        }
        len += (size_t)rc;
    }
}

static const char *const kind_names[] = {
    "null", "true or false", "a number", "a text", "an array", "an object"};

int json_check_kind(struct json value, unsigned kinds, struct err *err)
{
    unsigned kind = json_kind(value);
    if (kind & kinds) {
        return 0;
    }
    const char *wanted[6];
    size_t n = 0;
    for (size_t i = 0; i < 6; i++) {
        if (kinds >> i & 1) {
            wanted[n++] = kind_names[i];
        }
    }
    char text[120];
    list_names(text, sizeof(text), wanted, n);
    return json_fail(value, err, "%s%s is wanted here", n > 1 ? "one of " : "",
                     text);
}

static const struct json_field *field_of(const struct json_field *fields,
                                         size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return &fields[i];
        }
    }
    return NULL;
}

static int fail_unknown(struct json member, const struct json_field *fields,
                        size_t n, struct err *err)
{
    const char *names[64];
    size_t n_names = n < 64 ? n : 64;
    for (size_t i = 0; i < n_names; i++) {
        names[i] = fields[i].name;
    }
    char text[SHOW_REASON - 30];
    list_names(text, sizeof(text), names, n_names);
    return json_fail(member, err, "no such field; there are %s", text);
}

int json_check_object(struct json value, const struct json_field *fields,
                      size_t n, struct err *err)
{
    int rc = json_check_kind(value, JSON_OBJECT, err);
    if (rc < 0) {
        return rc;
    }
    for (struct json i = json_first(value); i.node; i = json_next(i)) {
        const struct json_field *field = field_of(fields, n, json_key(i));
        rc = field ? json_check_kind(i, field->kinds, err)
                   : fail_unknown(i, fields, n, err);
        if (rc < 0) {
            return rc;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (fields[i].required && !json_get(value, fields[i].name).node) {
            return json_fail(value, err, "\"%s\" is missing", fields[i].name);
        }
    }
    return 0;
}

int json_check_integer(uint32_t *out, struct json value, uint32_t min,
                       uint32_t max, struct err *err)
{
    if (!value.node) {
        return 0;
    }
    int rc = json_check_kind(value, JSON_NUMBER, err);
    if (rc < 0) {
        return rc;
    }
    double number = value.node->valuedouble;
    /* The comparison comes first: converting what does not fit is undefined. */
    if (!(number >= min && number <= max) || number != (uint32_t)number) {
        return json_fail(value, err,
                         "%.10g is not a whole number from %u to %u", number,
                         min, max);
    }
    *out = (uint32_t)number;
    return 0;
}

int json_check_choice(unsigned *out, struct json value,
                      const char *const *names, size_t n, struct err *err)
{
    if (!value.node) {
        return 0;
    }
    int rc = json_check_kind(value, JSON_STRING, err);
    if (rc < 0) {
        return rc;
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(json_string(value), names[i]) == 0) {
            *out = (unsigned)i;
            return 0;
        }
    }
    char text[SHOW_REASON - 30];
    list_names(text, sizeof(text), names, n);
    return json_fail(value, err, "\"%.40s\" is not one of %s",
                     json_string(value), text);
}
