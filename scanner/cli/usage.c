/* SPDX-License-Identifier: Apache-2.0
 *
 * --help. Eighty columns, so that it reads the same in a pipe, a pager and a
 * pull request. */
#include "cli/usage.h"

#include <string.h>

#define WIDTH  80
#define COLUMN 30 /* where the second column begins, behind options */
#define NARROW 14 /* and behind short words */

const char usage_about[] =
    "jackdaw finds provider credentials in files, proves offline what it can "
    "about each one, and says how to revoke it. No network, no account.";

const char usage_exit_codes[] =
    "0\tclean: everything was searched and nothing was found\n"
    "1\tfindings; suppressed ones and those of severity note (keys that are "
    "meant to be public, and halves of a pair that open nothing alone) do not "
    "count\n"
    "2\terror, or an incomplete scan: something that should have been searched "
    "could not be. This wins over 1; the report has the findings all the same\n"
    "130\tinterrupted (SIGINT, SIGTERM, SIGHUP); what was found until then is "
    "reported and marked so\n";

const char usage_environment[] =
    "NO_COLOR\tif set and not empty: no colours, as --color never\n"
    "TERM\tif 'dumb': no colours\n"
    "COLUMNS\tthe width of the text report, where the terminal does not say\n";

/* Writes `text` wrapped, from `column` on; the first line continues one that
 * has `used` columns already. */
static void put_wrapped(FILE *stream, struct span text, int used, int column)
{
    int at = used;
    while (text.len) {
        size_t end = span_find(text, span_str(" "));
        struct span word = span_slice(text, (struct range){0, end});
        if (at > column && at + 1 + (int)word.len > WIDTH) {
            fputc('\n', stream);
            at = 0;
        }
        if (at < column) {
            fprintf(stream, "%*s", column - at, "");
            at = column;
        } else if (at > column) {
            fputc(' ', stream);
            at++;
        }
        fwrite(word.ptr, 1, word.len, stream);
        at += (int)word.len;
        text = span_slice(text, (struct range){end + 1, text.len});
    }
    fputc('\n', stream);
}

/* "  head      text", the text in the second column; a head that reaches into
 * it has the line for itself. */
static void put_row(FILE *stream, struct span head, struct span text,
                    int column)
{
    int used = fprintf(stream, "  %.*s", (int)head.len, head.ptr);
    if (used + 2 > column) {
        fputc('\n', stream);
        used = 0;
    }
    put_wrapped(stream, text, used, column);
}

static void put_short_row(FILE *stream, struct span head, struct span text)
{
    put_row(stream, head, text, NARROW);
}

void usage_rows(FILE *stream, const char *rows, usage_row_fn put)
{
    struct span rest = span_str(rows);
    while (rest.len) {
        size_t end = span_find(rest, span_str("\n"));
        struct span line = span_slice(rest, (struct range){0, end});
        size_t tab = span_find(line, span_str("\t"));
        put(stream, span_slice(line, (struct range){0, tab}),
            span_slice(line, (struct range){tab + 1, line.len}));
        rest = span_slice(rest, (struct range){end + 1, rest.len});
    }
}

static void put_heading(FILE *stream, const char *text)
{
    fprintf(stream, "\n%s:\n", text);
}

static void put_section(FILE *stream, const char *heading, const char *rows)
{
    put_heading(stream, heading);
    usage_rows(stream, rows, put_short_row);
}

static void put_example(FILE *stream, struct span head, struct span text)
{
    fprintf(stream, "  %.*s\n", (int)head.len, head.ptr);
    put_wrapped(stream, text, 0, 6);
}

bool usage_shows(const struct option *option, const struct command *command)
{
    return (option->commands & command->bit) && !option->hidden;
}

struct usage_name usage_option_name(const struct option *option)
{
    struct usage_name out;
    char letter[8] = "    ";
    if (option->letter) {
        snprintf(letter, sizeof(letter), "-%c, ", option->letter);
    }
    snprintf(out.text, sizeof(out.text), "%s--%s%s%s", letter, option->name,
             option->arg ? " " : "", option->arg ? option->arg : "");
    return out;
}

static void put_group(FILE *stream, const struct command *command,
                      enum option_group group)
{
    bool first = true;
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (option->group != group || !usage_shows(option, command)) {
            continue;
        }
        if (first) {
            put_heading(stream, option_group_name(group));
        }
        first = false;
        struct usage_name name = usage_option_name(option);
        put_row(stream, span_str(name.text), span_str(option->help), COLUMN);
    }
}

/* Paragraphs with a blank line before each. */
static void put_text(FILE *stream, const char *text)
{
    struct span rest = span_str(text);
    while (rest.len) {
        size_t end = span_find(rest, span_str("\n\n"));
        fputc('\n', stream);
        put_wrapped(stream, span_slice(rest, (struct range){0, end}), 0, 0);
        rest = span_slice(rest, (struct range){end + 2, rest.len});
    }
}

void usage_line(FILE *stream, const struct command *command)
{
    char rest[256];
    int used = fprintf(stream, "Usage: jackdaw %s ", command->name);
    snprintf(rest, sizeof(rest), "[OPTION ...] %s", command->operands);
    size_t len = strlen(rest);
    bool blank = rest[len - 1] == ' '; /* no operands */
    put_wrapped(stream, span_of(rest, len - blank), used, used);
}

void usage_command(FILE *stream, const struct command *command)
{
    usage_line(stream, command);
    put_text(stream, command->text);
    for (int group = 0; group < GROUP_COUNT; group++) {
        put_group(stream, command, (enum option_group)group);
    }
    if (command->examples) {
        put_heading(stream, "Examples");
        usage_rows(stream, command->examples, put_example);
    }
    if (command->exit_codes) {
        put_section(stream, "Exit codes", usage_exit_codes);
        put_section(stream, "Environment", usage_environment);
    }
}

void usage_overview(FILE *stream)
{
    fputs("Usage: jackdaw COMMAND [OPTION ...] [ARGUMENT ...]\n\n", stream);
    put_wrapped(stream, span_str(usage_about), 0, 0);
    put_heading(stream, "Commands");
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        put_short_row(stream, span_str(command->name),
                      span_str(command->summary));
    }
    put_section(stream, "Exit codes", usage_exit_codes);
    put_heading(stream, "First steps");
    put_example(stream, span_str("jackdaw scan"),
                span_str("search the current folder"));
    put_example(stream, span_str("jackdaw scan --help"),
                span_str("all options, with examples"));
}
