/* SPDX-License-Identifier: Apache-2.0
 *
 * A text is searched like any other, but only what verification kept is
 * hidden: a path with a long hash in it must stay a path. */
#include "scan/masker.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "scan/bits.h"
#include "scan/hits.h"
#include "scan/mask.h"

#include <stdlib.h>

/* Longer texts are cut: a subject line or a path is far below. */
#define TEXT_MAX (64u << 10)

/* Shorter secrets are not looked for by themselves: they are words. */
#define SECRET_LEAST 6

struct masker {
    const struct matcher *matcher;
    struct match_scratch *scratch;
    int64_t now;
    struct hits hits;
    struct bits claimed;
    struct bits hidden;
    struct buf text; /* a copy with padding */
    struct buf out;
};

struct masker *masker_new(const struct matcher *matcher, int64_t now)
{
    struct masker *masker = mem_calloc(1, sizeof(*masker));
    masker->matcher = matcher;
    masker->scratch = match_scratch_new(matcher);
    masker->now = now;
    hits_init(&masker->hits);
    bits_init(&masker->claimed);
    bits_init(&masker->hidden);
    buf_init(&masker->text, TEXT_MAX + LIMIT_PADDING + 1);
    buf_init(&masker->out, 2 * TEXT_MAX * sizeof(MASK_STARS));
    return masker;
}

void masker_free(struct masker *masker)
{
    if (masker) {
        match_scratch_free(masker->scratch);
        hits_release(&masker->hits);
        bits_release(&masker->claimed);
        bits_release(&masker->hidden);
        buf_wipe(&masker->text);
        buf_wipe(&masker->out);
        free(masker);
    }
}

static struct span padded(struct masker *masker, struct span text)
{
    static const unsigned char zero[LIMIT_PADDING];
    buf_clear(&masker->text);
    text.len = text.len < TEXT_MAX ? text.len : TEXT_MAX;
    /* The ceiling is above both. */
    if (buf_add(&masker->text, text, NULL) < 0 ||
        buf_add(&masker->text, span_of(zero, sizeof(zero)), NULL) < 0) {
        return span_of(NULL, 0);
    }
    return span_of(masker->text.ptr, text.len);
}

/* Only what is kept stays among the hits. */
static void keep_secrets(struct hits *hits)
{
    size_t kept = 0;
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->items[i].keep) {
            hits->items[kept++] = hits->items[i];
        }
    }
    hits->count = kept;
}

/* Hides all of the given secret where nothing has found it. */
static void hide_given(struct bits *hidden, struct span text,
                       struct span secret)
{
    size_t at = 0;
    while (secret.len >= SECRET_LEAST && at < text.len) {
        struct span rest = span_slice(text, (struct range){at, text.len});
        size_t found = span_find(rest, secret);
        if (found == rest.len) {
            return;
        }
        struct range range = {at + found, at + found + secret.len};
        if (!bits_any(hidden, range)) {
            bits_set(hidden, range);
        }
        at = range.end;
    }
}

static void find_hidden(struct masker *masker, struct span text,
                        struct span secret)
{
    struct range all = {0, text.len};
    hits_clear(&masker->hits);
    /* A regular expression at its limits leaves the rest to the secret. */
    (void)!matcher_scan(masker->matcher, masker->scratch, text, &all, 1,
                        hits_add, &masker->hits, NULL);
    hits_verify(&masker->hits, text, masker->now);
    keep_secrets(&masker->hits);
    bits_reset(&masker->claimed, text.len);
    hits_resolve(&masker->hits, &masker->claimed);
    bits_reset(&masker->hidden, text.len);
    hits_hide(&masker->hits, text, &masker->hidden);
    hide_given(&masker->hidden, text, secret);
}

/* False when nothing is hidden. */
static bool draw(struct masker *masker, struct span text)
{
    bool any = false;
    buf_clear(&masker->out);
    for (size_t at = 0; at < text.len;) {
        struct span piece = span_of(text.ptr + at, 1);
        if (bits_at(&masker->hidden, at)) {
            piece = span_str(MASK_STARS);
            at = bits_next_off(&masker->hidden, at);
            any = true;
        } else {
            at++;
        }
        if (buf_add(&masker->out, piece, NULL) < 0) {
            return true;
        }
    }
    return any;
}

const char *masker_text(struct masker *masker, struct arena *arena,
                        const char *text, struct span secret)
{
    if (!text || !text[0]) {
        return text;
    }
    struct span copy = padded(masker, span_str(text));
    find_hidden(masker, copy, secret);
    if (!draw(masker, copy) && copy.len == strlen(text)) {
        return text;
    }
    return masker->out.len ? arena_strdup(arena, masker->out.ptr) : "";
}
