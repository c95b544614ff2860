/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RULE_RULE_NAMES_H
#define RULE_RULE_NAMES_H

#include "rule/rule.h"

/* The words of an enum, in its order: names[SEVERITY_LOW] is "low". */
struct name_list {
    const char *const *names;
    size_t n;
};

extern const struct name_list severity_names;
extern const struct name_list rule_class_names;
extern const struct name_list environment_names;
extern const struct name_list near_names;

const char *rule_near_name(enum rule_near near);

#endif
