/* SPDX-License-Identifier: Apache-2.0
 *
 * What an object is and holds. */
#include "source/git_data.h"

const char *git_kind_name(enum git_kind kind)
{
    static const char *const names[] = {"object", "commit", "tree", "blob",
                                        "tag"};
    return names[kind <= GIT_KIND_TAG ? kind : 0];
}

struct git_data git_data_of(enum git_kind kind, struct git_bytes *bytes)
{
    return (struct git_data){
        .kind = kind, .bytes = git_bytes_span(bytes), .handle = bytes};
}

void git_data_release(struct git_data *data)
{
    git_bytes_drop(data->handle);
    *data = (struct git_data){0};
}
