/* SPDX-License-Identifier: Apache-2.0
 *
 * What each kind of notice means for the exit code. */
#include "base/notice.h"

static const struct {
    const char *name;
    bool failure;
} kinds[NOTICE_KINDS] = {
    [NOTICE_UNREADABLE] = {"unreadable", true},
    [NOTICE_VANISHED] = {"vanished", true},
    [NOTICE_SPECIAL] = {"special file", true},
    [NOTICE_SYMLINK] = {"symlink", false},
    [NOTICE_BINARY] = {"binary", false},
    [NOTICE_IGNORED] = {"ignored", false},
    [NOTICE_LIMIT] = {"over a limit", true},
    [NOTICE_MISSING] = {"missing object", true},
    [NOTICE_CORRUPT] = {"corrupt", true},
    [NOTICE_POLICY] = {"policy", false},
};

bool notice_is_failure(enum notice_kind kind)
{
    return kinds[kind].failure;
}

const char *notice_name(enum notice_kind kind)
{
    return kinds[kind].name;
}
