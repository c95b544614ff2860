/* SPDX-License-Identifier: Apache-2.0
 *
 * jackdaw completion SHELL: scripts made from the tables. Each shell gets the
 * plainest thing that works in it: one function that looks at the command
 * and at the word before. */
#include "cli/command.h"

#include "cli/suggest.h"
#include "cli/usage.h"

#include <stdio.h>

/* Calls for each visible option of a command. */
typedef void (*option_fn)(const struct command *command,
                          const struct option *option);

static void each_option(const struct command *command, option_fn put)
{
    for (size_t i = 0; i < option_count; i++) {
        if (usage_shows(&option_table[i], command)) {
            put(command, &option_table[i]);
        }
    }
}

/* "a|b" with blanks. */
static void put_values(const char *values)
{
    for (const char *at = values; *at; at++) {
        putchar(*at == '|' ? ' ' : *at);
    }
}

/* For single quotes of a shell; the tables hold no control characters. */
static void put_quoted(const char *text, const char *quote)
{
    for (const char *at = text; *at; at++) {
        if (*at == '\'') {
            fputs(quote, stdout);
        } else {
            putchar(*at);
        }
    }
}

static void bash_option(const struct command *command,
                        const struct option *option)
{
    (void)command;
    printf(" --%s", option->name);
    if (option->letter) {
        printf(" -%c", option->letter);
    }
}

/* What follows the option as its value. */
static void bash_value(const struct command *command,
                       const struct option *option)
{
    (void)command;
    if (!option->arg) {
        return;
    }
    printf("        --%s", option->name);
    if (option->letter) {
        printf("|-%c", option->letter);
    }
    if (option->values) {
        fputs(") words='", stdout);
        put_values(option->values);
        puts("' ;;");
    } else if (option->value == VALUE_PATH) {
        puts(") files=1 ;;");
    } else if (option->value == VALUE_RULE) {
        puts(") words=$(jackdaw patterns list --ids 2>/dev/null) ;;");
    } else {
        puts(") ;;");
    }
}

static void bash_more(const struct command *command)
{
    if (command->value == VALUE_PATH) {
        puts("            files=1");
    } else if (command->value == VALUE_RULE) {
        puts("            words=\"$words $(jackdaw patterns list --ids "
             "2>/dev/null)\"");
    }
}

static void bash_operands(const struct command *command)
{
    if (!command->words) {
        bash_more(command);
        return;
    }
    fputs("            if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
          "            words=\"$words ",
          stdout);
    put_values(command->words);
    puts("\"\n            else\n            files=1");
    bash_more(command);
    puts("            fi");
}

static void bash_command(const struct command *command)
{
    printf("    %s)\n        case $prev in\n", command->name);
    each_option(command, bash_value);
    printf("        *)\n            words='");
    each_option(command, bash_option);
    puts("'");
    bash_operands(command);
    puts("            ;;\n        esac\n        ;;");
}

static void put_command_names(void)
{
    for (size_t i = 0; i < command_count; i++) {
        printf("%s%s", i ? " " : "", command_table[i].name);
    }
}

static void write_bash(void)
{
    puts("# bash completion for jackdaw\n"
         "_jackdaw()\n"
         "{\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]}\n"
         "    local prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "    local words='' files=0\n"
         "    if [ \"$COMP_CWORD\" -eq 1 ]; then");
    fputs("        COMPREPLY=($(compgen -W '", stdout);
    put_command_names();
    puts(" --help --version' -- \"$cur\"))\n"
         "        return\n"
         "    fi\n"
         "    case ${COMP_WORDS[1]} in");
    for (size_t i = 0; i < command_count; i++) {
        bash_command(&command_table[i]);
    }
    puts("    esac\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "    if [ \"$files\" -eq 1 ]; then\n"
         "        compopt -o filenames 2>/dev/null\n"
         "        COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
         "    fi\n"
         "}\n"
         "complete -F _jackdaw jackdaw");
}

/* What stands in [...] and after ':' of an _arguments word. */
static void zsh_text(const char *text)
{
    for (const char *at = text; *at; at++) {
        if (*at == '\'') {
            fputs("'\\''", stdout);
        } else {
            if (strchr("[]:\\", *at)) {
                putchar('\\');
            }
            putchar(*at);
        }
    }
}

static void zsh_action(const struct option *option)
{
    printf(":%s:", option->name);
    if (option->values) {
        putchar('(');
        put_values(option->values);
        putchar(')');
    } else if (option->value == VALUE_PATH) {
        fputs("_files", stdout);
    } else if (option->value == VALUE_RULE) {
        fputs("($(jackdaw patterns list --ids 2>/dev/null))", stdout);
    } else {
        putchar(' ');
    }
}

static void zsh_word(const struct option *option, const char *dashes,
                     const char *name)
{
    printf("            '*%s%s[", dashes, name);
    zsh_text(option->help);
    putchar(']');
    if (option->arg) {
        zsh_action(option);
    }
    puts("' \\");
}

static void zsh_option(const struct command *command,
                       const struct option *option)
{
    (void)command;
    const char letter[2] = {option->letter, '\0'};
    zsh_word(option, "--", option->name);
    if (option->letter) {
        zsh_word(option, "-", letter);
    }
}

static void zsh_command(const struct command *command)
{
    printf("    %s)\n        _arguments \\\n", command->name);
    each_option(command, zsh_option);
    if (command->words) {
        fputs("            '1:what:(", stdout);
        put_values(command->words);
        puts(")' \\");
    }
    const char *action = command->value == VALUE_PATH ? "_files" : " ";
    if (command->value == VALUE_RULE) {
        action = "($(jackdaw patterns list --ids 2>/dev/null))";
    }
    printf("            '*:argument:%s'\n        ;;\n", action);
}

static void write_zsh(void)
{
    puts("#compdef jackdaw\n"
         "_jackdaw() {\n"
         "    if (( CURRENT == 2 )); then\n"
         "        local -a commands=(");
    for (size_t i = 0; i < command_count; i++) {
        printf("            '%s:", command_table[i].name);
        zsh_text(command_table[i].summary);
        puts("'");
    }
    puts("        )\n"
         "        _describe command commands\n"
         "        return\n"
         "    fi\n"
         "    local command=$words[2]\n"
         "    shift words\n"
         "    (( CURRENT-- ))\n"
         "    case $command in");
    for (size_t i = 0; i < command_count; i++) {
        zsh_command(&command_table[i]);
    }
    puts("    esac\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _jackdaw ]; then\n"
         "    _jackdaw \"$@\"\n"
         "else\n"
         "    compdef _jackdaw jackdaw\n"
         "fi");
}

static void fish_option(const struct command *command,
                        const struct option *option)
{
    printf("complete -c jackdaw -n '__fish_seen_subcommand_from %s' -l %s",
           command->name, option->name);
    if (option->letter) {
        printf(" -s %c", option->letter);
    }
    if (option->values) {
        fputs(" -x -a '", stdout);
        put_values(option->values);
        putchar('\'');
    } else if (option->value == VALUE_PATH) {
        fputs(" -r -F", stdout);
    } else if (option->value == VALUE_RULE) {
        fputs(" -x -a '(jackdaw patterns list --ids 2>/dev/null)'", stdout);
    } else if (option->arg) {
        fputs(" -x", stdout);
    }
    fputs(" -d '", stdout);
    put_quoted(option->help, "\\'");
    puts("'");
}

static void fish_operands(const struct command *command)
{
    static const char head[] =
        "complete -c jackdaw -n '__fish_seen_subcommand_from";
    if (command->words) {
        printf("%s %s; and not __fish_seen_subcommand_from ", head,
               command->name);
        put_values(command->words);
        fputs("' -f -a '", stdout);
        put_values(command->words);
        puts("'");
    }
    if (command->value == VALUE_PATH || command->words) {
        printf("%s %s' -F\n", head, command->name);
    }
    if (command->value == VALUE_RULE) {
        printf("%s %s' -a '(jackdaw patterns list --ids 2>/dev/null)'\n", head,
               command->name);
    }
}

static void write_fish(void)
{
    puts("# fish completion for jackdaw\ncomplete -c jackdaw -f");
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        printf("complete -c jackdaw -n __fish_use_subcommand -a %s -d '",
               command->name);
        put_quoted(command->summary, "\\'");
        puts("'");
        each_option(command, fish_option);
        fish_operands(command);
    }
}

int cmd_completion(const struct arguments *arguments, struct err *err)
{
    static const struct {
        const char *name;
        void (*write)(void);
    } shells[] = {
        {"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    const char *wanted =
        arguments->n_operands == 1 ? arguments->operands[0] : "";
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        if (strcmp(shells[i].name, wanted) == 0) {
            shells[i].write();
            return EXIT_CLEAN;
        }
    }
    return err_set(err, ERR_USAGE, "completion wants bash, zsh or fish");
}
