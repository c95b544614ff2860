/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_EMIT_H
#define RULE_RULE_EMIT_H

#include "base/buf.h"
#include "rule/rule_set.h"

/* Appends a C file that defines rule_set_builtin() as constant tables with
 * the rules of `set`. The same set gives the same bytes. */
MUST_CHECK int rule_emit(struct buf *out, const struct rule_set *set,
                         struct err *err);

#endif
