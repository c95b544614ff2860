/* SPDX-License-Identifier: Apache-2.0
 *
 *     delta   base length | result length | steps
 *     step    1sssoooo..  copy: which bytes of offset (4) and size (3) follow,
 *                         the lowest first; size 0 means 65536
 *             0nnnnnnn    insert the n bytes that follow; n = 0 is reserved
 *
 * What is new in the result, drawn; W is LIMIT_SEAM:
 *
 *     base    [ aaaaaaaaaa ##mark## aaaaaaaaaaaaaaa bbbbbbb ]
 *     result  [ aaaaaaaaaa ##mark## aaaaaaa|NEW|bbbbbb ]
 *     fresh                ~~~~~~~~  ~~~~~W|~~~|W~~~~  W]
 *
 * The end is a seam as well, unless it is the base's end: what ends a token
 * has changed there. */
#include "source/git_delta.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>

/* Pieces and fresh ranges of one object. Versions of a text have some tens; a
 * hostile delta has one for every two bytes. */
#define PARTS_MAX (1u << 20)

static bool take_length(struct span *rest, size_t *out)
{
    size_t value = 0;
    for (unsigned shift = 0; rest->len > 0 && shift < 63; shift += 7) {
        unsigned char byte = rest->ptr[0];
        *rest = span_of(rest->ptr + 1, rest->len - 1);
        value |= (size_t)(byte & 127) << shift;
        if (!(byte & 128)) {
            *out = value;
            return true;
        }
    }
    return false;
}

int git_delta_parse(struct git_delta *out, struct span bytes, struct err *err)
{
    out->steps = bytes;
    if (!take_length(&out->steps, &out->base_len) ||
        !take_length(&out->steps, &out->result_len)) {
        return err_set(err, ERR_FORMAT, "a delta without lengths");
    }
    if (out->result_len > LIMIT_GIT_OBJECT) {
        return err_set(err, ERR_LIMIT, "an object of %zu bytes",
                       out->result_len);
    }
    return 0;
}

void git_pieces_release(struct git_pieces *pieces)
{
    free(pieces->items);
    *pieces = (struct git_pieces){0};
}

static void add_piece(struct git_pieces *pieces, struct git_piece piece)
{
    struct git_piece *last =
        pieces->count ? &pieces->items[pieces->count - 1] : NULL;
    if (last &&
        (piece.from == SIZE_MAX ? last->from == SIZE_MAX
                                : last->from != SIZE_MAX &&
                                      last->from + last->len == piece.from)) {
        last->len += piece.len;
        return;
    }
    if (pieces->count == PARTS_MAX) {
        pieces->many = true;
        return;
    }
    pieces->items = mem_grow(pieces->items, pieces->count, &pieces->room,
                             sizeof(*pieces->items));
    pieces->items[pieces->count++] = piece;
}

/* The bytes of a number that the bits of `which` say are there. */
static bool take_parts(struct span *rest, unsigned which, unsigned count,
                       size_t *out)
{
    *out = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!(which >> i & 1)) {
            continue;
        }
        if (rest->len == 0) {
            return false;
        }
        *out |= (size_t)rest->ptr[0] << (8 * i);
        *rest = span_of(rest->ptr + 1, rest->len - 1);
    }
    return true;
}

/* What a step copies: from the base, or from the delta itself. */
static bool take_step(struct span *rest, struct span base,
                      struct git_piece *piece, struct span *out)
{
    unsigned step = rest->ptr[0];
    *rest = span_of(rest->ptr + 1, rest->len - 1);
    if (step & 128) {
        size_t offset;
        size_t len;
        if (!take_parts(rest, step & 15, 4, &offset) ||
            !take_parts(rest, step >> 4 & 7, 3, &len)) {
            return false;
        }
        len = len ? len : 0x10000;
        if (offset > base.len || len > base.len - offset) {
            return false;
        }
        *out = span_of(base.ptr + offset, len);
        *piece = (struct git_piece){.len = len, .from = offset};
        return true;
    }
    if (step == 0 || step > rest->len) {
        return false;
    }
    *out = span_of(rest->ptr, step);
    *piece = (struct git_piece){.len = step, .from = SIZE_MAX};
    *rest = span_of(rest->ptr + step, rest->len - step);
    return true;
}

int git_delta_apply(const struct git_delta *delta, struct span base,
                    unsigned char *out, struct git_pieces *pieces,
                    struct err *err)
{
    struct span rest = delta->steps;
    size_t at = 0;
    if (base.len != delta->base_len) {
        return err_set(err, ERR_FORMAT, "a delta to something else");
    }
    if (pieces) {
        pieces->count = 0;
        pieces->many = false;
    }
    while (rest.len > 0) {
        struct span bytes;
        struct git_piece piece;
        if (!take_step(&rest, base, &piece, &bytes) ||
            bytes.len > delta->result_len - at) {
            return err_set(err, ERR_FORMAT, "a damaged delta");
        }
        memcpy(out + at, bytes.ptr, bytes.len);
        if (pieces) {
            piece.at = at;
            add_piece(pieces, piece);
        }
        at += bytes.len;
    }
    if (at != delta->result_len) {
        return err_set(err, ERR_FORMAT, "a delta that is cut off");
    }
    return 0;
}

/* Adds a range that begins behind the start of the last one, or reaches back
 * over some of the last. */
static void add_fresh(struct range_list *fresh, size_t start, size_t end)
{
    while (fresh->count > 0 && start <= fresh->items[fresh->count - 1].end) {
        struct range last = fresh->items[--fresh->count];
        start = last.start < start ? last.start : start;
        end = last.end > end ? last.end : end;
    }
    if (start < end) {
        range_list_add(fresh, (struct range){start, end});
    }
}

static void add_round(struct range_list *fresh, size_t start, size_t end,
                      size_t len)
{
    add_fresh(fresh, start > LIMIT_SEAM_BEFORE ? start - LIMIT_SEAM_BEFORE : 0,
              len - end > LIMIT_SEAM_BEHIND ? end + LIMIT_SEAM_BEHIND : len);
}

static void add_marked(struct range_list *fresh, const struct git_piece *piece,
                       const struct unit_marks *marks)
{
    size_t end = piece->from + piece->len;
    for (size_t i = unit_marks_find(marks, piece->from);
         i < marks->count && marks->items[i].start < end; i++) {
        struct range mark = marks->items[i];
        size_t from = mark.start > piece->from ? mark.start : piece->from;
        size_t to = mark.end < end ? mark.end : end;
        add_fresh(fresh, piece->at + (from - piece->from),
                  piece->at + (to - piece->from));
    }
}

void git_delta_fresh(struct range_list *fresh, const struct git_pieces *pieces,
                     size_t base_len, size_t len,
                     const struct unit_marks *marks)
{
    const struct git_piece *last =
        pieces->count ? &pieces->items[pieces->count - 1] : NULL;
    bool all = marks->all || pieces->many;
    range_list_clear(fresh);
    for (size_t i = 0; i < pieces->count && !all; i++) {
        const struct git_piece *piece = &pieces->items[i];
        bool inserted = piece->from == SIZE_MAX;
        if (inserted || piece->at > 0 || piece->from > 0) {
            add_round(fresh, piece->at, piece->at + (inserted ? piece->len : 0),
                      len);
        }
        if (!inserted) {
            add_marked(fresh, piece, marks);
        }
        all = fresh->count > PARTS_MAX;
    }
    if (all) {
        range_list_clear(fresh);
        add_fresh(fresh, 0, len);
    } else if (last &&
               (last->from == SIZE_MAX || last->from + last->len < base_len)) {
        add_round(fresh, len, len, len);
    }
}
