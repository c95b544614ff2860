/* SPDX-License-Identifier: Apache-2.0
 *
 * Files and objects of git of any bytes. The first byte says what the rest
 * is: 'i' an index, 'p' the index of a pack, 'k' a pack, 'd' a text and a
 * delta to it, 't' trees ('/' alone in a line between two of these), 'l' a
 * loose object, 'c' a commit, 'g' a tag, 'f' a configuration. */
#include "base/limits.h"
#include "source/git_file.h"
#include "source/git_loose.h"
#include "source/git_pack.h"
#include "source/git_plain.h"
#include "source/git_stage.h"
#include "source/git_tree.h"
#include "source/git_treenews.h"
#include "source/git_unpack.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_folders(const struct stage *stage)
{
    for (size_t i = 0; i < stage->n_folders; i++) {
        const struct stage_folder *folder = &stage->folders[i];
        demand(folder->first_kid + folder->n_kids <= stage->n_kids);
        for (uint32_t k = 0; k < folder->n_kids; k++) {
            uint32_t kid = stage->kids[folder->first_kid + k];
            demand(kid > i && kid < stage->n_folders);
            (void)stage_kid(stage, folder, stage->folders[kid].name);
        }
    }
}

static void check_index(struct span bytes)
{
    struct stage *stage = NULL;
    struct err err = {.text = ""};
    if (stage_parse(&stage, bytes, "f", &err) < 0) {
        demand(err.text[0] == 'f');
        return;
    }
    for (size_t i = 0; i < stage->count; i++) {
        const struct stage_entry *entry = &stage->entries[i];
        demand(entry->path_len > 0 && strlen(entry->path) == entry->path_len);
        demand(i == 0 || strcmp(entry[-1].path, entry->path) <= 0);
    }
    check_folders(stage);
    stage_free(stage);
}

static void check_pack_index(struct span bytes)
{
    struct git_pack_marks marks;
    struct git_pack pack = {.index = bytes};
    struct git_id id;
    uint64_t offset;
    if (git_packlist_check(&marks, bytes, NULL) < 0) {
        return;
    }
    pack.count = marks.count;
    demand((uint64_t)marks.count * (GIT_ID_LEN + 4) <= bytes.len);
    for (uint32_t i = 0; i < marks.count; i++) {
        if (git_pack_spot(&pack, i, &id, &offset)) {
            (void)git_pack_find(&pack, &id);
        }
        demand(memcmp(git_packlist_id(bytes, i), id.bytes, GIT_ID_LEN) == 0);
    }
    (void)git_packlist_fits(&marks, span_slice(bytes, (struct range){0, 12}));
}

/* Every place of a pack as if an entry began there. */
static void check_pack(struct span bytes)
{
    static char name[] = "fuzz.pack";
    struct git_pack pack = {.data = bytes, .path = name};
    struct git_unpacker unpacker;
    if (bytes.len < GIT_PACK_HEADER + GIT_ID_LEN || bytes.len > 4096) {
        return;
    }
    git_unpacker_init(&unpacker);
    for (uint64_t at = 0; at <= bytes.len; at++) {
        struct git_entry entry;
        struct git_bytes *whole = NULL;
        struct git_bytes *made = NULL;
        if (git_pack_entry(&entry, &pack, at, NULL) < 0 ||
            entry.len > 1 << 20) {
            continue;
        }
        demand(entry.kind != GIT_ENTRY_OFFSET || entry.base < at);
        if (git_unpack_whole(&unpacker, &entry, &whole, NULL) == 0) {
            demand(whole->len == entry.len && whole->data[whole->len] == 0);
        }
        if (git_unpack_delta(&unpacker, &entry, bytes, true, &made, NULL) ==
            0) {
            demand(made->data[made->len] == 0);
        }
        git_bytes_drop(whole);
        git_bytes_drop(made);
    }
    git_unpacker_release(&unpacker);
}

/* What is not fresh is a copy of what is not marked. */
static void check_fresh(const struct git_pieces *pieces, struct span base,
                        struct span text, const struct unit_marks *marks)
{
    struct range_list fresh;
    size_t at = 0;
    range_list_init(&fresh);
    git_delta_fresh(&fresh, pieces, base.len, text.len, marks);
    for (size_t i = 0; i < fresh.count; i++) {
        struct range range = fresh.items[i];
        demand(range.start < range.end && range.end <= text.len);
        demand(i == 0 || range.start > fresh.items[i - 1].end);
    }
    for (size_t i = 0, p = 0; i < text.len; i++) {
        while (pieces->items[p].at + pieces->items[p].len <= i) {
            p++;
        }
        while (at < fresh.count && fresh.items[at].end <= i) {
            at++;
        }
        if (at < fresh.count && fresh.items[at].start <= i) {
            continue;
        }
        const struct git_piece *piece = &pieces->items[p];
        demand(piece->from != SIZE_MAX);
        size_t from = piece->from + (i - piece->at);
        demand(base.ptr[from] == text.ptr[i]);
        size_t mark = unit_marks_find(marks, from);
        demand(mark == marks->count || marks->items[mark].start > from);
    }
    range_list_release(&fresh);
}

static void check_delta(struct span bytes)
{
    size_t end = span_find(bytes, span_str("\n/\n"));
    struct span base = span_slice(bytes, (struct range){0, end});
    struct span steps = span_slice(bytes, (struct range){end + 3, bytes.len});
    struct git_delta delta;
    struct git_pieces pieces = {0};
    struct unit_marks marks;
    if (git_delta_parse(&delta, steps, NULL) < 0 || delta.result_len > 65536) {
        return;
    }
    unit_marks_init(&marks);
    unit_marks_add(&marks, (struct range){base.len / 2, base.len / 2 + 3});
    unit_marks_add(&marks, (struct range){0, base.len / 9});
    unit_marks_settle(&marks);
    struct git_bytes *made = git_bytes_new(delta.result_len);
    if (git_delta_apply(&delta, base, made->data, &pieces, NULL) == 0) {
        check_fresh(&pieces, base, git_bytes_span(made), &marks);
    }
    git_bytes_drop(made);
    git_pieces_release(&pieces);
    unit_marks_release(&marks);
}

static void check_loose(struct span bytes)
{
    struct git_inflate *inflate = git_inflate_new();
    struct git_bytes *made = NULL;
    enum git_kind kind;
    struct span whole = bytes;
    if (git_loose_head(&whole, &kind, NULL) == 0) {
        demand(kind != GIT_KIND_NONE && whole.len < bytes.len);
    }
    if (git_inflate_all(inflate, bytes, 1 << 20, &made, NULL) == 0) {
        demand(made->len <= 1 << 20 && made->data[made->len] == 0);
    }
    git_bytes_drop(made);
    git_inflate_free(inflate);
}

/* The entries that news gives are entries of the tree. */
static void check_news(struct tree_news *news, struct span bytes)
{
    struct git_data data = {.kind = GIT_KIND_TREE, .bytes = bytes};
    struct tree_entry entry;
    int rc;
    tree_news_begin(news, &data);
    while ((rc = tree_news_next(news, &entry, NULL)) == 1) {
        demand(entry.name.len > 0 && entry.name.ptr > bytes.ptr &&
               entry.name.ptr + entry.name.len < bytes.ptr + bytes.len);
    }
    demand(rc == 0 || rc == ERR_FORMAT);
}

static void check_trees(struct span bytes)
{
    struct tree_news news;
    tree_news_init(&news);
    while (bytes.len > 0) {
        size_t end = span_find(bytes, span_str("\n/\n"));
        check_news(&news, span_slice(bytes, (struct range){0, end}));
        bytes = span_slice(bytes, (struct range){end + 3, bytes.len});
    }
    tree_news_release(&news);
}

static void check_commit(struct span bytes)
{
    struct commit_text commit;
    if (commit_parse(&commit, bytes, NULL) == 0) {
        for (size_t i = 0; i < commit.n_parents; i++) {
            (void)commit_parent(&commit, i);
        }
        demand(git_person_parse(commit.author).time >= 0);
        demand(git_person_parse(commit.committer).mail.len <= bytes.len);
    }
    (void)git_person_parse(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    struct span rest = span_of(data + 1, size - 1);
    struct git_id target;
    switch (data[0]) {
    case 'i':
        check_index(rest);
        break;
    case 'p':
        check_pack_index(rest);
        break;
    case 'k':
        check_pack(rest);
        break;
    case 'd':
        check_delta(rest);
        break;
    case 'l':
        check_loose(rest);
        break;
    case 'f':
        (void)git_plain_config(rest);
        break;
    case 't':
        check_trees(rest);
        break;
    case 'c':
        check_commit(rest);
        break;
    case 'g':
        (void)!tag_parse(&target, rest, NULL);
        break;
    default:
        break;
    }
    return 0;
}
