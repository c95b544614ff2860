/* SPDX-License-Identifier: Apache-2.0
 *
 * Suppression comments. All marks contain "allow" or "ignore", so the text is
 * searched for these two only, and the words round a hit decide. Done once
 * for a text in which something was found. */
#include "scan/allow.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

/* Marks looked at on one line: hostile text could have thousands. */
#define MARKS_LINE 64

/* Rule ids behind one mark, in bytes: each finding on its line is held
 * against all of them. What is behind that allows nothing. */
#define RULES_MAX 1024

struct word {
    const char *text;
    size_t core; /* where "allow" or "ignore" stands in it */
    bool next_line;
    bool ours; /* rule ids and a reason may follow */
};

/* Longer ones first where one begins like another. */
static const struct word words[] = {
    {"jackdaw:allow-next-line", 8, true, true},
    {"jackdaw:allow", 8, false, true},
    {"gitleaks:allow", 9, false, false},
    {"betterleaks:allow", 12, false, false},
    {"pragma: allowlist nextline secret", 8, true, false},
    {"pragma: allowlist secret", 8, false, false},
    {"trufflehog:ignore", 11, false, false},
    {"kingfisher:ignore", 11, false, false},
    {"ggignore", 2, false, false},
};

static bool is_id_byte(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           byte == '-';
}

static bool is_word_byte(int byte)
{
    return is_id_byte(byte) || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

void allow_list_init(struct allow_list *list)
{
    *list = (struct allow_list){0};
}

void allow_list_release(struct allow_list *list)
{
    free(list->marks);
    allow_list_init(list);
}

/* A list that is cut: its last id is none, and a list of nothing else, which
 * is empty to the eye, must not mean all rules. */
static size_t cut_rules(struct span text, size_t start, size_t end)
{
    while (end > start + 1 && text.ptr[end - 1] != ',') {
        end--;
    }
    return end;
}

/* The ids behind a mark of ours: "id", "id,id", "(id)" or "=id". A word
 * without a dash is prose. */
static struct span read_rules(struct span text, size_t at, size_t *end)
{
    while (span_at(text, at) == ' ' || span_at(text, at) == '(' ||
           span_at(text, at) == '=') {
        at++;
    }
    size_t start = at;
    bool dash = false;
    while (at - start < RULES_MAX &&
           (is_id_byte(span_at(text, at)) || span_at(text, at) == ',')) {
        dash = dash || (text.ptr[at] == '-' && at > start);
        at++;
    }
    if (at - start == RULES_MAX) {
        *end = cut_rules(text, start, at);
        return span_slice(text, (struct range){start, *end});
    }
    /* "--" and "-->" end a comment of SQL or HTML. */
    if (!dash || text.ptr[start] == '-') {
        return span_of(text.ptr, 0);
    }
    *end = at;
    return span_slice(text, (struct range){start, at});
}

/* Moves `*end` behind reason="..." when that follows. */
static void read_reason(struct span text, size_t *end)
{
    static const char name[] = "reason=\"";
    size_t at = *end;
    while (span_at(text, at) == ' ' || span_at(text, at) == ')') {
        at++;
    }
    struct span rest = span_slice(text, (struct range){at, text.len});
    if (!span_starts_with(rest, span_str(name))) {
        return;
    }
    at += sizeof(name) - 1;
    for (; at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r';
         at++) {
        if (text.ptr[at] == '"') {
            *end = at + 1;
            return;
        }
    }
}

/* "-next" goes on, "-->" ends a comment. */
static bool goes_on(struct span text, size_t at)
{
    int byte = span_at(text, at);
    return is_word_byte(byte) &&
           (byte != '-' || is_word_byte(span_at(text, at + 1))) &&
           !(byte == '-' && span_at(text, at + 1) == '-');
}

/* A word has to end where it ends: "gitleaks:allowed" is prose. */
static bool word_stands(struct span text, size_t start, const struct word *word)
{
    size_t len = strlen(word->text);
    struct span rest = span_slice(text, (struct range){start, text.len});
    return span_starts_with(rest, span_str(word->text)) &&
           !goes_on(text, start + len) &&
           (start == 0 || !is_word_byte(text.ptr[start - 1]));
}

static void add_mark(struct allow_list *list, struct span text, size_t start,
                     const struct word *word)
{
    if (list->count >= LIMIT_FINDINGS_UNIT) {
        return; /* a mark too few only reports more */
    }
    struct allow_mark mark = {
        .range = {start, start + strlen(word->text)},
        .rules = span_of(text.ptr, 0),
        .next_line = word->next_line,
    };
    if (word->ours) {
        mark.rules = read_rules(text, mark.range.end, &mark.range.end);
        read_reason(text, &mark.range.end);
    }
    list->marks =
        mem_grow(list->marks, list->count, &list->room, sizeof(*list->marks));
    list->marks[list->count++] = mark;
}

static void try_words(struct allow_list *list, struct span text, size_t core)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (core >= words[i].core &&
            word_stands(text, core - words[i].core, &words[i])) {
            add_mark(list, text, core - words[i].core, &words[i]);
            return;
        }
    }
}

static void find_cores(struct allow_list *list, struct span text,
                       const char *core)
{
    size_t at = 0;
    while (at < text.len) {
        struct span rest = span_slice(text, (struct range){at, text.len});
        size_t hit = span_find(rest, span_str(core));
        if (hit == rest.len) {
            return;
        }
        try_words(list, text, at + hit);
        at += hit + 1;
    }
}

static int compare_marks(const void *left, const void *right)
{
    size_t a = ((const struct allow_mark *)left)->range.start;
    size_t b = ((const struct allow_mark *)right)->range.start;
    return (a > b) - (a < b);
}

void allow_list_read(struct allow_list *list, struct span text)
{
    list->count = 0;
    find_cores(list, text, "allow");
    find_cores(list, text, "ignore");
    if (list->count > 1) {
        qsort(list->marks, list->count, sizeof(*list->marks), compare_marks);
    }
}

static bool allows_rule(const struct allow_mark *mark, const char *rule_id)
{
    if (mark->rules.len == 0) {
        return true;
    }
    struct span rest = mark->rules;
    struct span id = span_str(rule_id);
    while (rest.len) {
        size_t comma = span_find(rest, span_str(","));
        if (span_equal(span_of(rest.ptr, comma), id)) {
            return true;
        }
        rest = span_slice(rest, (struct range){comma + 1, rest.len});
    }
    return false;
}

const struct allow_mark *allow_list_on(const struct allow_list *list,
                                       struct range line, bool next_line,
                                       struct range token, const char *rule_id)
{
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (list->marks[mid].range.start < line.start) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (size_t n = 0; n < MARKS_LINE && low < list->count &&
                       list->marks[low].range.start < line.end;
         n++, low++) {
        const struct allow_mark *mark = &list->marks[low];
        if (mark->next_line == next_line &&
            !range_overlaps(mark->range, token) && allows_rule(mark, rule_id)) {
            return mark;
        }
    }
    return NULL;
}
