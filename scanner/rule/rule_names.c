/* SPDX-License-Identifier: Apache-2.0
 *
 * The words that patterns, reports and messages use for the enums of rule.h,
 * each list written once. */
#include "rule/rule_names.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *const severities[] = {"note", "low", "medium", "high",
                                         "critical"};
static const char *const classes[] = {"secret", "publishable", "identifier"};
static const char *const environments[] = {"any", "live", "test"};
static const char *const nears[] = {"line", "block", "name"};

const struct name_list severity_names = {severities, COUNT(severities)};
const struct name_list rule_class_names = {classes, COUNT(classes)};
const struct name_list environment_names = {environments, COUNT(environments)};
const struct name_list near_names = {nears, COUNT(nears)};

static const char *pick(const struct name_list *list, unsigned index)
{
    return index < list->n ? list->names[index] : "?";
}

const char *severity_name(enum severity severity)
{
    return pick(&severity_names, severity);
}

const char *rule_class_name(enum rule_class class)
{
    return pick(&rule_class_names, class);
}

const char *rule_environment_name(enum rule_environment environment)
{
    return pick(&environment_names, environment);
}

const char *rule_near_name(enum rule_near near)
{
    return pick(&near_names, near);
}
