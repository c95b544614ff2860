/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Lines on standard error. They show rule, path and length, never bytes of
 * what was scanned. Safe to call from any thread: one write a line. */
enum log_level {
    LOG_ERROR, /* something was not done */
    LOG_WARN,
    LOG_INFO, /* --verbose */
    LOG_DEBUG /* --verbose twice */
};

void log_set_level(enum log_level level);

/* "jackdaw: <text>"; control characters of names are shown escaped. */
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
