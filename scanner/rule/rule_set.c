/* SPDX-License-Identifier: Apache-2.0
 *
 * Collections of rules: an array of pointers sorted by id and a binary
 * search, so that the built-in set can be a constant. Reading is the work of
 * rule_load.c. */
#include "rule/rule_set.h"

#include "base/arena.h"
#include "rule/rule_load.h"

#include <stdlib.h>
#include <sys/stat.h>

static int add_path(struct rule_loader *loader, const char *path,
                    struct err *err)
{
    struct stat status;
    if (stat(path, &status) < 0) {
        return err_system(err, "cannot open %.300s", path);
    }
    return S_ISDIR(status.st_mode) ? rule_loader_add_folder(loader, path, err)
                                   : rule_loader_add_file(loader, path, err);
}

int rule_set_load(struct rule_set **out, const char *path,
                  const struct rule_set *base, struct err *err)
{
    *out = NULL;
    struct rule_loader *loader = rule_loader_new();
    int rc = add_path(loader, path, err);
    if (rc == 0) {
        rc = rule_loader_finish(out, loader, base, err);
    }
    rule_loader_free(loader);
    return rc;
}

int rule_set_parse(struct rule_set **out, struct span text, const char *name,
                   const struct rule_set *base, struct err *err)
{
    *out = NULL;
    struct rule_loader *loader = rule_loader_new();
    int rc = rule_loader_add_text(loader, text, name, err);
    if (rc == 0) {
        rc = rule_loader_finish(out, loader, base, err);
    }
    rule_loader_free(loader);
    return rc;
}

/* The built-in set has no arena and is constant. */
void rule_set_free(struct rule_set *set)
{
    if (set && set->arena) {
        arena_free(set->arena);
        free(set);
    }
}

static int compare_id(const void *id, const void *element)
{
    const struct rule *const *rule = element;
    return strcmp(id, (*rule)->id);
}

const struct rule *rule_set_find(const struct rule_set *set, const char *id)
{
    if (set->count == 0) {
        return NULL;
    }
    const struct rule *const *found =
        bsearch(id, set->rules, set->count, sizeof(set->rules[0]), compare_id);
    return found ? *found : NULL;
}
