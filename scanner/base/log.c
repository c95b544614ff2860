/* SPDX-License-Identifier: Apache-2.0
 *
 * The log. Names come from hostile repositories, so control characters never
 * reach the terminal as they are. */
#include "base/log.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static atomic_int threshold = LOG_WARN;

void log_set_level(enum log_level level)
{
    atomic_store(&threshold, (int)level);
}

/* Copies `text` behind `out`, control bytes as '?'; returns the length. */
static size_t append_clean(char *out, size_t room, const char *text)
{
    size_t n = 0;
    for (; text[n] && n < room; n++) {
        unsigned char c = (unsigned char)text[n];
        out[n] = c < 0x20 || c == 0x7f ? '?' : (char)c;
    }
    return n;
}

void log_line(enum log_level level, const char *format, ...)
{
    static const char head[] = "jackdaw: ";
    if ((int)level > atomic_load(&threshold)) {
        return;
    }
    char text[LIMIT_PATH + 512];
    char line[sizeof(text) + sizeof(head) + 1];
    va_list args;
    va_start(args, format);
    int rc = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (rc < 0) {
        return;
    }
    memcpy(line, head, sizeof(head) - 1);
    size_t len = sizeof(head) - 1;
    len += append_clean(line + len, sizeof(line) - len - 1, text);
    line[len++] = '\n';
    ssize_t ignored = write(STDERR_FILENO, line, len);
    (void)ignored;
}
