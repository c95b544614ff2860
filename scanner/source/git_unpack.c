/* SPDX-License-Identifier: Apache-2.0
 *
 * Inflates entries and applies deltas. A size that the packed bytes cannot
 * make is refused before memory is taken for it. */
#include "source/git_unpack.h"

#include "base/mem.h"

#include <stdlib.h>

void git_unpacker_init(struct git_unpacker *unpacker)
{
    *unpacker = (struct git_unpacker){.inflate = git_inflate_new()};
}

void git_unpacker_release(struct git_unpacker *unpacker)
{
    git_inflate_free(unpacker->inflate);
    mem_wipe_free(unpacker->delta, unpacker->used);
    git_pieces_release(&unpacker->pieces);
    *unpacker = (struct git_unpacker){0};
}

static int check_size(const struct git_entry *entry, struct err *err)
{
    return git_inflate_can(entry->stream.len, entry->len)
               ? 0
               : err_set(err, ERR_FORMAT, "a damaged size");
}

int git_unpack_whole(struct git_unpacker *unpacker,
                     const struct git_entry *entry, struct git_bytes **out,
                     struct err *err)
{
    int rc = check_size(entry, err);
    if (rc < 0) {
        return rc;
    }
    struct git_bytes *bytes = git_bytes_new(entry->len);
    rc = git_inflate_exact(unpacker->inflate, entry->stream, bytes->data,
                           entry->len, err);
    if (rc < 0) {
        git_bytes_drop(bytes);
        return rc;
    }
    *out = bytes;
    return 0;
}

static int inflate_delta(struct git_unpacker *unpacker,
                         const struct git_entry *entry, struct err *err)
{
    int rc = check_size(entry, err);
    if (rc < 0) {
        return rc;
    }
    if (entry->len > unpacker->room) {
        mem_wipe_free(unpacker->delta, unpacker->used);
        unpacker->room = entry->len * 2;
        unpacker->delta = mem_alloc(unpacker->room);
        unpacker->used = 0;
    }
    if (entry->len > unpacker->used) {
        unpacker->used = entry->len;
    }
    return git_inflate_exact(unpacker->inflate, entry->stream, unpacker->delta,
                             entry->len, err);
}

int git_unpack_delta(struct git_unpacker *unpacker,
                     const struct git_entry *entry, struct span base,
                     bool pieces, struct git_bytes **out, struct err *err)
{
    struct git_delta delta;
    int rc = inflate_delta(unpacker, entry, err);
    if (rc == 0) {
        rc = git_delta_parse(&delta, span_of(unpacker->delta, entry->len), err);
    }
    if (rc < 0) {
        return rc;
    }
    struct git_bytes *bytes = git_bytes_new(delta.result_len);
    rc = git_delta_apply(&delta, base, bytes->data,
                         pieces ? &unpacker->pieces : NULL, err);
    if (rc < 0) {
        git_bytes_drop(bytes);
        return rc;
    }
    *out = bytes;
    return 0;
}
