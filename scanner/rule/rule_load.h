/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_LOAD_H
#define RULE_RULE_LOAD_H

#include "base/err.h"
#include "rule/rule_set.h"

/* Gathers pattern files into one rule_set. What needs all of them (unique
 * ids, the other half of a pair) is checked at the end.
 *
 *     struct rule_loader *loader = rule_loader_new();
 *     int rc = rule_loader_add_file(loader, "patterns/github.json", err);
 *     ...
 *     rc = rule_loader_finish(&set, loader, NULL, err);
 *     rule_loader_free(loader);
 */
struct rule_loader;

struct rule_loader *rule_loader_new(void);
void rule_loader_free(struct rule_loader *loader);

/* `text` and `name` are copied. After an error only _free is allowed. */
MUST_CHECK int rule_loader_add_text(struct rule_loader *loader,
                                    struct span text, const char *name,
                                    struct err *err);
MUST_CHECK int rule_loader_add_file(struct rule_loader *loader,
                                    const char *path, struct err *err);

/* Every *.json of a folder in the order of their names, but not
 * "schema.json" and nothing hidden; none at all is an error. */
MUST_CHECK int rule_loader_add_folder(struct rule_loader *loader,
                                      const char *path, struct err *err);

/* Puts what was gathered on top of `base` (may be NULL; must outlive the
 * result): a rule replaces the one with the same id. */
MUST_CHECK int rule_loader_finish(struct rule_set **out,
                                  struct rule_loader *loader,
                                  const struct rule_set *base, struct err *err);

#endif
