/* SPDX-License-Identifier: Apache-2.0
 *
 * Colour and width. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Past this nobody reads lines any more. */
#define WIDTH_MAX 1000

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

bool terminal_color(FILE *stream, const char *when)
{
    if (when && strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    return !is_set("NO_COLOR") && terminal_is_drawable(stream);
}

bool terminal_is_drawable(FILE *stream)
{
    const char *term = getenv("TERM");
    return term && strcmp(term, "dumb") != 0 && isatty(fileno(stream));
}

unsigned terminal_width(FILE *stream)
{
    struct winsize size;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    const char *columns = getenv("COLUMNS");
    unsigned long width = columns ? strtoul(columns, NULL, 10) : 0;
    return width <= WIDTH_MAX ? (unsigned)width : 0;
}
