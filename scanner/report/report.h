/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/err.h"
#include "rule/rule_set.h"
#include "verify/finding.h"

#include <stdio.h>

/* Findings -> bytes. Streams to a FILE; nothing of a secret is written unless
 * the finding carries it in clear (--show-secrets), and never to SARIF, which
 * is uploaded; nor does SARIF hold candidates that verification refused. The
 * same outcome and options give the same bytes.
 *
 * What JSON holds (`--format json`): one object
 *
 *     version    of jackdaw
 *     format     1; raised when a field changes its meaning or goes away
 *     command, root, started, ended
 *     repository {uri, revision, branch}: only of git
 *     findings   one for each secret, see below
 *     notices    [{kind, failure, path, text}]: what could not be read
 *                (failure is true) or was left out
 *     coverage   {files, folders, objects, commits, bytes, candidates,
 *                dropped, suppressed, notices: {kind: count}, findings,
 *                seconds, interrupted, complete, exit_code}
 *
 * A finding:
 *
 *     id             32 hex digits: stable over files, lines and commits
 *     kept           false for a candidate that verification refused (--all);
 *                    "reasons" say why
 *     rule, name, provider, class, environment
 *     severity, confidence, evidence, reasons []
 *     entropy        bits a character
 *     masked         the secret with its middle starred out
 *     length         of the secret, in bytes
 *     secret         only with --show-secrets
 *     facts          {name: value}: what was decoded
 *     places         [{path, path_encoded, part, line, column, end_line,
 *                    end_column, offset, length, binary, excerpt, revealed,
 *                    commit, object, in_head, local, line_hash}]: those in HEAD
 *                    first; part is "text", "name" (of a file), "message" or
 *                    "header" (author, committer; the path is then
 *                    "commit:<id>" or "tag:<id>"); object, the blob, and
 *                    in_head only of git; path_encoded (percent-encoded
 *                    bytes) only when the path is not UTF-8; no lines when
 *                    binary; revealed only with --show-secrets; local: true
 *                    in a file that git ignores and does not track
 *     places_total   may be more than are listed
 *     local          true when all places are: the severity is low then
 *     pair           {id, rule, name, masked, path, line, column}, if any
 *     risk           0 to 100, only of git: see scan/collect.h
 *     git            only of git:
 *       still        where it is: "head", "tip" (the last commit of another
 *                    branch or tag), "history" (older commits), "staged",
 *                    "stash", "unreachable", "loose" (in no commit)
 *       spread       "pushed", "local", "unknown" (no remote branches)
 *       module       the submodule in whose repository all this is, if it is
 *       introduced   {commit, date, name, email, summary}, if a commit did
 *       introduced_or_earlier  true at the border of a shallow clone
 *       removed      the same, if a commit did
 *       path_then, path_now    where it came in; where it is in HEAD
 *       exposed_seconds        until it was removed, or until now
 *       tip, ref, remote       whole names of a ref whose last commit has it,
 *                    of one that leads to it, of a remote branch that does
 *       branches, remote_branches, tags, other_refs    how many last commits
 *                    of such have it
 *       commits, objects       how many hold it
 *       condition, advice, commands []    how to get it out, and when so
 *     suppressed     by a comment or a policy file; suppression: the comment,
 *                    or the reason that the file gives; policy, policy_line:
 *                    that file, if it was one
 *     grants, revoke_url, revoke_steps [], docs []
 *
 * JSON Lines (`--format jsonl`): the same objects, one a line, each with
 * "type" first: every finding, then every notice, then one "coverage" that
 * also has version and format. A text without that last line is cut off. */

enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_JSONL,
    REPORT_SARIF
};

/* The repository that was searched. */
struct report_git {
    const char *uri;      /* without user name and password */
    const char *revision; /* HEAD's commit; "" before the first one */
    const char *branch;   /* HEAD's; NULL: none */
    bool below;           /* the command runs in a folder below its root:
                             paths in commands begin with ":/" */
};

struct report_options {
    enum report_format format;
    bool color;           /* text: ANSI colours and terminal hyperlinks */
    unsigned width;       /* text: columns of the terminal; 0: unknown */
    const char *version;  /* of jackdaw */
    const char *command;  /* the command line, without secrets */
    const char *root;     /* absolute path that relative paths start from */
    bool exit_zero;       /* findings are no failure to whoever asked */
    const char *category; /* SARIF automationDetails.id: "jackdaw/tree/" */
    int64_t started;      /* Unix seconds; 0: unknown */
    int64_t ended;
    int64_t now;                  /* until when a secret counts as exposed */
    const struct report_git *git; /* NULL: no repository */
    const struct rule_set *rules; /* all that were searched for */
};

/* ERR_SYSTEM when the stream fails (a full disk, a closed pipe). */
MUST_CHECK int report_write(FILE *stream, const struct outcome *outcome,
                            const struct report_options *options,
                            struct err *err);

/* "sarif" -> REPORT_SARIF; false for an unknown name. */
bool report_format_parse(enum report_format *out, const char *name);

/* What the outcome means for whoever called: 0 clean, 1 findings, 2 something
 * was not looked at (findings or not), 130 interrupted. Suppressed and
 * refused findings do not count, nor those of severity note or of a class
 * that is no secret (publishable, identifier). */
int report_exit_code(const struct outcome *outcome);

/* The same with options->exit_zero. */
int report_exit_code_asked(const struct outcome *outcome,
                           const struct report_options *options);

/* The last line on standard error: what was covered, what was not. */
void report_coverage(FILE *stream, const struct outcome *outcome);

/* Everything known about one rule: what it is, what it opens, how it is
 * revoked (`jackdaw explain`, `jackdaw patterns show`). `width` 0: 80. */
MUST_CHECK int report_rule(FILE *stream, const struct rule *rule, bool color,
                           unsigned width, struct err *err);

#endif
