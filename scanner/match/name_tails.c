/* SPDX-License-Identifier: Apache-2.0
 *
 * A tail is a piece of text at the end of a name, in small letters: as many of
 * the eight bytes as are known. Keywords may be written with any separator or
 * none, so not more than two of their words are, and each spelling of the
 * separator between these is a tail of its own. */
#include "match/name_tails.h"

#include <string.h>

static const char SEPARATORS[] = "_-. ";

/* 'A' and 'a' are alike, and so are '_' and DEL. */
#define FOLD8 UINT64_C(0x2020202020202020)

#define TAIL_MAX 8

struct tail {
    unsigned char bytes[TAIL_MAX]; /* the last `n` of them */
    size_t n;
};

static void prepend(struct tail *tail, int c)
{
    if (tail->n < TAIL_MAX) {
        tail->bytes[TAIL_MAX - ++tail->n] = (unsigned char)c;
    }
}

static bool is_covered(const struct key_table *tails, const struct anchor *tail)
{
    for (uint32_t i = key_table_first(tails, tail->key); i != INDEX_NONE;
         i = tails->links[i].next) {
        const struct anchor *old = &tails->anchors[i];
        if (old->key == tail->key &&
            (old->known_mask & ~tail->known_mask) == 0 &&
            ((old->known ^ tail->known) & old->known_mask) == 0) {
            return true;
        }
    }
    return false;
}

/* A tail of four bytes or more. */
static void add_long(struct key_table *tails, struct kernel_tables *tables,
                     const struct tail *tail)
{
    struct anchor anchor = {.kind = ANCHOR_SIGN};
    uint64_t eight;
    memcpy(&eight, tail->bytes, sizeof(eight));
    anchor.known_mask = UINT64_MAX << (8 * (TAIL_MAX - tail->n));
    anchor.known = (eight | FOLD8) & anchor.known_mask;
    anchor.key = (uint32_t)(anchor.known >> 32);
    if (!is_covered(tails, &anchor)) {
        bitmap_set(tables->sign, kernel_hash(anchor.key));
        key_table_add(tails, &anchor);
    }
}

/* Before three bytes anything may stand; fewer are no keyword. */
static void add(struct key_table *tails, struct kernel_tables *tables,
                const struct tail *tail)
{
    if (tail->n >= 4) {
        add_long(tails, tables, tail);
    }
    for (int c = 0; tail->n == 3 && c < 256; c++) {
        struct tail longer = *tail;
        prepend(&longer, c);
        add_long(tails, tables, &longer);
    }
}

/* The words of `text` from the last on; `joint` 0 joins them without any
 * separator. A `joint` that the text does not use adds nothing. */
static void add_spelling(struct key_table *tails, struct kernel_tables *tables,
                         const char *text, int joint)
{
    struct tail tail = {.n = 0};
    size_t words = 1;
    for (size_t i = strlen(text); i > 0 && words <= 2; i--) {
        if (!strchr(SEPARATORS, text[i - 1])) {
            prepend(&tail, (unsigned char)text[i - 1]);
            continue;
        }
        if (++words == 2 && joint) {
            prepend(&tail, joint);
        }
    }
    if (!joint || words > 1) {
        add(tails, tables, &tail);
    }
}

static void add_text(struct key_table *tails, struct kernel_tables *tables,
                     const char *text)
{
    add_spelling(tails, tables, text, 0);
    for (const char *joint = SEPARATORS; *joint; joint++) {
        add_spelling(tails, tables, text, (unsigned char)*joint);
    }
}

void name_tails_add_rule(struct key_table *tails, struct kernel_tables *tables,
                         const struct rule *rule)
{
    for (size_t k = 0; k < rule->n_keywords; k++) {
        add_text(tails, tables, rule->keywords[k]);
    }
}

/* password1, API_KEY_2, token-v3 */
static void add_numbered(struct key_table *tails, struct kernel_tables *tables,
                         const char *word)
{
    static const char *const joints[] = {"", "_", "-", "_v", "-v", "v"};
    for (size_t j = 0; j < sizeof(joints) / sizeof(joints[0]); j++) {
        for (int digit = '0'; digit <= '9'; digit++) {
            struct tail tail = {.n = 0};
            prepend(&tail, digit);
            for (size_t i = strlen(joints[j]); i > 0; i--) {
                prepend(&tail, joints[j][i - 1]);
            }
            for (size_t i = strlen(word); i > 0; i--) {
                prepend(&tail, word[i - 1]);
            }
            add(tails, tables, &tail);
        }
    }
}

/* The text before the end of a name, and no other spelling of it. */
static void add_as_is(struct key_table *tails, struct kernel_tables *tables,
                      int before, const char *text)
{
    struct tail tail = {.n = 0};
    for (size_t i = strlen(text); i > 0; i--) {
        prepend(&tail, (unsigned char)text[i - 1]);
    }
    if (before) {
        prepend(&tail, before);
    }
    add(tails, tables, &tail);
}

void name_tails_add_others(struct key_table *tails,
                           struct kernel_tables *tables)
{
    /* What is seldom a part of another word, and `new XClient("...")` ... */
    static const char *const joined[] = {"production", "staging", "development",
                                         "sandbox",    "prod",    "value",
                                         "client"};
    /* ... and what stands for itself only behind a separator. */
    static const char *const apart[] = {"key",  "dev", "test",  "stage",
                                        "live", "new", "old",   "base",
                                        "main", "str", "string"};
    static const char *const numbered[] = {"password", "passwd", "pass", "pwd",
                                           "secret",   "token",  "key"};
    for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++) {
        add_as_is(tails, tables, 0, joined[i]);
    }
    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
        add_as_is(tails, tables, '_', apart[i]);
        add_as_is(tails, tables, '-', apart[i]);
        add_as_is(tails, tables, '.', apart[i]);
    }
    add_as_is(tails, tables, ' ', "string"); /* Go: `name string = ...` */
    for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
        add_numbered(tails, tables, numbered[i]);
    }
}

bool name_tails_has(const struct key_table *tails, uint64_t eight)
{
    uint64_t folded = eight | FOLD8;
    uint32_t key = (uint32_t)(folded >> 32);
    for (uint32_t i = key_table_first(tails, key); i != INDEX_NONE;
         i = tails->links[i].next) {
        const struct anchor *tail = &tails->anchors[i];
        if (tails->links[i].key == key &&
            ((folded ^ tail->known) & tail->known_mask) == 0) {
            return true;
        }
    }
    return false;
}
