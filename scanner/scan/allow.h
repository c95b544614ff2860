/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_ALLOW_H
#define SCAN_ALLOW_H

#include "base/span.h"

/* Comments that say "this is known": a finding on their line is suppressed.
 *
 *     token = "..."  # jackdaw:allow
 *     token = "..."  # jackdaw:allow acme-token reason="a test account"
 *     # jackdaw:allow-next-line
 *     token = "..."
 *
 * A word with a dash behind it is a rule id: then only findings of that rule
 * are meant (several may stand with commas between them). What other scanners
 * use counts too: gitleaks:allow, betterleaks:allow, trufflehog:ignore,
 * kingfisher:ignore, ggignore, "pragma: allowlist secret" and "pragma:
 * allowlist nextline secret". */

struct allow_mark {
    struct range range; /* of the words in the text */
    struct span rules;  /* rule ids, commas between; empty: any rule */
    bool next_line;
};

/* All of one text, in order. The memory stays for the next text. */
struct allow_list {
    struct allow_mark *marks; /* owned */
    size_t count;
    size_t room;
};

void allow_list_init(struct allow_list *list);
void allow_list_release(struct allow_list *list);

/* Finds them all; `list` then points into `text`. */
void allow_list_read(struct allow_list *list, struct span text);

/* The mark on `line`, not inside `token`, that allows the rule; with
 * `next_line` one that speaks of the line after its own. NULL: none. */
const struct allow_mark *allow_list_on(const struct allow_list *list,
                                       struct range line, bool next_line,
                                       struct range token, const char *rule_id);

#endif
