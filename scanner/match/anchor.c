/* SPDX-License-Identifier: Apache-2.0
 *
 * From a shape to its anchors. The best anchor is a text of four bytes at
 * which a run of 16 word bytes is sure to begin, because the kernel looks at
 * such places anyway; the other kinds are taken in order of what they cost. */
#include "match/anchor.h"

#include "base/byte.h"
#include "base/limits.h"
#include "match/kernel.h"

#define KEYS_MAX  256 /* keys one anchor may be spread over */
#define RUN_MIN   16  /* what the kernel takes for a run */
#define LEAD_TEXT 128 /* longest leading text that is looked at */

/* What is being derived. */
struct derivation {
    const struct rule *rule;
    const struct shape *shape;
    struct anchor base;
    anchor_fn emit;
    void *ctx;
};

static bool is_urlsafe(unsigned char c)
{
    return byte_is_word(c) || c == '-';
}

static void emit(const struct derivation *d, enum anchor_kind kind,
                 uint32_t key, size_t back_min, size_t back_max)
{
    struct anchor anchor = d->base;
    anchor.kind = kind;
    anchor.key = key;
    anchor.back_min = (uint32_t)back_min;
    anchor.back_max = (uint32_t)back_max;
    d->emit(d->ctx, &anchor);
}

/* A set of keys, built byte by byte. */
struct keys {
    uint32_t key[KEYS_MAX];
    size_t count;
    unsigned len;
};

static bool keys_add_set(struct keys *keys, const unsigned char *bytes,
                         size_t n)
{
    if (n == 0 || keys->count * n > KEYS_MAX) {
        return false;
    }
    size_t count = keys->count;
    for (size_t b = n; b-- > 0;) {
        for (size_t i = 0; i < count; i++) {
            uint32_t low = keys->key[i] & ((1u << (8 * keys->len)) - 1);
            keys->key[b * count + i] = low | (uint32_t)bytes[b]
                                                 << (8 * keys->len);
        }
    }
    keys->count = count * n;
    keys->len++;
    return true;
}

static bool keys_add_byte(struct keys *keys, unsigned char byte, bool fold_case)
{
    unsigned char both[2] = {byte, byte};
    both[1] = byte_is_alpha(byte) && fold_case ? byte ^ 32 : byte;
    return keys_add_set(keys, both, both[0] != both[1] ? 2 : 1);
}

static bool keys_add_alphabet(struct keys *keys, const struct alphabet *set)
{
    unsigned char bytes[256];
    size_t n = 0;
    for (unsigned c = 0; c < 256; c++) {
        if (alphabet_has(set, (unsigned char)c)) {
            bytes[n++] = (unsigned char)c;
        }
    }
    return keys_add_set(keys, bytes, n);
}

static void keys_begin(struct keys *keys)
{
    keys->count = 1;
    keys->len = 0;
    keys->key[0] = 0;
}

static void keys_emit(const struct keys *keys, const struct derivation *d,
                      enum anchor_kind kind, size_t back_min, size_t back_max)
{
    for (size_t i = 0; i < keys->count; i++) {
        emit(d, kind, keys->key[i], back_min, back_max);
    }
}

/* `len` bytes of `text` from `pos`, then of the run behind it. */
static bool keys_of(struct keys *keys, struct span text, size_t pos,
                    bool fold_case, const struct segment *next, unsigned len)
{
    keys_begin(keys);
    while (keys->len < len) {
        bool added;
        if (pos < text.len) {
            added = keys_add_byte(keys, text.ptr[pos++], fold_case);
        } else {
            added = next && next->kind == SEGMENT_RUN &&
                    keys_add_alphabet(keys, next->alphabet);
        }
        if (!added) {
            return false;
        }
    }
    return true;
}

static bool all_urlsafe(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_urlsafe(text.ptr[i])) {
            return false;
        }
    }
    return true;
}

/* Nothing outside [A-Za-z0-9_-]? */
static bool alphabet_is_urlsafe(const struct alphabet *set)
{
    static const uint64_t urlsafe[4] = {
        UINT64_C(0x03ff200000000000), /* 0-9 - */
        UINT64_C(0x07fffffe87fffffe), /* A-Z _ a-z */
    };
    uint64_t outside = 0;
    for (unsigned i = 0; i < 4; i++) {
        outside |= set->bits[i] & ~urlsafe[i];
    }
    return outside == 0;
}

static bool alphabet_has_urlsafe(const struct alphabet *set)
{
    for (unsigned c = 0; c < 128; c++) {
        if (is_urlsafe((unsigned char)c) &&
            alphabet_has(set, (unsigned char)c)) {
            return true;
        }
    }
    return false;
}

/* Bytes that are sure to belong to a run of the kernel: the shortest text of
 * a part, or the least length of its run; 0 when it may break a run. */
static size_t sure_part(const struct segment *segment)
{
    if (segment->optional) {
        return 0;
    }
    if (segment->kind == SEGMENT_RUN) {
        return alphabet_is_urlsafe(segment->alphabet) ? segment->min : 0;
    }
    size_t least = 0;
    for (size_t i = 0; i < segment->n_texts; i++) {
        struct span text = span_str(segment->texts[i]);
        if (!all_urlsafe(text)) {
            return 0;
        }
        least = i == 0 || text.len < least ? text.len : least;
    }
    return least;
}

/* Bytes of a run that are sure to begin with the parts from `index` on, at
 * most ANCHOR_RUN_MAX. */
static size_t sure_run(const struct shape *shape, size_t index)
{
    size_t n = 0;
    for (; index < shape->n_segments && n < ANCHOR_RUN_MAX; index++) {
        size_t part = sure_part(&shape->segments[index]);
        if (part == 0) {
            break;
        }
        n += part; /* however long it is, the next part adjoins it */
    }
    return n < ANCHOR_RUN_MAX ? n : ANCHOR_RUN_MAX;
}

/* How many of a text's bytes a run could take from its beginning on. */
static size_t possible_text(const struct segment *segment, bool *ends)
{
    size_t most = 0;
    *ends = true;
    for (size_t i = 0; i < segment->n_texts; i++) {
        const char *text = segment->texts[i];
        size_t n = 0;
        while (is_urlsafe((unsigned char)text[n])) {
            n++;
        }
        most = n > most ? n : most;
        *ends = *ends && text[n] != '\0';
    }
    return most;
}

/* Bytes of a run that could begin with the parts from `index` on: where they
 * are fewer than the kernel takes for a run, it never calls. */
static size_t possible_run(const struct shape *shape, size_t index)
{
    size_t n = shape->n_segments == 0 ? RUN_MIN : 0; /* a regex: who knows */
    bool ends = false;
    for (; index < shape->n_segments && n < RUN_MIN && !ends; index++) {
        const struct segment *segment = &shape->segments[index];
        if (segment->kind == SEGMENT_TEXT) {
            n += possible_text(segment, &ends);
            ends = ends && !segment->optional;
        } else {
            bool some = alphabet_has_urlsafe(segment->alphabet);
            n += some ? segment->max : 0;
            ends = !some && !segment->optional;
        }
    }
    return n;
}

/* A derivation whose anchors know `text` at byte `at` of the eight. */
static struct derivation knowing(const struct derivation *d, struct span text,
                                 size_t at, bool fold_case)
{
    struct derivation knows = *d;
    for (size_t i = 0; i < text.len && at + i < 8; i++) {
        unsigned char c = text.ptr[i];
        uint64_t bits = byte_is_alpha(c) && fold_case ? 0xdf : 0xff;
        knows.base.known |= (uint64_t)c << (at + i) * 8;
        knows.base.known_mask |= bits << (at + i) * 8;
    }
    return knows;
}

/* How many letters and digits a shape is sure to have, at most
 * ANCHOR_PLAIN_MAX: `text`, and then the parts from `index` on. Names that
 * begin as a token does have a '_' or '-' before long. */
static uint8_t sure_plain(const struct shape *shape, struct span text,
                          size_t index)
{
    size_t n = 0;
    while (n < text.len && byte_is_alnum(text.ptr[n])) {
        n++;
    }
    bool fixed = n == text.len;
    for (; fixed && index < shape->n_segments && n < ANCHOR_PLAIN_MAX;
         index++) {
        const struct segment *segment = &shape->segments[index];
        fixed = segment->kind == SEGMENT_RUN && segment->min == segment->max;
        if (segment->kind != SEGMENT_RUN || segment->optional ||
            !alphabet_is_urlsafe(segment->alphabet) ||
            alphabet_has(segment->alphabet, '_') ||
            alphabet_has(segment->alphabet, '-')) {
            break;
        }
        n += segment->min;
    }
    return (uint8_t)(n < ANCHOR_PLAIN_MAX ? n : ANCHOR_PLAIN_MAX);
}

/* A run of `len` bytes that goes on with the parts from `index` on. */
static uint8_t run_len(size_t len, const struct shape *shape, size_t index)
{
    len += sure_run(shape, index);
    return (uint8_t)(len < ANCHOR_RUN_MAX ? len : ANCHOR_RUN_MAX);
}

/* HEAD: the first word of `text` that has three bytes or more of its own.
 * With `sure` only if a run is certain to begin there. */
static bool derive_head(const struct derivation *d, struct keys *keys,
                        struct span text, bool fold_case, size_t next_index,
                        bool sure)
{
    const struct segment *next = next_index < d->shape->n_segments
                                     ? &d->shape->segments[next_index]
                                     : NULL;
    for (size_t s = 0; s < text.len; s++) {
        if (!byte_is_word(text.ptr[s]) ||
            (s > 0 && byte_is_word(text.ptr[s - 1]))) {
            continue;
        }
        size_t end = s;
        while (end < text.len && is_urlsafe(text.ptr[end])) {
            end++;
        }
        size_t run = end - s;
        if (end == text.len) {
            run += sure ? sure_run(d->shape, next_index)
                        : possible_run(d->shape, next_index);
        }
        bool usable = text.len - s >= (sure ? 2u : 3u) && run >= RUN_MIN;
        if (usable && keys_of(keys, text, s, fold_case, next, 4)) {
            /* Up to a '/', which may be "\\/" in the text searched. */
            struct span rest = span_slice(text, (struct range){s, text.len});
            const void *slash = memchr(rest.ptr, '/', rest.len);
            rest.len = slash ? (size_t)((const unsigned char *)slash - rest.ptr)
                             : rest.len;
            struct derivation knows = knowing(d, rest, 0, fold_case);
            knows.base.run = (uint8_t)(end - s);
            if (end == text.len) {
                knows.base.run = run_len(end - s, d->shape, next_index);
            }
            if (!slash && end == text.len) {
                knows.base.plain_at = (uint8_t)(end - s);
                knows.base.plain =
                    sure_plain(d->shape, span_of(NULL, 0), next_index);
            }
            keys_emit(keys, &knows, ANCHOR_HEAD, s, s);
            return true;
        }
    }
    return false;
}

/* LEFT anchors of a text behind which a word begins. */
static bool emit_left(const struct derivation *d, struct keys *keys,
                      struct span text, bool fold_case,
                      const struct segment *lead)
{
    size_t end = text.len;
    size_t n = end < 8 ? end : 8;
    keys_begin(keys);
    bool ok = end >= 2 ? keys_add_byte(keys, text.ptr[end - 2], fold_case)
                       : keys_add_alphabet(keys, lead->alphabet);
    if (!ok || !keys_add_byte(keys, text.ptr[end - 1], fold_case)) {
        return false;
    }
    struct derivation knows =
        knowing(d, span_of(text.ptr + end - n, n), 8 - n, fold_case);
    keys_emit(keys, &knows, ANCHOR_LEFT, end + (lead ? lead->min : 0),
              end + (lead ? lead->max : 0));
    return true;
}

/* The text as JSON encoders write it, "/" as "\/". */
static struct span escape_slashes(struct span text,
                                  unsigned char out[2 * LEAD_TEXT])
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '/') {
            out[n++] = '\\';
        }
        out[n++] = text.ptr[i];
    }
    return span_of(out, n);
}

static void know_behind(struct anchor *anchor, struct span text, bool fold_case)
{
    for (size_t i = 0; i < text.len && i < 4; i++) {
        unsigned char c = text.ptr[i];
        uint32_t bits = byte_is_alpha(c) && fold_case ? 0xdf : 0xff;
        anchor->behind |= (uint32_t)c << i * 8;
        anchor->behind_mask |= bits << i * 8;
    }
}

/* LEFT: the text's last two bytes, if a word can begin behind them. */
static bool derive_left(const struct derivation *d, struct keys *keys,
                        struct span text, bool fold_case, size_t next_index,
                        const struct segment *lead)
{
    size_t end = text.len;
    while (end > 0 && byte_is_word(text.ptr[end - 1])) {
        end--;
    }
    if (end == 0) {
        end = text.ptr[text.len - 1] == '_' ? text.len : 0;
    }
    if (end == 0 || (end == 1 && !lead) || end > LEAD_TEXT) {
        return false;
    }
    if (text.len - end + possible_run(d->shape, next_index) < RUN_MIN) {
        return false;
    }
    struct span left = span_of(text.ptr, end);
    struct span rest = span_slice(text, (struct range){end, text.len});
    struct derivation knows = *d;
    knows.base.plain = sure_plain(d->shape, rest, next_index);
    know_behind(&knows.base, rest, fold_case);
    if (all_urlsafe(rest)) {
        knows.base.run = run_len(rest.len, d->shape, next_index);
    }
    d = &knows;
    if (!emit_left(d, keys, left, fold_case, lead)) {
        return false;
    }
    if (memchr(left.ptr, '/', left.len)) {
        unsigned char escaped[2 * LEAD_TEXT];
        return emit_left(d, keys, escape_slashes(left, escaped), fold_case,
                         lead);
    }
    return true;
}

/* MARK: the name before a sign, where no run is certain to begin behind it:
 * base64 may have a '+' or '/' soon. */
static bool derive_mark(const struct derivation *d, struct span text,
                        bool fold_case, size_t next_index)
{
    if (text.len < 5 || !strchr("=:", text.ptr[text.len - 1]) ||
        sure_run(d->shape, next_index) >= RUN_MIN) {
        return false;
    }
    size_t sign = text.len - 1;
    if (!all_urlsafe(span_slice(text, (struct range){sign - 4, sign})) ||
        text.ptr[sign - 1] == '-') {
        return false;
    }
    size_t n = sign < 8 ? sign : 8;
    struct derivation knows =
        knowing(d, span_of(text.ptr + sign - n, n), 8 - n, fold_case);
    emit(&knows, ANCHOR_MARK, load_four(text.ptr + sign - 4) | 0x20202020u,
         sign, sign);
    return true;
}

static uint64_t grams_of(struct span text)
{
    bool at = memchr(text.ptr, '@', text.len) != NULL;
    uint64_t grams = at ? URL_GRAM_AT : 0;
    for (size_t i = 0; i + 4 <= text.len; i++) {
        if (!memchr(text.ptr + i, '/', 4)) {
            grams |= url_gram(load_four(text.ptr + i));
        }
    }
    return grams;
}

/* What all spellings of a part have. */
static uint64_t grams_of_part(const struct segment *segment)
{
    uint64_t grams =
        segment->n_texts > 0 && !segment->optional ? UINT64_MAX : 0;
    for (size_t i = 0; i < segment->n_texts; i++) {
        grams &= grams_of(span_str(segment->texts[i]));
    }
    return grams;
}

static bool text_may_end_url(const char *text)
{
    while (*text && !url_ends((unsigned char)*text)) {
        text++;
    }
    return *text != '\0';
}

static bool part_may_end_url(const struct segment *segment)
{
    for (unsigned c = 0; segment->kind == SEGMENT_RUN && c < 256; c++) {
        if (url_ends((unsigned char)c) &&
            alphabet_has(segment->alphabet, (unsigned char)c)) {
            return true;
        }
    }
    for (size_t i = 0; i < segment->n_texts; i++) {
        if (text_may_end_url(segment->texts[i])) {
            return true;
        }
    }
    return false;
}

/* The grams of the parts from `index` on that are in the URL for certain. */
static uint64_t url_grams(const struct shape *shape, size_t index)
{
    uint64_t grams = 0;
    for (; index < shape->n_segments; index++) {
        const struct segment *segment = &shape->segments[index];
        if (part_may_end_url(segment)) {
            break;
        }
        grams |= segment->kind == SEGMENT_TEXT ? grams_of_part(segment) : 0;
    }
    return grams;
}

static bool derive_url(const struct derivation *d, struct keys *keys,
                       struct span text, bool fold_case, size_t next_index,
                       bool has_lead)
{
    static const char marker[] = "://";
    size_t pos = span_find(text, span_str(marker));
    if (pos == text.len) {
        return false;
    }
    size_t host = pos + sizeof(marker) - 1;
    struct derivation knows = *d;
    knows.base.known = url_grams(d->shape, next_index);
    knows.base.known_mask = knows.base.known;
    if (has_lead || pos == 0) {
        emit(&knows, ANCHOR_URL_ANY, 0, pos, LIMIT_PATH);
        return true;
    }
    if (text.len - host >= 4 && keys_of(keys, text, host, fold_case, NULL, 4)) {
        keys_emit(keys, d, ANCHOR_URL_HOST, pos, pos);
        return true;
    }
    if (pos >= 3 && keys_of(keys, text, pos - 3, fold_case, NULL, 4)) {
        keys_emit(keys, &knows, ANCHOR_URL_SCHEME, pos, pos);
        return true;
    }
    emit(&knows, ANCHOR_URL_ANY, 0, pos, pos);
    return true;
}

/* A text too short to look for ("6L"): the whole token is a random-looking
 * run, if it is long enough. */
static bool derive_short(const struct derivation *d, struct span text,
                         size_t next_index)
{
    if (!all_urlsafe(text) ||
        text.len + sure_run(d->shape, next_index) < RUN_MIN) {
        return false;
    }
    emit(d, ANCHOR_RUN, 0, 0, 0);
    return true;
}

/* Anchors of one spelling of the text that a shape begins with. */
static bool derive_text(const struct derivation *d, struct keys *keys,
                        struct span text, bool fold_case, size_t next_index)
{
    size_t dashes = span_find(text, span_str("-----BEGIN"));
    if (dashes == text.len) {
        dashes = span_find(text, span_str("---- BEGIN"));
    }
    if (dashes < text.len) {
        emit(d, ANCHOR_DASHES, 0, dashes, dashes);
        return true;
    }
    return derive_url(d, keys, text, fold_case, next_index, false) ||
           derive_head(d, keys, text, fold_case, next_index, true) ||
           derive_mark(d, text, fold_case, next_index) ||
           derive_left(d, keys, text, fold_case, next_index, NULL) ||
           derive_head(d, keys, text, fold_case, next_index, false) ||
           derive_short(d, text, next_index);
}

/* Leading texts of a shape are joined: "sk-" + "live_" is one text. Each
 * alternative is a spelling of its own. */
static bool derive_spellings(const struct derivation *d, struct keys *keys,
                             size_t first)
{
    const struct shape *shape = d->shape;
    const struct segment *head = &shape->segments[first];
    for (size_t i = 0; i < head->n_texts; i++) {
        unsigned char text[LEAD_TEXT];
        size_t len = 0;
        size_t next = first;
        bool fold_case = false;
        const char *part = head->texts[i];
        while (part && len + strlen(part) <= sizeof(text)) {
            memcpy(text + len, part, strlen(part));
            len += strlen(part);
            fold_case |= shape->segments[next].fold;
            next++;
            bool joins = next < shape->n_segments &&
                         shape->segments[next].kind == SEGMENT_TEXT &&
                         shape->segments[next].n_texts == 1 &&
                         !shape->segments[next].optional;
            part = joins ? shape->segments[next].texts[0] : NULL;
        }
        if (len == 0 ||
            !derive_text(d, keys, span_of(text, len), fold_case, next)) {
            return false;
        }
    }
    return true;
}

/* A shape that begins with a run: by the text behind it, or by the run. */
static void derive_led(const struct derivation *d, struct keys *keys,
                       size_t first)
{
    const struct shape *shape = d->shape;
    const struct segment *lead = &shape->segments[first];
    bool has_text = first + 1 < shape->n_segments &&
                    shape->segments[first + 1].kind == SEGMENT_TEXT;
    if (has_text && lead->min < RUN_MIN) {
        const struct segment *text = &shape->segments[first + 1];
        bool all = true;
        for (size_t i = 0; i < text->n_texts && all; i++) {
            struct span spelling = span_str(text->texts[i]);
            all = derive_url(d, keys, spelling, text->fold, first + 2, true) ||
                  derive_left(d, keys, spelling, text->fold, first + 2, lead);
        }
        if (all) {
            return;
        }
    }
    emit(d, ANCHOR_RUN, 0, 0, 0);
}

static int derive_shape(struct derivation *d, struct keys *keys,
                        struct err *err)
{
    const struct shape *shape = d->shape;
    for (size_t first = 0; first < shape->n_segments; first++) {
        if (shape->segments[first].kind == SEGMENT_RUN) {
            derive_led(d, keys, first);
        } else if (!derive_spellings(d, keys, first)) {
            return err_set(err, ERR_FORMAT,
                           "rule %s: format %u has no text that could be "
                           "searched for",
                           d->rule->id, (unsigned)d->base.shape);
        }
        if (!shape->segments[first].optional) {
            break;
        }
    }
    return 0;
}

static int derive_regex(struct derivation *d, struct keys *keys,
                        struct err *err)
{
    d->base.shape = ANCHOR_REGEX;
    if (!d->rule->regex.anchor) {
        emit(d, ANCHOR_SLOW, 0, 0, 0);
        return 0;
    }
    static const struct shape open = {.n_segments = 0};
    d->shape = &open;
    if (!derive_text(d, keys, span_str(d->rule->regex.anchor), false, 0)) {
        return err_set(err, ERR_FORMAT,
                       "rule %s: its anchor is too short to search for",
                       d->rule->id);
    }
    return 0;
}

int anchor_derive(const struct rule *rule, uint32_t index, anchor_fn emit_one,
                  void *ctx, struct err *err)
{
    struct keys keys;
    struct derivation d = {
        .rule = rule, .base.rule = index, .emit = emit_one, .ctx = ctx};
    if (rule->assignment) {
        emit(&d, ANCHOR_SIGN, 0, 0, 0);
        return 0;
    }
    for (size_t i = 0; i < rule->n_shapes; i++) {
        d.shape = &rule->shapes[i];
        d.base.shape = (uint16_t)i;
        int rc = derive_shape(&d, &keys, err);
        if (rc < 0) {
            return rc;
        }
    }
    return rule->regex.pattern ? derive_regex(&d, &keys, err) : 0;
}
