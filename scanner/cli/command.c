/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of commands, and what their help says. */
#include "cli/command.h"

#include "cli/suggest.h"

const struct command command_table[] = {
    {.name = "scan",
     .bit = COMMAND_SCAN,
     .run = cmd_scan,
     .operands = "[PATH ...]",
     .value = VALUE_PATH,
     .summary = "search files, folders or standard input (-) for secrets",
     .text =
         "Searches the files below each PATH (default: the current folder) "
         "for credentials of known providers, proves offline what it can "
         "about each one, and says how to revoke it. '-' is standard input. "
         "Nothing is sent anywhere, and nothing is fetched unless a URL is "
         "given.\n\n"
         "Binary files and files that git ignores are searched too, unless "
         "told otherwise. Not searched: a repository's .git folder and the "
         "objects of a bare one (nothing in them is text), and symbolic "
         "links inside a folder, which are counted. What could not be read "
         "(no permission, vanished, sockets, pipes, devices) is listed in "
         "the report and makes the exit code 2; the rest is searched all the "
         "same.\n\n"
         "Of a git repository --history searches every object, --staged what "
         "the next commit adds, --range what the commits of a pull request "
         "add. .gitattributes, replaced objects and the configuration of the "
         "repository hide nothing, and nothing that it names is run.\n\n"
         "A finding is a secret with all its places. Secrets are masked "
         "unless --show-secrets is given. A comment 'jackdaw:allow' on the "
         "line suppresses a finding.",
     .examples =
         "jackdaw scan\tthe current folder\n"
         "jackdaw scan src config.yml\ta folder and a file\n"
         "git diff | jackdaw scan -\tstandard input\n"
         "jackdaw scan -f sarif -o jackdaw.sarif\ta SARIF file for code "
         "scanning\n"
         "jackdaw scan --exclude 'tests/' --min-severity high\tonly what "
         "matters most, without tests/\n"
         "jackdaw scan --rule 'aws-*'\tonly keys of AWS\n"
         "jackdaw scan -p our-patterns/\twith your own patterns as well\n"
         "jackdaw scan --history\tall that this repository has ever held\n"
         "jackdaw scan --history https://git.example/x.git\tthe same of a "
         "repository elsewhere\n"
         "jackdaw scan --staged\twhat the next commit adds\n"
         "jackdaw scan --range main..topic\twhat a branch adds\n"
         "jackdaw scan --range auto\tthe same in the job of a CI\n",
     .exit_codes = true},
    {.name = "patterns",
     .bit = COMMAND_PATTERNS,
     .run = cmd_patterns,
     .operands = "list|show|check|checks|sample [ID|PATH ...]",
     .words = "list|show|check|checks|sample",
     .value = VALUE_RULE,
     .summary = "list, show and check what is looked for",
     .text = "list shows each kind of credential that is known. show ID "
             "tells all about one. check reads pattern files of your own and "
             "says what is wrong with them, by file, line and place. checks "
             "lists the offline checks that a pattern can name. sample ID "
             "makes up a token that the pattern finds, with a name before it "
             "where it needs one: it opens nothing, and is good for testing.",
     .examples = "jackdaw patterns list\tall of them\n"
                 "jackdaw patterns list --rule 'slack-*'\tsome of them\n"
                 "jackdaw patterns show stripe-live-secret\tone in full\n"
                 "jackdaw patterns check our-patterns/\tyour own files\n"
                 "jackdaw patterns sample github-pat-classic --seed 7\ta "
                 "token for a test\n"},
    {.name = "explain",
     .bit = COMMAND_EXPLAIN,
     .run = cmd_explain,
     .operands = "RULE",
     .value = VALUE_RULE,
     .summary = "what a credential is, what it opens, how to revoke it",
     .text = "Tells all that is known about one kind of credential: what a "
             "leak permits, and step by step how it is revoked. RULE is the "
             "id that a report shows.",
     .examples = "jackdaw explain aws-access-key-id\tabout keys of AWS\n"},
    {.name = "hook",
     .bit = COMMAND_HOOK,
     .run = cmd_hook,
     .operands = "install | uninstall | status | run TYPE [ARGUMENT ...]",
     .words = "install|uninstall|status|run",
     .value = VALUE_PATH,
     .summary = "let git ask jackdaw before a commit or a push",
     .text =
         "install makes a hook of this repository (or of all, with --global) "
         "that stops a commit or a push that would carry a secret. A hook "
         "that is there already is kept and runs first. uninstall puts it "
         "back. status says what is installed.\n\n"
         "run is what the hooks call, and what frameworks may call: "
         "'run pre-commit' looks at the lines that are staged, and at the "
         "files that are named; 'run commit-msg FILE' at a message; 'run "
         "pre-push REMOTE URL' and 'run pre-receive' at commits that are "
         "named on standard input as git does it.\n\n"
         "If jackdaw fails, or is not there any more, the hook fails as "
         "well. 'git commit --no-verify' goes round hooks.",
     .examples =
         "jackdaw hook install\tlook at each commit of this repository\n"
         "jackdaw hook install --type pre-push\tlook at what is pushed\n"
         "jackdaw hook install --global\tin all repositories\n"
         "jackdaw hook uninstall\tno more\n",
     .exit_codes = true},
    {.name = "completion",
     .bit = COMMAND_COMPLETION,
     .run = cmd_completion,
     .operands = "bash|zsh|fish",
     .words = "bash|zsh|fish",
     .value = VALUE_NONE,
     .summary = "write a completion script for a shell",
     .text = "Writes a script that completes commands, options and rule ids "
             "in a shell.",
     .examples =
         "source <(jackdaw completion bash)\tfor this shell\n"
         "jackdaw completion fish > ~/.config/fish/completions/jackdaw.fish\t"
         "for good\n"},
    {.name = "version",
     .bit = COMMAND_VERSION,
     .run = cmd_version,
     .operands = "",
     .value = VALUE_NONE,
     .summary = "the version, and what this build can do",
     .text = "Shows the version. With --verbose also the number of patterns "
             "and the instruction set that is used on this machine."},
    {.name = "help",
     .bit = COMMAND_HELP,
     .run = cmd_help,
     .operands = "[COMMAND]",
     .value = VALUE_WORD,
     .summary = "this overview, a command in full, or the manual page",
     .text = "Shows the overview, or everything about one command. With "
             "--man the manual page is written.",
     .examples = "jackdaw help scan\tall options of scan\n"
                 "jackdaw help --man | man -l -\tthe manual page\n"},
};

const size_t command_count = sizeof(command_table) / sizeof(command_table[0]);

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(command_table[i].name, name) == 0) {
            return &command_table[i];
        }
    }
    return NULL;
}

int command_unknown(const char *name, struct err *err)
{
    struct suggestion near = suggest_begin(name);
    for (size_t i = 0; i < command_count; i++) {
        suggest_offer(&near, command_table[i].name);
    }
    return err_set(err, ERR_USAGE, "unknown command '%.100s'%s", name,
                   suggest_end(&near, "").text);
}
