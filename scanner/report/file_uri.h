/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FILE_URI_H
#define REPORT_FILE_URI_H

#include "base/buf.h"

/* Paths as URIs (RFC 3986): every byte but unreserved ones, sub-delimiters,
 * '@' and '/' is percent-encoded, so any bytes make a valid URI. */

enum file_uri_kind {
    FILE_URI_RELATIVE, /* inside the root: "src/a%20b.c" */
    FILE_URI_ABSOLUTE  /* outside: "file:///etc/passwd" */
};

/* The ceiling that a buffer for one URI needs. */
#define FILE_URI_CEILING (1u << 20)

/* Replaces the contents of `out`. `path` is resolved against `root` (an
 * absolute path or NULL) by its text: "." and ".." are folded, links are not
 * read. Without a root a relative path stays relative. */
MUST_CHECK int file_uri_build(struct buf *out, enum file_uri_kind *kind,
                              const char *root, const char *path,
                              struct err *err);

/* The file: URI of a path, always absolute if root or path is; a folder ends
 * with '/'. */
MUST_CHECK int file_uri_absolute(struct buf *out, const char *root,
                                 const char *path, struct err *err);
MUST_CHECK int file_uri_folder(struct buf *out, const char *path,
                               struct err *err);

/* Replaces the contents by a web address with what is not allowed in one
 * percent-encoded; empty when it is no http or https address. */
MUST_CHECK int file_uri_web(struct buf *out, const char *url, struct err *err);

/* Appends the percent-encoded bytes and nothing else. */
MUST_CHECK int file_uri_encode(struct buf *out, struct span bytes,
                               struct err *err);

#endif
