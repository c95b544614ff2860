/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of options. Rows stand in the order in which help shows them
 * inside their group. Help texts answer "what does it do for me"; `more` says
 * what one wants to know only once. */
#include "cli/options.h"

#define SEVERITIES  "note|low|medium|high|critical"
#define CONFIDENCES "low|medium|high|very-high"

const struct option option_table[] = {
    {.id = OPTION_HISTORY,
     .name = "history",
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Search everything that the git repository PATH or URL holds",
     .more = "Each object once: all branches, tags, notes and stashes, "
             "messages and authors of commits, file names, and what only the "
             "reflog or nothing at all leads to any more. The same on a bare "
             "repository, a linked or a shallow clone; what is missing there "
             "is said and makes the exit code 2. A URL (https, ssh, git, file, "
             "user@host:path) is cloned by git into a temporary folder, which "
             "goes away at the end."},
    {.id = OPTION_REACHABLE,
     .name = "reachable",
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "With --history: only what branches and tags lead to",
     .more = "That is what a clone gets, with all refs."},
    {.id = OPTION_STAGED,
     .name = "staged",
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Search the lines that the next commit would add",
     .more = "They are read from the index, not from the files, and "
             ".gitattributes hides nothing. With PATHs only below these; the "
             "first one says which repository."},
    {.id = OPTION_WHOLE_FILES,
     .name = "whole-files",
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "With --staged: the staged files as a whole"},
    {.id = OPTION_RANGE,
     .name = "range",
     .arg = "A..B",
     .value = VALUE_WORD,
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Search what the commits from A to B add (repeatable)",
     .more =
         "Each commit on its own: what one adds and a later one removes "
         "is found too. A...B is what only one of the two has. 'auto' finds "
         "the range of a pull request or a push in the environment of "
         "GitHub, GitLab, Bitbucket, Azure, Jenkins, Buildkite or "
         "pre-commit. A range that cannot be found is an error that says "
         "what to fetch. With PATHs only what is below these, and no messages "
         "of commits; the first one says which repository."},
    {.id = OPTION_GITIGNORE,
     .name = "gitignore",
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Leave out what .gitignore files say",
     .more = ".git/info/exclude counts too. By default ignored files are "
             "searched: a secret in an ignored "
             ".env is still a secret on this disk. Tracked files are searched "
             "whatever a line says, and so are paths that are named on the "
             "command line."},
    {.id = OPTION_EXCLUDE,
     .name = "exclude",
     .arg = "GLOB",
     .value = VALUE_WORD,
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Leave out files and folders that match (repeatable)",
     .more = "GLOB is a line as in .gitignore, seen from the current folder, "
             "in a repository's history and changes from its top: '*.min.js' "
             "anywhere, 'vendor/' only folders, '/docs' only at the top, '**' "
             "any number of folders. Objects of a history are searched "
             "whatever their path; what stands in such paths only is not "
             "reported."},
    {.id = OPTION_SKIP_BINARY,
     .name = "skip-binary",
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Leave out files with a NUL in their first 8,000 bytes",
     .more = "By default they are searched, since keys hide in compiled "
             "bundles. UTF-16 text is no binary file."},
    {.id = OPTION_THREADS,
     .letter = 'j',
     .name = "threads",
     .arg = "N",
     .value = VALUE_WORD,
     .group = GROUP_INPUT,
     .commands = COMMAND_SCAN,
     .help = "Use N threads (default: one for each processor)",
     .more = "The report is the same for any number."},
    {.id = OPTION_PATTERNS,
     .letter = 'p',
     .name = "patterns",
     .arg = "FILE|DIR",
     .value = VALUE_PATH,
     .group = GROUP_PATTERNS,
     .commands =
         COMMAND_SCAN | COMMAND_HOOK | COMMAND_PATTERNS | COMMAND_EXPLAIN,
     .help = "Use these patterns as well (repeatable)",
     .more = "A rule with the id of a built-in one replaces it. Check your "
             "files with 'jackdaw patterns check'."},
    {.id = OPTION_ONLY_PATTERNS,
     .name = "only-patterns",
     .group = GROUP_PATTERNS,
     .commands =
         COMMAND_SCAN | COMMAND_HOOK | COMMAND_PATTERNS | COMMAND_EXPLAIN,
     .help = "Use only those of --patterns, no built-in ones"},
    {.id = OPTION_RULE,
     .letter = 'r',
     .name = "rule",
     .arg = "ID",
     .value = VALUE_RULE,
     .group = GROUP_PATTERNS,
     .commands = COMMAND_SCAN | COMMAND_HOOK | COMMAND_PATTERNS,
     .help = "Look only for these kinds; * is allowed (repeatable)"},
    {.id = OPTION_EXCLUDE_RULE,
     .name = "exclude-rule",
     .arg = "ID",
     .value = VALUE_RULE,
     .group = GROUP_PATTERNS,
     .commands = COMMAND_SCAN | COMMAND_HOOK | COMMAND_PATTERNS,
     .help = "Do not look for these kinds; * is allowed (repeatable)"},
    {.id = OPTION_FORMAT,
     .letter = 'f',
     .name = "format",
     .arg = "FORMAT",
     .values = "text|json|jsonl|sarif",
     .value = VALUE_WORD,
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN,
     .help = "Write text (default), json, jsonl or sarif"},
    {.id = OPTION_OUTPUT,
     .letter = 'o',
     .name = "output",
     .arg = "FILE",
     .value = VALUE_PATH,
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN,
     .help = "Write the report to FILE, not to standard output",
     .more = "The file appears when it is complete, readable by you alone "
             "(mode 0600); one that was there before is replaced."},
    {.id = OPTION_CLEANUP_PLAN,
     .name = "cleanup-plan",
     .arg = "FILE",
     .value = VALUE_PATH,
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN,
     .help = "With --history: write what 'git filter-repo' needs to FILE",
     .more = "It takes all secrets that were found out of all commits "
             "(--replace-text, --replace-message). FILE holds them in clear, "
             "readable by you alone; it cannot be in a work tree. Revoke the "
             "secrets first: whoever has a clone keeps them."},
    {.id = OPTION_MIN_SEVERITY,
     .name = "min-severity",
     .arg = "LEVEL",
     .values = SEVERITIES,
     .value = VALUE_WORD,
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN | COMMAND_HOOK,
     .help = "Report from LEVEL on: note, low, medium, high, critical",
     .more = "Findings below do not count for the exit code either."},
    {.id = OPTION_MIN_CONFIDENCE,
     .name = "min-confidence",
     .arg = "LEVEL",
     .values = CONFIDENCES,
     .value = VALUE_WORD,
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN | COMMAND_HOOK,
     .help = "Report from LEVEL on: low, medium, high, very-high",
     .more = "Findings below do not count for the exit code either."},
    {.id = OPTION_SHOW_SECRETS,
     .name = "show-secrets",
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN,
     .help = "Do not mask secrets (never done in SARIF)"},
    {.id = OPTION_ALL,
     .name = "all",
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN,
     .help = "Show what verification refused too, with the reason",
     .more = "Refused candidates do not count for the exit code."},
    {.id = OPTION_POLICY,
     .name = "policy",
     .arg = "FILE|none",
     .value = VALUE_PATH,
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN | COMMAND_HOOK,
     .help = "Take FILE for .jackdaw.json, which allows known findings",
     .more =
         "That file stands at the top of a repository or in the folder "
         "that is searched: {\"allow\": [{\"id\": ..., \"rule\": ..., "
         "\"path\": ..., \"reason\": ..., \"until\": \"2027-01-31\"}]}, each "
         "with a reason and at least one of id, rule and path. For "
         "--range it is read from the commit where the range begins, for "
         "--staged and --history from HEAD: a change cannot allow itself. "
         "Paths in FILE are seen from the current folder, in a repository "
         "from its top."},
    {.id = OPTION_NO_ALLOW,
     .name = "no-allow",
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN | COMMAND_HOOK,
     .help = "Comments in the source do not suppress findings"},
    {.id = OPTION_EXIT_ZERO,
     .name = "exit-zero",
     .group = GROUP_REPORT,
     .commands = COMMAND_SCAN,
     .help = "Findings do not make the exit code 1; errors still make it 2"},
    {.id = OPTION_SEED,
     .name = "seed",
     .arg = "N",
     .value = VALUE_WORD,
     .group = GROUP_PATTERNS,
     .commands = COMMAND_PATTERNS,
     .help = "With 'sample': another sample for each N (default 1)"},
    {.id = OPTION_IDS,
     .name = "ids",
     .hidden = true,
     .group = GROUP_PATTERNS,
     .commands = COMMAND_PATTERNS,
     .help = "With 'list': only the ids"},
    {.id = OPTION_TYPE,
     .letter = 't',
     .name = "type",
     .arg = "TYPE",
     .values = "pre-commit|pre-push|commit-msg|pre-receive",
     .value = VALUE_WORD,
     .group = GROUP_HOOK,
     .commands = COMMAND_HOOK,
     .help = "Which hook: pre-commit (default), pre-push, commit-msg, "
             "pre-receive"},
    {.id = OPTION_GLOBAL,
     .name = "global",
     .group = GROUP_HOOK,
     .commands = COMMAND_HOOK,
     .help = "For all repositories of this user, not for this one",
     .more = "Sets core.hooksPath to a folder whose hooks run those of the "
             "repository too. If it is set already, that folder is used."},
    {.id = OPTION_FORCE,
     .name = "force",
     .group = GROUP_HOOK,
     .commands = COMMAND_HOOK,
     .help = "Also in a folder of hooks that other repositories share"},
    {.id = OPTION_MAN,
     .name = "man",
     .group = GROUP_GENERAL,
     .commands = COMMAND_HELP,
     .help = "Write the manual page (roff) to standard output"},
    {.id = OPTION_COLOR,
     .name = "color",
     .arg = "WHEN",
     .values = "auto|always|never",
     .value = VALUE_WORD,
     .group = GROUP_GENERAL,
     .commands =
         COMMAND_SCAN | COMMAND_HOOK | COMMAND_PATTERNS | COMMAND_EXPLAIN,
     .help = "Use colours: auto (default), always or never"},
    {.id = OPTION_QUIET,
     .letter = 'q',
     .name = "quiet",
     .group = GROUP_GENERAL,
     .commands = COMMAND_SCAN | COMMAND_HOOK,
     .help = "Only errors on standard error, no line of coverage"},
    {.id = OPTION_VERBOSE,
     .letter = 'v',
     .name = "verbose",
     .group = GROUP_GENERAL,
     .commands = COMMAND_SCAN | COMMAND_HOOK | COMMAND_VERSION,
     .help = "Say more on standard error (twice: even more)"},
    {.id = OPTION_HELP,
     .letter = 'h',
     .name = "help",
     .group = GROUP_GENERAL,
     .commands = COMMAND_EVERY,
     .help = "Show this help"},
    {.id = OPTION_ISA,
     .name = "isa",
     .hidden = true,
     .arg = "NAME",
     .values = "best|scalar|sse2|avx2|avx512|neon",
     .value = VALUE_WORD,
     .group = GROUP_GENERAL,
     .commands = COMMAND_SCAN | COMMAND_VERSION,
     .help = "Search with this instruction set"},
    {.id = OPTION_NOW,
     .name = "now",
     .hidden = true,
     .arg = "SECONDS",
     .value = VALUE_WORD,
     .group = GROUP_GENERAL,
     .commands = COMMAND_SCAN,
     .help = "Scan as if it were that time, in seconds since 1970"},
    {.id = OPTION_NO_PREFILTER,
     .name = "no-prefilter",
     .hidden = true,
     .group = GROUP_GENERAL,
     .commands = COMMAND_SCAN,
     .help = "Try every rule at every byte"},
    {.id = OPTION_WHOLE_BLOBS,
     .name = "whole-blobs",
     .hidden = true,
     .group = GROUP_GENERAL,
     .commands = COMMAND_SCAN,
     .help = "With --history, search what versions have in common each time"},
};

const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);

const char *option_group_name(enum option_group group)
{
    static const char *const names[GROUP_COUNT] = {
        [GROUP_INPUT] = "What is searched",
        [GROUP_PATTERNS] = "What is looked for",
        [GROUP_REPORT] = "What is reported",
        [GROUP_HOOK] = "Which hook",
        [GROUP_GENERAL] = "General",
    };
    return names[group];
}
