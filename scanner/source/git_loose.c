/* SPDX-License-Identifier: Apache-2.0
 *
 * Loose objects are read, not mapped: git deletes them when it packs. */
#include "source/git_loose.h"

#include "base/buf.h"
#include "base/limits.h"
#include "source/git_file.h"

#include <stdio.h>

/* "commit 1073741824" and a NUL. */
#define HEAD_MAX 32

int git_loose_head(struct span *bytes, enum git_kind *kind, struct err *err)
{
    size_t len = 0;
    size_t most = bytes->len < HEAD_MAX ? bytes->len : HEAD_MAX;
    const unsigned char *end = memchr(bytes->ptr, 0, most);
    const unsigned char *at = end ? memchr(bytes->ptr, ' ', most) : NULL;
    *kind = GIT_KIND_NONE;
    if (!at || at > end || end - at < 2) {
        return err_set(err, ERR_FORMAT, "no head of an object");
    }
    size_t name = (size_t)(at - bytes->ptr);
    for (unsigned i = GIT_KIND_COMMIT; i <= GIT_KIND_TAG; i++) {
        if (span_equal(span_of(bytes->ptr, name),
                       span_str(git_kind_name((enum git_kind)i)))) {
            *kind = (enum git_kind)i;
        }
    }
    while (++at < end && *at >= '0' && *at <= '9') {
        len = len * 10 + (size_t)(*at - '0'); /* at most 30 digits: may wrap */
    }
    size_t head = (size_t)(end - bytes->ptr) + 1;
    if (*kind == GIT_KIND_NONE || at < end || len != bytes->len - head) {
        return err_set(err, ERR_FORMAT, "a wrong head of an object");
    }
    *bytes = span_of(end + 1, len);
    return 0;
}

static int unpack(struct git_data *out, struct span file,
                  struct git_inflate *inflate, struct err *err)
{
    struct git_bytes *bytes = NULL;
    enum git_kind kind;
    int rc = git_inflate_all(inflate, file, (size_t)LIMIT_GIT_OBJECT + HEAD_MAX,
                             &bytes, err);
    if (rc < 0) {
        return rc;
    }
    struct span body = git_bytes_span(bytes);
    rc = git_loose_head(&body, &kind, err);
    if (rc < 0) {
        git_bytes_drop(bytes);
        return rc;
    }
    git_bytes_cut(bytes, (size_t)(body.ptr - bytes->data), body.len);
    *out = git_data_of(kind, bytes);
    return 0;
}

static int read_one(struct git_data *out, const char *path,
                    struct git_inflate *inflate, struct err *err)
{
    struct buf file;
    buf_init(&file, LIMIT_GIT_OBJECT);
    int rc = git_file_read(&file, path, err);
    if (rc == 0) {
        rc = unpack(out, buf_span(&file), inflate, err);
    }
    buf_wipe(&file);
    return rc;
}

int git_loose_read(struct git_data *out, char *const *folders, size_t n_folders,
                   const struct git_id *id, struct git_inflate *inflate,
                   struct err *err)
{
    char path[LIMIT_PATH];
    struct git_hex hex = git_id_hex(id);
    int rc = ERR_MISSING;
    for (size_t i = 0; i < n_folders; i++) {
        int n = snprintf(path, sizeof(path), "%s/%.2s/%s", folders[i], hex.text,
                         hex.text + 2);
        if (n < 0 || (size_t)n >= sizeof(path)) {
            continue;
        }
        int one = read_one(out, path, inflate, err);
        if (one == 0) {
            return 0;
        }
        rc = one == ERR_MISSING ? rc : one; /* another may have it whole */
    }
    return rc == ERR_MISSING
               ? err_set(err, ERR_MISSING, "object %s is not there", hex.text)
               : rc;
}
