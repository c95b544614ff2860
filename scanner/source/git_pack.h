/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PACK_H
#define SOURCE_GIT_PACK_H

#include "source/git_packlist.h"

/* Packs with their indexes, mapped into memory; shared by all threads, and
 * never changed once made. Git replaces packs but does not write into them;
 * who cuts one off while it is read ends us with a signal, as he would git. */
struct git_pack {
    char *path;        /* owned; of the .pack file */
    struct span data;  /* mapped */
    struct span index; /* mapped */
    uint32_t count;
    struct git_pack_marks marks;
};

/* Maps a pack and its index and checks that they fit. `path` is that of the
 * .idx file. ERR_FORMAT: damaged; ERR_SYSTEM. */
MUST_CHECK int git_pack_open(struct git_pack *out, const char *path,
                             struct err *err);
void git_pack_release(struct git_pack *pack);

/* Where the object is; 0 (which is no place) when the pack has it not. */
uint64_t git_pack_find(const struct git_pack *pack, const struct git_id *id);

/* Object number `index` < count, in the order of ids. False: damaged. */
MUST_CHECK bool git_pack_spot(const struct git_pack *pack, uint32_t index,
                              struct git_id *id, uint64_t *offset);

/* How an object is stored. */
enum git_entry_kind {
    GIT_ENTRY_WHOLE,  /* by itself */
    GIT_ENTRY_OFFSET, /* as a delta to the entry at `base` */
    GIT_ENTRY_ID      /* as a delta to the object `base_id` */
};

struct git_entry {
    enum git_entry_kind kind;
    unsigned type; /* enum git_kind, of a whole one */
    size_t len;    /* unpacked; of a delta: of the delta */
    uint64_t base; /* less than the entry's own offset */
    struct git_id base_id;
    struct span stream; /* begins with the packed bytes */
};

/* Reads the head of the entry at an offset. ERR_FORMAT; ERR_LIMIT past
 * LIMIT_GIT_OBJECT. */
MUST_CHECK int git_pack_entry(struct git_entry *out,
                              const struct git_pack *pack, uint64_t offset,
                              struct err *err);

#endif
