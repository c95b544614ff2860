/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of fields with a blank between them. A line that is not understood is
 * an error: the ref in it would not be looked at. */
#include "cli/hook_input.h"

#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define FIELDS_MAX 4

int hook_input_read_all(struct buf *out, int fd, struct err *err)
{
    char part[8192];
    for (;;) {
        ssize_t n = read(fd, part, sizeof(part));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_system(err, "cannot read");
        }
        if (n == 0) {
            return 0;
        }
        int rc = buf_add(out, span_of(part, (size_t)n), err);
        if (rc < 0) {
            return rc;
        }
    }
}

/* SHA-1 or SHA-256 in hex. */
static bool is_id(const char *text)
{
    size_t len = strspn(text, "0123456789abcdef");
    return text[len] == '\0' && (len == 40 || len == 64);
}

/* No such object: the ref does not exist. */
static bool is_zero(const char *id)
{
    return id[strspn(id, "0")] == '\0';
}

/* Cuts a line at its blanks, in place; the number of its fields. */
static size_t split(char *line, char *fields[FIELDS_MAX])
{
    size_t count = 0;
    while (*line && count < FIELDS_MAX) {
        fields[count++] = line;
        line += strcspn(line, " ");
        if (*line) {
            *line++ = '\0';
        }
    }
    return *line ? 0 : count;
}

static int add_line(struct hook_input *out, size_t *room, char *line,
                    enum hook_input_form form, struct err *err)
{
    char *fields[FIELDS_MAX];
    bool push = form == HOOK_INPUT_PUSH;
    size_t count = split(line, fields);
    if (count != (push ? 4u : 3u) || !is_id(fields[1]) ||
        !is_id(fields[push ? 3 : 0])) {
        return err_set(err, ERR_FORMAT,
                       "standard input is not what git tells this hook");
    }
    const char *old = fields[push ? 3 : 0];
    if (is_zero(fields[1])) {
        return 0; /* it goes away: nothing comes in */
    }
    out->updates =
        mem_grow(out->updates, out->count, room, sizeof(*out->updates));
    out->updates[out->count++] =
        (struct hook_update){.new_id = fields[1],
                             .old_id = is_zero(old) ? NULL : old,
                             .ref = fields[2]};
    return 0;
}

int hook_input_read(struct hook_input *out, int fd, enum hook_input_form form,
                    struct err *err)
{
    size_t room = 0;
    *out = (struct hook_input){0};
    buf_init(&out->text, LIMIT_GIT_TEXT);
    int rc = hook_input_read_all(&out->text, fd, err);
    if (rc == 0 && out->text.len &&
        memchr(out->text.ptr, '\0', out->text.len)) {
        return err_set(err, ERR_FORMAT, "a NUL on standard input");
    }
    char *at = out->text.ptr;
    while (rc == 0 && at && *at) {
        char *end = strchr(at, '\n');
        if (end) {
            *end = '\0';
        }
        rc = add_line(out, &room, at, form, err);
        at = end ? end + 1 : NULL;
    }
    return rc;
}

void hook_input_release(struct hook_input *input)
{
    free(input->updates);
    buf_release(&input->text);
    *input = (struct hook_input){0};
}
