/* SPDX-License-Identifier: Apache-2.0
 *
 * "An O(ND) Difference Algorithm" (E. Myers, 1986), and patience diff where
 * that would take too long.
 *
 * Lines get numbers, equal ones the same. What two texts have in common at
 * the front and at the back is put aside. If what is left differs in up to
 * EDITS_MAX lines, Myers finds the shortest way from one to the other. If not,
 * lines that occur once on both sides are taken for the same where they come
 * in the same order (the longest such chain), and between two of them all of
 * this is done again. Where there are none, all lines count as new. */
#include "source/git_linediff.h"

#include "base/mem.h"
#include "source/git_names.h"

#include <stdint.h>
#include <stdlib.h>

/* Lines of one text that are compared; more count as new. */
#define LINES_MAX (8u << 20)

#define EDITS_MAX 256

/* Boxes in boxes: texts that are made for it could need one for each line. */
#define LEVELS_MAX 64

struct side {
    struct span text;
    size_t *starts;    /* of lines, and the end */
    uint32_t *numbers; /* of lines: equal ones have the same */
    uint32_t count;
};

/* Where a number occurs in the box at hand. */
struct uses {
    uint32_t old_at;
    uint32_t at;
    uint32_t old_count;
    uint32_t count;
};

struct box {
    uint32_t old_start;
    uint32_t old_end;
    uint32_t start;
    uint32_t end;
    uint32_t level;
};

struct differ {
    struct side old;
    struct side new;
    struct uses *uses; /* by number; zero between boxes */
    bool *kept;        /* lines of the new text */
    struct box *boxes;
    size_t n_boxes;
    size_t room;
    uint32_t *chain; /* lines of the new text; see find_chain */
    uint32_t *before;
    int *rows; /* see row_of; made when first wanted */
};

static bool split(struct side *side, struct span text)
{
    size_t count = 0;
    for (struct span rest = text; rest.len > 0; count++) {
        const unsigned char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) + 1 : rest.len;
        rest = span_of(rest.ptr + len, rest.len - len);
    }
    if (count > LINES_MAX) {
        return false;
    }
    side->text = text;
    side->count = (uint32_t)count;
    side->starts = mem_calloc(count + 1, sizeof(*side->starts));
    side->numbers = mem_calloc(count, sizeof(*side->numbers));
    for (size_t i = 0, at = 0; i < count; i++) {
        const unsigned char *end = memchr(text.ptr + at, '\n', text.len - at);
        at = end ? (size_t)(end - text.ptr) + 1 : text.len;
        side->starts[i + 1] = at;
    }
    return true;
}

static void side_release(struct side *side)
{
    free(side->starts);
    free(side->numbers);
}

static struct span line_of(const struct side *side, uint32_t i)
{
    return span_slice(side->text,
                      (struct range){side->starts[i], side->starts[i + 1]});
}

/* A line that has a number. */
struct known {
    uint64_t hash; /* 0: free */
    struct span line;
    uint32_t number;
};

static uint32_t number_lines(struct side *side, const struct git_names *hash,
                             struct known *table, size_t room, uint32_t next)
{
    for (uint32_t i = 0; i < side->count; i++) {
        struct span line = line_of(side, i);
        uint64_t value = git_names_hash(hash, line);
        size_t at = value & (room - 1);
        while (table[at].hash &&
               (table[at].hash != value || !span_equal(table[at].line, line))) {
            at = (at + 1) & (room - 1);
        }
        if (!table[at].hash) {
            table[at] = (struct known){value, line, next++};
        }
        side->numbers[i] = table[at].number;
    }
    return next;
}

/* Returns how many numbers there are. */
static uint32_t number_both(struct differ *differ)
{
    struct git_names hash;
    size_t room = 64;
    while (room < 2 * ((size_t)differ->old.count + differ->new.count)) {
        room *= 2;
    }
    struct known *table = mem_calloc(room, sizeof(*table));
    git_names_init(&hash);
    uint32_t n = number_lines(&differ->old, &hash, table, room, 0);
    n = number_lines(&differ->new, &hash, table, room, n);
    git_names_release(&hash);
    free(table);
    return n;
}

static void push(struct differ *differ, struct box box)
{
    if (box.old_start < box.old_end && box.start < box.end &&
        box.level < LEVELS_MAX) {
        differ->boxes = mem_grow(differ->boxes, differ->n_boxes, &differ->room,
                                 sizeof(*differ->boxes));
        differ->boxes[differ->n_boxes++] = box;
    }
}

/* Keeps what is the same at the front and at the back. */
static void trim(struct differ *differ, struct box *box)
{
    const uint32_t *old = differ->old.numbers;
    const uint32_t *new = differ->new.numbers;
    while (box->old_start < box->old_end && box->start < box->end &&
           old[box->old_start] == new[box->start]) {
        differ->kept[box->start] = true;
        box->old_start++;
        box->start++;
    }
    while (box->old_start < box->old_end && box->start < box->end &&
           old[box->old_end - 1] == new[box->end - 1]) {
        differ->kept[box->end - 1] = true;
        box->old_end--;
        box->end--;
    }
}

static void count_uses(struct differ *differ, const struct box *box)
{
    for (uint32_t i = box->old_start; i < box->old_end; i++) {
        struct uses *uses = &differ->uses[differ->old.numbers[i]];
        uses->old_at = i;
        uses->old_count++;
    }
    for (uint32_t i = box->start; i < box->end; i++) {
        struct uses *uses = &differ->uses[differ->new.numbers[i]];
        uses->at = i;
        uses->count++;
    }
}

static void forget_uses(struct differ *differ, const struct box *box)
{
    for (uint32_t i = box->old_start; i < box->old_end; i++) {
        differ->uses[differ->old.numbers[i]] = (struct uses){0};
    }
    for (uint32_t i = box->start; i < box->end; i++) {
        differ->uses[differ->new.numbers[i]] = (struct uses){0};
    }
}

static uint32_t old_place(const struct differ *differ, uint32_t line)
{
    return differ->uses[differ->new.numbers[line]].old_at;
}

/* The longest chain of lines that occur once on both sides and come in the
 * same order, by patience sorting: chain[k] ends the best chain of k + 1
 * lines, before[i] is the line before line i in its chain. Leaves the chain
 * in differ->chain and returns its length. */
static uint32_t find_chain(struct differ *differ, const struct box *box)
{
    uint32_t length = 0;
    for (uint32_t i = box->start; i < box->end; i++) {
        const struct uses *uses = &differ->uses[differ->new.numbers[i]];
        if (uses->count != 1 || uses->old_count != 1) {
            continue;
        }
        uint32_t low = 0;
        uint32_t high = length;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (old_place(differ, differ->chain[middle]) < uses->old_at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        differ->before[i] = low > 0 ? differ->chain[low - 1] : UINT32_MAX;
        differ->chain[low] = i;
        length += low == length;
    }
    uint32_t line = length > 0 ? differ->chain[length - 1] : 0;
    for (uint32_t k = length; k-- > 0; line = differ->before[line]) {
        differ->chain[k] = line;
    }
    return length;
}

/* The boxes between the lines of the chain. */
static void cut_box(struct differ *differ, const struct box *box,
                    uint32_t length)
{
    struct box next = *box;
    next.level++;
    for (uint32_t k = 0; k < length; k++) {
        uint32_t line = differ->chain[k];
        differ->kept[line] = true;
        next.end = line;
        next.old_end = old_place(differ, line);
        push(differ, next);
        next.start = line + 1;
        next.old_start = next.old_end + 1;
    }
    next.end = box->end;
    next.old_end = box->old_end;
    push(differ, next);
}

/* --- Myers ------------------------------------------------------------- */

/* Lines of a box that occur on both sides: only those can be the same. */
struct common {
    uint32_t *old; /* lines */
    uint32_t *new;
    int n_old;
    int n_new;
};

static bool find_common(const struct differ *differ, const struct box *box,
                        struct common *out)
{
    uint32_t n_old = box->old_end - box->old_start;
    uint32_t n_new = box->end - box->start;
    *out = (struct common){.old = mem_calloc(n_old, sizeof(*out->old)),
                           .new = mem_calloc(n_new, sizeof(*out->new))};
    for (uint32_t i = box->old_start; i < box->old_end; i++) {
        if (differ->uses[differ->old.numbers[i]].count > 0) {
            out->old[out->n_old++] = i;
        }
    }
    for (uint32_t i = box->start; i < box->end; i++) {
        if (differ->uses[differ->new.numbers[i]].old_count > 0) {
            out->new[out->n_new++] = i;
        }
    }
    return out->n_old > 0 && out->n_new > 0;
}

/* Rows of furthest places, one for each number of edits: row d has 2d + 1
 * columns and stands behind those before it, at d * d. */
static int *row_of(int *rows, int d)
{
    return rows + (size_t)d * (size_t)d + (size_t)d;
}

/* A step along one side, to diagonal k = x - y: x, or OUTSIDE. */
struct step {
    int x;
    bool down; /* a new line; else an old one */
};

#define OUTSIDE (-1)

/* The step to diagonal k that comes furthest from the row before, d - 1. */
static struct step best_step(const struct common *common, const int *last,
                             int d, int k)
{
    struct step best = {.x = OUTSIDE};
    if (k > -d && last[k - 1] != OUTSIDE && last[k - 1] < common->n_old) {
        best.x = last[k - 1] + 1;
    }
    if (k < d && last[k + 1] > best.x && last[k + 1] - k <= common->n_new) {
        best = (struct step){.x = last[k + 1], .down = true};
    }
    return best;
}

/* The number of edits in the path, or -1: more than EDITS_MAX. */
static int find_path(const struct differ *differ, const struct common *common,
                     int *rows)
{
    const uint32_t *old = differ->old.numbers;
    const uint32_t *new = differ->new.numbers;
    for (int d = 0; d <= EDITS_MAX; d++) {
        int *row = row_of(rows, d);
        for (int k = -d; k <= d; k++) {
            row[k] = OUTSIDE;
        }
        for (int k = -d; k <= d; k += 2) {
            int x = d == 0 ? 0 : best_step(common, row_of(rows, d - 1), d, k).x;
            if (x == OUTSIDE) {
                continue;
            }
            while (x < common->n_old && x - k < common->n_new &&
                   old[common->old[x]] == new[common->new[x - k]]) {
                x++;
            }
            row[k] = x;
            if (x == common->n_old && x - k == common->n_new) {
                return d;
            }
        }
    }
    return -1;
}

/* Walks the path back and keeps the lines on its diagonals. */
static void keep_path(struct differ *differ, const struct common *common,
                      int *rows, int edits)
{
    int x = common->n_old;
    int y = common->n_new;
    for (int d = edits; d >= 0; d--) {
        int k = x - y;
        struct step step = {.x = 0};
        if (d > 0) {
            step = best_step(common, row_of(rows, d - 1), d, k);
        }
        while (x > step.x) {
            x--;
            y--;
            differ->kept[common->new[y]] = true;
        }
        x -= d > 0 && !step.down;
        y -= d > 0 && step.down;
    }
}

/* False when that takes too many edits. */
static bool find_shortest(struct differ *differ, const struct box *box)
{
    struct common common;
    bool done = true;
    if (find_common(differ, box, &common)) {
        if (!differ->rows) {
            size_t side = EDITS_MAX + 1;
            differ->rows = mem_calloc(side * side, sizeof(*differ->rows));
        }
        int edits = find_path(differ, &common, differ->rows);
        done = edits >= 0;
        if (done) {
            keep_path(differ, &common, differ->rows, edits);
        }
    }
    free(common.old);
    free(common.new);
    return done;
}

static void look_into(struct differ *differ, struct box box)
{
    trim(differ, &box);
    if (box.old_start == box.old_end || box.start == box.end) {
        return;
    }
    count_uses(differ, &box);
    if (!find_shortest(differ, &box)) {
        uint32_t length = find_chain(differ, &box);
        if (length > 0) {
            cut_box(differ, &box, length);
        }
    }
    forget_uses(differ, &box);
}

static void compare(struct differ *differ)
{
    uint32_t count = differ->new.count;
    uint32_t numbers = number_both(differ);
    differ->uses = mem_calloc(numbers, sizeof(*differ->uses));
    differ->chain = mem_calloc(count, sizeof(*differ->chain));
    differ->before = mem_calloc(count, sizeof(*differ->before));
    push(differ,
         (struct box){.old_end = differ->old.count, .end = count, .level = 0});
    while (differ->n_boxes > 0) {
        look_into(differ, differ->boxes[--differ->n_boxes]);
    }
    free(differ->uses);
    free(differ->chain);
    free(differ->before);
    free(differ->boxes);
    free(differ->rows);
}

void git_linediff(struct range_list *out, struct span old, struct span text)
{
    struct differ differ = {0};
    if (split(&differ.old, old) && split(&differ.new, text)) {
        differ.kept = mem_calloc(differ.new.count, sizeof(*differ.kept));
        compare(&differ);
        for (uint32_t i = 0; i < differ.new.count; i++) {
            if (!differ.kept[i]) {
                range_list_add(out, (struct range){differ.new.starts[i],
                                                   differ.new.starts[i + 1]});
            }
        }
        free(differ.kept);
    } else {
        range_list_add(out, (struct range){0, text.len});
    }
    side_release(&differ.old);
    side_release(&differ.new);
}
