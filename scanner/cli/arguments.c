/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a command line apart by the table of options. Not getopt_long: that
 * accepts abbreviations, which break when an option is added, and keeps its
 * state in globals. */
#include "cli/options.h"

#include "base/mem.h"
#include "cli/suggest.h"

#include <stdlib.h>

/* Where parsing stands. */
struct cursor {
    unsigned command;
    int at;
    int argc;
    char **argv;
};

static const struct option *find_long(unsigned command, struct span name)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if ((option->commands & command) &&
            span_equal(span_str(option->name), name)) {
            return option;
        }
    }
    return NULL;
}

static const struct option *find_short(unsigned command, char letter)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if ((option->commands & command) && letter &&
            option->letter == letter) {
            return option;
        }
    }
    return NULL;
}

static int unknown_long(unsigned command, struct span name, struct err *err)
{
    char *typed = mem_strndup(name.ptr, name.len);
    struct suggestion near = suggest_begin(typed);
    for (size_t i = 0; i < option_count; i++) {
        if ((option_table[i].commands & command) && !option_table[i].hidden) {
            suggest_offer(&near, option_table[i].name);
        }
    }
    int rc = err_set(err, ERR_USAGE, "unknown option '--%.100s'%s", typed,
                     suggest_end(&near, "--").text);
    free(typed);
    return rc;
}

int option_value_index(const struct option *option, const char *value)
{
    struct span rest = span_str(option->values);
    struct span wanted = span_str(value);
    for (int index = 0;; index++) {
        size_t end = span_find(rest, span_str("|"));
        struct span one = span_slice(rest, (struct range){0, end});
        if (span_equal(one, wanted)) {
            return index;
        }
        if (end == rest.len) {
            return -1;
        }
        rest = span_slice(rest, (struct range){end + 1, rest.len});
    }
}

static int add_use(struct arguments *out, const struct option *option,
                   const char *value, struct err *err)
{
    if (option->values && option_value_index(option, value) < 0) {
        return err_set(err, ERR_USAGE, "--%s: '%.100s' is none of %s",
                       option->name, value, option->values);
    }
    out->uses[out->n_uses++] =
        (struct option_use){.option = option, .value = value};
    return 0;
}

/* The argument that follows as a word of its own. */
static int next_word(const char **value, const struct option *option,
                     struct cursor *cursor, struct err *err)
{
    if (cursor->at >= cursor->argc) {
        return err_set(err, ERR_USAGE, "--%s wants a value: --%s %s",
                       option->name, option->name, option->arg);
    }
    *value = cursor->argv[cursor->at++];
    return 0;
}

/* --name, --name=value, --name value */
static int parse_long(struct arguments *out, struct cursor *cursor,
                      const char *text, struct err *err)
{
    struct span all = span_str(text);
    size_t end = span_find(all, span_str("="));
    struct span name = span_slice(all, (struct range){0, end});
    const char *value = end < all.len ? text + end + 1 : NULL;
    const struct option *option = find_long(cursor->command, name);
    if (!option) {
        return unknown_long(cursor->command, name, err);
    }
    if (!option->arg && value) {
        return err_set(err, ERR_USAGE, "--%s takes no value", option->name);
    }
    if (option->arg && !value) {
        int rc = next_word(&value, option, cursor, err);
        if (rc < 0) {
            return rc;
        }
    }
    return add_use(out, option, value, err);
}

/* -q, -qv, -fjson, -f json */
static int parse_short(struct arguments *out, struct cursor *cursor,
                       const char *letters, struct err *err)
{
    for (const char *at = letters; *at; at++) {
        const struct option *option = find_short(cursor->command, *at);
        const char *value = NULL;
        int rc = 0;
        if (!option) {
            return err_set(err, ERR_USAGE, "unknown option '-%c'", *at);
        }
        bool attached = option->arg && at[1];
        if (attached) {
            value = at + 1;
        } else if (option->arg) {
            rc = next_word(&value, option, cursor, err);
        }
        rc = rc < 0 ? rc : add_use(out, option, value, err);
        if (rc < 0 || attached) {
            return rc;
        }
    }
    return 0;
}

/* True unless the word is an option. */
static bool is_operand(const char *word)
{
    return word[0] != '-' || word[1] == '\0';
}

int arguments_parse(struct arguments *out, unsigned command, int first,
                    int argc, char **argv, struct err *err)
{
    struct cursor cursor = {command, first, argc, argv};
    size_t total = 0;
    for (int i = first; i < argc; i++) {
        total += strlen(argv[i]); /* -qqq is three uses in one word */
    }
    *out = (struct arguments){.argc = argc, .argv = argv};
    out->uses = mem_calloc(total, sizeof(*out->uses));
    out->operands =
        mem_calloc(argc > first ? (size_t)(argc - first) : 0, sizeof(char *));
    bool only_operands = false;
    int rc = 0;
    while (rc == 0 && cursor.at < argc) {
        const char *word = argv[cursor.at++];
        if (only_operands || is_operand(word)) {
            out->operands[out->n_operands++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else if (word[1] == '-') {
            rc = parse_long(out, &cursor, word + 2, err);
        } else {
            rc = parse_short(out, &cursor, word + 1, err);
        }
    }
    return rc;
}

void arguments_release(struct arguments *arguments)
{
    free(arguments->uses);
    free(arguments->operands);
    *arguments = (struct arguments){0};
}

bool arguments_has(const struct arguments *arguments, enum option_id id)
{
    for (size_t i = 0; i < arguments->n_uses; i++) {
        if (arguments->uses[i].option->id == id) {
            return true;
        }
    }
    return false;
}

const char *arguments_value(const struct arguments *arguments,
                            enum option_id id)
{
    const char *value = NULL;
    for (size_t i = 0; i < arguments->n_uses; i++) {
        if (arguments->uses[i].option->id == id) {
            value = arguments->uses[i].value;
        }
    }
    return value;
}

int option_number(uint64_t *out, const struct option_use *use, uint64_t low,
                  uint64_t high, struct err *err)
{
    uint64_t number = 0;
    bool good = use->value[0] != '\0';
    for (const char *at = use->value; good && *at; at++) {
        good = *at >= '0' && *at <= '9' && number <= (UINT64_MAX - 9) / 10;
        number = number * 10 + (uint64_t)(*at - '0');
    }
    if (!good || number < low || number > high) {
        return err_set(err, ERR_USAGE,
                       "--%s: '%.100s' is no number from %llu to %llu",
                       use->option->name, use->value, (unsigned long long)low,
                       (unsigned long long)high);
    }
    *out = number;
    return 0;
}
