/* SPDX-License-Identifier: Apache-2.0
 *
 * What a hook does: the hook that was there before, then jackdaw. If jackdaw
 * cannot be found the hook fails: nobody may believe that something was
 * looked at when nothing was. */
#include "cli/hook_script.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* By its second line we know a hook of ours, by its third what it does. */
#define FIRST_LINES "#!/bin/sh\n# jackdaw hook\n"
#define HANDS_ON    "# Hands on to the hook of the repository.\n"

const char *const hook_scan_types[] = {"pre-commit", "pre-push", "commit-msg",
                                       "pre-receive", NULL};

/* Not among them: push-to-checkout and proc-receive, which change what git
 * does by being there; reference-transaction and post-index-change, which run
 * so often that a shell for each would be felt. */
const char *const hook_other_types[] = {
    "applypatch-msg",     "pre-applypatch",
    "post-applypatch",    "pre-merge-commit",
    "prepare-commit-msg", "post-commit",
    "pre-rebase",         "post-checkout",
    "post-merge",         "post-rewrite",
    "pre-auto-gc",        "update",
    "post-receive",       "post-update",
    "sendemail-validate", NULL};

/* Hooks that git tells what happens on standard input. */
static bool has_input(const char *type)
{
    return strcmp(type, "pre-push") == 0 || strcmp(type, "pre-receive") == 0 ||
           strcmp(type, "post-receive") == 0 ||
           strcmp(type, "post-rewrite") == 0;
}

/* In single quotes for sh. */
static void put_quoted(FILE *stream, const char *text)
{
    fputc('\'', stream);
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", stream);
        } else {
            fputc(*text, stream);
        }
    }
    fputc('\'', stream);
}

/* Both hooks read the same lines, so they are kept. */
static void put_before(FILE *stream, const struct hook_script *script)
{
    const char *feed =
        has_input(script->type) ? "printf '%s' \"${lines:+$lines\n}\" | " : "";
    if (feed[0]) {
        fputs("lines=$(cat)\n", stream);
    }
    if (script->global) {
        fprintf(stream,
                "# core.hooksPath hides the hooks of the repository itself.\n"
                "before=$(git rev-parse --git-common-dir)/hooks/%s || exit 2\n",
                script->type);
    } else {
        fputs("before=$0" HOOK_KEPT_SUFFIX "\n", stream);
    }
    fprintf(stream,
            "if [ -x \"$before\" ]; then\n    %s\"$before\" \"$@\" || exit\n"
            "fi\n",
            feed);
}

static void put_scan(FILE *stream, const struct hook_script *script)
{
    bool input = has_input(script->type);
    fputs("jackdaw=", stream);
    put_quoted(stream, script->program);
    fprintf(stream,
            "\n[ -x \"$jackdaw\" ] || jackdaw=$(command -v jackdaw) || {\n"
            "    echo \"jackdaw: the program is gone, so nothing was checked: "
            "install it again, or remove this hook: $0\" >&2\n"
            "    exit 2\n}\n"
            "%s\"$jackdaw\" hook run %s -- \"$@\"\n",
            input ? "printf '%s' \"${lines:+$lines\n}\" | " : "exec ",
            script->type);
}

static void put_script(FILE *stream, const struct hook_script *script)
{
    fprintf(stream,
            FIRST_LINES "%s# Made by 'jackdaw hook install', taken away by "
                        "'jackdaw hook uninstall'.\n",
            script->scans ? "" : HANDS_ON);
    put_before(stream, script);
    if (script->scans) {
        put_scan(stream, script);
    } else {
        fputs("exit 0\n", stream);
    }
}

/* The temporary file beside `path`. */
static FILE *open_temp(char *temp)
{
    int fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    FILE *stream = fchmod(fd, 0755) == 0 ? fdopen(fd, "w") : NULL;
    if (!stream) {
        close(fd);
    }
    return stream;
}

int hook_script_write(const char *path, const struct hook_script *script,
                      struct err *err)
{
    size_t len = strlen(path) + sizeof(".XXXXXX");
    char *temp = mem_alloc(len);
    snprintf(temp, len, "%s.XXXXXX", path);
    FILE *stream = open_temp(temp);
    bool good = stream != NULL;
    if (stream) {
        put_script(stream, script);
        good = !ferror(stream);
        good = fclose(stream) == 0 && good;
        good = good && rename(temp, path) == 0;
    }
    int rc = good ? 0 : err_system(err, "cannot write %.300s", path);
    if (rc < 0) {
        unlink(temp);
    }
    free(temp);
    return rc;
}

/* Whether the file begins with exactly this text. */
static bool begins_with(const char *path, const char *text)
{
    char head[128];
    size_t len = strlen(text);
    FILE *stream = fopen(path, "re");
    size_t n = stream ? fread(head, 1, len, stream) : 0;
    if (stream) {
        fclose(stream);
    }
    return n == len && memcmp(head, text, n) == 0;
}

bool hook_script_is_ours(const char *path)
{
    return begins_with(path, FIRST_LINES);
}

bool hook_script_scans(const char *path)
{
    return hook_script_is_ours(path) &&
           !begins_with(path, FIRST_LINES HANDS_ON);
}
