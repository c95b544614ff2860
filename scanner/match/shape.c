/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape matcher: parts in order, with backtracking over an explicit stack
 * (one frame a part, so its size is fixed). A run in front of a fixed text is
 * taken as short as possible, because the text is what ends it ("user", ":");
 * any other run as long as possible. A text's "/" also matches "\/", as JSON
 * encoders like to write it. */
#include "match/shape.h"

#include "base/byte.h"
#include "base/limits.h"

/* How one part was matched; moved on by frame_next. */
struct frame {
    size_t start;
    size_t end;
    size_t choice; /* texts: which one; runs: unused */
    size_t reach;  /* runs: where the alphabet ends or max is reached */
    bool lazy;
    bool skipped; /* an optional part that is missing */
};

/* End of `want` at `pos`, or 0: no match ever ends at 0 as texts are not
 * empty. */
static size_t text_end(struct span text, size_t pos, const char *want,
                       bool fold_case)
{
    for (; *want; want++, pos++) {
        int have = span_at(text, pos);
        if (*want == '/' && have == '\\' && span_at(text, pos + 1) == '/') {
            pos++;
            continue;
        }
        int need = (unsigned char)*want;
        if (have != need &&
            !(fold_case && byte_lower(have) == byte_lower(need))) {
            return 0;
        }
    }
    return pos;
}

static bool text_from(const struct segment *segment, struct span text,
                      struct frame *frame, size_t choice)
{
    for (; choice < segment->n_texts; choice++) {
        size_t end =
            text_end(text, frame->start, segment->texts[choice], segment->fold);
        if (end) {
            frame->choice = choice;
            frame->end = end;
            return true;
        }
    }
    return false;
}

static bool text_follows(const struct segment *next, struct span text,
                         size_t pos)
{
    for (size_t i = 0; i < next->n_texts; i++) {
        if (text_end(text, pos, next->texts[i], next->fold)) {
            return true;
        }
    }
    return false;
}

/* The next end at or behind `from` where the following text stands. */
static bool run_lazy(const struct shape *shape, size_t index, struct span text,
                     struct frame *frame, size_t from)
{
    const struct segment *next = &shape->segments[index + 1];
    for (size_t end = from; end <= frame->reach; end++) {
        if (text_follows(next, text, end)) {
            frame->end = end;
            return true;
        }
    }
    return false;
}

static bool run_first(const struct shape *shape, size_t index, struct span text,
                      struct frame *frame)
{
    const struct segment *segment = &shape->segments[index];
    size_t limit = text.len - frame->start < segment->max
                       ? text.len
                       : frame->start + segment->max;
    size_t reach = frame->start;
    while (reach < limit && alphabet_has(segment->alphabet, text.ptr[reach])) {
        reach++;
    }
    if (reach - frame->start < segment->min) {
        return false;
    }
    frame->reach = reach;
    frame->lazy = index + 1 < shape->n_segments &&
                  shape->segments[index + 1].kind == SEGMENT_TEXT &&
                  !shape->segments[index + 1].optional;
    if (frame->lazy) {
        return run_lazy(shape, index, text, frame, frame->start + segment->min);
    }
    frame->end = reach;
    return true;
}

/* First way to match the part at frame->start. */
static bool frame_first(const struct shape *shape, size_t index,
                        struct span text, struct frame *frame)
{
    const struct segment *segment = &shape->segments[index];
    frame->skipped = false;
    bool found = segment->kind == SEGMENT_TEXT
                     ? text_from(segment, text, frame, 0)
                     : run_first(shape, index, text, frame);
    if (!found && segment->optional) {
        frame->skipped = true;
        frame->end = frame->start;
        return true;
    }
    return found;
}

/* The next way, after what followed did not fit. */
static bool frame_next(const struct shape *shape, size_t index,
                       struct span text, struct frame *frame)
{
    const struct segment *segment = &shape->segments[index];
    if (frame->skipped) {
        return false;
    }
    bool found;
    if (segment->kind == SEGMENT_TEXT) {
        found = text_from(segment, text, frame, frame->choice + 1);
    } else if (frame->lazy) {
        found = run_lazy(shape, index, text, frame, frame->end + 1);
    } else {
        found = frame->end > frame->start + segment->min;
        frame->end -= found;
    }
    if (!found && segment->optional) {
        frame->skipped = true;
        frame->end = frame->start;
        return true;
    }
    return found;
}

/* A token ends where nothing continues it. */
static bool ends_here(const struct shape *shape, struct span text, size_t end)
{
    int c = span_at(text, end);
    if (c < 0) {
        return true;
    }
    if (shape->stop) {
        return !alphabet_has(shape->stop, (unsigned char)c);
    }
    const struct segment *last = &shape->segments[shape->n_segments - 1];
    if (last->kind == SEGMENT_TEXT && !byte_is_word(text.ptr[end - 1])) {
        return true; /* "@", "==" or "-----" ends it whatever follows */
    }
    return !byte_is_word(c) &&
           (last->kind != SEGMENT_RUN ||
            !alphabet_has(last->alphabet, (unsigned char)c));
}

static void fill_ranges(const struct shape *shape, const struct frame *frames,
                        struct range *token, struct range *secret)
{
    *token = (struct range){frames[0].start, frames[shape->n_segments - 1].end};
    *secret = *token;
    bool marked = false;
    for (size_t i = 0; i < shape->n_segments; i++) {
        if (!shape->segments[i].secret || frames[i].skipped) {
            continue;
        }
        if (!marked) {
            secret->start = frames[i].start;
            marked = true;
        }
        secret->end = frames[i].end;
    }
}

bool shape_match(const struct shape *shape, struct span text, size_t start,
                 struct range *token, struct range *secret)
{
    struct frame frames[LIMIT_SEGMENTS];
    size_t index = 0;
    bool found = false;
    bool forward = true;
    frames[0].start = start;
    for (unsigned step = 0; step < LIMIT_SHAPE_STEPS; step++) {
        found = forward ? frame_first(shape, index, text, &frames[index])
                        : frame_next(shape, index, text, &frames[index]);
        if (!found) {
            if (index == 0) {
                return false;
            }
            index--;
            forward = false;
            continue;
        }
        if (index + 1 < shape->n_segments) {
            frames[index + 1].start = frames[index].end;
            index++;
            forward = true;
            continue;
        }
        if (frames[index].end > start &&
            ends_here(shape, text, frames[index].end)) {
            fill_ranges(shape, frames, token, secret);
            return true;
        }
        forward = false;
    }
    return false;
}

static bool alphabet_same(const struct alphabet *a, const struct alphabet *b)
{
    return a == b || (a && b && memcmp(a->bits, b->bits, sizeof(a->bits)) == 0);
}

static bool segment_same(const struct segment *a, const struct segment *b)
{
    if (a->kind != b->kind || a->optional != b->optional ||
        a->fold != b->fold || a->secret != b->secret ||
        a->n_texts != b->n_texts || a->min != b->min || a->max != b->max ||
        !alphabet_same(a->alphabet, b->alphabet)) {
        return false;
    }
    for (size_t i = 0; i < a->n_texts; i++) {
        if (a->texts[i] != b->texts[i] &&
            strcmp(a->texts[i], b->texts[i]) != 0) {
            return false;
        }
    }
    return true;
}

bool shape_same(const struct shape *a, const struct shape *b)
{
    if (a->n_segments != b->n_segments || !alphabet_same(a->stop, b->stop)) {
        return false;
    }
    for (size_t i = 0; i < a->n_segments; i++) {
        if (!segment_same(&a->segments[i], &b->segments[i])) {
            return false;
        }
    }
    return true;
}

uint32_t shape_hash(const struct shape *shape)
{
    uint64_t hash = shape->n_segments;
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        uint64_t part = (uint64_t)segment->min << 32 | segment->max;
        if (segment->n_texts > 0) {
            const char *text = segment->texts[0];
            part ^= (uint64_t)(unsigned char)text[0] << 8 |
                    (uint64_t)strlen(text) << 16 | segment->n_texts;
        }
        if (segment->alphabet) {
            part += segment->alphabet->bits[0] ^ segment->alphabet->bits[1];
        }
        hash = (hash ^ part) * UINT64_C(0x9e3779b97f4a7c15);
    }
    return (uint32_t)(hash >> 32);
}
