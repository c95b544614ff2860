/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes valid tokens from rules, and damaged ones. A token is drawn segment
 * by segment, completed by the rule's checks, and put before
 * verify_candidate; when chance made a bad one (a word, a repeat, a number
 * out of range) the sequence goes on to the next. */
#include "verify/sample.h"

#include "verify/check.h"
#include "verify/piece.h"
#include "verify/split.h"

#include <string.h>

#define TRIES 64

/* Lengths vary by this much above the least, so that samples stay short. */
#define LENGTH_SPREAD 24

/* --- drawing
 * --------------------------------------------------------------------- */

static bool is_plain(int c)
{
    return byte_is_alnum(c) || c == '-' || c == '_' || c == '+' || c == '/';
}

/* The letters of an alphabet that need no quoting anywhere; all of them when
 * there are few of those. */
static size_t letters_of(const struct alphabet *alphabet,
                         unsigned char out[256])
{
    size_t n = 0;
    for (int c = 0; c < 256; c++) {
        if (alphabet_has(alphabet, (unsigned char)c) && is_plain(c)) {
            out[n++] = (unsigned char)c;
        }
    }
    if (n > 1 || n == alphabet->size) {
        return n;
    }
    n = 0;
    for (int c = 0; c < 256; c++) {
        if (alphabet_has(alphabet, (unsigned char)c)) {
            out[n++] = (unsigned char)c;
        }
    }
    return n;
}

static bool draw_run(struct check_sample *sample, const struct segment *segment)
{
    unsigned char letters[256];
    size_t n = letters_of(segment->alphabet, letters);
    size_t spread = segment->max - segment->min;
    spread = spread < LENGTH_SPREAD ? spread : LENGTH_SPREAD;
    size_t len = segment->min + sample_random(sample) % (spread + 1);
    if (n == 0 || len > sizeof(sample->bytes) - sample->len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        sample->bytes[sample->len++] = letters[sample_random(sample) % n];
    }
    return true;
}

static bool draw_text(struct check_sample *sample,
                      const struct segment *segment)
{
    if (segment->n_texts == 0) {
        return false;
    }
    const char *text = segment->texts[sample_random(sample) % segment->n_texts];
    size_t len = strlen(text);
    if (len > sizeof(sample->bytes) - sample->len) {
        return false;
    }
    memcpy(sample->bytes + sample->len, text, len);
    sample->len += len;
    return true;
}

/* Draws all parts and notes where the secret and its body begin and end. */
static bool draw_shape(struct check_sample *sample, const struct shape *shape)
{
    bool marked = false;
    for (size_t i = 0; i < shape->n_segments; i++) {
        const struct segment *segment = &shape->segments[i];
        size_t start = sample->len;
        if (segment->optional && sample_random(sample) % 2 == 0) {
            continue;
        }
        bool drawn = segment->kind == SEGMENT_RUN ? draw_run(sample, segment)
                                                  : draw_text(sample, segment);
        if (!drawn) {
            return false;
        }
        if (segment->secret && !marked) {
            sample->secret.start = start;
            marked = true;
        }
        if (segment->secret) {
            sample->secret.end = sample->len;
        }
    }
    if (!marked) {
        sample->secret = (struct range){0, sample->len};
    }
    return sample->len > 0;
}

/* The first fixed text of the shape is no part of the body. */
static void find_body(struct check_sample *sample, const struct shape *shape)
{
    const struct segment *first = shape->segments;
    sample->body = sample->secret.start;
    size_t longest = 0;
    for (size_t i = 0; first->kind == SEGMENT_TEXT && i < first->n_texts; i++) {
        size_t len = strlen(first->texts[i]);
        if (len > longest &&
            piece_starts(sample_secret(sample), first->texts[i])) {
            longest = len;
        }
    }
    sample->body += longest;
}

static bool draw(struct check_sample *sample, size_t shape)
{
    const struct rule *rule = sample->rule;
    sample->len = 0;
    if (rule->n_shapes > 0) {
        if (shape >= rule->n_shapes ||
            !draw_shape(sample, &rule->shapes[shape])) {
            return false;
        }
        find_body(sample, &rule->shapes[shape]);
        return true;
    }
    if (!rule->regex.anchor) {
        return false;
    }
    sample->len = strlen(rule->regex.anchor);
    if (sample->len > sizeof(sample->bytes)) {
        return false;
    }
    memcpy(sample->bytes, rule->regex.anchor, sample->len);
    sample->secret = (struct range){0, sample->len};
    sample->body = 0;
    return true;
}

/* --- checking
 * ----------------------------------------------------------------------- */

/* Completes with every check that can; a regular expression needs one. */
static bool complete(struct check_sample *sample)
{
    const struct rule *rule = sample->rule;
    bool any = rule->n_shapes > 0;
    for (size_t i = 0; i < rule->n_checks; i++) {
        const struct check *check = check_find(rule->checks[i].name);
        if (check && check->complete && check->complete(check, sample)) {
            any = true;
        }
    }
    return any;
}

static struct check_input input_of(const struct check_sample *sample)
{
    struct span token = span_of(sample->bytes, sample->len);
    return (struct check_input){.token = token,
                                .secret = sample_secret(sample),
                                .body = sample_body(sample),
                                .text = token,
                                .where = {0, sample->len},
                                .rule = sample->rule};
}

static bool checks_agree(const struct check_sample *sample)
{
    const struct rule *rule = sample->rule;
    struct check_input input = input_of(sample);
    for (size_t i = 0; i < rule->n_checks; i++) {
        const struct check *check = check_find(rule->checks[i].name);
        struct check_notes notes = {0};
        if (check && check->run(check, &input, &notes) == CHECK_FAIL) {
            return false;
        }
    }
    return true;
}

/* As in a source file: name = "token". */
static bool is_kept(const struct check_sample *sample)
{
    unsigned char text[CHECK_SAMPLE_ROOM + 16];
    static const char head[] = "value = \"";
    size_t start = sizeof(head) - 1;
    memcpy(text, head, start);
    memcpy(text + start, sample->bytes, sample->len);
    text[start + sample->len] = '"';
    struct verify_input input = {
        .rule = sample->rule,
        .text = span_of(text, start + sample->len + 1),
        .token = {start, start + sample->len},
        .secret = {start + sample->secret.start, start + sample->secret.end},
    };
    struct verdict verdict;
    verify_candidate(&verdict, &input);
    return verdict.keep;
}

/* The parts must still be those of the shape after `complete`. */
static bool has_shape(const struct check_sample *sample)
{
    struct split split;
    return sample->rule->n_shapes == 0 ||
           split_token(&split, sample->rule,
                       span_of(sample->bytes, sample->len));
}

static bool make(struct check_sample *sample, const struct rule *rule,
                 size_t shape, uint64_t seed)
{
    sample->rule = rule;
    sample->state = seed;
    for (size_t i = 0; i < TRIES; i++) {
        if (draw(sample, shape) && complete(sample) && has_shape(sample) &&
            checks_agree(sample) && is_kept(sample)) {
            return true;
        }
    }
    return false;
}

int sample_make(struct buf *out, const struct rule *rule, size_t shape,
                uint64_t seed, struct err *err)
{
    struct check_sample sample;
    if (!make(&sample, rule, shape, seed)) {
        return err_set(err, ERR_MISSING, "%s: no sample can be made", rule->id);
    }
    return buf_add(out, span_of(sample.bytes, sample.len), err);
}

/* --- damage
 * ---------------------------------------------------------------------------
 */

/* The longest run of the sample: its part number; split->n without one. */
static size_t longest_run(const struct split *split)
{
    size_t best = split->n;
    size_t len = 0;
    for (size_t i = 0; i < split->n; i++) {
        size_t here = range_len(split->parts[i].range);
        if (split->parts[i].segment->kind == SEGMENT_RUN && here > len) {
            best = i;
            len = here;
        }
    }
    return best;
}

static bool shorten(struct check_sample *sample, const struct split *split,
                    size_t part)
{
    struct range range = split->parts[part].range;
    size_t least = split->parts[part].segment->min;
    struct split other;
    if (least < 2) {
        return false;
    }
    struct range rest = {range.start + least - 1, range.end};
    return sample_replace(sample, rest, span_of(NULL, 0)) &&
           !split_token(&other, sample->rule,
                        span_of(sample->bytes, sample->len));
}

/* The second letter becomes one that no alphabet has. What is left behind it
 * must be too short for a token of its own. */
static bool spoil(struct check_sample *sample, const struct split *split,
                  size_t part)
{
    struct range range = split->parts[part].range;
    const struct segment *segment = split->parts[part].segment;
    static const char strange[] = "!^~ ";
    if (range_len(range) < 3 ||
        (part == 0 && range_len(range) - 2 >= segment->min)) {
        return false;
    }
    for (size_t i = 0; strange[i]; i++) {
        struct split other;
        unsigned char letter = (unsigned char)strange[i];
        sample->bytes[range.start + 1] = letter;
        if (!alphabet_has(segment->alphabet, letter) &&
            !split_token(&other, sample->rule,
                         span_of(sample->bytes, sample->len))) {
            return true;
        }
    }
    return false;
}

/* Another letter at the end of the run: refused by a check that drops. */
static bool falsify(struct check_sample *sample, const struct split *split,
                    size_t part)
{
    struct range range = split->parts[part].range;
    unsigned char letters[256];
    size_t n = letters_of(split->parts[part].segment->alphabet, letters);
    for (size_t i = 1; i <= range_len(range) && i <= 16; i++) {
        unsigned char *letter = &sample->bytes[range.end - i];
        unsigned char before = *letter;
        for (size_t k = 0; k < 4 && n > 1; k++) {
            *letter = letters[sample_random(sample) % n];
            if (*letter != before && !is_kept(sample)) {
                return true;
            }
        }
        *letter = before;
    }
    return false;
}

int sample_damage(struct buf *out, const struct rule *rule, size_t shape,
                  uint64_t seed, enum sample_damage damage, struct err *err)
{
    static bool (*const ways[SAMPLE_DAMAGES])(struct check_sample *,
                                              const struct split *, size_t) = {
        [SAMPLE_SHORT] = shorten,
        [SAMPLE_LETTER] = spoil,
        [SAMPLE_SUM] = falsify};
    struct check_sample sample;
    struct split split;
    if (!make(&sample, rule, shape, seed) ||
        !split_token(&split, rule, span_of(sample.bytes, sample.len)) ||
        longest_run(&split) == split.n ||
        !ways[damage](&sample, &split, longest_run(&split))) {
        return err_set(err, ERR_MISSING, "%s: such damage cannot be made",
                       rule->id);
    }
    return buf_add(out, span_of(sample.bytes, sample.len), err);
}
