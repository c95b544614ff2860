/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading goes through the checks of base/json_in.h, so that a mistake has its
 * line and is an error: an entry that is not understood allows nothing, and
 * nobody would know why. Each finding is held against every entry; both are
 * few. */
#include "scan/policy.h"

#include "base/json_in.h"
#include "base/json_walk.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "scan/notices.h"
#include "source/gitignore.h"
#include "source/wildmatch.h"
#include "verify/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAY 86400

/* What a text report shows of an id, and all of it. */
#define ID_MIN 12
#define ID_MAX 32

struct entry {
    char *id; /* or NULL, as the next three */
    char *rule;
    struct ignore_list *path;
    char *until;
    char *reason;
    int64_t end; /* of its last day */
    uint32_t line;
    bool expired;
    uint64_t hits; /* places that it fits */
};

struct policy {
    char *name;
    struct entry *entries; /* owned */
    size_t count;
};

void policy_free(struct policy *policy)
{
    if (!policy) {
        return;
    }
    for (size_t i = 0; i < policy->count; i++) {
        struct entry *entry = &policy->entries[i];
        free(entry->id);
        free(entry->rule);
        ignore_list_free(entry->path);
        free(entry->until);
        free(entry->reason);
    }
    free(policy->entries);
    free(policy->name);
    free(policy);
}

/* A copy of a text without control characters; NULL when it is absent. */
static int read_text(char **out, struct json value, struct err *err)
{
    const char *text = json_string(value);
    if (!text) {
        return 0;
    }
    for (const char *at = text; *at; at++) {
        if ((unsigned char)*at < ' ') {
            return json_fail(value, err, "a line break or control character");
        }
    }
    if (text[strspn(text, " ")] == '\0') {
        return json_fail(value, err, "is empty");
    }
    *out = mem_strdup(text);
    return 0;
}

static int read_id(struct entry *entry, struct json value, struct err *err)
{
    int rc = read_text(&entry->id, value, err);
    if (rc < 0 || !entry->id) {
        return rc;
    }
    size_t len = strlen(entry->id);
    if (strspn(entry->id, "0123456789abcdef") != len || len < ID_MIN ||
        len > ID_MAX) {
        return json_fail(value, err,
                         "no id of a finding: %d to %d of the digits 0-9a-f",
                         ID_MIN, ID_MAX);
    }
    return 0;
}

static int read_path(struct entry *entry, struct json value, struct err *err)
{
    char *glob = NULL;
    int rc = read_text(&glob, value, err);
    if (rc == 0 && glob) {
        entry->path = ignore_list_new(span_str(glob));
        if (glob[0] == '!' || ignore_list_is_empty(entry->path)) {
            rc = json_fail(value, err, "a glob that fits nothing");
        }
    }
    free(glob);
    return rc;
}

/* False for "2026-02-30" and for other ways of writing a day. */
static bool is_day(const char *text, int64_t seconds)
{
    char day[32];
    struct tm parts;
    time_t when = (time_t)seconds;
    return gmtime_r(&when, &parts) &&
           strftime(day, sizeof(day), "%Y-%m-%d", &parts) > 0 &&
           strcmp(day, text) == 0;
}

static int read_until(struct entry *entry, struct json value, struct err *err)
{
    int64_t start;
    int rc = read_text(&entry->until, value, err);
    if (rc < 0 || !entry->until) {
        return rc;
    }
    if (!moment_parse(span_str(entry->until), &start) ||
        !is_day(entry->until, start)) {
        return json_fail(value, err, "no day: write YYYY-MM-DD");
    }
    entry->end = start + DAY;
    return 0;
}

static int read_entry(struct entry *entry, struct json value, struct err *err)
{
    static const struct json_field fields[] = {
        {"id", JSON_STRING, false},    {"rule", JSON_STRING, false},
        {"path", JSON_STRING, false},  {"reason", JSON_STRING, true},
        {"until", JSON_STRING, false},
    };
    int rc = json_check_object(value, fields,
                               sizeof(fields) / sizeof(fields[0]), err);
    rc = rc < 0 ? rc : read_id(entry, json_get(value, "id"), err);
    rc = rc < 0 ? rc : read_text(&entry->rule, json_get(value, "rule"), err);
    rc = rc < 0 ? rc : read_path(entry, json_get(value, "path"), err);
    rc =
        rc < 0 ? rc : read_text(&entry->reason, json_get(value, "reason"), err);
    rc = rc < 0 ? rc : read_until(entry, json_get(value, "until"), err);
    if (rc == 0 && !entry->id && !entry->rule && !entry->path) {
        rc = json_fail(value, err, "allows nothing: add id, rule or path");
    }
    return rc;
}

static int read_entries(struct policy *policy, struct json root,
                        struct err *err)
{
    static const struct json_field fields[] = {
        {"$schema", JSON_STRING, false},
        {"allow", JSON_ARRAY, true},
    };
    int rc = json_check_object(root, fields, 2, err);
    if (rc < 0) {
        return rc;
    }
    struct json allow = json_get(root, "allow");
    size_t count = json_count(allow);
    if (count > LIMIT_POLICY_ENTRIES) {
        return json_fail(allow, err, "more than %d entries",
                         LIMIT_POLICY_ENTRIES);
    }
    policy->entries = mem_calloc(count, sizeof(*policy->entries));
    for (struct json item = json_first(allow); rc == 0 && json_exists(item);
         item = json_next(item)) {
        rc = read_entry(&policy->entries[policy->count++], item, err);
    }
    return rc;
}

/* One pass over the text gives the lines of all entries. */
static void find_lines(struct policy *policy, struct span text)
{
    struct json_walk walk;
    size_t at = 0;
    uint32_t line = 1;
    json_walk_init(&walk, text);
    while (json_walk_next(&walk) > 0) {
        const struct json_level *levels = walk.levels;
        if (walk.n_path != 2 || !span_equal(levels[0].key, span_str("allow")) ||
            levels[1].index >= policy->count) {
            continue;
        }
        for (; at < walk.value; at++) {
            line += text.ptr[at] == '\n';
        }
        policy->entries[levels[1].index].line = line;
    }
}

int policy_parse(struct policy **out, struct span text, const char *name,
                 struct err *err)
{
    struct json_doc *doc = NULL;
    struct policy *policy = mem_calloc(1, sizeof(*policy));
    policy->name = mem_strdup(name);
    int rc = json_parse(&doc, text, name, err);
    rc = rc < 0 ? rc : read_entries(policy, json_root(doc), err);
    json_free(doc);
    if (rc < 0) {
        policy_free(policy);
        return rc;
    }
    find_lines(policy, text);
    *out = policy;
    return 0;
}

static bool fits_finding(const struct entry *entry,
                         const struct finding *finding)
{
    if (entry->id && strncmp(entry->id, finding->id, strlen(entry->id)) != 0) {
        return false;
    }
    return !entry->rule ||
           wildmatch_name(span_str(entry->rule), span_str(finding->rule->id));
}

/* The first entry that allows a finding at a path; counts all that fit it. A
 * NULL path is that of places which are not listed. */
static const struct entry *find_entry(struct policy *policy,
                                      const struct finding *finding,
                                      const char *path)
{
    const struct entry *found = NULL;
    for (size_t i = 0; i < policy->count; i++) {
        struct entry *entry = &policy->entries[i];
        if (!fits_finding(entry, finding) ||
            (entry->path &&
             (!path || !ignore_list_covers(entry->path, span_str(path))))) {
            continue;
        }
        entry->hits++;
        if (!found && !entry->expired) {
            found = entry;
        }
    }
    return found;
}

/* The path of a place as the policy sees it; `*full` is to be freed. Outside
 * of its folder nothing is allowed: NULL. */
static const char *seen_path(const struct policy_use *use,
                             const struct place *place, char **full)
{
    *full = NULL;
    if (!use->root) {
        return place->path;
    }
    *full = path_absolute(use->here, place->path);
    return path_inside(use->root, *full);
}

/* The entry that allows the first place, if all places are allowed. */
static const struct entry *judge(struct policy *policy,
                                 const struct finding *finding,
                                 const struct policy_use *use)
{
    const struct entry *first = NULL;
    bool all = true;
    for (size_t i = 0; i < finding->n_places; i++) {
        char *full;
        const char *path = seen_path(use, &finding->places[i], &full);
        const struct entry *entry =
            path ? find_entry(policy, finding, path) : NULL;
        free(full);
        all = all && entry;
        first = first ? first : entry;
    }
    if (finding->n_places_total > finding->n_places) {
        all = find_entry(policy, finding, NULL) != NULL && all;
    }
    return all ? first : NULL;
}

static const struct finding *allow(const struct policy *policy,
                                   const struct finding *finding,
                                   const struct entry *entry,
                                   struct arena *arena)
{
    struct finding *copy = arena_memdup(arena, finding, sizeof(*finding));
    copy->suppressed = true;
    copy->suppression = entry->reason;
    copy->policy = policy->name;
    copy->policy_line = entry->line;
    return copy;
}

/* "line 12 (rule jwt): <what>" */
static const char *remark(const struct entry *entry, struct arena *arena)
{
    char text[512];
    const char *key = entry->id ? "id" : (entry->rule ? "rule" : "path");
    const char *value = entry->id ? entry->id : entry->rule;
    snprintf(text, sizeof(text), "line %u (%s%s%.100s): %s%s", entry->line, key,
             value ? " " : "", value ? value : "",
             entry->expired ? "expired, it counted until "
                            : "fits nothing that was found",
             entry->expired ? entry->until : "");
    return arena_strdup(arena, text);
}

static void add_remarks(struct outcome *out, struct policy *policy, bool whole,
                        struct arena *arena)
{
    struct notice *remarks = mem_calloc(policy->count, sizeof(*remarks));
    size_t count = 0;
    for (size_t i = 0; i < policy->count; i++) {
        const struct entry *entry = &policy->entries[i];
        if (entry->expired || (whole && entry->hits == 0)) {
            remarks[count++] = (struct notice){NOTICE_POLICY, policy->name,
                                               remark(entry, arena)};
        }
    }
    notices_join(out, remarks, count, arena);
    free(remarks);
}

void policy_apply(struct outcome *out, const struct outcome *outcome,
                  struct policy *policy, const struct policy_use *use,
                  struct arena *arena)
{
    const struct finding **findings =
        arena_calloc(arena, outcome->n_findings, sizeof(*findings));
    *out = *outcome;
    for (size_t i = 0; i < policy->count; i++) {
        struct entry *entry = &policy->entries[i];
        entry->expired = entry->until && use->now >= entry->end;
        entry->hits = 0;
    }
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        const struct entry *entry = judge(policy, finding, use);
        findings[i] = finding;
        if (entry && finding->verdict.keep && !finding->suppressed) {
            findings[i] = allow(policy, finding, entry, arena);
            out->coverage.suppressed += finding->n_places_total;
        }
    }
    out->findings = findings;
    add_remarks(out, policy, use->whole, arena);
}

void policy_say_comments(struct outcome *out, const struct outcome *outcome,
                         struct arena *arena)
{
    struct notice *notices = mem_calloc(outcome->n_findings, sizeof(*notices));
    size_t count = 0;
    *out = *outcome;
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        char text[256];
        if (!finding->suppressed || finding->policy) {
            continue;
        }
        snprintf(text, sizeof(text), "line %u: a comment allows %.100s",
                 finding->places[0].line, finding->rule->id);
        notices[count++] = (struct notice){
            NOTICE_POLICY, finding->places[0].path, arena_strdup(arena, text)};
    }
    notices_join(out, notices, count, arena);
    free(notices);
}
