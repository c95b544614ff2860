/* SPDX-License-Identifier: Apache-2.0
 *
 * Encodings. A file is UTF-16 or UTF-32 by its byte order mark or by its
 * pattern of NULs, once for all its windows; a window that begins inside a
 * code unit (an odd offset) skips the rest of it. */
#include "scan/view.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

void viewer_init(struct viewer *viewer)
{
    *viewer = (struct viewer){0};
    utf_text_init(&viewer->utf);
}

void viewer_release(struct viewer *viewer)
{
    utf_text_release(&viewer->utf);
    free(viewer->fresh);
}

void viewer_begin(struct viewer *viewer, const struct unit *unit)
{
    viewer->kind = utf_detect(unit->text, &viewer->bom_len);
    size_t probe = unit->text.len < LIMIT_PROBE ? unit->text.len : LIMIT_PROBE;
    viewer->binary = viewer->kind == UTF_BYTES && probe > 0 &&
                     memchr(unit->text.ptr, 0, probe);
}

static void map_fresh(struct viewer *viewer, struct view *view,
                      const struct unit *unit)
{
    if (unit->n_fresh > viewer->fresh_room) {
        viewer->fresh =
            mem_realloc(viewer->fresh, unit->n_fresh, sizeof(*viewer->fresh));
        viewer->fresh_room = unit->n_fresh;
    }
    for (size_t i = 0; i < unit->n_fresh; i++) {
        viewer->fresh[i] = (struct range){
            utf_text_from_source(view->map, unit->fresh[i].start),
            utf_text_from_source(view->map, unit->fresh[i].end),
        };
    }
    view->fresh = viewer->fresh;
}

static void view_bytes(struct view *out, const struct unit *unit)
{
    *out = (struct view){
        .text = unit->text,
        .fresh = unit->fresh,
        .n_fresh = unit->n_fresh,
        .base = unit->offset,
    };
}

void viewer_text(struct viewer *viewer, struct view *out,
                 const struct unit *unit)
{
    view_bytes(out, unit);
    size_t bom = unit->first ? viewer->bom_len : 0;
    if (viewer->kind == UTF_BYTES) {
        out->begin = bom;
        out->binary = viewer->binary;
        return;
    }
    size_t width = utf_width(viewer->kind);
    size_t skip = (width - unit->offset % width) % width;
    utf_text_decode(&viewer->utf, viewer->kind, unit->text, bom ? bom : skip);
    out->text = span_of(viewer->utf.bytes, viewer->utf.len);
    out->map = &viewer->utf;
    map_fresh(viewer, out, unit);
}

bool viewer_raw(const struct viewer *viewer, struct view *out,
                const struct unit *unit)
{
    if (viewer->kind == UTF_BYTES) {
        return false;
    }
    view_bytes(out, unit);
    out->binary = true;
    return true;
}

uint64_t view_offset(const struct view *view, size_t at)
{
    return view->base +
           (view->map ? utf_text_to_source(view->map, at) : (uint64_t)at);
}

size_t view_find(const struct view *view, uint64_t offset)
{
    if (offset <= view->base) {
        return 0;
    }
    uint64_t at = offset - view->base;
    if (view->map) {
        return at < view->map->source.len
                   ? utf_text_from_source(view->map, (size_t)at)
                   : view->text.len;
    }
    return at < view->text.len ? (size_t)at : view->text.len;
}
