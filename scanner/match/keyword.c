/* SPDX-License-Identifier: Apache-2.0
 *
 * Keywords without case and separators: "api_key" is compared as "apikey"
 * with apiKey, API-KEY and api key. A keyword begins where a word or a
 * camelCase part begins. The text is first copied without separators, so that
 * at each such place the next eight characters are one load; bitmaps of the
 * first characters of all keywords then end nearly every look. */
#include "match/keyword.h"

#include "base/byte.h"
#include "base/mem.h"
#include "match/kernel.h"

#include <stdlib.h>

#define KEYWORD_MAX 48 /* characters that are compared */

/* Shorter ones must also end where a word ends: "aws" is not in "awsome". */
#define KEYWORD_LOOSE 6

/* In the middle of a name, shorter ones mean nothing. */
#define KEYWORD_ENDING 4

struct keyword {
    char text[KEYWORD_MAX]; /* without separators */
    uint64_t gaps;          /* bit i: one stands in front of text[i] */
    uint64_t gram;          /* its first characters; see gram_lengths */
    uint32_t len;
    uint32_t rule;
    uint32_t next;  /* in its chain */
    uint32_t spare; /* no hole: keywords are compiled in as bytes */
};

/* How many characters of a keyword are hashed: as many of these as it has. */
static const unsigned gram_lengths[] = {3, 4, 6, 8};

#define GRAM_LENGTHS (sizeof(gram_lengths) / sizeof(gram_lengths[0]))
#define GRAM_MAX     8

/* Thousands of keywords set two bits in a hundred. */
#define GRAM_BITS 17

/* By the first four characters. */
#define FOUR_BITS  15
#define FOUR_WORDS ((1u << FOUR_BITS) / 32)

#define KEYWORD_BUCKETS 16384
#define KEYWORD_NONE    UINT32_MAX

#define GRAM_WORDS ((1u << GRAM_BITS) / 32)

struct keyword_index {
    uint32_t *fours;   /* a bitmap by four_hash: ends most looks at once */
    uint32_t *grams;   /* a bitmap by gram_hash */
    uint32_t *first;   /* chains by hash of the gram */
    uint64_t *lengths; /* a bit for each that a keyword has */
    struct keyword *keywords;
    size_t count;
    size_t room;
    uint8_t kinds[256];       /* enum kind of each byte */
    unsigned char plain[256]; /* in lower case; 0: a separator */
};

static bool is_separator(int c)
{
    return c == '_' || c == '-' || c == '.' || c == ' ';
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
    if (byte_is_lower(c)) {
        return KIND_LOWER;
    }
    if (byte_is_upper(c)) {
        return KIND_UPPER;
    }
    return byte_is_digit(c) ? KIND_DIGIT : KIND_OTHER;
}

#define AFTER(before, here) (1u << ((before)*4 + (here)))

/* "aB", "1a", "a1" and " a" begin something, "ab" and "Ab" do not. */
static bool begins(enum kind before, enum kind here)
{
    const unsigned all =
        AFTER(KIND_OTHER, KIND_LOWER) | AFTER(KIND_OTHER, KIND_UPPER) |
        AFTER(KIND_OTHER, KIND_DIGIT) | AFTER(KIND_LOWER, KIND_UPPER) |
        AFTER(KIND_LOWER, KIND_DIGIT) | AFTER(KIND_UPPER, KIND_DIGIT) |
        AFTER(KIND_DIGIT, KIND_LOWER) | AFTER(KIND_DIGIT, KIND_UPPER);
    return all >> (before * 4 + here) & 1;
}

/* --- The index ---------------------------------------------------------- */

static uint64_t gram_mask(unsigned len)
{
    return len < GRAM_MAX ? (UINT64_C(1) << 8 * len) - 1 : UINT64_MAX;
}

static uint32_t gram_hash(uint64_t gram)
{
    /* As kernel_hash, for 64 bits. */
    return (uint32_t)(gram * UINT64_C(0x9e3779b97f4a7c15) >> (64 - GRAM_BITS));
}

static uint32_t four_hash(uint32_t four)
{
    return kernel_hash(four) >> (KERNEL_HASH_BITS - FOUR_BITS);
}

/* Behind a keyword of three characters anything may stand. */
static void add_fours(struct keyword_index *index,
                      const struct keyword *keyword)
{
    uint32_t four = load_four((const unsigned char *)keyword->text);
    for (uint32_t c = 0; keyword->len == 3 && c < 256; c++) {
        bitmap_set(index->fours, four_hash(four | c << 24));
    }
    bitmap_set(index->fours, four_hash(four));
}

/* The keyword's characters in lower case, without separators. */
static void normalise(struct keyword *keyword, const char *text)
{
    for (; *text && keyword->len < sizeof(keyword->text); text++) {
        if (is_separator(*text)) {
            keyword->gaps |= UINT64_C(1) << keyword->len;
        } else {
            keyword->text[keyword->len++] =
                (char)byte_lower((unsigned char)*text);
        }
    }
}

static void add(struct keyword_index *index, uint32_t rule, const char *text)
{
    struct keyword keyword = {.rule = rule};
    while (*text && kind_of((unsigned char)*text) == KIND_OTHER) {
        text++;
    }
    normalise(&keyword, text);
    if (keyword.len < gram_lengths[0]) {
        return;
    }
    unsigned len = gram_lengths[0];
    for (size_t i = 1; i < GRAM_LENGTHS; i++) {
        len = gram_lengths[i] <= keyword.len ? gram_lengths[i] : len;
    }
    memcpy(&keyword.gram, keyword.text, GRAM_MAX);
    keyword.gram &= gram_mask(len);
    uint32_t hash = gram_hash(keyword.gram);
    bitmap_set(index->grams, hash);
    add_fours(index, &keyword);
    *index->lengths |= UINT64_C(1) << keyword.len;
    uint32_t *first = &index->first[hash % KEYWORD_BUCKETS];
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

struct keyword_index *keyword_index_new(void)
{
    struct keyword_index *index = mem_calloc(1, sizeof(*index));
    for (int c = 0; c < 256; c++) {
        index->kinds[c] = (uint8_t)kind_of(c);
        index->plain[c] = is_separator(c) ? 0 : (unsigned char)byte_lower(c);
    }
    return index;
}

void keyword_index_add_rules(struct keyword_index *index,
                             const struct rule_set *rules,
                             enum keyword_scope scope)
{
    index->fours = mem_calloc(FOUR_WORDS, sizeof(*index->fours));
    index->grams = mem_calloc(GRAM_WORDS, sizeof(*index->grams));
    index->first = mem_alloc(KEYWORD_BUCKETS * sizeof(*index->first));
    memset(index->first, 0xff, KEYWORD_BUCKETS * sizeof(*index->first));
    index->lengths = mem_calloc(1, sizeof(*index->lengths));
    for (size_t r = 0; r < rules->count; r++) {
        const struct rule *rule = rules->rules[r];
        for (size_t k = 0; k < rule->n_keywords && wanted(rule, scope); k++) {
            add(index, (uint32_t)r, rule->keywords[k]);
        }
    }
}

void keyword_index_visit_all(struct keyword_index *index, array_visit visit,
                             void *ctx)
{
    size_t n_fours = FOUR_WORDS;
    size_t n_grams = GRAM_WORDS;
    size_t n_first = KEYWORD_BUCKETS;
    size_t one = 1;
    VISIT(index->fours, n_fours);
    VISIT(index->grams, n_grams);
    VISIT(index->first, n_first);
    VISIT(index->lengths, one);
    VISIT(index->keywords, index->count);
}

void keyword_index_free(struct keyword_index *index)
{
    free(index);
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

/* --- One place ---------------------------------------------------------- */

/* Where keywords are looked for, and what becomes of them: each rule's first
 * in `hits`, or all of them in `trail`. */
struct search {
    const struct keyword_index *index;
    struct span text; /* ends with the window */
    struct keyword_hits *hits;
    struct keyword_trail *trail;
};

static void add_hit(struct keyword_hits *hits, uint32_t rule,
                    struct range place)
{
    if (!keyword_hits_has(hits, rule)) {
        hits->seen[rule] = hits->epoch;
        hits->places[rule] = place;
        hits->rules[hits->count++] = rule;
    }
}

/* One more than there is room for says that it is full. */
static void add_to_trail(struct keyword_trail *trail, uint32_t rule,
                         struct range place)
{
    if (trail->count < KEYWORD_TRAIL) {
        trail->hits[trail->count] = (struct keyword_hit){rule, place};
    }
    trail->count += trail->count <= KEYWORD_TRAIL;
}

/* Where the keyword that begins at `pos` ends in the text; 0: not there. Names
 * are written with any dashes ("SEND_GRID"); a blank or a dot parts words, and
 * stands only where the keyword has one: "don't enable" is not Tenable. */
static size_t keyword_end(const struct keyword *keyword, struct span text,
                          size_t pos)
{
    size_t n = 0;
    for (; pos < text.len && n < keyword->len; pos++) {
        int c = text.ptr[pos];
        if (c == '_' || c == '-') {
            continue;
        }
        if (is_separator(c) && (keyword->gaps >> n & 1)) {
            continue;
        }
        if (byte_lower(c) != keyword->text[n]) {
            return 0;
        }
        n++;
    }
    return n < keyword->len ? 0 : pos;
}

/* A short one is not the beginning of a longer word. */
static bool goes_on(const struct keyword *keyword, struct span whole,
                    size_t end)
{
    int last = whole.ptr[end - 1];
    int next = span_at(whole, end);
    return keyword->len < KEYWORD_LOOSE &&
           (byte_is_lower(next) ||
            (byte_is_upper(last) && byte_is_upper(next)));
}

/* `to_the_end`: only what the text ends with. */
static void look_up(const struct search *search, uint64_t gram, size_t pos,
                    struct span whole, bool to_the_end)
{
    const struct keyword *keyword;
    for (uint32_t i = search->index->first[gram_hash(gram) % KEYWORD_BUCKETS];
         i != KEYWORD_NONE; i = keyword->next) {
        keyword = &search->index->keywords[i];
        if (keyword->gram != gram ||
            (search->hits && keyword_hits_has(search->hits, keyword->rule))) {
            continue;
        }
        size_t end = keyword_end(keyword, search->text, pos);
        if (end == 0 || goes_on(keyword, whole, end) ||
            (to_the_end && end != search->text.len)) {
            continue;
        }
        struct range place = {pos, end};
        if (search->hits) {
            add_hit(search->hits, keyword->rule, place);
        } else {
            add_to_trail(search->trail, keyword->rule, place);
        }
    }
}

static bool has_gram(const struct keyword_index *index, uint64_t gram)
{
    return bitmap_has(index->grams, gram_hash(gram));
}

/* All keywords that begin with the first `n` characters of `eight`. */
static void find_at(const struct search *search, struct span whole,
                    uint64_t eight, size_t n, size_t pos)
{
    if (!bitmap_has(search->index->fours, four_hash((uint32_t)eight))) {
        return;
    }
#pragma GCC unroll 4
    for (size_t i = 0; i < GRAM_LENGTHS; i++) {
        uint64_t gram = eight & gram_mask(gram_lengths[i]);
        if (n >= gram_lengths[i] && has_gram(search->index, gram)) {
            look_up(search, gram, pos, whole, false);
        }
    }
}

/* --- A window ----------------------------------------------------------- */

/* Some text without separators, and where keywords could begin in it. */
#define PIECE 256

struct piece {
    unsigned char plain[PIECE + 3 * GRAM_MAX];
    size_t n_plain;
    uint16_t begins[PIECE];       /* offsets in the piece */
    uint16_t begins_plain[PIECE]; /* the same in `plain` */
    size_t n_begins;
};

/* What is known at the beginning of a piece. */
struct piece_state {
    enum kind before; /* kind of the byte before */
    size_t escaped;   /* where a word begins behind an escape */
};

/* "?next=%2Fv1%3Fapi_key%3D...": what stands behind %XX begins a word, though
 * its last digit looks like a part of it. Where a word begins for that. */
static size_t behind_percent(struct span text, size_t percent)
{
    return byte_is_hex(span_at(text, percent + 1)) &&
                   byte_is_hex(span_at(text, percent + 2))
               ? percent + 3
               : SIZE_MAX;
}

static void prepare(struct piece *piece, const struct keyword_index *index,
                    struct span text, struct range range,
                    struct piece_state *state)
{
    size_t n = 0;
    size_t n_begins = 0;
    enum kind before = state->before;
    for (size_t pos = range.start; pos < range.end; pos++) {
        unsigned char c = text.ptr[pos];
        enum kind here = index->kinds[c];
        piece->begins[n_begins] = (uint16_t)(pos - range.start);
        piece->begins_plain[n_begins] = (uint16_t)n;
        n_begins += begins(before, here) | (pos == state->escaped);
        piece->plain[n] = index->plain[c];
        n += index->plain[c] != 0;
        if (c == '%') {
            state->escaped = behind_percent(text, pos);
        }
        before = here;
    }
    state->before = before;
    piece->n_begins = n_begins;
    /* What the last ones of these go on with, over some separators. */
    size_t most = range.end + 2 * GRAM_MAX;
    size_t end = most < text.len ? most : text.len;
    for (size_t pos = range.end; pos < end; pos++) {
        piece->plain[n] = index->plain[text.ptr[pos]];
        n += piece->plain[n] != 0;
    }
    piece->n_plain = n;
}

/* The first eight characters from `pos` on where the piece has fewer. Returns
 * how many there are. */
static size_t eight_at(const struct search *search, size_t pos, uint64_t *eight)
{
    size_t n = 0;
    *eight = 0;
    for (; pos < search->text.len && n < GRAM_MAX; pos++) {
        unsigned char c = search->index->plain[search->text.ptr[pos]];
        *eight |= (uint64_t)c << 8 * n;
        n += c != 0;
    }
    return n;
}

static void find_in_piece(const struct search *search, struct span whole,
                          const struct piece *piece, size_t start)
{
    for (size_t i = 0; i < piece->n_begins; i++) {
        size_t pos = start + piece->begins[i];
        size_t at = piece->begins_plain[i];
        size_t n = GRAM_MAX;
        uint64_t eight;
        if (at + GRAM_MAX <= piece->n_plain) {
            memcpy(&eight, piece->plain + at, GRAM_MAX);
        } else {
            n = eight_at(search, pos, &eight);
        }
        find_at(search, whole, eight, n, pos);
    }
}

static struct piece_state state_at(struct span text, size_t start)
{
    struct piece_state state = {.before = start ? kind_of(text.ptr[start - 1])
                                                : KIND_OTHER,
                                .escaped = SIZE_MAX};
    for (size_t back = start > 2 ? start - 3 : 0; back < start; back++) {
        if (text.ptr[back] == '%') {
            state.escaped = behind_percent(text, back);
        }
    }
    return state;
}

/* Keywords that begin in `window` and end in search->text. */
static void find_in(const struct search *search, struct span whole,
                    struct range window)
{
    struct piece_state state = state_at(whole, window.start);
    struct piece piece;
    for (size_t pos = window.start; pos < window.end; pos += PIECE) {
        size_t end = window.end - pos > PIECE ? pos + PIECE : window.end;
        prepare(&piece, search->index, whole, (struct range){pos, end}, &state);
        find_in_piece(search, whole, &piece, pos);
    }
}

void keyword_find(const struct keyword_index *index, struct span text,
                  struct range window, struct keyword_hits *hits)
{
    size_t limit = window.end < text.len ? window.end : text.len;
    struct search search = {
        .index = index, .text = span_of(text.ptr, limit), .hits = hits};
    find_in(&search, text, (struct range){window.start, limit});
}

/* --- A trail ------------------------------------------------------------ */

void keyword_trail_begin(struct keyword_trail *trail)
{
    trail->known = (struct range){0, 0};
    trail->count = 0;
}

/* Tokens come in order, mostly: what begins before this one is forgotten when
 * room is needed. */
static void forget_before(struct keyword_trail *trail, size_t start)
{
    size_t kept = 0;
    for (size_t i = 0; i < trail->count; i++) {
        trail->hits[kept] = trail->hits[i];
        kept += trail->hits[i].place.start >= start;
    }
    trail->count = kept;
    trail->known.start = start;
}

/* Makes all of `window` known; false when it has too many keywords. */
static bool extend(const struct keyword_index *index, struct span text,
                   struct range window, struct keyword_trail *trail)
{
    if (window.start < trail->known.start || window.start > trail->known.end) {
        trail->known = (struct range){window.start, window.start};
        trail->count = 0;
    }
    if (window.end <= trail->known.end) {
        return true;
    }
    if (trail->count > KEYWORD_TRAIL / 2) {
        forget_before(trail, window.start);
    }
    struct search search = {.index = index, .text = text, .trail = trail};
    find_in(&search, text, (struct range){trail->known.end, window.end});
    trail->known.end = window.end;
    return trail->count <= KEYWORD_TRAIL;
}

static void take(const struct keyword_trail *trail, struct range window,
                 struct keyword_hits *hits)
{
    for (size_t i = 0; i < trail->count; i++) {
        const struct keyword_hit *hit = &trail->hits[i];
        if (hit->place.start >= window.start && hit->place.end <= window.end) {
            add_hit(hits, hit->rule, hit->place);
        }
    }
}

void keyword_find_round(const struct keyword_index *index, struct span text,
                        struct range before, struct range after,
                        struct keyword_trail *trail, struct keyword_hits *hits)
{
    if (!extend(index, text, (struct range){before.start, after.end}, trail)) {
        keyword_trail_begin(trail);
        keyword_find(index, text, before, hits);
        keyword_find(index, text, after, hits);
        return;
    }
    take(trail, before, hits);
    take(trail, after, hits);
}

/* --- A name ------------------------------------------------------------- */

/* A keyword in the middle of a word, with which the name ends ("dbpassword"):
 * it has just the characters that are left. */
static void find_ending(const struct search *search, uint64_t eight,
                        size_t left, size_t pos)
{
    if (left < KEYWORD_ENDING || left > KEYWORD_MAX ||
        !(*search->index->lengths >> left & 1)) {
        return;
    }
    unsigned len = gram_lengths[0];
    for (size_t i = 1; i < GRAM_LENGTHS; i++) {
        len = gram_lengths[i] <= left ? gram_lengths[i] : len;
    }
    uint64_t gram = eight & gram_mask(len);
    if (has_gram(search->index, gram)) {
        look_up(search, gram, pos, search->text, true);
    }
}

void keyword_find_in_name(const struct keyword_index *index, struct span text,
                          struct range name, struct keyword_hits *hits)
{
    if (range_len(name) > PIECE) {
        name.start = name.end - PIECE;
    }
    struct search search = {
        .index = index, .text = span_of(text.ptr, name.end), .hits = hits};
    unsigned char plain[PIECE + GRAM_MAX] = {0};
    size_t n = 0;
    for (size_t pos = name.start; pos < name.end; pos++) {
        plain[n] = index->plain[text.ptr[pos]];
        n += plain[n] != 0;
    }
    enum kind before = KIND_OTHER;
    size_t at = 0;
    for (size_t pos = name.start; pos < name.end; pos++) {
        enum kind here = index->kinds[text.ptr[pos]];
        uint64_t eight;
        memcpy(&eight, plain + at, GRAM_MAX);
        size_t left = n - at;
        if (begins(before, here)) {
            find_at(&search, search.text, eight,
                    left < GRAM_MAX ? left : GRAM_MAX, pos);
        } else if (here != KIND_OTHER) {
            find_ending(&search, eight, left, pos);
        }
        at += index->plain[text.ptr[pos]] != 0;
        before = here;
    }
}
