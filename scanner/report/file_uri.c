/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths to URIs. Uploads are refused for a blank, a '#' or a '%' that is not
 * encoded, and for absolute URIs that could have been relative; so a path is
 * first resolved by its text, then cut at the root, then encoded. The colon
 * is encoded too: in the first part of a relative reference it would end a
 * scheme (RFC 3986, 4.2). */
#include "report/file_uri.h"

#include "base/limits.h"

/* Longer paths exist only in hostile archives; the rest is cut. */
#define PATH_KEPT (16u * LIMIT_PATH)

#define PATH_MARKS "-._~/!$&'()*+,;=@"
/* The rest of what an address may hold (RFC 3986, 2.2 and 2.4). */
#define WEB_MARKS PATH_MARKS ":?#%"

static bool is_plain(unsigned char byte, const char *marks)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr(marks, byte) != NULL);
}

static int encode(struct buf *out, struct span bytes, const char *marks,
                  struct err *err)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = bytes.ptr[i];
        char text[3] = {'%', hex[byte >> 4], hex[byte & 15]};
        struct span piece = is_plain(byte, marks) ? span_of(&bytes.ptr[i], 1)
                                                  : span_of(text, 3);
        int rc = buf_add(out, piece, err);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

int file_uri_encode(struct buf *out, struct span bytes, struct err *err)
{
    return encode(out, bytes, PATH_MARKS, err);
}

int file_uri_web(struct buf *out, const char *url, struct err *err)
{
    struct span text = span_str(url);
    buf_clear(out);
    if (!span_starts_with(text, span_str("https://")) &&
        !span_starts_with(text, span_str("http://"))) {
        return 0;
    }
    return encode(out, text, WEB_MARKS, err);
}

/* Takes the last "/name" off; nothing is above the top. */
static void drop_last(struct buf *path)
{
    while (path->len > 0) {
        path->len--;
        if (path->ptr[path->len] == '/') {
            break;
        }
    }
    if (path->ptr) {
        path->ptr[path->len] = '\0';
    }
}

/* Appends the parts of `text` as "/name", folding "." and "..". */
static int add_parts(struct buf *path, struct span text, struct err *err)
{
    size_t at = 0;
    while (at < text.len) {
        struct span rest = span_of(text.ptr + at, text.len - at);
        struct span part = span_of(rest.ptr, span_find(rest, span_str("/")));
        at += part.len + 1;
        if (part.len == 0 || span_equal(part, span_str("."))) {
            continue;
        }
        if (span_equal(part, span_str(".."))) {
            drop_last(path);
            continue;
        }
        int rc = buf_add(path, span_str("/"), err);
        if (rc == 0) {
            rc = buf_add(path, part, err);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

static struct span kept(const char *path)
{
    struct span span = span_str(path);
    span.len = span.len < PATH_KEPT ? span.len : PATH_KEPT;
    return span;
}

/* "/a/b" in `full`: the path from the root of the file system, or from
 * nowhere when it is relative and there is no root. */
static int resolve(struct buf *full, const char *root, const char *path,
                   struct err *err)
{
    int rc = 0;
    if (path[0] != '/' && root) {
        rc = add_parts(full, kept(root), err);
    }
    return rc < 0 ? rc : add_parts(full, kept(path), err);
}

/* How many bytes of `full` are the root and its '/'; 0 when it is outside. */
static int root_len(size_t *len, const struct buf *full, const char *root,
                    struct err *err)
{
    struct buf top;
    buf_init(&top, FILE_URI_CEILING);
    *len = 0;
    int rc = add_parts(&top, kept(root), err);
    if (rc == 0 && full->len > top.len && full->ptr[top.len] == '/' &&
        span_starts_with(buf_span(full), buf_span(&top))) {
        *len = top.len + 1;
    }
    buf_release(&top);
    return rc;
}

static int add_absolute(struct buf *out, const struct buf *full,
                        struct err *err)
{
    int rc = buf_add(out, span_str("file://"), err);
    if (rc == 0 && full->len == 0) {
        rc = buf_add(out, span_str("/"), err);
    }
    return rc < 0 ? rc : file_uri_encode(out, buf_span(full), err);
}

int file_uri_build(struct buf *out, enum file_uri_kind *kind, const char *root,
                   const char *path, struct err *err)
{
    struct buf full;
    size_t skip = 0;
    buf_init(&full, FILE_URI_CEILING);
    buf_clear(out);
    int rc = resolve(&full, root, path, err);
    if (rc < 0) {
        goto out;
    }
    if (root) {
        rc = root_len(&skip, &full, root, err);
        if (rc < 0) {
            goto out;
        }
    } else if (path[0] != '/' && full.len > 0) {
        skip = 1;
    }
    *kind = skip > 0 ? FILE_URI_RELATIVE : FILE_URI_ABSOLUTE;
    if (skip > 0) {
        struct range rest = {skip, full.len};
        rc = file_uri_encode(out, span_slice(buf_span(&full), rest), err);
    } else {
        rc = add_absolute(out, &full, err);
    }
out:
    buf_release(&full);
    return rc;
}

int file_uri_absolute(struct buf *out, const char *root, const char *path,
                      struct err *err)
{
    struct buf full;
    buf_init(&full, FILE_URI_CEILING);
    buf_clear(out);
    int rc = resolve(&full, root, path, err);
    if (rc == 0) {
        rc = add_absolute(out, &full, err);
    }
    buf_release(&full);
    return rc;
}

int file_uri_folder(struct buf *out, const char *path, struct err *err)
{
    int rc = file_uri_absolute(out, NULL, path, err);
    if (rc == 0 && out->ptr[out->len - 1] != '/') {
        rc = buf_add(out, span_str("/"), err);
    }
    return rc;
}
