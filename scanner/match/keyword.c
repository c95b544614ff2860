/* SPDX-License-Identifier: Apache-2.0
 *
 * Keywords without case and separators: "api_key" is compared as "apikey"
 * with apiKey, API-KEY and api key. A keyword begins where a word or a
 * camelCase part begins, which makes one place in five worth a look: there
 * the next four characters are hashed and a bitmap asked. */
#include "match/keyword.h"

#include "base/limits.h"
#include "base/mem.h"
#include "match/kernel.h"

#include <stdlib.h>

#define KEYWORD_MAX 48 /* characters that are compared */

/* Shorter ones must also end where a word ends: "aws" is not in "awsome". */
#define KEYWORD_LOOSE 6

struct keyword {
    char text[KEYWORD_MAX]; /* without separators */
    uint8_t len;
    uint32_t rule;
    uint32_t gram;
};

struct keyword_index {
    uint32_t four[KERNEL_BITMAP_WORDS];
    uint32_t three[KERNEL_BITMAP_WORDS];
    struct keyword *keywords; /* sorted by gram */
    size_t count;
    size_t room;
};

static bool is_separator(int c)
{
    return c == '_' || c == '-' || c == '.' || c == ' ';
}

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c | 32 : c;
}

static bool is_lower(int c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(int c)
{
    return is_lower(c) || is_upper(c) || is_digit(c);
}

/* Up to `max` characters from `pos` on without separators, in lower case;
 * `end` is where they end in the text. */
static size_t normalise(struct span text, size_t pos, size_t limit, char *out,
                        size_t max)
{
    size_t n = 0;
    for (; pos < limit && n < max; pos++) {
        int c = text.ptr[pos];
        if (!is_separator(c)) {
            out[n++] = (char)lower(c);
        }
    }
    return n;
}

static uint32_t gram_of(const char *text, size_t len)
{
    uint32_t gram = 0;
    memcpy(&gram, text, len < 4 ? len : 4);
    return gram;
}

static void add(struct keyword_index *index, uint32_t rule, const char *text)
{
    struct span span = span_str(text);
    size_t skip = 0;
    while (skip < span.len && !is_alnum(span.ptr[skip])) {
        skip++;
    }
    struct keyword keyword = {.rule = rule};
    keyword.len = (uint8_t)normalise(span, skip, span.len, keyword.text,
                                     sizeof(keyword.text));
    if (keyword.len < 3) {
        return;
    }
    keyword.gram = gram_of(keyword.text, keyword.len);
    uint32_t *bitmap = keyword.len < 4 ? index->three : index->four;
    uint32_t bit = kernel_hash(keyword.gram);
    bitmap[bit >> 5] |= 1u << (bit & 31);
    index->keywords =
        mem_grow(index->keywords, index->count, &index->room, sizeof(keyword));
    index->keywords[index->count++] = keyword;
}

static int by_gram(const void *a, const void *b)
{
    const struct keyword *x = a;
    const struct keyword *y = b;
    if (x->gram != y->gram) {
        return x->gram < y->gram ? -1 : 1;
    }
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

struct keyword_index *keyword_index_new(const struct rule_set *rules)
{
    struct keyword_index *index = mem_calloc(1, sizeof(*index));
    for (size_t r = 0; r < rules->count; r++) {
        const struct rule *rule = rules->rules[r];
        for (size_t k = 0; k < rule->n_keywords && !rule->assignment; k++) {
            add(index, (uint32_t)r, rule->keywords[k]);
        }
    }
    if (index->count) {
        qsort(index->keywords, index->count, sizeof(*index->keywords), by_gram);
    }
    return index;
}

void keyword_index_free(struct keyword_index *index)
{
    if (index) {
        free(index->keywords);
        free(index);
    }
}

void keyword_hits_init(struct keyword_hits *hits, size_t n_rules)
{
    *hits = (struct keyword_hits){
        .rules = mem_calloc(n_rules, sizeof(*hits->rules)),
        .seen = mem_calloc(n_rules, sizeof(*hits->seen)),
        .places = mem_calloc(n_rules, sizeof(*hits->places)),
    };
    keyword_hits_clear(hits);
}

void keyword_hits_release(struct keyword_hits *hits)
{
    free(hits->rules);
    free(hits->seen);
    free(hits->places);
    *hits = (struct keyword_hits){0};
}

void keyword_hits_clear(struct keyword_hits *hits)
{
    hits->count = 0;
    hits->epoch++;
}

static size_t first_of(const struct keyword_index *index, uint32_t gram)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (index->keywords[mid].gram < gram) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Where the keyword that begins at `pos` ends in the text; 0: not there. */
static size_t keyword_end(const struct keyword *keyword, struct span text,
                          size_t pos, size_t limit)
{
    size_t n = 0;
    for (; pos < limit && n < keyword->len; pos++) {
        int c = text.ptr[pos];
        if (is_separator(c)) {
            continue;
        }
        if (lower(c) != keyword->text[n]) {
            return 0;
        }
        n++;
    }
    if (n < keyword->len) {
        return 0;
    }
    int last = text.ptr[pos - 1];
    int next = span_at(text, pos);
    bool goes_on = is_lower(next) || (is_upper(last) && is_upper(next));
    return keyword->len < KEYWORD_LOOSE && goes_on ? 0 : pos;
}

static void look_up(const struct keyword_index *index, uint32_t gram,
                    struct span text, size_t pos, size_t limit,
                    struct keyword_hits *hits)
{
    for (size_t i = first_of(index, gram);
         i < index->count && index->keywords[i].gram == gram; i++) {
        const struct keyword *keyword = &index->keywords[i];
        if (keyword_hits_has(hits, keyword->rule)) {
            continue;
        }
        size_t end = keyword_end(keyword, text, pos, limit);
        if (end) {
            hits->seen[keyword->rule] = hits->epoch;
            hits->places[keyword->rule] = (struct range){pos, end};
            hits->rules[hits->count++] = keyword->rule;
        }
    }
}

static bool begins_word(int before, int c)
{
    if (!is_alnum(c)) {
        return false;
    }
    return !is_alnum(before) || (is_upper(c) && !is_upper(before)) ||
           (is_digit(c) != is_digit(before));
}

void keyword_find(const struct keyword_index *index, struct span text,
                  struct range window, struct keyword_hits *hits)
{
    int before = window.start ? text.ptr[window.start - 1] : ' ';
    size_t limit = window.end < text.len ? window.end : text.len;
    for (size_t pos = window.start; pos < limit; pos++) {
        int c = text.ptr[pos];
        bool begins = begins_word(before, c);
        before = c;
        if (!begins) {
            continue;
        }
        char four[4];
        size_t n = normalise(text, pos, limit, four, 4);
        if (n < 3) {
            continue;
        }
        uint32_t gram = gram_of(four, 3);
        if (bitmap_has(index->three, kernel_hash(gram))) {
            look_up(index, gram, text, pos, limit, hits);
        }
        if (n == 4) {
            gram = gram_of(four, 4);
            if (bitmap_has(index->four, kernel_hash(gram))) {
                look_up(index, gram, text, pos, limit, hits);
            }
        }
    }
}

/* May the keyword begin at `pos` of the name? Long ones anywhere at the
 * name's end ("dbpassword"), all where a part of the name begins. */
static bool name_has_at(const struct keyword *keyword, struct span name,
                        size_t pos)
{
    size_t end = keyword_end(keyword, name, pos, name.len);
    if (!end) {
        return false;
    }
    int before = pos ? name.ptr[pos - 1] : ' ';
    return begins_word(before, name.ptr[pos]) ||
           (end == name.len && keyword->len >= 4);
}

bool keyword_names(const struct rule *rule, struct span name)
{
    for (size_t k = 0; k < rule->n_keywords; k++) {
        struct keyword keyword = {0};
        struct span text = span_str(rule->keywords[k]);
        keyword.len = (uint8_t)normalise(text, 0, text.len, keyword.text,
                                         sizeof(keyword.text));
        for (size_t pos = 0; pos < name.len && keyword.len; pos++) {
            if (name_has_at(&keyword, name, pos)) {
                return true;
            }
        }
    }
    return false;
}
