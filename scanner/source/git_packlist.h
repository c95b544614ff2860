/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PACKLIST_H
#define SOURCE_GIT_PACKLIST_H

#include "base/err.h"
#include "source/git_id.h"

/* The index of a pack: which objects it holds and where. Formats 1 and 2 of
 * gitformat-pack(5). */

/* An object and its place; loose ones have no pack. */
struct git_spot {
    struct git_id id;
    uint32_t pack; /* number, the caller's; packs come before loose objects */
    uint64_t offset;
};

struct git_spots {
    struct git_spot *items; /* owned */
    size_t count;
    size_t room;
};

/* Makes room for one more and returns it; NULL past LIMIT_GIT_OBJECTS. */
struct git_spot *git_spots_add(struct git_spots *spots);

/* The header and the sum at the end of a .pack file, as its index has them. */
struct git_pack_marks {
    uint32_t count;
    struct git_id sum;
};

/* Appends what the bytes of an .idx file list. ERR_FORMAT when it is none. */
MUST_CHECK int git_packlist_parse(struct git_spots *out,
                                  struct git_pack_marks *marks,
                                  struct span bytes, uint32_t pack,
                                  struct err *err);

/* Whether the first 12 bytes of a pack are a header that fits. */
bool git_packlist_fits(const struct git_pack_marks *marks, struct span header);

#define GIT_PACK_HEADER 12

#endif
