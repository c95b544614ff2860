/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/span.h"

/* What callers act on; everything else is in the message. */
enum err_code {
    ERR_NONE = 0,
    ERR_SYSTEM = -1,  /* the operating system said no: errno is in the text */
    ERR_FORMAT = -2,  /* malformed input */
    ERR_LIMIT = -3,   /* past a ceiling of base/limits.h */
    ERR_USAGE = -4,   /* the command line is wrong */
    ERR_MISSING = -5, /* something that was asked for does not exist */
    ERR_GIT = -6,     /* libgit2 said no */
    ERR_INTERRUPT = -7
};

/* Filled by the function that fails, left alone by those that succeed. */
struct err {
    enum err_code code;
    char text[512]; /* what, where, with the value; one line, no full stop */
};

/* Sets the message and returns `code`, so that `return err_set(...)` is one
 * line. `err` may be NULL. Never put bytes of a scanned file into it. */
int err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the text of errno behind it; code ERR_SYSTEM. */
int err_system(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the message that stands there. */
int err_prefix(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
