/* SPDX-License-Identifier: Apache-2.0
 *
 * Divides a token by its shape. The matcher knows that it fits, but hands over
 * no parts, since nearly all candidates end before anybody asks. A stack of
 * choices instead of recursion: one entry a segment with the number of bytes
 * it takes now; on a dead end the last segment with a choice left takes its
 * next one. */
#include "verify/split.h"

#include "verify/piece.h"

#include <strings.h>

/* A segment's choice: which of the texts, or how long a run. */
struct choice {
    size_t at;    /* where the segment begins */
    size_t len;   /* what it takes now */
    size_t next;  /* texts: the index of the next one to try */
    bool skipped; /* an optional one that takes nothing: the last choice */
};

static bool text_fits(const struct segment *segment, struct span rest,
                      const char *text)
{
    size_t len = strlen(text);
    if (rest.len < len) {
        return false;
    }
    return segment->fold ? strncasecmp((const char *)rest.ptr, text, len) == 0
                         : memcmp(rest.ptr, text, len) == 0;
}

/* The next text that fits, then nothing if it may be missing. */
static bool next_text(const struct segment *segment, struct span rest,
                      struct choice *choice)
{
    while (choice->next < segment->n_texts) {
        const char *text = segment->texts[choice->next++];
        if (text_fits(segment, rest, text)) {
            choice->len = strlen(text);
            return true;
        }
    }
    if (segment->optional && !choice->skipped) {
        choice->skipped = true;
        choice->len = 0;
        return true;
    }
    return false;
}

static size_t run_len(const struct segment *segment, struct span rest)
{
    size_t len = 0;
    while (len < rest.len && len < segment->max &&
           alphabet_has(segment->alphabet, rest.ptr[len])) {
        len++;
    }
    return len;
}

/* One letter less, down to the least, then nothing if it may be missing. */
static bool next_run(const struct segment *segment, struct span rest,
                     struct choice *choice)
{
    bool first = choice->next == 0;
    choice->next = 1;
    size_t len = first ? run_len(segment, rest) : choice->len;
    if (!choice->skipped && len >= segment->min && (first || len > 0) &&
        (first || len - 1 >= segment->min)) {
        choice->len = first ? len : len - 1;
        return true;
    }
    if (segment->optional && !choice->skipped) {
        choice->skipped = true;
        choice->len = 0;
        return true;
    }
    return false;
}

static bool next_choice(const struct segment *segment, struct span token,
                        struct choice *choice)
{
    struct span rest = piece_from(token, choice->at);
    return segment->kind == SEGMENT_TEXT ? next_text(segment, rest, choice)
                                         : next_run(segment, rest, choice);
}

static bool divide(const struct shape *shape, struct span token,
                   struct choice *choices)
{
    size_t n = shape->n_segments;
    size_t level = 0;
    choices[0] = (struct choice){0};
    for (unsigned step = 0; step < LIMIT_SHAPE_STEPS; step++) {
        if (level == n) {
            if (choices[n - 1].at + choices[n - 1].len == token.len) {
                return true;
            }
            level--;
            continue;
        }
        if (next_choice(&shape->segments[level], token, &choices[level])) {
            size_t end = choices[level].at + choices[level].len;
            level++;
            if (level < n) {
                choices[level] = (struct choice){.at = end};
            }
            continue;
        }
        if (level == 0) {
            return false;
        }
        level--;
    }
    return false;
}

bool split_token(struct split *split, const struct rule *rule,
                 struct span token)
{
    struct choice choices[LIMIT_SEGMENTS + 1];
    split->shape = NULL;
    split->n = 0;
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct shape *shape = &rule->shapes[i];
        if (shape->n_segments == 0 || shape->n_segments > LIMIT_SEGMENTS ||
            !divide(shape, token, choices)) {
            continue;
        }
        split->shape = shape;
        split->n = shape->n_segments;
        for (size_t k = 0; k < split->n; k++) {
            split->parts[k].segment = &shape->segments[k];
            split->parts[k].range =
                (struct range){choices[k].at, choices[k].at + choices[k].len};
        }
        return true;
    }
    return false;
}

bool split_run(const struct split *split, struct span token,
               struct range within, struct span *letters, unsigned *alphabet)
{
    size_t best = 0;
    for (size_t i = 0; i < split->n; i++) {
        const struct segment *segment = split->parts[i].segment;
        struct range range = split->parts[i].range;
        bool inside = range.start >= within.start && range.end <= within.end;
        if (segment->kind == SEGMENT_RUN && inside && range_len(range) > best) {
            best = range_len(range);
            *letters = span_slice(token, range);
            *alphabet = segment->alphabet->size;
        }
    }
    return best > 0;
}
