/* SPDX-License-Identifier: Apache-2.0
 *
 * Fetching is the long part of searching somebody else's repository, so what
 * git says of it is shown, on one line that is drawn over itself. The other
 * side writes part of that: only printable ASCII gets through. */
#include "cli/fetch.h"

#include "cli/terminal.h"
#include "source/git_clone.h"

#include <stdio.h>

#define LINE_ROOM  200
#define WIDTH_ELSE 80

struct fetch_line {
    unsigned width;
    bool drawn;
};

static void draw(void *ctx, struct span line)
{
    struct fetch_line *state = ctx;
    char text[LINE_ROOM];
    size_t most = state->width < LINE_ROOM ? state->width : LINE_ROOM;
    size_t len = 0;
    for (size_t i = 0; i < line.len && len + 1 < most; i++) {
        unsigned char byte = line.ptr[i];
        text[len++] = byte >= ' ' && byte < 0x7f ? (char)byte : '?';
    }
    fprintf(stderr, "\r\033[K%.*s", (int)len, text);
    fflush(stderr);
    state->drawn = true;
}

int fetch(struct git_clone **out, const char *url, bool quiet,
          const atomic_bool *stop, struct err *err)
{
    unsigned width = terminal_width(stderr);
    struct fetch_line line = {.width = width > 1 ? width : WIDTH_ELSE};
    bool shown = !quiet && terminal_is_drawable(stderr);
    struct git_clone_options options = {
        .stop = stop, .progress = shown ? draw : NULL, .progress_ctx = &line};
    int rc = git_clone_new(out, url, &options, err);
    if (line.drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    return rc;
}
