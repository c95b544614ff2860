/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_VIEW_H
#define SCAN_VIEW_H

#include "base/utf.h"
#include "source/source.h"

/* How the bytes of a unit are read: as they stand, or transcoded to UTF-8,
 * with the way back to the offsets of the file. */

struct view {
    struct span text; /* LIMIT_PADDING readable bytes follow */
    const struct range *fresh;
    size_t n_fresh;
    size_t begin;  /* where the text begins, behind a byte order mark */
    uint64_t base; /* offset of the unit in its file */
    const struct utf_text *map; /* NULL: offsets are the unit's own */
    bool binary;                /* lines and columns mean nothing to people */
};

/* What the first window of a file tells about the others. One a thread. */
struct viewer {
    enum utf_kind kind;
    size_t bom_len;
    bool binary;
    struct utf_text utf;
    struct range *fresh; /* owned; of a transcoded view */
    size_t fresh_room;
};

void viewer_init(struct viewer *viewer);
void viewer_release(struct viewer *viewer);

/* Looks at the first window of a file. */
void viewer_begin(struct viewer *viewer, const struct unit *unit);

/* The unit as text; valid until the next call. */
void viewer_text(struct viewer *viewer, struct view *out,
                 const struct unit *unit);

/* The bytes of a unit that viewer_text transcodes: data can look like UTF-16,
 * and what it holds must be found too. False when the text is the bytes. */
bool viewer_raw(const struct viewer *viewer, struct view *out,
                const struct unit *unit);

/* Offset in the file of a byte of the view. */
uint64_t view_offset(const struct view *view, size_t at);

/* The byte of the view at an offset of the file; text.len past its end. */
size_t view_find(const struct view *view, uint64_t offset);

#endif
