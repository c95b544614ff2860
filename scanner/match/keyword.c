/* SPDX-License-Identifier: Apache-2.0
 *
 * Keywords without case and separators: "api_key" is compared as "apikey"
 * with apiKey, API-KEY and api key. A keyword begins where a word or a
 * camelCase part begins, which makes one place in five worth a look: there
 * the next three characters are hashed and a bitmap asked. */
#include "match/keyword.h"

#include "base/limits.h"
#include "base/mem.h"
#include "match/kernel.h"

#include <ctype.h>
#include <stdlib.h>

#define KEYWORD_MAX 48 /* characters that are compared */

/* Shorter ones must also end where a word ends: "aws" is not in "awsome". */
#define KEYWORD_LOOSE 6

struct keyword {
    char text[KEYWORD_MAX]; /* without separators */
    uint8_t len;
    uint32_t rule;
    uint32_t gram;
    uint32_t next; /* in its chain */
};

/* Small, because it is asked at every word near a candidate and should stay
 * in the first-level cache beside the text. */
#define KEYWORD_BITS 16384u

#define KEYWORD_BUCKETS 4096
#define KEYWORD_NONE    UINT32_MAX

struct keyword_index {
    uint32_t three[KEYWORD_BITS / 32]; /* the first three of each keyword */
    uint8_t kinds[256];                /* enum kind of each byte */
    uint32_t first[KEYWORD_BUCKETS];   /* chains by hash of the gram */
    struct keyword *keywords;
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

/* Kinds of bytes; a keyword may begin where the kind changes so. */
enum kind {
    KIND_OTHER,
    KIND_LOWER,
    KIND_UPPER,
    KIND_DIGIT
};

static enum kind kind_of(int c)
{
    if (is_lower(c)) {
        return KIND_LOWER;
    }
    if (is_upper(c)) {
        return KIND_UPPER;
    }
    return is_digit(c) ? KIND_DIGIT : KIND_OTHER;
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
    uint32_t bit = kernel_hash(gram_of(keyword.text, 3)) % KEYWORD_BITS;
    index->three[bit >> 5] |= 1u << (bit & 31);
    uint32_t chain = kernel_hash(keyword.gram) % KEYWORD_BUCKETS;
    uint32_t *first = &index->first[chain];
    keyword.next = *first;
    *first = (uint32_t)index->count;
    index->keywords =
        mem_grow(index->keywords, index->count, &index->room, sizeof(keyword));
    index->keywords[index->count++] = keyword;
}

static bool wanted(const struct rule *rule, enum keyword_scope scope)
{
    bool by_name = rule->assignment || rule->near == NEAR_NAME;
    return scope == KEYWORD_NAMES ? by_name : !rule->assignment;
}

struct keyword_index *keyword_index_new(const struct rule_set *rules,
                                        enum keyword_scope scope)
{
    struct keyword_index *index = mem_calloc(1, sizeof(*index));
    memset(index->first, 0xff, sizeof(index->first)); /* KEYWORD_NONE */
    for (int c = 0; c < 256; c++) {
        index->kinds[c] = (uint8_t)kind_of(c);
    }
    for (size_t r = 0; r < rules->count; r++) {
        const struct rule *rule = rules->rules[r];
        for (size_t k = 0; k < rule->n_keywords && wanted(rule, scope); k++) {
            add(index, (uint32_t)r, rule->keywords[k]);
        }
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

/* `to_the_end`: in the middle of a word, only what ends with it counts, and
 * only if it is long enough to mean something ("dbpassword"). */
static void look_up(const struct keyword_index *index, uint32_t gram,
                    struct span text, size_t pos, size_t limit, bool to_the_end,
                    struct keyword_hits *hits)
{
    uint32_t bucket = kernel_hash(gram) % KEYWORD_BUCKETS;
    const struct keyword *keyword;
    for (uint32_t i = index->first[bucket]; i != KEYWORD_NONE;
         i = keyword->next) {
        keyword = &index->keywords[i];
        if (keyword->gram != gram) {
            continue;
        }
        if (keyword_hits_has(hits, keyword->rule)) {
            continue;
        }
        size_t end = keyword_end(keyword, text, pos, limit);
        bool counts = !to_the_end || (end == limit && keyword->len >= 4);
        if (end && counts) {
            hits->seen[keyword->rule] = hits->epoch;
            hits->places[keyword->rule] = (struct range){pos, end};
            hits->rules[hits->count++] = keyword->rule;
        }
    }
}

/* begins[before][here]: "aB", "1a", "a1" and " a" do, "ab" and "Ab" do not. */
static const bool begins[4][4] = {
    [KIND_OTHER] = {false, true, true, true},
    [KIND_LOWER] = {false, false, true, true},
    [KIND_UPPER] = {false, false, false, true},
    [KIND_DIGIT] = {false, true, true, false},
};

static bool begins_word(int before, int c)
{
    return begins[kind_of(before)][kind_of(c)];
}

/* The first three characters of a keyword that could begin at `pos`; false
 * when there are none. Nearly always they stand side by side. */
static bool three_at(const struct keyword_index *index, struct span text,
                     size_t pos, size_t limit, uint32_t *gram)
{
    if (limit - pos < 3) {
        return false;
    }
    if (index->kinds[text.ptr[pos + 1]] && index->kinds[text.ptr[pos + 2]]) {
        *gram = (load_four(text.ptr + pos) | 0x20202020u) & 0xffffffu;
        return true;
    }
    char three[3];
    if (normalise(text, pos, limit, three, 3) < 3) {
        return false;
    }
    *gram = gram_of(three, 3);
    return true;
}

static void find_at(const struct keyword_index *index, struct span text,
                    size_t pos, size_t limit, bool to_the_end,
                    struct keyword_hits *hits)
{
    uint32_t gram;
    if (!three_at(index, text, pos, limit, &gram) ||
        !bitmap_has(index->three, kernel_hash(gram) % KEYWORD_BITS)) {
        return;
    }
    look_up(index, gram, text, pos, limit, to_the_end, hits);
    char four[4];
    if (normalise(text, pos, limit, four, 4) == 4) {
        look_up(index, gram_of(four, 4), text, pos, limit, to_the_end, hits);
    }
}

/* "?next=%2Fv1%3Fapi_key%3D...": what stands behind %XX begins a word, though
 * its last digit looks like a part of it. */
static bool follows_percent(struct span text, size_t pos)
{
    return pos >= 3 && text.ptr[pos - 3] == '%' &&
           isxdigit(text.ptr[pos - 2]) && isxdigit(text.ptr[pos - 1]);
}

void keyword_find(const struct keyword_index *index, struct span text,
                  struct range window, struct keyword_hits *hits)
{
    size_t limit = window.end < text.len ? window.end : text.len;
    enum kind before =
        window.start ? kind_of(text.ptr[window.start - 1]) : KIND_OTHER;
    for (size_t pos = window.start; pos < limit; pos++) {
        enum kind here = index->kinds[text.ptr[pos]];
        if (begins[before][here] ||
            (here != KIND_OTHER && follows_percent(text, pos))) {
            find_at(index, text, pos, limit, false, hits);
        }
        before = here;
    }
}

void keyword_find_in_name(const struct keyword_index *index, struct span text,
                          struct range name, struct keyword_hits *hits)
{
    struct span whole = span_of(text.ptr, name.end);
    int before = ' ';
    for (size_t pos = name.start; pos < name.end; pos++) {
        int c = text.ptr[pos];
        bool begins_here = begins_word(before, c);
        before = c;
        if (begins_here) {
            find_at(index, whole, pos, name.end, false, hits);
        } else if (is_alnum(c)) {
            find_at(index, whole, pos, name.end, true, hits);
        }
    }
}
