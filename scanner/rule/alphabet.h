/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_ALPHABET_H
#define RULE_ALPHABET_H

#include "base/err.h"
#include "rule/rule.h"

/* Turns the notation of patterns/README.md into a set of bytes: a name
 * ("base62") or a set in brackets ("[A-Za-z0-9._~-]"). `out->name` becomes
 * `text` itself, which the caller keeps. "[]" is the empty set; only "stop"
 * has a use for it. */
MUST_CHECK int alphabet_parse(struct alphabet *out, const char *text,
                              struct err *err);

/* The names, for help and messages; NULL past the last one. */
const char *alphabet_name(size_t index);

#endif
