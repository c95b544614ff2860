/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GITIGNORE_H
#define SOURCE_GITIGNORE_H

#include "base/err.h"

/* One ignore file, or the globs of --exclude: lines as gitignore(5) describes
 * them. Compared with git itself in the tests. */
struct ignore_list;

enum ignore_verdict {
    IGNORE_UNDECIDED, /* no line speaks of it */
    IGNORE_YES,
    IGNORE_NO /* a line with `!` has the last word */
};

/* Copies what it needs of `text`. Never fails: every text is an ignore file.
 * Lines past the first LIMIT_IGNORE_LINES are not used. */
struct ignore_list *ignore_list_new(struct span text);
void ignore_list_free(struct ignore_list *list);

/* The globs of --exclude as the lines of one; NULL when there are none.
 * ERR_LIMIT past LIMIT_IGNORE_FILE bytes. */
MUST_CHECK int ignore_list_globs(struct ignore_list **out,
                                 const char *const *globs, size_t n,
                                 struct err *err);

/* No line says anything: not worth keeping. */
bool ignore_list_is_empty(const struct ignore_list *list);

/* `path` is relative to the folder of the ignore file, '/' between names,
 * none at the ends. The last line that fits decides. */
enum ignore_verdict ignore_list_match(const struct ignore_list *list,
                                      struct span path, bool folder);

/* True when a file, or a folder that it is in, is left out: what a walk from
 * the top would not come to. */
bool ignore_list_covers(const struct ignore_list *list, struct span path);

#endif
