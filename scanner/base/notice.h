/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_NOTICE_H
#define BASE_NOTICE_H

#include <stdbool.h>

/* Something that could not be looked at, or was left out on purpose. Said in
 * every report, counted in the last line. */
enum notice_kind {
    NOTICE_UNREADABLE, /* open or read failed */
    NOTICE_VANISHED,   /* gone between listing and reading */
    NOTICE_SPECIAL,    /* socket, device, pipe */
    NOTICE_SYMLINK,    /* not followed */
    NOTICE_BINARY,     /* left out by --skip-binary */
    NOTICE_IGNORED,    /* left out by --gitignore or --exclude */
    NOTICE_LIMIT,      /* past a ceiling: partly scanned */
    NOTICE_MISSING,    /* an object that git names but does not hold */
    NOTICE_CORRUPT,
    NOTICE_POLICY, /* about what is allowed: an entry that has expired, a
                      policy file or comment in what was scanned */
    NOTICE_KINDS
};

struct notice {
    enum notice_kind kind;
    const char *path;
    const char *text; /* the reason, for people */
};

/* True for the kinds that make a scan incomplete (exit code 2); the others
 * were asked for, or are no loss. */
bool notice_is_failure(enum notice_kind kind);

/* "unreadable", "symlink", ...: one word for reports. */
const char *notice_name(enum notice_kind kind);

#endif
