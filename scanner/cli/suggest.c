/* SPDX-License-Identifier: Apache-2.0
 *
 * Edit distance with neighbours swapped counted as one error (optimal string
 * alignment), since that is how people mistype. Three rows are enough. */
#include "cli/suggest.h"

#include <stdio.h>
#include <string.h>

/* Longer names are not looked at: no command, option or rule id is. */
#define NAME_MAX_LEN 80

/* Letters from which on a beginning says which name is meant. */
#define PREFIX_MIN 3

struct suggestion suggest_begin(const char *typed)
{
    /* One error for three letters, so that "x" does not suggest "y". */
    size_t near = strlen(typed) / 3 + 1;
    return (struct suggestion){.typed = typed, .distance = near + 1};
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The row below `one`; `two` is the one above that. */
static void next_row(size_t *row, const size_t *one, const size_t *two,
                     const char *a, size_t i, const char *b)
{
    size_t len = strlen(b);
    row[0] = i;
    for (size_t j = 1; j <= len; j++) {
        size_t cost = one[j - 1] + (a[i - 1] != b[j - 1]);
        cost = least(cost, least(one[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
            cost = least(cost, two[j - 2] + 1);
        }
        row[j] = cost;
    }
}

static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MAX_LEN + 1] = {{0}};
    size_t len = strlen(a);
    size_t width = strlen(b);
    for (size_t j = 0; j <= width; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= len; i++) {
        next_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, i, b);
    }
    return rows[len % 3][width];
}

void suggest_offer(struct suggestion *suggestion, const char *name)
{
    if (strlen(name) > NAME_MAX_LEN ||
        strlen(suggestion->typed) > NAME_MAX_LEN) {
        return;
    }
    size_t d = distance(suggestion->typed, name);
    size_t len = strlen(suggestion->typed);
    if (len >= PREFIX_MIN && strncmp(suggestion->typed, name, len) == 0) {
        d = least(d, 1); /* stopped typing too early */
    }
    if (d < suggestion->distance) {
        suggestion->distance = d;
        suggestion->best = name;
    }
}

struct suggest_text suggest_end(const struct suggestion *suggestion,
                                const char *prefix)
{
    struct suggest_text out = {""};
    if (suggestion->best) {
        snprintf(out.text, sizeof(out.text), " (did you mean '%s%s'?)", prefix,
                 suggestion->best);
    }
    return out;
}
