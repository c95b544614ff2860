/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules as C tables. A table must stand before the one that points to it, so
 * there are two buffers: `shared` takes texts and alphabets when they are
 * first met, once each, and `tables` takes the rest. Texts become named
 * arrays, not literals in place: ISO C promises only 4095 characters for a
 * literal, and a named array is stored once for certain.
 *
 * The first failure sticks: everything after it does nothing, and one check
 * at the end is enough. */
#include "rule/rule_emit.h"

#include "base/mem.h"

#include <inttypes.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The C compiler's patience, more than ours: today's table has 1 MiB. */
#define EMIT_CEILING (256u << 20)

/* Longest text written as a literal; the NUL counts too. */
#define LITERAL_MAX 4000

/* A text or an alphabet that has a name in the output. */
struct known {
    const char *text;
    size_t number;
};

struct emitter {
    struct buf shared;
    struct buf tables;
    void *texts; /* tsearch trees of struct known */
    void *alphabets;
    size_t n_texts;
    size_t n_alphabets;
    size_t n_lists;
    int rc;
    struct err *err;
};

static void put(struct emitter *to, struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put(struct emitter *to, struct buf *buf, const char *format, ...)
{
    char *text = NULL;
    if (to->rc < 0) {
        return;
    }
    va_list args;
    va_start(args, format);
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0) {
        to->rc = err_system(to->err, "cannot format text");
        return;
    }
    to->rc = buf_add(buf, span_of(text, (size_t)len), to->err);
    free(text);
}

static int compare_known(const void *left, const void *right)
{
    const struct known *a = left;
    const struct known *b = right;
    return strcmp(a->text, b->text);
}

/* The number of a text in a tree; a new one gets `*count`. */
static size_t number_of(void **tree, size_t *count, const char *text)
{
    struct known *key = mem_alloc(sizeof(*key));
    *key = (struct known){.text = text, .number = *count};
    struct known **found = tsearch(key, tree, compare_known);
    if (!found) {
        free(key);
        return (*count)++;
    }
    if (*found == key) {
        return (*count)++;
    }
    free(key);
    return (*found)->number;
}

/* --- texts --------------------------------------------------------------- */

static void put_bytes(struct emitter *to, struct span text)
{
    put(to, &to->shared, "{");
    for (size_t i = 0; i < text.len; i++) {
        put(to, &to->shared, "%s'\\%03o',", i % 12 ? " " : "\n    ",
            (unsigned)span_at(text, i));
    }
    put(to, &to->shared, " '\\0'}");
}

/* Octal for all but plain characters: exactly three digits, so that what
 * follows cannot become part of it. "?" too, because of trigraphs. */
static void put_literal(struct emitter *to, struct span text)
{
    put(to, &to->shared, "\"");
    for (size_t i = 0; i < text.len; i++) {
        int c = span_at(text, i);
        bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '?';
        put(to, &to->shared, plain ? "%c" : "\\%03o", c);
    }
    put(to, &to->shared, "\"");
}

/* Makes sure that a text is there and gives its number. */
static size_t text_number(struct emitter *to, const char *text)
{
    size_t before = to->n_texts;
    size_t number = number_of(&to->texts, &to->n_texts, text);
    if (to->n_texts > before) {
        struct span span = span_str(text);
        put(to, &to->shared, "static const char t%zu[] = ", number);
        if (span.len > LITERAL_MAX) {
            put_bytes(to, span);
        } else {
            put_literal(to, span);
        }
        put(to, &to->shared, ";\n");
    }
    return number;
}

/* "    .field = t12,"; nothing for NULL. */
static void put_text(struct emitter *to, const char *field, const char *text)
{
    if (text) {
        size_t number = text_number(to, text);
        put(to, &to->tables, "    .%s = t%zu,\n", field, number);
    }
}

static size_t put_list(struct emitter *to, const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        text_number(to, texts[i]);
    }
    size_t number = to->n_lists++;
    put(to, &to->tables, "static const char *const l%zu[] = {", number);
    for (size_t i = 0; i < n; i++) {
        put(to, &to->tables, "%st%zu", i ? ", " : "",
            text_number(to, texts[i]));
    }
    put(to, &to->tables, "};\n");
    return number;
}

/* --- shapes -------------------------------------------------------------- */

static size_t alphabet_number(struct emitter *to, const struct alphabet *set)
{
    size_t before = to->n_alphabets;
    size_t number = number_of(&to->alphabets, &to->n_alphabets, set->name);
    if (to->n_alphabets > before) {
        size_t name = text_number(to, set->name);
        put(to, &to->shared,
            "static const struct alphabet a%zu = {\n"
            "    .bits = {UINT64_C(0x%" PRIx64 "), UINT64_C(0x%" PRIx64
            "), UINT64_C(0x%" PRIx64 "), UINT64_C(0x%" PRIx64 ")},\n"
            "    .size = %u,\n    .name = t%zu,\n};\n",
            number, set->bits[0], set->bits[1], set->bits[2], set->bits[3],
            set->size, name);
    }
    return number;
}

static const char *word(bool value)
{
    return value ? "true" : "false";
}

/* Segments point to lists, so all lists of a shape come first. */
static void put_segments(struct emitter *to, const struct shape *shape,
                         size_t rule, size_t index)
{
    size_t first = to->n_lists;
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        if (segment->kind == SEGMENT_TEXT) {
            put_list(to, segment->texts, segment->n_texts);
        }
    }
    put(to, &to->tables, "static const struct segment r%zu_s%zu[] = {\n", rule,
        index);
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        put(to, &to->tables, "    {.optional = %s, .fold = %s, .secret = %s, ",
            word(segment->optional), word(segment->fold),
            word(segment->secret));
        if (segment->kind == SEGMENT_TEXT) {
            put(to, &to->tables,
                ".kind = SEGMENT_TEXT, .texts = l%zu, .n_texts = %zu},\n",
                first++, segment->n_texts);
        } else {
            put(to, &to->tables,
                ".kind = SEGMENT_RUN, .alphabet = &a%zu, .min = %u, .max = "
                "%u},\n",
                alphabet_number(to, segment->alphabet), segment->min,
                segment->max);
        }
    }
    put(to, &to->tables, "};\n");
}

static void put_shapes(struct emitter *to, const struct rule *rule, size_t n)
{
    for (size_t i = 0; i < rule->n_shapes; i++) {
        put_segments(to, &rule->shapes[i], n, i);
    }
    if (!rule->n_shapes) {
        return;
    }
    put(to, &to->tables, "static const struct shape r%zu_shapes[] = {\n", n);
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct shape *shape = &rule->shapes[i];
        put(to, &to->tables, "    {.segments = r%zu_s%zu, .n_segments = %zu", n,
            i, shape->n_segments);
        if (shape->stop) {
            put(to, &to->tables, ", .stop = &a%zu",
                alphabet_number(to, shape->stop));
        }
        put(to, &to->tables, "},\n");
    }
    put(to, &to->tables, "};\n");
}

static void put_checks(struct emitter *to, const struct rule *rule, size_t n)
{
    if (!rule->n_checks) {
        return;
    }
    put(to, &to->tables, "static const struct rule_check r%zu_checks[] = {\n",
        n);
    for (size_t i = 0; i < rule->n_checks; i++) {
        put(to, &to->tables, "    {.name = t%zu, .drop = %s},\n",
            text_number(to, rule->checks[i].name), word(rule->checks[i].drop));
    }
    put(to, &to->tables, "};\n");
}

/* --- rules --------------------------------------------------------------- */

struct list_out {
    const char *field;
    const char *count;
    const char *const *texts;
    size_t n;
    size_t number;
};

static void put_rule_head(struct emitter *to, const struct rule *rule)
{
    put_text(to, "id", rule->id);
    put_text(to, "name", rule->name);
    put_text(to, "provider", rule->provider);
    put(to, &to->tables,
        "    .class = %d,\n    .environment = %d,\n    .severity = %d,\n"
        "    .generic = %s,\n    .assignment = %s,\n    .near = %d,\n"
        "    .min_entropy = %.17g,\n",
        (int)rule->class, (int)rule->environment, (int)rule->severity,
        word(rule->generic), word(rule->assignment), (int)rule->near,
        rule->min_entropy);
}

static void put_rule_texts(struct emitter *to, const struct rule *rule)
{
    const struct rule_guidance *guidance = &rule->guidance;
    put_text(to, "regex.pattern", rule->regex.pattern);
    put_text(to, "regex.anchor", rule->regex.anchor);
    put(to, &to->tables, "    .regex.secret_group = %d,\n",
        rule->regex.secret_group);
    put_text(to, "pair", rule->pair);
    put(to, &to->tables, "    .pair_required = %s,\n    .pair_lines = %u,\n",
        word(rule->pair_required), rule->pair_lines);
    put_text(to, "guidance.grants", guidance->grants);
    put_text(to, "guidance.url", guidance->url);
    put_text(to, "guidance.api", guidance->api);
    put_text(to, "guidance.cli", guidance->cli);
    put_text(to, "guidance.rotation", guidance->rotation);
    put_text(to, "guidance.confirm", guidance->confirm);
}

static void put_rule(struct emitter *to, const struct rule *rule, size_t n)
{
    const struct rule_guidance *guidance = &rule->guidance;
    struct list_out lists[] = {
        {"keywords", "n_keywords", rule->keywords, rule->n_keywords, 0},
        {"dummies", "n_dummies", rule->dummies, rule->n_dummies, 0},
        {"non_examples", "n_non_examples", rule->non_examples,
         rule->n_non_examples, 0},
        {"guidance.steps", "guidance.n_steps", guidance->steps,
         guidance->n_steps, 0},
        {"guidance.docs", "guidance.n_docs", guidance->docs, guidance->n_docs,
         0},
    };
    const size_t n_lists = sizeof(lists) / sizeof(lists[0]);
    put(to, &to->tables, "\n");
    put_shapes(to, rule, n);
    put_checks(to, rule, n);
    for (size_t i = 0; i < n_lists; i++) {
        if (lists[i].n) {
            lists[i].number = put_list(to, lists[i].texts, lists[i].n);
        }
    }
    put(to, &to->tables, "static const struct rule r%zu = {\n", n);
    put_rule_head(to, rule);
    if (rule->n_shapes) {
        put(to, &to->tables,
            "    .shapes = r%zu_shapes,\n    .n_shapes = %zu,\n", n,
            rule->n_shapes);
    }
    if (rule->n_checks) {
        put(to, &to->tables,
            "    .checks = r%zu_checks,\n    .n_checks = %zu,\n", n,
            rule->n_checks);
    }
    for (size_t i = 0; i < n_lists; i++) {
        if (lists[i].n) {
            put(to, &to->tables, "    .%s = l%zu,\n    .%s = %zu,\n",
                lists[i].field, lists[i].number, lists[i].count, lists[i].n);
        }
    }
    put_rule_texts(to, rule);
    put(to, &to->tables, "};\n");
}

static void put_set(struct emitter *to, const struct rule_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        put_rule(to, set->rules[i], i);
    }
    put(to, &to->tables, "\nstatic const struct rule *const rules[] = {\n");
    for (size_t i = 0; i < set->count; i++) {
        put(to, &to->tables, "    &r%zu,\n", i);
    }
    put(to, &to->tables,
        "};\n\nconst struct rule_set *rule_set_builtin(void)\n{\n"
        "    static const struct rule_set set = {.rules = rules, .count = "
        "%zu};\n    return &set;\n}\n",
        set->count);
}

int rule_emit(struct buf *out, const struct rule_set *set, struct err *err)
{
    static const char head[] =
        "/* Written by mkrules from patterns/; do not edit. */\n"
        "#include \"rule/rule_set.h\"\n\n";
    struct emitter to = {.err = err};
    buf_init(&to.shared, EMIT_CEILING);
    buf_init(&to.tables, EMIT_CEILING);
    if (set->count == 0) {
        to.rc = err_set(err, ERR_MISSING, "there are no rules");
    }
    put_set(&to, set);
    put(&to, out, "%s", head);
    if (to.rc == 0) {
        to.rc = buf_add(out, buf_span(&to.shared), err);
    }
    if (to.rc == 0) {
        to.rc = buf_add(out, buf_span(&to.tables), err);
    }
    buf_release(&to.shared);
    buf_release(&to.tables);
    tdestroy(to.texts, free);
    tdestroy(to.alphabets, free);
    return to.rc;
}
