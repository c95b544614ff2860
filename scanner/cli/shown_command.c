/* SPDX-License-Identifier: Apache-2.0
 *
 * A report tells how it was made, but must not tell a secret that stood on
 * the command line. */
#include "cli/shown_command.h"

#include "base/buf.h"

#include <stdlib.h>

/* A hook may pass thousands of files; the report shows the first ones. */
#define COMMAND_MAX 4096

/* The user part of a URL: behind "://" and before the last '@' of the host.
 * Empty when there is none. */
static struct range url_user(struct span text)
{
    size_t scheme = span_find(text, span_str("://"));
    struct range none = {text.len, text.len};
    if (scheme == text.len) {
        return none;
    }
    size_t start = scheme + 3;
    size_t end = start;
    while (end < text.len && !strchr("/?#", text.ptr[end])) {
        end++;
    }
    const unsigned char *at = memrchr(text.ptr + start, '@', end - start);
    return at ? (struct range){start, (size_t)(at - text.ptr)} : none;
}

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c >= 0x80 ||
           (c && strchr("_-./,:=+@%", c));
}

static bool needs_quotes(struct span word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!is_plain(word.ptr[i])) {
            return true;
        }
    }
    return word.len == 0;
}

/* The query of a URL: a token may be in it. */
static size_t url_query(struct span text)
{
    size_t scheme = span_find(text, span_str("://"));
    const unsigned char *mark =
        scheme < text.len ? memchr(text.ptr + scheme, '?', text.len - scheme)
                          : NULL;
    return mark ? (size_t)(mark + 1 - text.ptr) : text.len;
}

/* In single quotes only the quote itself needs care. */
static int add_quoted(struct buf *out, struct span word)
{
    int rc = buf_add(out, span_str("'"), NULL);
    for (size_t i = 0; i < word.len && rc == 0; i++) {
        struct span byte = span_slice(word, (struct range){i, i + 1});
        bool quote = word.ptr[i] == '\'';
        rc = buf_add(out, quote ? span_str("'\\''") : byte, NULL);
    }
    return rc < 0 ? rc : buf_add(out, span_str("'"), NULL);
}

static int add_word(struct buf *out, const char *text)
{
    struct span whole = span_str(text);
    struct span word = span_slice(whole, (struct range){0, url_query(whole)});
    struct range user = url_user(word);
    struct buf clean;
    buf_init(&clean, COMMAND_MAX);
    struct span head = span_slice(word, (struct range){0, user.start});
    struct span tail = span_slice(word, (struct range){user.end, word.len});
    int rc = buf_add(&clean, head, NULL);
    if (rc == 0 && tail.len) {
        rc = buf_add(&clean, span_str("***"), NULL);
        rc = rc < 0 ? rc : buf_add(&clean, tail, NULL);
    }
    if (rc == 0 && word.len < whole.len) {
        rc = buf_add(&clean, span_str("***"), NULL);
    }
    struct span shown = buf_span(&clean);
    if (rc == 0 && needs_quotes(shown)) {
        rc = add_quoted(out, shown);
    } else if (rc == 0) {
        rc = buf_add(out, shown, NULL);
    }
    buf_release(&clean);
    return rc;
}

void shown_command_init(struct shown_command *out,
                        const struct arguments *arguments)
{
    struct buf text;
    buf_init(&text, COMMAND_MAX);
    int rc = buf_add(&text, span_str("jackdaw"), NULL);
    for (int i = 1; i < arguments->argc && rc == 0; i++) {
        size_t before = text.len;
        rc = buf_add(&text, span_str(" "), NULL);
        rc = rc < 0 ? rc : add_word(&text, arguments->argv[i]);
        if (rc < 0) {
            text.len = before;
        }
    }
    if (rc < 0 && text.len + 4 <= COMMAND_MAX) {
        rc = buf_add(&text, span_str(" ..."), NULL);
    }
    out->text = buf_detach(&text, NULL);
    if (rc < 0) {
        out->text[0] = '\0';
    }
}

void shown_command_release(struct shown_command *command)
{
    free(command->text);
    command->text = NULL;
}
