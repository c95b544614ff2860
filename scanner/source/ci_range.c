/* SPDX-License-Identifier: Apache-2.0
 *
 * The lines that git writes to its hooks, and the pieces that every service's
 * range is made of. */
#include "source/ci_range.h"

#include "base/mem.h"
#include "source/git_file.h"

#include <stdio.h>
#include <stdlib.h>

void ci_range_init(struct ci_range *range)
{
    *range = (struct ci_range){0};
}

void ci_range_release(struct ci_range *range)
{
    for (size_t i = 0; i < range->count; i++) {
        free(range->ranges[i]);
    }
    free(range->ranges);
    *range = (struct ci_range){0};
}

void ci_range_add(struct ci_range *range, const struct git_id *base,
                  const struct git_id *head)
{
    char text[2 * GIT_ID_HEX_LEN + 3];
    if (base) {
        struct git_hex hex = git_id_hex(base);
        snprintf(text, sizeof(text), "%s..%s", hex.text, git_id_hex(head).text);
    } else {
        snprintf(text, sizeof(text), "%s", git_id_hex(head).text);
    }
    range->ranges = mem_grow(range->ranges, range->count, &range->room,
                             sizeof(*range->ranges));
    range->ranges[range->count++] = mem_strdup(text);
}

/* The next word, blanks between them. */
static struct span take_word(struct span *line)
{
    size_t at = 0;
    while (at < line->len && line->ptr[at] == ' ') {
        at++;
    }
    size_t end = at;
    while (end < line->len && line->ptr[end] != ' ') {
        end++;
    }
    struct span word = span_of(line->ptr + at, end - at);
    *line = span_of(line->ptr + end, line->len - end);
    return word;
}

int ci_range_pre_receive(struct ci_range *out, struct span input,
                         struct err *err)
{
    struct span line;
    out->hide = GIT_HIDE_REFS;
    while (git_file_line(&input, &line)) {
        struct git_id old;
        struct git_id new;
        if (!git_id_parse(&old, take_word(&line)) ||
            !git_id_parse(&new, take_word(&line))) {
            return err_set(err, ERR_FORMAT,
                           "standard input is not that of a pre-receive hook");
        }
        if (!git_id_is_zero(&new)) {
            ci_range_add(out, git_id_is_zero(&old) ? NULL : &old, &new);
        }
    }
    return 0;
}
