/* SPDX-License-Identifier: Apache-2.0
 *
 * The manual page from the same tables as --help, in the macros of man(7). */
#include "cli/usage.h"

/* Text as it is: no macro at the start of a line, dashes that can be copied,
 * backslashes that are shown. */
static void put_escaped(FILE *stream, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = text.ptr[i];
        if (i == 0 && (c == '.' || c == '\'')) {
            fputs("\\&", stream);
        }
        if (c == '-') {
            fputs("\\-", stream);
        } else if (c == '\\') {
            fputs("\\e", stream);
        } else if (c == '\'') {
            fputs("\\(aq", stream);
        } else {
            fputc(c, stream);
        }
    }
}

static void put_item(FILE *stream, struct span head, struct span text)
{
    fputs(".TP\n.B ", stream);
    put_escaped(stream, head);
    fputc('\n', stream);
    put_escaped(stream, text);
    fputc('\n', stream);
}

static void put_example(FILE *stream, struct span head, struct span text)
{
    fputs(".TP\n", stream);
    put_escaped(stream, head);
    fputc('\n', stream);
    put_escaped(stream, text);
    fputc('\n', stream);
}

static void put_paragraphs(FILE *stream, const char *text)
{
    struct span rest = span_str(text);
    while (rest.len) {
        size_t end = span_find(rest, span_str("\n\n"));
        fputs(".PP\n", stream);
        put_escaped(stream, span_slice(rest, (struct range){0, end}));
        fputc('\n', stream);
        rest = span_slice(rest, (struct range){end + 2, rest.len});
    }
}

static void put_option(FILE *stream, const struct option *option)
{
    struct usage_name name = usage_option_name(option);
    const char *text = name.text + strspn(name.text, " ");
    fputs(".TP\n.B ", stream);
    put_escaped(stream, span_str(text));
    fputc('\n', stream);
    put_escaped(stream, span_str(option->help));
    fputs(".\n", stream); /* the table leaves it out */
    if (option->more) {
        put_escaped(stream, span_str(option->more));
        fputc('\n', stream);
    }
}

static void put_command(FILE *stream, const struct command *command)
{
    fprintf(stream, ".SS jackdaw %s ", command->name);
    put_escaped(stream, span_str(command->operands));
    fputc('\n', stream);
    put_paragraphs(stream, command->text);
    for (int group = 0; group < GROUP_COUNT; group++) {
        for (size_t i = 0; i < option_count; i++) {
            const struct option *option = &option_table[i];
            if (option->group == (enum option_group)group &&
                usage_shows(option, command)) {
                put_option(stream, option);
            }
        }
    }
}

void manpage_write(FILE *stream)
{
    fputs(".TH JACKDAW 1 \"\" \"jackdaw " JACKDAW_VERSION "\" "
          "\"User Commands\"\n.SH NAME\n"
          "jackdaw \\- find leaked credentials and say how to revoke them\n"
          ".SH SYNOPSIS\n.B jackdaw\n"
          ".I COMMAND\n[OPTION ...] [ARGUMENT ...]\n.SH DESCRIPTION\n",
          stream);
    put_escaped(stream, span_str(usage_about));
    fputs("\n.SH COMMANDS\n", stream);
    for (size_t i = 0; i < command_count; i++) {
        put_command(stream, &command_table[i]);
    }
    fputs(".SH EXIT STATUS\n", stream);
    usage_rows(stream, usage_exit_codes, put_item);
    fputs(".SH ENVIRONMENT\n", stream);
    usage_rows(stream, usage_environment, put_item);
    fputs(".SH EXAMPLES\n", stream);
    for (size_t i = 0; i < command_count; i++) {
        if (command_table[i].examples) {
            usage_rows(stream, command_table[i].examples, put_example);
        }
    }
}
