/* SPDX-License-Identifier: Apache-2.0
 *
 * A pattern file of any bytes: it is a rule set whose invariants hold and that
 * can be written as C tables, or it is an error that names line and pointer. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "rule/rule_emit.h"
#include "rule/rule_set.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_segment(const struct segment *segment)
{
    if (segment->kind == SEGMENT_RUN) {
        demand(segment->alphabet && segment->alphabet->size > 0);
        demand(segment->min <= segment->max && segment->max > 0);
        demand(segment->max <= LIMIT_TOKEN);
        return;
    }
    demand(segment->n_texts > 0 && segment->n_texts <= LIMIT_CHOICES);
    for (size_t i = 0; i < segment->n_texts; i++) {
        demand(segment->texts[i][0] != '\0');
    }
}

static void check_rule(const struct rule_set *set, const struct rule *rule)
{
    demand(rule->id && rule->name && rule->provider && rule->guidance.grants);
    demand(rule->guidance.n_steps >= 2);
    demand(rule->n_shapes > 0 || rule->regex.pattern);
    demand(rule_set_find(set, rule->id) == rule);
    demand(!rule->pair || rule_set_find(set, rule->pair));
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct shape *shape = &rule->shapes[i];
        demand(shape->n_segments > 0 && shape->n_segments <= LIMIT_SEGMENTS);
        for (size_t j = 0; j < shape->n_segments; j++) {
            check_segment(&shape->segments[j]);
        }
    }
}

static void check_set(const struct rule_set *set)
{
    struct buf out;
    struct err err;
    for (size_t i = 0; i < set->count; i++) {
        check_rule(set, set->rules[i]);
    }
    buf_init(&out, 64u << 20);
    demand(set->count == 0 || rule_emit(&out, set, &err) == 0);
    buf_release(&out);
}

/* "f:12: /rules/0: ..." */
static void check_message(const char *text)
{
    demand(text[0] == 'f' && text[1] == ':' && isdigit(text[2]));
    char *end = NULL;
    demand(strtoul(text + 2, &end, 10) > 0);
    demand(strncmp(end, ": /", 3) == 0 && strstr(end + 3, ": "));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rule_set *set = NULL;
    struct err err = {.text = ""};
    log_set_level(LOG_ERROR);
    if (size > LIMIT_PATTERN_FILE) {
        return 0;
    }
    if (rule_set_parse(&set, span_of(data, size), "f", NULL, &err) < 0) {
        demand(set == NULL);
        check_message(err.text);
        return 0;
    }
    check_set(set);
    rule_set_free(set);
    return 0;
}
