/* SPDX-License-Identifier: Apache-2.0
 *
 * The cached trees of an index come as a walk, each folder before what it
 * holds:
 *
 *     name NUL entries ' ' folders LF (id)      no id when entries is -1
 *
 * They are kept as an array with the numbers of each folder's own folders
 * side by side, so that one is found by halving. */
#include "source/git_stagetree.h"

#include "base/mem.h"

#include <stdlib.h>

/* A folder that waits for more of its own. */
struct open_folder {
    uint32_t index;
    uint32_t wanted;
};

struct tree_parser {
    struct stage *stage;
    struct span rest;
    size_t room;
    uint32_t *parents; /* of each folder */
    size_t parents_room;
    struct open_folder *stack;
    size_t depth;
    size_t stack_room;
};

/* A decimal number up to `end`; false when it is none or above 2^31. */
static bool take_number(struct span *rest, char end, int64_t *out)
{
    size_t at = 0;
    bool negative = rest->len > 0 && rest->ptr[0] == '-';
    int64_t value = 0;
    for (at = negative; at < rest->len && rest->ptr[at] != end; at++) {
        unsigned digit = (unsigned)rest->ptr[at] - '0';
        if (digit > 9 || value > INT32_MAX / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (at == rest->len) {
        return false;
    }
    *out = negative ? -value : value;
    *rest = span_of(rest->ptr + at + 1, rest->len - at - 1);
    return true;
}

static bool take_name(struct span *rest, struct span *name)
{
    const unsigned char *nul = memchr(rest->ptr, 0, rest->len);
    if (!nul) {
        return false;
    }
    *name = span_of(rest->ptr, (size_t)(nul - rest->ptr));
    *rest = span_of(nul + 1, rest->len - name->len - 1);
    return true;
}

static bool take_folder(struct tree_parser *parser, struct stage_folder *out,
                        int64_t *n_kids)
{
    struct span *rest = &parser->rest;
    if (!take_name(rest, &out->name) ||
        !take_number(rest, ' ', &out->n_entries) ||
        !take_number(rest, '\n', n_kids) || *n_kids < 0) {
        return false;
    }
    if (out->n_entries < 0) {
        return true;
    }
    if (rest->len < GIT_ID_LEN) {
        return false;
    }
    memcpy(out->id.bytes, rest->ptr, GIT_ID_LEN);
    *rest = span_of(rest->ptr + GIT_ID_LEN, rest->len - GIT_ID_LEN);
    return true;
}

static void open_folder(struct tree_parser *parser, uint32_t index,
                        uint32_t wanted)
{
    parser->stack = mem_grow(parser->stack, parser->depth, &parser->stack_room,
                             sizeof(*parser->stack));
    parser->stack[parser->depth++] = (struct open_folder){index, wanted};
}

/* One folder, and which one it is in. */
static bool add_folder(struct tree_parser *parser)
{
    struct stage *stage = parser->stage;
    int64_t n_kids;
    stage->folders = mem_grow(stage->folders, stage->n_folders, &parser->room,
                              sizeof(*stage->folders));
    parser->parents = mem_grow(parser->parents, stage->n_folders,
                               &parser->parents_room, sizeof(*parser->parents));
    uint32_t index = (uint32_t)stage->n_folders++;
    stage->folders[index] = (struct stage_folder){0};
    if (!take_folder(parser, &stage->folders[index], &n_kids)) {
        return false;
    }
    while (parser->depth > 0 && parser->stack[parser->depth - 1].wanted == 0) {
        parser->depth--;
    }
    if ((parser->depth == 0) != (index == 0)) {
        return false;
    }
    if (index > 0) {
        struct open_folder *parent = &parser->stack[parser->depth - 1];
        parent->wanted--;
        parser->parents[index] = parent->index;
        stage->folders[parent->index].n_kids++;
        stage->n_kids++;
    }
    open_folder(parser, index, (uint32_t)n_kids);
    return true;
}

/* Kids in the order of the walk keep the order that each folder has. */
static void group_kids(struct tree_parser *parser)
{
    struct stage *stage = parser->stage;
    uint32_t first = 0;
    for (size_t i = 0; i < stage->n_folders; i++) {
        stage->folders[i].first_kid = first;
        first += stage->folders[i].n_kids;
        stage->folders[i].n_kids = 0;
    }
    stage->kids = mem_calloc(stage->n_kids, sizeof(*stage->kids));
    for (size_t i = 1; i < stage->n_folders; i++) {
        struct stage_folder *parent = &stage->folders[parser->parents[i]];
        stage->kids[parent->first_kid + parent->n_kids++] = (uint32_t)i;
    }
}

bool stage_tree_parse(struct stage *stage, struct span bytes)
{
    struct tree_parser parser = {.stage = stage, .rest = bytes};
    bool right = stage->n_folders == 0;
    while (right && parser.rest.len > 0) {
        right = add_folder(&parser);
    }
    for (size_t i = 0; i < parser.depth; i++) {
        right = right && parser.stack[i].wanted == 0;
    }
    if (right) {
        group_kids(&parser);
    }
    free(parser.parents);
    free(parser.stack);
    return right;
}

/* The order of folders in the extension: shorter names first. */
static int compare(struct span a, struct span b)
{
    if (a.len != b.len) {
        return a.len < b.len ? -1 : 1;
    }
    return memcmp(a.ptr, b.ptr, a.len);
}

const struct stage_folder *stage_kid(const struct stage *stage,
                                     const struct stage_folder *folder,
                                     struct span name)
{
    size_t low = 0;
    size_t high = folder->n_kids;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct stage_folder *kid =
            &stage->folders[stage->kids[folder->first_kid + middle]];
        int order = compare(kid->name, name);
        if (order == 0) {
            return kid;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
