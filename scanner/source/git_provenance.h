/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PROVENANCE_H
#define SOURCE_GIT_PROVENANCE_H

#include "base/err.h"
#include "source/git_id.h"

#include <stddef.h>

/* Which repository, and which state of it, for reports. */
struct git_provenance {
    char *uri; /* of the remote "origin", without user name, password
                  and query; of the folder itself if there is none */
    char revision[GIT_ID_HEX_LEN + 1]; /* HEAD's commit; "" before the first */
    char *branch; /* HEAD's, without "refs/heads/"; NULL: detached */
    char *work;   /* absolute path of the work tree; NULL: bare */
};

/* `path` as for git_repo_open. Release it even after an error. */
MUST_CHECK int git_provenance_read(struct git_provenance *out, const char *path,
                                   struct err *err);
void git_provenance_release(struct git_provenance *provenance);

/* A remote's address as a URI that may be shown: "git@host:a/b" becomes
 * "ssh://host/a/b", a path "file:///...". For the caller to free. */
char *git_provenance_uri(const char *remote);

#endif
