/* SPDX-License-Identifier: Apache-2.0
 *
 * What all sources share: how they say that something was not looked at. */
#include "source/source.h"

#include <errno.h>
#include <string.h>

void source_say(const struct source *source, enum notice_kind kind,
                const char *path, const char *text)
{
    if (source->notice) {
        struct notice notice = {.kind = kind, .path = path, .text = text};
        source->notice(source->notice_ctx, &notice);
    }
}

void source_say_errno(const struct source *source, const char *path, int code)
{
    const char *text = strerrordesc_np(code);
    enum notice_kind kind = NOTICE_UNREADABLE;
    if (code == ENOENT || code == ENOTDIR) {
        kind = NOTICE_VANISHED;
    } else if (code == ELOOP) {
        kind = NOTICE_SYMLINK;
    } else if (code == ENXIO || code == ENODEV) {
        kind = NOTICE_SPECIAL;
    }
    source_say(source, kind, path, text ? text : "unknown error");
}

void source_say_object(const struct source *source, const char *path, int rc,
                       const struct err *err)
{
    enum notice_kind kind = NOTICE_CORRUPT;
    if (rc == ERR_MISSING) {
        kind = NOTICE_MISSING;
    } else if (rc == ERR_LIMIT) {
        kind = NOTICE_LIMIT;
    }
    source_say(source, kind, path, err->text);
}
