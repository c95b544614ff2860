/* SPDX-License-Identifier: Apache-2.0
 *
 * gitrepository-layout(5), as far as it is plain. In doubt the answer is no:
 * libgit2 is slower, not wrong. */
#include "source/git_plain.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "source/git_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define CONFIG_MAX (64u << 10)
#define REF_MAX    1024

/* --- Configuration ------------------------------------------------------ */

static struct span trim(struct span text)
{
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\t')) {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    while (text.len > 0 && text.ptr[text.len - 1] <= ' ') {
        text.len--;
    }
    return text;
}

static bool is_text(struct span span, const char *text)
{
    return span.len == strlen(text) &&
           span_find_fold(span, span_str(text)) == 0;
}

/* "name = value"; without "=" the value is empty. */
static void split_setting(struct span line, struct span *name,
                          struct span *value)
{
    size_t sign = span_find(line, span_str("="));
    *name = trim(span_slice(line, (struct range){0, sign}));
    *value = trim(span_slice(line, (struct range){sign + 1, line.len}));
}

static bool is_plain_core(struct span name, struct span value)
{
    if (is_text(name, "bare")) {
        return is_text(value, "false");
    }
    if (is_text(name, "repositoryformatversion")) {
        return is_text(value, "0") || is_text(value, "1");
    }
    return !is_text(name, "worktree");
}

static bool is_plain_extension(struct span name)
{
    return is_text(name, "noop") || is_text(name, "partialclone") ||
           is_text(name, "preciousobjects") ||
           is_text(name, "relativeworktrees");
}

/* A section's line must hold nothing else. */
static bool is_plain_section(struct span line)
{
    return line.ptr[line.len - 1] == ']' &&
           span_find_fold(line, span_str("[include")) == line.len;
}

bool git_plain_config(struct span text)
{
    struct span line;
    struct span section = span_str("");
    while (git_file_line(&text, &line)) {
        struct span name;
        struct span value;
        line = trim(line);
        if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';') {
            continue;
        }
        if (line.ptr[line.len - 1] == '\\') {
            return false; /* goes on in the next line */
        }
        if (line.ptr[0] == '[') {
            if (!is_plain_section(line)) {
                return false;
            }
            section = line;
            continue;
        }
        split_setting(line, &name, &value);
        if ((is_text(section, "[core]") && !is_plain_core(name, value)) ||
            (is_text(section, "[extensions]") && !is_plain_extension(name))) {
            return false;
        }
    }
    return true;
}

/* --- Files -------------------------------------------------------------- */

/* A regular file as a whole, no link; the caller releases `out`. */
static int read_plain(struct buf *out, size_t most, const char *folder,
                      const char *name)
{
    char path[LIMIT_PATH];
    struct stat status;
    struct err err = {0};
    buf_init(out, most);
    int n = snprintf(path, sizeof(path), "%s%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        return ERR_LIMIT;
    }
    if (lstat(path, &status) < 0) {
        return ERR_MISSING;
    }
    return S_ISREG(status.st_mode) ? git_file_read(out, path, &err)
                                   : ERR_FORMAT;
}

static bool is_folder(const char *folder, const char *name)
{
    char path[LIMIT_PATH];
    struct stat status;
    int n = snprintf(path, sizeof(path), "%s%s", folder, name);
    return n > 0 && (size_t)n < sizeof(path) && stat(path, &status) == 0 &&
           S_ISDIR(status.st_mode);
}

static bool has_plain_config(const char *common)
{
    struct buf text;
    bool plain = read_plain(&text, CONFIG_MAX, common, "config") == 0 &&
                 git_plain_config(buf_span(&text));
    buf_release(&text);
    return plain;
}

/* Whether a line is '[section "sub"]'; -1 when it is quoted in some way. */
static int is_section(struct span line, const char *section, const char *sub)
{
    size_t len = strlen(section);
    if (line.len < len + 2 || line.ptr[0] != '[' ||
        !is_text(span_of(line.ptr + 1, len), section)) {
        return 0;
    }
    line = trim(span_of(line.ptr + 1 + len, line.len - len - 2));
    if (memchr(line.ptr, '\\', line.len)) {
        return -1;
    }
    return line.len == strlen(sub) + 2 && line.ptr[0] == '"' &&
           line.ptr[line.len - 1] == '"' &&
           memcmp(line.ptr + 1, sub, line.len - 2) == 0;
}

static bool is_plain_value(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (strchr("\"\\#;", value.ptr[i])) { /* finds NULs as well */
            return false;
        }
    }
    return value.len > 0;
}

int git_plain_value(const char *common, const char *section, const char *sub,
                    const char *name, char *out, size_t room)
{
    struct buf text;
    struct span line;
    int inside = 0;
    int found = read_plain(&text, CONFIG_MAX, common, "config") == 0 ? 0 : -1;
    struct span rest = buf_span(&text);
    while (found >= 0 && inside >= 0 && git_file_line(&rest, &line)) {
        struct span key;
        struct span value;
        line = trim(line);
        if (line.len > 0 && line.ptr[0] == '[') {
            inside = is_section(line, section, sub);
            continue;
        }
        split_setting(line, &key, &value);
        if (inside > 0 && is_text(key, name)) {
            found = is_plain_value(value) ? 1 : -1;
            snprintf(out, room, "%.*s", (int)value.len,
                     (const char *)value.ptr);
        }
    }
    buf_release(&text);
    return inside < 0 ? -1 : found;
}

/* The real path with a '/' at the end; NULL when there is none. */
static char *real_folder(const char *path)
{
    char *real = realpath(path, NULL);
    if (!real) {
        return NULL;
    }
    size_t len = strlen(real);
    char *folder = mem_alloc(len + 2);
    snprintf(folder, len + 2, "%s%s", real, len > 1 ? "/" : "");
    free(real);
    return folder;
}

/* The path that the one line of a file holds, behind `head`, seen from
 * `folder`; NULL when it is not so. */
static char *read_link(const char *folder, const char *name, const char *head)
{
    char path[LIMIT_PATH];
    struct buf text;
    char *found = NULL;
    if (read_plain(&text, LIMIT_PATH, folder, name) == 0) {
        struct span rest = buf_span(&text);
        struct span line = span_of(NULL, 0);
        bool right = git_file_line(&rest, &line) && rest.len == 0 &&
                     span_starts_with(line, span_str(head)) &&
                     !memchr(line.ptr, 0, line.len);
        line = span_slice(line, (struct range){strlen(head), line.len});
        if (right && line.len > 0) {
            int n = snprintf(path, sizeof(path), "%s%.*s",
                             line.ptr[0] == '/' ? "" : folder, (int)line.len,
                             (const char *)line.ptr);
            found =
                n > 0 && (size_t)n < sizeof(path) ? real_folder(path) : NULL;
        }
    }
    buf_release(&text);
    return found;
}

/* --- Finding it --------------------------------------------------------- */

/* Takes `work` over. `dir` is its .git, a folder or a file that says where
 * that is. */
static bool take(struct git_plain *out, char *work)
{
    char path[LIMIT_PATH];
    *out = (struct git_plain){.work = work};
    int n = snprintf(path, sizeof(path), "%s.git", work);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        return false;
    }
    out->dir = is_folder(work, ".git") ? real_folder(path)
                                       : read_link(work, ".git", "gitdir: ");
    if (!out->dir) {
        return false;
    }
    struct buf text;
    bool linked =
        read_plain(&text, LIMIT_PATH, out->dir, "commondir") != ERR_MISSING;
    buf_release(&text);
    out->common =
        linked ? read_link(out->dir, "commondir", "") : mem_strdup(out->dir);
    return out->common && is_folder(out->common, "objects") &&
           is_folder(out->common, "refs") && has_plain_config(out->common);
}

static bool has_git(const char *folder)
{
    char path[LIMIT_PATH];
    struct stat status;
    int n = snprintf(path, sizeof(path), "%s.git", folder);
    return n > 0 && (size_t)n < sizeof(path) && lstat(path, &status) == 0;
}

/* A folder that is itself a repository is for libgit2. */
static bool looks_bare(const char *folder)
{
    return is_folder(folder, "objects") && is_folder(folder, "refs");
}

/* Upwards from `folder`, which is taken over. */
static bool search(struct git_plain *out, char *folder)
{
    while (!has_git(folder) && !looks_bare(folder)) {
        size_t len = strlen(folder);
        if (len <= 1) {
            free(folder);
            return false;
        }
        do {
            folder[--len] = '\0';
        } while (folder[len - 1] != '/');
    }
    if (looks_bare(folder)) {
        free(folder);
        return false;
    }
    return take(out, folder);
}

/* GIT_DIR as git sets it for hooks: the .git of the working tree. */
static bool from_environment(struct git_plain *out, const char *dir)
{
    static const char tail[] = "/.git/";
    char *folder = real_folder(dir);
    size_t len = folder ? strlen(folder) : 0;
    size_t n = sizeof(tail) - 1;
    if (len < n || strcmp(folder + len - n, tail) != 0) {
        free(folder);
        return false;
    }
    folder[len - n + 1] = '\0';
    return take(out, folder);
}

bool git_plain_find(struct git_plain *out, const char *path)
{
    const char *dir = path ? NULL : getenv("GIT_DIR");
    bool found = false;
    *out = (struct git_plain){0};
    if (dir && *dir) {
        found = from_environment(out, dir);
    } else {
        char *folder = real_folder(path ? path : ".");
        found = folder && search(out, folder);
    }
    if (!found) {
        git_plain_release(out);
    }
    return found;
}

void git_plain_release(struct git_plain *plain)
{
    free(plain->dir);
    free(plain->common);
    free(plain->work);
    *plain = (struct git_plain){0};
}

/* --- HEAD --------------------------------------------------------------- */

/* Of "<id> <name>" lines the one of this name; those before with "^" belong
 * to tags. */
static int find_packed(struct git_id *out, const char *common, struct span name)
{
    struct buf text;
    int found = 0;
    int rc = read_plain(&text, LIMIT_GIT_INDEX, common, "packed-refs");
    if (rc < 0) {
        buf_release(&text);
        return rc == ERR_MISSING ? 0 : -1;
    }
    struct span rest = buf_span(&text);
    struct span line;
    while (found == 0 && git_file_line(&rest, &line)) {
        size_t len = GIT_ID_HEX_LEN + 1 + name.len;
        if (line.len == len && line.ptr[GIT_ID_HEX_LEN] == ' ' &&
            memcmp(line.ptr + len - name.len, name.ptr, name.len) == 0) {
            found =
                git_id_parse(
                    out, span_slice(line, (struct range){0, GIT_ID_HEX_LEN}))
                    ? 1
                    : -1;
        }
    }
    buf_release(&text);
    return found;
}

/* A branch: its own file, or packed with others. */
static int find_branch(struct git_id *out, const char *common, struct span name)
{
    char path[REF_MAX + 1];
    struct buf text;
    snprintf(path, sizeof(path), "%.*s", (int)name.len, (const char *)name.ptr);
    int rc = read_plain(&text, REF_MAX, common, path);
    bool right = rc == 0 && git_id_parse(out, trim(buf_span(&text)));
    buf_release(&text);
    if (rc == ERR_MISSING) {
        return find_packed(out, common, name);
    }
    return right ? 1 : -1;
}

static bool is_branch(struct span name)
{
    return span_starts_with(name, span_str("refs/heads/")) &&
           name.len < REF_MAX && span_find(name, span_str("..")) == name.len &&
           !memchr(name.ptr, 0, name.len);
}

int git_plain_head(struct git_id *out, const char *dir, const char *common)
{
    static const char head[] = "ref: ";
    struct buf text;
    int rc = -1;
    if (read_plain(&text, REF_MAX, dir, "HEAD") == 0) {
        struct span line = trim(buf_span(&text));
        if (git_id_parse(out, line)) {
            rc = 1;
        } else if (span_starts_with(line, span_str(head))) {
            line = trim(
                span_slice(line, (struct range){sizeof(head) - 1, line.len}));
            rc = is_branch(line) ? find_branch(out, common, line) : -1;
        }
    }
    buf_release(&text);
    return rc;
}
