/* SPDX-License-Identifier: Apache-2.0
 *
 * How much of a secret may be seen. The head is text that the rule itself
 * prescribes ("ghp_"), so that it tells nothing; of the random part two or
 * four characters at the end, and only where many more stay hidden. */
#include "scan/mask.h"

#define HEAD_MOST  8
#define HEAD_SHARE 4  /* at most a quarter of the secret */
#define TAIL_TWO   24 /* from this length on */
#define TAIL_FOUR  40

static size_t max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

static bool starts_with_text(struct span token, const char *text, bool fold)
{
    struct span head = span_str(text);
    if (!fold) {
        return span_starts_with(token, head);
    }
    return token.len >= head.len &&
           span_find_fold(span_of(token.ptr, head.len), head) == 0;
}

/* Length of the fixed text that the token begins with. */
static size_t fixed_head(const struct rule *rule, struct span token)
{
    size_t len = 0;
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct shape *shape = &rule->shapes[i];
        if (shape->n_segments == 0 || shape->segments[0].kind != SEGMENT_TEXT) {
            continue;
        }
        const struct segment *segment = &shape->segments[0];
        for (size_t k = 0; k < segment->n_texts; k++) {
            if (starts_with_text(token, segment->texts[k], segment->fold)) {
                len = max_size(len, strlen(segment->texts[k]));
            }
        }
    }
    const char *anchor = rule->regex.anchor;
    if (anchor && starts_with_text(token, anchor, false)) {
        len = max_size(len, strlen(anchor));
    }
    return len;
}

/* How many bytes from the start are visible ASCII, at most `most`. */
static size_t visible_head(struct span secret, size_t most)
{
    size_t n = 0;
    while (n < most && n < secret.len && secret.ptr[n] > ' ' &&
           secret.ptr[n] < 0x7f) {
        n++;
    }
    return n;
}

static size_t visible_tail(struct span secret, size_t most)
{
    for (size_t i = 1; i <= most; i++) {
        unsigned char byte = secret.ptr[secret.len - i];
        if (byte <= ' ' || byte >= 0x7f) {
            return 0;
        }
    }
    return most;
}

struct mask mask_of(const struct candidate *candidate, struct span text)
{
    struct mask mask = {0, 0};
    struct span token = span_slice(text, candidate->token);
    struct span secret = span_slice(text, candidate->secret);
    size_t fixed = candidate->token.start + fixed_head(candidate->rule, token);
    if (fixed > candidate->secret.start) {
        size_t head = fixed - candidate->secret.start;
        head = head < HEAD_MOST ? head : HEAD_MOST;
        size_t share = secret.len / HEAD_SHARE;
        mask.head = visible_head(secret, head < share ? head : share);
    }
    if (secret.len >= TAIL_TWO) {
        mask.tail = visible_tail(secret, secret.len >= TAIL_FOUR ? 4 : 2);
    }
    return mask;
}

int mask_add(struct buf *out, struct span secret, struct mask mask,
             struct err *err)
{
    int rc = buf_add(out, span_of(secret.ptr, mask.head), err);
    if (rc == 0) {
        rc = buf_add(out, span_str(MASK_STARS), err);
    }
    if (rc == 0) {
        rc = buf_add(
            out, span_of(secret.ptr + secret.len - mask.tail, mask.tail), err);
    }
    return rc;
}
