/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_PACKLIST_H
#define SOURCE_GIT_PACKLIST_H

#include "base/err.h"
#include "source/git_id.h"

/* The index of a pack: which objects it holds and where. Formats 1 and 2 of
 * gitformat-pack(5). */

/* The header and the sum at the end of a .pack file, as its index has them. */
struct git_pack_marks {
    uint32_t count;
    struct git_id sum;
};

/* Checks that the bytes are an .idx file and its parts have room. ERR_FORMAT;
 * ERR_LIMIT past LIMIT_GIT_OBJECTS. */
MUST_CHECK int git_packlist_check(struct git_pack_marks *marks,
                                  struct span bytes, struct err *err);

/* Of checked bytes: object number `index` < count, by id. False when its
 * offset is not there. */
MUST_CHECK bool git_packlist_spot(struct span bytes, uint32_t count,
                                  uint32_t index, struct git_id *id,
                                  uint64_t *offset);

/* Of checked bytes: the id alone. */
const unsigned char *git_packlist_id(struct span bytes, uint32_t index);

/* Of checked bytes: which objects have ids that begin with a byte. */
void git_packlist_range(struct span bytes, uint32_t count, unsigned first,
                        uint32_t *low, uint32_t *high);

/* Whether the first 12 bytes of a pack are a header that fits. */
bool git_packlist_fits(const struct git_pack_marks *marks, struct span header);

#define GIT_PACK_HEADER 12

#endif
