/* SPDX-License-Identifier: Apache-2.0
 *
 * Parsers for the three kinds of object that have a structure:
 *
 *     tree    (octal mode, ' ', name, NUL, 20 bytes of id)*
 *     commit  "tree " hex LF ("parent " hex LF)* "author " ... LF
 *             "committer " ... LF (more headers) LF message
 *     tag     "object " hex LF "type " ... LF ...
 *
 * They take what git itself takes, so that no odd object goes unseen. */
#include "source/git_tree.h"

#include "source/git_file.h"

#define PARENT_LINE (7 + GIT_ID_HEX_LEN + 1)

static bool read_mode(struct span *rest, uint32_t *mode)
{
    size_t at = 0;
    *mode = 0;
    while (at < rest->len && rest->ptr[at] != ' ') {
        unsigned digit = (unsigned)rest->ptr[at] - '0';
        if (digit > 7 || at >= 7) {
            return false;
        }
        *mode = *mode << 3 | digit;
        at++;
    }
    if (at == 0 || at == rest->len) {
        return false;
    }
    *rest = span_of(rest->ptr + at + 1, rest->len - at - 1);
    return true;
}

int tree_next(struct span *rest, struct tree_entry *out, struct err *err)
{
    if (rest->len == 0) {
        return 0;
    }
    if (!read_mode(rest, &out->mode)) {
        return err_set(err, ERR_FORMAT, "a tree entry without a mode");
    }
    const unsigned char *nul = memchr(rest->ptr, 0, rest->len);
    size_t len = nul ? (size_t)(nul - rest->ptr) : 0;
    if (len == 0 || rest->len - len - 1 < GIT_ID_LEN) {
        return err_set(err, ERR_FORMAT, "a tree entry that is cut off");
    }
    out->name = span_of(rest->ptr, len);
    memcpy(out->id.bytes, rest->ptr + len + 1, GIT_ID_LEN);
    len += 1 + GIT_ID_LEN;
    *rest = span_of(rest->ptr + len, rest->len - len);
    return 1;
}

/* The byte at `at` with the '/' that a folder's name counts as having. */
static int name_byte(const struct tree_entry *entry, size_t at)
{
    if (at < entry->name.len) {
        return entry->name.ptr[at];
    }
    return at == entry->name.len && git_mode_is_tree(entry->mode) ? '/' : -1;
}

int tree_compare(const struct tree_entry *a, const struct tree_entry *b)
{
    size_t len = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.ptr, b->name.ptr, len);
    for (size_t at = len; order == 0 && at < len + 2; at++) {
        int byte_a = name_byte(a, at);
        int byte_b = name_byte(b, at);
        order = byte_a - byte_b;
        if (byte_a < 0 || byte_b < 0) {
            break;
        }
    }
    return order;
}

/* "<word> <40 digits>\n" at the start of `rest`, which moves behind it. */
static bool take_id(struct span *rest, const char *word, struct git_id *id)
{
    size_t len = strlen(word);
    if (!span_starts_with(*rest, span_of(word, len)) ||
        rest->len < len + GIT_ID_HEX_LEN + 1 ||
        rest->ptr[len + GIT_ID_HEX_LEN] != '\n' ||
        !git_id_parse(id, span_of(rest->ptr + len, GIT_ID_HEX_LEN))) {
        return false;
    }
    len += GIT_ID_HEX_LEN + 1;
    *rest = span_of(rest->ptr + len, rest->len - len);
    return true;
}

static void read_headers(struct commit_text *out, struct span rest)
{
    static const char author[] = "author ";
    static const char committer[] = "committer ";
    struct span line;
    while (git_file_line(&rest, &line) && line.len > 0) {
        if (span_starts_with(line, span_str(author))) {
            out->author =
                span_slice(line, (struct range){sizeof(author) - 1, line.len});
        } else if (span_starts_with(line, span_str(committer))) {
            out->committer = span_slice(
                line, (struct range){sizeof(committer) - 1, line.len});
        }
    }
    out->message = rest;
}

int commit_parse(struct commit_text *out, struct span bytes, struct err *err)
{
    struct git_id parent;
    *out = (struct commit_text){0};
    if (!take_id(&bytes, "tree ", &out->tree)) {
        return err_set(err, ERR_FORMAT, "a commit without a tree");
    }
    out->parents.ptr = bytes.ptr;
    while (take_id(&bytes, "parent ", &parent)) {
        out->n_parents++;
    }
    out->parents.len = out->n_parents * PARENT_LINE;
    read_headers(out, bytes);
    return 0;
}

struct git_id commit_parent(const struct commit_text *commit, size_t index)
{
    struct git_id id = {{0}};
    struct range line = {index * PARENT_LINE, (index + 1) * PARENT_LINE};
    struct span rest = span_slice(commit->parents, line);
    take_id(&rest, "parent ", &id);
    return id;
}

static int64_t read_seconds(struct span text)
{
    int64_t seconds = 0;
    size_t at = 0;
    while (at < text.len && text.ptr[at] == ' ') {
        at++;
    }
    for (size_t n = 0; at < text.len && n < 18; at++, n++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9') {
            break;
        }
        seconds = seconds * 10 + (text.ptr[at] - '0');
    }
    return seconds;
}

struct git_person git_person_parse(struct span line)
{
    struct git_person person = {.name = line};
    if (line.len == 0) {
        return person;
    }
    const unsigned char *open = memchr(line.ptr, '<', line.len);
    const unsigned char *close = memrchr(line.ptr, '>', line.len);
    if (!open || !close || close < open) {
        return person;
    }
    size_t at = (size_t)(open - line.ptr);
    size_t end = (size_t)(close - line.ptr);
    person.name.len = at > 0 && line.ptr[at - 1] == ' ' ? at - 1 : at;
    person.mail = span_of(open + 1, end - at - 1);
    person.time = read_seconds(span_of(close + 1, line.len - end - 1));
    return person;
}

int tag_parse(struct git_id *target, struct span bytes, struct err *err)
{
    if (!take_id(&bytes, "object ", target)) {
        return err_set(err, ERR_FORMAT, "a tag without an object");
    }
    return 0;
}
