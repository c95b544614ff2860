/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_KERNEL_PASS_H
#define MATCH_KERNEL_PASS_H

/* The kernel but for the classes of bytes. Included by each kernel_<isa>.c,
 * which defines only how bytes become masks, so that the compiler can use that
 * instruction set here too. */

#include "match/kernel_judge.h"

/* Nothing stands behind the text, at the `len`-th byte of the chunk. */
KERNEL_INLINE void chunk_cut(struct kernel_masks *m, size_t len, size_t depth)
{
    for (size_t i = len / 64; i <= LANES * depth; i++) {
        size_t slot = i == LANES * depth ? slot_of(LANES - 1, depth)
                                         : slot_of(i / depth, i % depth);
        masks_cut(m, slot, i == len / 64 ? len % 64 : 0);
    }
}

/* Each stripe sees the word before it and the word behind it. */
KERNEL_INLINE void join_row(uint64_t *row, size_t depth, bool before)
{
    row[slot_of(0, 0) - LANES] = (uint64_t)before << 63;
    for (size_t k = 1; k < LANES; k++) {
        row[slot_of(k, 0) - LANES] = row[slot_of(k - 1, depth - 1)];
        row[slot_of(k - 1, depth)] = row[slot_of(k, 0)];
    }
}

/* The byte before the chunk decides whether a run begins at its first one: it
 * is bit 63 of the word before. */
KERNEL_INLINE void join_stripes(struct kernel_masks *m, size_t depth,
                                int before)
{
    bool plain = byte_is_alnum(before);
    join_row(m->word, depth, plain || before == '_');
    join_row(m->alnum, depth, plain || before == '+' || before == '/');
    join_row(m->dash, depth, before == '-');
    join_row(m->sign, depth, false);
    join_row(m->quote, depth, false);
    join_row(m->bit5, depth, false);
    join_row(m->bit6, depth, false);
}

/* Nothing begins behind the region, at the `len`-th byte of the chunk. */
KERNEL_INLINE void found_cut(struct kernel_found *found, size_t len,
                             size_t depth)
{
    for (size_t k = 0; k < LANES; k++) {
        size_t start = k * depth * 64;
        size_t left = len < start ? 0 : len - start;
        if (left < depth * 64) {
            found->busy[k] &= (UINT64_C(2) << (left / 64)) - 1;
            found->row[slot_of(k, left / 64)] &=
                (UINT64_C(1) << (left % 64)) - 1;
        } else if (depth < 64) {
            found->busy[k] &= (UINT64_C(1) << depth) - 1;
        }
    }
}

KERNEL_INLINE void classify_chunk(const struct kernel_job *job, size_t pos,
                                  size_t depth)
{
    struct kernel_masks *m = &job->space->masks;
    for (size_t k = 0; k < LANES; k++) {
        size_t words = depth + (k == LANES - 1);
        job->classify(job->text.ptr + pos + k * depth * 64, words, m,
                      slot_of(k, 0));
    }
    if (job->text.len - pos < (LANES * depth + 1) * 64) {
        chunk_cut(m, job->text.len - pos, depth);
    }
    join_stripes(m, depth, span_at(job->text, pos - 1));
}

/* One chunk: classify, find the places, judge them. */
KERNEL_INLINE void kernel_chunk(const struct kernel_job *job, size_t pos,
                                size_t end)
{
    struct kernel_space *s = job->space;
    size_t len = end - pos;
    size_t depth = (len + LANES * 64 - 1) / (LANES * 64);
    classify_chunk(job, pos, depth);
    rows_find(s, depth);
    found_cut(&s->starts, len, depth);
    found_cut(&s->signs, len, depth);
    found_cut(&s->rare, len, depth);
    size_t n = write_places(s->places, &s->starts, depth);
    judge_starts(job, n, pos);
    n = write_places(s->places, &s->signs, depth);
    judge_signs(job, n, pos);
    judge_rare(job, depth, pos);
}

KERNEL_INLINE void kernel_run(struct span text, struct range region,
                              classify_fn classify,
                              const struct kernel_tables *tables,
                              struct kernel_space *space,
                              struct match_scratch *scratch)
{
    const struct kernel_job job = {text, tables, space, scratch, classify};
    const size_t chunk = KERNEL_WORDS * 64;
    for (size_t pos = region.start; pos < region.end; pos += chunk) {
        size_t left = region.end - pos;
        size_t end = left < chunk ? region.end : pos + chunk;
        kernel_chunk(&job, pos, end);
    }
}

#endif
