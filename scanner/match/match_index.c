/* SPDX-License-Identifier: Apache-2.0
 *
 * Sorts the anchors of a rule set into the engine's tables. Runs once at
 * start-up, also for an empty folder, so it does nothing that it can leave to
 * the first candidate: no sorting, no regular expression compiled (except
 * those of pattern files, whose errors must be seen at once). */
#include "match/match_index.h"

#include "base/mem.h"
#include "match/name_tails.h"
#include "match/shape.h"

#include <stdlib.h>

void key_table_init(struct key_table *table, uint32_t chains)
{
    table->first = mem_alloc(chains * sizeof(*table->first));
    memset(table->first, 0xff, chains * sizeof(*table->first)); /* NONE */
    table->mask = chains - 1;
}

void key_table_add(struct key_table *table, const struct anchor *anchor)
{
    uint32_t *first = &table->first[key_table_chain(table, anchor->key)];
    table->anchors = mem_grow(table->anchors, table->count, &table->room,
                              sizeof(*table->anchors));
    table->links = mem_grow(table->links, table->count, &table->links_room,
                            sizeof(*table->links));
    table->anchors[table->count] = *anchor;
    table->links[table->count] = (struct key_link){anchor->key, *first};
    *first = (uint32_t)table->count++;
}

static void list_add(struct anchor_list *list, const struct anchor *anchor)
{
    list->anchors = mem_grow(list->anchors, list->count, &list->room,
                             sizeof(*list->anchors));
    list->anchors[list->count++] = *anchor;
}

/* Sets a bit for every spelling of four bytes: `folded` bits are either. */
static void add_spellings(uint32_t *bitmap, uint32_t four, uint32_t folded)
{
    uint32_t flips = folded;
    do {
        flips = (flips - 1) & folded;
        bitmap_set(bitmap, kernel_hash((four & ~folded) | flips));
    } while (flips != folded);
}

/* What the kernel compares of the bytes before a word: four, if three of them
 * are known at least; otherwise two. */
static void add_left(struct match_index *index, const struct anchor *anchor)
{
    struct kernel_tables *tables = index->tables;
    uint32_t four = (uint32_t)(anchor->known >> 32);
    uint32_t mask = (uint32_t)(anchor->known_mask >> 32);
    uint32_t folded = ~mask & 0x20202020u;
    bitmap_set(tables->two, anchor->key);
    tables->before[anchor->key >> 8] |= KERNEL_BEFORE_LEFT;
    if ((mask | 0x202020ffu) != UINT32_MAX) {
        bitmap_set(tables->left_two, anchor->key);
    } else if (mask & 0xff) {
        add_spellings(tables->left_four, four, folded);
    } else {
        for (uint32_t c = 0; c < 256; c++) {
            add_spellings(tables->left_four, four | c, folded & ~0xffu);
        }
    }
}

/* Where a form was last met, to find the shapes that are written alike. */
struct form_slot {
    const struct shape *shape;
    uint32_t form;
    uint32_t last;
};

static struct form_slot *form_slot(struct form_slot *slots, uint32_t mask,
                                   const struct shape *shape)
{
    uint32_t i = shape_hash(shape) & mask;
    while (slots[i].shape && !shape_same(slots[i].shape, shape)) {
        i = (i + 1) & mask;
    }
    return &slots[i];
}

static void add_shape(struct match_index *index, struct form_slot *slot,
                      const struct shape *shape, uint32_t number)
{
    if (slot->shape) {
        index->next_alike[slot->last] = number;
    } else {
        slot->shape = shape;
        slot->form = number;
    }
    slot->last = number;
    index->form_of[number] = slot->form;
    index->next_alike[number] = INDEX_NONE;
}

static size_t count_shapes(struct match_index *index)
{
    size_t n = 0;
    for (size_t i = 0; i < index->rules->count; i++) {
        index->first_shape[i] = (uint32_t)n;
        n += index->rules->rules[i]->n_shapes;
    }
    return n;
}

static void index_forms(struct match_index *index)
{
    const struct rule_set *rules = index->rules;
    index->first_shape = mem_calloc(rules->count, sizeof(uint32_t));
    size_t n_shapes = count_shapes(index);
    index->n_shapes = n_shapes;
    index->form_of = mem_calloc(n_shapes, sizeof(uint32_t));
    index->next_alike = mem_calloc(n_shapes, sizeof(uint32_t));
    index->rule_of = mem_calloc(n_shapes, sizeof(uint32_t));
    uint32_t size = 64;
    while (size < n_shapes * 2) {
        size *= 2;
    }
    struct form_slot *slots = mem_calloc(size, sizeof(*slots));
    for (uint32_t i = 0, n = 0; i < rules->count; i++) {
        for (size_t k = 0; k < rules->rules[i]->n_shapes; k++, n++) {
            const struct shape *shape = &rules->rules[i]->shapes[k];
            add_shape(index, form_slot(slots, size - 1, shape), shape, n);
            index->rule_of[n] = i;
        }
    }
    free(slots);
}

/* The shape's anchors are those of its form, which has them already. */
static bool is_alike(const struct match_index *index,
                     const struct anchor *anchor)
{
    if (anchor->shape == ANCHOR_REGEX || anchor->kind == ANCHOR_RUN ||
        anchor->kind == ANCHOR_SIGN) {
        return false;
    }
    uint32_t number = index->first_shape[anchor->rule] + anchor->shape;
    return index->form_of[number] != number;
}

static void add_anchor(void *ctx, const struct anchor *anchor)
{
    struct match_index *index = ctx;
    if (is_alike(index, anchor)) {
        return;
    }
    switch (anchor->kind) {
    case ANCHOR_HEAD:
        bitmap_set(index->tables->head, kernel_hash(anchor->key));
        key_table_add(&index->head, anchor);
        break;
    case ANCHOR_LEFT:
        add_left(index, anchor);
        key_table_add(&index->left, anchor);
        break;
    case ANCHOR_MARK:
        bitmap_set(index->tables->sign, kernel_hash(anchor->key));
        key_table_add(&index->mark, anchor);
        break;
    case ANCHOR_URL_HOST:
        key_table_add(&index->host, anchor);
        break;
    case ANCHOR_URL_SCHEME:
        key_table_add(&index->scheme, anchor);
        break;
    default:
        list_add(&index->lists[anchor->kind], anchor);
        break;
    }
}

/* Does the alphabet have letters or digits, and nothing outside `others` and
 * these? A set with more than that is tried at both kinds of run. */
static uint8_t run_class_of(const struct rule *rule, uint16_t shape)
{
    if (shape == ANCHOR_REGEX) {
        return RUN_IN_BASE64 | RUN_IN_BASE64URL;
    }
    const struct alphabet *set = rule->shapes[shape].segments[0].alphabet;
    if (!set) {
        return RUN_IN_BASE64 | RUN_IN_BASE64URL;
    }
    bool base64 = alphabet_has(set, '+') || alphabet_has(set, '/');
    bool urlsafe = alphabet_has(set, '-') || alphabet_has(set, '_');
    if (base64 == urlsafe) {
        return RUN_IN_BASE64 | RUN_IN_BASE64URL;
    }
    return base64 ? RUN_IN_BASE64 : RUN_IN_BASE64URL;
}

/* How many bytes all texts of a part begin with, at most RUN_PROBE_BYTES. */
static size_t common_bytes(const struct segment *segment)
{
    size_t n = 0;
    while (n < RUN_PROBE_BYTES && segment->texts[0][n]) {
        for (size_t i = 1; i < segment->n_texts; i++) {
            if (segment->texts[i][n] != segment->texts[0][n]) {
                return n;
            }
        }
        n++;
    }
    return n;
}

/* More bytes than this end few looks. */
#define RUN_PROBE_SET 16

static bool is_narrow(const struct alphabet *alphabet)
{
    int n = 0;
    for (size_t i = 0; i < 4; i++) {
        n += __builtin_popcountll(alphabet->bits[i]);
    }
    return n <= RUN_PROBE_SET;
}

static struct run_group probe_for(const struct segment *segment, uint32_t at)
{
    struct run_group probe = {.at = at};
    if (segment->kind == SEGMENT_RUN) {
        memcpy(probe.set, segment->alphabet->bits, sizeof(probe.set));
        return probe;
    }
    probe.n_bytes = (uint32_t)common_bytes(segment);
    memcpy(probe.bytes, segment->texts[0], probe.n_bytes);
    for (size_t i = 0; i < segment->n_texts; i++) {
        unsigned char c = (unsigned char)segment->texts[i][0];
        probe.set[c >> 6] |= UINT64_C(1) << (c & 63);
    }
    return probe;
}

/* The first text of a shape that stands at a fixed distance; without one, the
 * first run of few letters. */
static struct run_group probe_of(const struct rule *rule, uint16_t number)
{
    struct run_group probe = {0};
    memset(probe.set, 0xff, sizeof(probe.set));
    if (number == ANCHOR_REGEX) {
        return probe;
    }
    const struct shape *shape = &rule->shapes[number];
    bool known = false;
    uint32_t at = 0;
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        bool text = segment->kind == SEGMENT_TEXT;
        if (segment->optional || segment->fold || at > RUN_PROBE_REACH) {
            break;
        }
        if (text || (!known && is_narrow(segment->alphabet))) {
            probe = probe_for(segment, at);
            known = true;
        }
        if (text || segment->min != segment->max) {
            break;
        }
        at += segment->min;
    }
    return probe;
}

static bool same_probe(const struct run_group *a, const struct run_group *b)
{
    return a->at == b->at && a->n_bytes == b->n_bytes &&
           memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0 &&
           memcmp(a->set, b->set, sizeof(a->set)) == 0;
}

static uint32_t group_of(struct match_index *index, size_t *room,
                         struct run_group probe)
{
    size_t g = 0;
    while (g < index->n_always && !same_probe(&index->always[g], &probe)) {
        g++;
    }
    if (g == index->n_always) {
        index->always =
            mem_grow(index->always, index->n_always, room, sizeof(probe));
        index->always[index->n_always++] = probe;
    }
    index->always[g].count++;
    return (uint32_t)g;
}

/* Anchors of all groups; `groups`: by run anchor, its group or INDEX_NONE. */
static void fill_groups(struct match_index *index, const uint32_t *groups)
{
    size_t n_runs = index->lists[ANCHOR_RUN].count;
    index->always_anchors = mem_calloc(n_runs, sizeof(uint32_t));
    for (size_t g = 0; g < index->n_always; g++) {
        index->always[g].first = (uint32_t)index->n_always_anchors;
        for (size_t i = 0; i < n_runs; i++) {
            if (groups[i] == g) {
                index->always_anchors[index->n_always_anchors++] = (uint32_t)i;
            }
        }
    }
}

static int compare_groups(const void *left, const void *right)
{
    const struct run_group *a = left;
    const struct run_group *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    return a->first < b->first ? -1 : 1;
}

static void add_distance(struct match_index *index, size_t *room, size_t g)
{
    const struct run_group *group = &index->always[g];
    if (index->n_distances == 0 ||
        index->distances[index->n_distances - 1].at != group->at) {
        index->distances = mem_grow(index->distances, index->n_distances, room,
                                    sizeof(*index->distances));
        index->distances[index->n_distances++] =
            (struct run_distance){.at = group->at, .first = (uint32_t)g};
    }
    struct run_distance *distance = &index->distances[index->n_distances - 1];
    distance->count++;
    for (size_t i = 0; i < 4; i++) {
        distance->bytes[i] |= group->set[i];
    }
}

static void index_distances(struct match_index *index)
{
    size_t room = 0;
    if (index->n_always > 0) {
        qsort(index->always, index->n_always, sizeof(*index->always),
              compare_groups);
    }
    for (size_t g = 0; g < index->n_always; g++) {
        add_distance(index, &room, g);
    }
}

static void index_run_rules(struct match_index *index)
{
    const struct anchor_list *runs = &index->lists[ANCHOR_RUN];
    index->run_class = mem_calloc(runs->count, 1);
    index->first_run = mem_calloc(index->rules->count, sizeof(uint32_t));
    for (size_t i = 0; i < index->rules->count; i++) {
        index->first_run[i] = INDEX_NONE;
    }
    for (size_t i = runs->count; i-- > 0;) {
        const struct anchor *anchor = &runs->anchors[i];
        index->run_class[i] =
            run_class_of(index->rules->rules[anchor->rule], anchor->shape);
        index->first_run[anchor->rule] = (uint32_t)i;
    }
}

static void index_runs(struct match_index *index)
{
    const struct anchor_list *runs = &index->lists[ANCHOR_RUN];
    index_run_rules(index);
    index->forms = mem_calloc(1, sizeof(*index->forms));
    uint32_t *groups = mem_calloc(runs->count, sizeof(*groups));
    size_t room = 0;
    for (size_t i = 0; i < runs->count; i++) {
        const struct anchor *anchor = &runs->anchors[i];
        const struct rule *rule = index->rules->rules[anchor->rule];
        groups[i] = INDEX_NONE;
        if (rule->n_keywords == 0 || rule->near == NEAR_BLOCK) {
            groups[i] = group_of(index, &room, probe_of(rule, anchor->shape));
        } else {
            run_forms_add(index->forms, anchor->shape == ANCHOR_REGEX
                                            ? NULL
                                            : &rule->shapes[anchor->shape]);
        }
    }
    fill_groups(index, groups);
    index_distances(index);
    free(groups);
}

static void index_names(struct match_index *index)
{
    const struct anchor_list *signs = &index->lists[ANCHOR_SIGN];
    if (signs->count > 0) {
        name_tails_add_others(&index->tails, index->tables);
    }
    for (size_t i = 0; i < signs->count; i++) {
        name_tails_add_rule(&index->tails, index->tables,
                            index->rules->rules[signs->anchors[i].rule]);
    }
}

/* Bytes that escapes end with, so that the engine sees the word behind. */
static void index_glue(struct match_index *index)
{
    static const char glue[] = "\\%=[;-";
    for (const char *c = glue; *c; c++) {
        index->tables->before[(unsigned char)*c] |= KERNEL_BEFORE_GLUE;
        for (uint32_t first = 0; first < 256; first++) {
            bitmap_set(index->tables->two,
                       first | (uint32_t)(unsigned char)*c << 8);
        }
    }
}

static void index_regexes(struct match_index *index)
{
    const struct rule_set *rules = index->rules;
    size_t room = 0;
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->rules[i]->regex.pattern) {
            index->regex_rules =
                mem_grow(index->regex_rules, index->n_regex_rules, &room,
                         sizeof(*index->regex_rules));
            index->regex_rules[index->n_regex_rules++] = (uint32_t)i;
        }
    }
}

int match_index_regexes(struct match_index *index, struct err *err)
{
    const struct rule_set *rules = index->rules;
    index->regexes = mem_calloc(rules->count, sizeof(struct regex *));
    for (size_t i = 0; i < index->n_regex_rules; i++) {
        uint32_t rule = index->regex_rules[i];
        index->regexes[rule] = regex_new(&rules->rules[rule]->regex);
        if (rules->arena && regex_compile(index->regexes[rule], err) < 0) {
            return err_prefix(err, "rule %s", rules->rules[rule]->id);
        }
    }
    return 0;
}

int match_index_init(struct match_index *index, const struct rule_set *rules,
                     struct err *err)
{
    memset(index, 0, sizeof(*index));
    index->rules = rules;
    index->tables = mem_calloc(1, sizeof(*index->tables));
    index->keywords = keyword_index_new();
    index->names = keyword_index_new();
    key_table_init(&index->head, 16384);
    key_table_init(&index->left, 2048);
    key_table_init(&index->mark, 256);
    key_table_init(&index->tails, 1024);
    key_table_init(&index->host, 256);
    key_table_init(&index->scheme, 256);
    index_forms(index);
    for (size_t i = 0; i < rules->count; i++) {
        int rc =
            anchor_derive(rules->rules[i], (uint32_t)i, add_anchor, index, err);
        if (rc < 0) {
            return rc;
        }
    }
    index_runs(index);
    index_names(index);
    index_glue(index);
    index_regexes(index);
    keyword_index_add_rules(index->keywords, rules, KEYWORD_NEAR);
    keyword_index_add_rules(index->names, rules, KEYWORD_NAMES);
    return match_index_regexes(index, err);
}

/* `n` is an lvalue: the visitor may set it. */
#define VISIT(array, n) ((array) = visit(ctx, (array), &(n), sizeof(*(array))))

static void visit_table(struct key_table *table, array_visit visit, void *ctx)
{
    size_t chains = table->first ? (size_t)table->mask + 1 : 0;
    VISIT(table->first, chains);
    table->mask = (uint32_t)chains - 1;
    VISIT(table->anchors, table->count);
    VISIT(table->links, table->count);
}

void match_index_visit_all(struct match_index *index, array_visit visit,
                           void *ctx)
{
    size_t one = 1;
    size_t n_rules = index->rules->count;
    VISIT(index->tables, one);
    VISIT(index->first_shape, n_rules);
    VISIT(index->form_of, index->n_shapes);
    VISIT(index->next_alike, index->n_shapes);
    VISIT(index->rule_of, index->n_shapes);
    visit_table(&index->head, visit, ctx);
    visit_table(&index->left, visit, ctx);
    visit_table(&index->mark, visit, ctx);
    visit_table(&index->tails, visit, ctx);
    visit_table(&index->host, visit, ctx);
    visit_table(&index->scheme, visit, ctx);
    for (size_t i = 0; i < ANCHOR_KINDS; i++) {
        VISIT(index->lists[i].anchors, index->lists[i].count);
    }
    VISIT(index->run_class, index->lists[ANCHOR_RUN].count);
    VISIT(index->first_run, n_rules);
    VISIT(index->forms, one);
    VISIT(index->always, index->n_always);
    VISIT(index->distances, index->n_distances);
    VISIT(index->always_anchors, index->n_always_anchors);
    VISIT(index->regex_rules, index->n_regex_rules);
    keyword_index_visit_all(index->keywords, visit, ctx);
    keyword_index_visit_all(index->names, visit, ctx);
}

static void *free_array(void *ctx, void *array, size_t *count, size_t element)
{
    (void)ctx;
    (void)count;
    (void)element;
    free(array);
    return NULL;
}

void match_index_release(struct match_index *index)
{
    for (size_t i = 0; index->regexes && i < index->n_regex_rules; i++) {
        regex_free(index->regexes[index->regex_rules[i]]);
    }
    free(index->regexes);
    if (index->keywords && index->names && !index->borrowed) {
        match_index_visit_all(index, free_array, NULL);
    }
    keyword_index_free(index->keywords);
    keyword_index_free(index->names);
}
