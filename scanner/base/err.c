/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors as values: a code to act on and one line to read. No global state,
 * so two threads can fail at once. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static void format_text(char *out, size_t size, const char *format,
                        va_list args) __attribute__((format(printf, 3, 0)));

static void format_text(char *out, size_t size, const char *format,
                        va_list args)
{
    if (vsnprintf(out, size, format, args) < 0) {
        out[0] = '\0';
    }
}

int err_set(struct err *err, enum err_code code, const char *format, ...)
{
    if (!err) {
        return code;
    }
    va_list args;
    va_start(args, format);
    format_text(err->text, sizeof(err->text), format, args);
    va_end(args);
    err->code = code;
    return code;
}

int err_system(struct err *err, const char *format, ...)
{
    int saved = errno;
    if (!err) {
        return ERR_SYSTEM;
    }
    char text[sizeof(err->text)];
    va_list args;
    va_start(args, format);
    format_text(text, sizeof(text), format, args);
    va_end(args);
    const char *reason = strerrordesc_np(saved);
    return err_set(err, ERR_SYSTEM, "%.380s: %s", text,
                   reason ? reason : "unknown error");
}

int err_prefix(struct err *err, const char *format, ...)
{
    if (!err) {
        return ERR_NONE;
    }
    char head[256];
    char text[sizeof(err->text)];
    va_list args;
    va_start(args, format);
    format_text(head, sizeof(head), format, args);
    va_end(args);
    snprintf(text, sizeof(text), "%s", err->text);
    return err_set(err, err->code, "%s: %.250s", head, text);
}
