/* SPDX-License-Identifier: Apache-2.0
 *
 * Files and objects of git of any bytes. The first byte says what the rest
 * is: 'i' an index, 'p' the index of a pack, 't' trees ('/' alone in a line
 * between two of them), 'c' a commit, 'g' a tag. */
#include "source/git_file.h"
#include "source/git_packlist.h"
#include "source/git_stage.h"
#include "source/git_tree.h"
#include "source/git_treenews.h"

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
    struct git_spots spots = {0};
    struct git_pack_marks marks;
    struct err err;
    if (git_packlist_parse(&spots, &marks, bytes, 7, &err) == 0) {
        demand(marks.count == spots.count);
        demand(spots.count * (GIT_ID_LEN + 4) <= bytes.len);
    } else {
        demand(spots.count == 0);
    }
    (void)git_packlist_fits(&marks, span_slice(bytes, (struct range){0, 12}));
    free(spots.items);
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
