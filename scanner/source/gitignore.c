/* SPDX-License-Identifier: Apache-2.0
 *
 * The lines of an ignore file. Each is cut into its flags (`!`, anchored,
 * folders only) and a glob once; a path is then compared with the lines from
 * the last to the first, because the last one that fits decides. */
#include "source/gitignore.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "source/wildmatch.h"

#include <stdlib.h>

struct ignore_line {
    struct span glob; /* in the list's text */
    bool negated;
    bool folders_only; /* ended in '/' */
    bool anchored;     /* had a '/' elsewhere: compared with the whole path */
    bool plain;        /* no wildcard and no escape: bytes are compared */
};

struct ignore_list {
    char *text; /* owned copy of the file */
    struct ignore_line *lines;
    size_t count;
    size_t room;
};

/* Trailing spaces go unless escaped, a carriage return always. */
static struct span trim(struct span line)
{
    if (line.len && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    size_t keep = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == '\\' && i + 1 < line.len) {
            i++;
            keep = i + 1;
        } else if (line.ptr[i] != ' ') {
            keep = i + 1;
        }
    }
    line.len = keep;
    return line;
}

static struct span skip_byte(struct span text)
{
    return span_slice(text, (struct range){1, text.len});
}

static bool has_wildcard(struct span glob)
{
    for (size_t i = 0; i < glob.len; i++) {
        if (strchr("*?[\\", glob.ptr[i])) {
            return true;
        }
    }
    return false;
}

/* False for a line that says nothing. */
static bool parse_line(struct ignore_line *out, struct span text)
{
    *out = (struct ignore_line){0};
    text = trim(text);
    if (text.len == 0 || text.ptr[0] == '#') {
        return false;
    }
    if (text.ptr[0] == '!') {
        out->negated = true;
        text = skip_byte(text);
    }
    if (text.len && text.ptr[text.len - 1] == '/') {
        out->folders_only = true;
        text.len--;
    }
    out->anchored = text.len && memchr(text.ptr, '/', text.len);
    if (text.len && text.ptr[0] == '/') {
        text = skip_byte(text);
    }
    out->glob = text;
    out->plain = !has_wildcard(text);
    return text.len > 0;
}

static void add_line(struct ignore_list *list, struct span text)
{
    struct ignore_line line;
    if (!parse_line(&line, text)) {
        return;
    }
    list->lines = mem_grow(list->lines, list->count, &list->room, sizeof(line));
    list->lines[list->count++] = line;
}

struct ignore_list *ignore_list_new(struct span text)
{
    static const struct span mark = {(const unsigned char *)"\xef\xbb\xbf", 3};
    struct ignore_list *list = mem_calloc(1, sizeof(*list));
    list->text = mem_strndup(text.ptr, text.len);
    struct span rest = span_of(list->text, text.len);
    if (span_starts_with(rest, mark)) {
        rest = span_slice(rest, (struct range){mark.len, rest.len});
    }
    while (rest.len && list->count < LIMIT_IGNORE_LINES) {
        size_t end = span_find(rest, span_str("\n"));
        add_line(list, span_slice(rest, (struct range){0, end}));
        rest = span_slice(rest, (struct range){end + 1, rest.len});
    }
    return list;
}

void ignore_list_free(struct ignore_list *list)
{
    if (list) {
        free(list->lines);
        free(list->text);
        free(list);
    }
}

bool ignore_list_is_empty(const struct ignore_list *list)
{
    return list->count == 0;
}

static bool line_matches(const struct ignore_line *line, struct span path,
                         struct span name)
{
    struct span subject = line->anchored ? path : name;
    if (line->plain) {
        return span_equal(line->glob, subject);
    }
    if (line->anchored) {
        return wildmatch_path(line->glob, subject);
    }
    return wildmatch_name(line->glob, subject);
}

enum ignore_verdict ignore_list_match(const struct ignore_list *list,
                                      struct span path, bool folder)
{
    const unsigned char *slash = memrchr(path.ptr, '/', path.len);
    size_t start = slash ? (size_t)(slash - path.ptr) + 1 : 0;
    struct span name = span_slice(path, (struct range){start, path.len});
    for (size_t i = list->count; i-- > 0;) {
        const struct ignore_line *line = &list->lines[i];
        if (line->folders_only && !folder) {
            continue;
        }
        if (line_matches(line, path, name)) {
            return line->negated ? IGNORE_NO : IGNORE_YES;
        }
    }
    return IGNORE_UNDECIDED;
}

bool ignore_list_covers(const struct ignore_list *list, struct span path)
{
    for (size_t at = 1; at < path.len; at++) {
        if (path.ptr[at] == '/' &&
            ignore_list_match(list, span_of(path.ptr, at), true) ==
                IGNORE_YES) {
            return true;
        }
    }
    return path.len > 0 && ignore_list_match(list, path, false) == IGNORE_YES;
}

int ignore_list_globs(struct ignore_list **out, const char *const *globs,
                      size_t n, struct err *err)
{
    struct buf lines;
    int rc = 0;
    *out = NULL;
    buf_init(&lines, LIMIT_IGNORE_FILE);
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = buf_add(&lines, span_str(globs[i]), err);
        rc = rc < 0 ? rc : buf_add(&lines, span_str("\n"), err);
    }
    if (rc == 0 && lines.len > 0) {
        *out = ignore_list_new(buf_span(&lines));
    }
    buf_release(&lines);
    return rc;
}
