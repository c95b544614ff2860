/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_UNPACK_H
#define SOURCE_GIT_UNPACK_H

#include "source/git_data.h"
#include "source/git_delta.h"
#include "source/git_inflate.h"
#include "source/git_pack.h"

/* One entry of a pack at a time. For one thread. */
struct git_unpacker {
    struct git_inflate *inflate;
    unsigned char *delta; /* owned; the latest one, unpacked */
    size_t room;
    size_t used;              /* what must be wiped at the end */
    struct git_pieces pieces; /* of the latest delta, if asked for */
};

void git_unpacker_init(struct git_unpacker *unpacker);
void git_unpacker_release(struct git_unpacker *unpacker);

/* An entry that is whole by itself; the caller drops it. ERR_FORMAT. */
MUST_CHECK int git_unpack_whole(struct git_unpacker *unpacker,
                                const struct git_entry *entry,
                                struct git_bytes **out, struct err *err);

/* An entry that is a delta, with its base. With `pieces` says what the result
 * consists of in unpacker->pieces. ERR_FORMAT, ERR_LIMIT. */
MUST_CHECK int git_unpack_delta(struct git_unpacker *unpacker,
                                const struct git_entry *entry, struct span base,
                                bool pieces, struct git_bytes **out,
                                struct err *err);

#endif
